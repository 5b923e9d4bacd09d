import type { Fault } from '../fault.ts'
import { vips } from '../network.ts'

export const fault: Fault = {
  title: 'tunl0 is down on a real server behind a tunnel',
  kind: 'real server',
  cause: [{ on: 'r1', run: 'ip link set tunl0 down' }],
  seen: [
    {
      by: 'real server r1',
      rule: 'tunnel-down',
      state: 'CRITICAL',
      names: ['tunl0 is down', vips.web],
      advice: 'ip link set tunl0 up',
      within: 3,
    },
    {
      by: 'by tunnel',
      rule: 'connections-failed',
      state: 'CRITICAL',
      names: [`${vips.web}:8082`],
      within: 3,
    },
  ],
  mend: [{ on: 'r1', run: 'ip link set tunl0 up' }],
}
