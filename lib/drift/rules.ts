import type { Rules } from '../runtime/check.ts'

/** What check_ipvs_drift can say. */
export const driftRules = {
  'virtual-server-missing': {
    state: 'CRITICAL',
    when: 'a virtual server is configured and not in the kernel, or the whole table is empty or not there',
  },
  'no-real-server': {
    state: 'CRITICAL',
    when: 'a virtual server has no usable real server: none is there, or all have weight 0',
  },
  'sorry-server-active': { state: 'CRITICAL', when: 'the sorry server serves in place of the real servers' },
  'quorum-lost': {
    state: 'CRITICAL',
    when: 'the weights of the real servers that are up are below the quorum (less its hysteresis)',
  },
  'clients-refused': {
    state: 'CRITICAL',
    when: 'the scheduler sh or mh leads clients to a real server of weight 0, where they are refused: its fallback flag is not set',
  },
  'real-server-missing': {
    state: 'range',
    when: 'real servers are configured and not in the kernel: they failed their health check or were removed by hand',
  },
  'real-server-inhibited': {
    state: 'range',
    when: 'real servers have weight 0 by their health check (inhibit_on_failure or a weight that the check sets)',
  },
  'virtual-server-stray': {
    state: 'WARNING',
    when: 'a virtual server is in the kernel and not configured: left behind, or added by hand',
  },
  'real-server-stray': {
    state: 'WARNING',
    when: 'a real server is in the kernel and not configured: left behind, or added by hand',
  },
  'forward-differs': {
    state: 'CRITICAL',
    when: 'packets are forwarded by another method (DR, NAT, TUN) than configured; Local is none',
  },
  'scheduler-differs': { state: 'WARNING', when: 'the scheduler is another than configured' },
  'persistence-differs': {
    state: 'WARNING',
    when: 'persistence is on or off, or has another timeout or engine, unlike configured',
  },
  'netmask-differs': {
    state: 'WARNING',
    when: 'the netmask that groups persistent clients is another than configured',
  },
  'flags-differ': {
    state: 'WARNING',
    when: 'one-packet scheduling or the flags of the scheduler are others than configured',
  },
  'port-differs': { state: 'WARNING', when: 'a real server is there with another port than configured' },
  'weight-differs': {
    state: 'WARNING',
    when: 'a real server has another weight than configured, and no health check may set it',
  },
  'config-error': {
    state: 'UNKNOWN',
    when: 'an error in the configuration could hide a virtual server or a real server: what is wanted is not known',
    reads: ['keepalived.conf'],
  },
  'nothing-configured': {
    state: 'UNKNOWN',
    when: 'the configuration has no virtual server, so there is nothing to compare',
    reads: ['keepalived.conf'],
  },
  'config-unreadable': {
    state: 'UNKNOWN',
    when: 'keepalived.conf cannot be read',
    reads: ['keepalived.conf'],
  },
  'table-unreadable': {
    state: 'UNKNOWN',
    when: 'the table cannot be read, breaks off, or is of another network namespace',
    reads: ['ip_vs table', 'ipvsadm -Sn'],
  },
} as const satisfies Rules

export type DriftRule = keyof typeof driftRules
