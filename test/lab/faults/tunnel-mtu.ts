import type { Fault } from '../fault.ts'

/** Nobody is hurt until something larger than the way allows is sent by it. */
export const fault: Fault = {
  title: 'tunl0 of a real server has the MTU of eth0, without room for the outer header',
  kind: 'real server',
  cause: [{ on: 'r1', run: 'ip link set tunl0 mtu 1500' }],
  seen: [
    {
      by: 'real server r1',
      rule: 'mtu',
      state: 'WARNING',
      names: ['tunl0 has an MTU of 1500', '1480'],
      advice: 'ip link set tunl0 mtu 1480',
      within: 3,
    },
  ],
  mend: [{ on: 'r1', run: 'ip link set tunl0 mtu 1480' }],
}
