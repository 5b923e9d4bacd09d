import { roleOfSecond, takenOver } from '../failover.ts'
import type { Fault } from '../fault.ts'
import { moveBack, moveToSecond } from '../move.ts'

/** Nothing is wrong with the service: only who has said which director should be MASTER is told. */
export const fault: Fault = {
  title: 'the VIPs move to the standby director and stay there, and each director is asked for its role',
  kind: 'director',
  watch: {
    'role d1': { on: 'd1', check: 'check_lvs_director', argv: ['--role', 'master'] },
    ...roleOfSecond,
  },
  cause: moveToSecond,
  seen: [
    {
      by: 'role d1',
      rule: 'role-unexpected',
      state: 'WARNING',
      names: ['VI_WEB is BACKUP here, wanted MASTER'],
      within: 3,
    },
    takenOver,
  ],
  mend: moveBack,
}
