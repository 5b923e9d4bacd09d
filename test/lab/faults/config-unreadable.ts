import type { Fault } from '../fault.ts'

const hint = 'setfacl -m u:nobody:r /etc/keepalived/keepalived.conf'

/** keepalived runs as root and reads it. What it says is not known then: that is no OK, and no outage either. */
export const fault: Fault = {
  title: "keepalived.conf is no longer readable for the agent's user",
  kind: 'configuration',
  cause: [{ on: 'd1', run: 'chmod 600 /etc/keepalived/keepalived.conf' }],
  seen: (['config d1', 'drift d1', 'director d1'] as const).map(by => ({
    by,
    rule: 'config-unreadable',
    state: 'UNKNOWN',
    names: ["'/etc/keepalived/keepalived.conf' cannot be read by the user nobody"],
    advice: hint,
    within: 3,
  })),
  mend: [{ on: 'd1', run: 'chmod 644 /etc/keepalived/keepalived.conf' }],
}
