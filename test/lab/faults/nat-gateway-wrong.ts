import type { Fault } from '../fault.ts'
import { vips } from '../network.ts'

const [right, wrong] = [`via ${vips.gateway}`, 'via 198.51.100.3']

/** The other director forwards its answers as they are: clients get them from an address that they have not asked. */
export const fault: Fault = {
  title: 'the default route of a real server behind NAT leads to the backup director',
  kind: 'real server',
  cause: [{ on: 'n1', run: `ip route replace default ${wrong}` }],
  seen: [
    {
      by: 'real server n1',
      rule: 'gateway',
      state: 'WARNING',
      names: ['leads to 198.51.100.3', vips.gateway],
      advice: `ip route replace default ${right}`,
      within: 3,
    },
    { by: 'by NAT', rule: 'no-answer', state: 'CRITICAL', names: [`${vips.web}:8081`], within: 3 },
  ],
  port: 8081,
  mend: [{ on: 'n1', run: `ip route replace default ${right}` }],
}
