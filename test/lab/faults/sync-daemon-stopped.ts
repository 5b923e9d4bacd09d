import type { Fault } from '../fault.ts'

const start = 'ipvsadm --start-daemon master --mcast-interface eth0 --syncid 51'

/** keepalived does not start it again. The next failover would break all connections. */
export const fault: Fault = {
  title: 'the sync daemon of IPVS on the active director is stopped',
  kind: 'director',
  cause: [{ on: 'd1', run: 'ipvsadm --stop-daemon master' }],
  seen: [
    {
      by: 'director d1',
      rule: 'sync-daemon-missing',
      state: 'WARNING',
      names: ['does not run as master', 'VI_WEB is MASTER'],
      within: 15,
      advice: start,
    },
  ],
  mend: [{ on: 'd1', run: start }],
}
