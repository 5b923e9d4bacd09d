import type { Keywords, RootKeywords } from '../keyword.ts'
import { checkerKeywords } from './checkers.ts'
import { block, line, namedBlock, scriptLine, valueLine } from './shape.ts'

const tls: Keywords = {
  password: line,
  ca: line,
  certificate: line,
  key: line,
}

const realServer: Keywords = {
  weight: valueLine,
  lvs_method: valueLine,
  uthreshold: valueLine,
  lthreshold: valueLine,
  inhibit_on_failure: line,
  notify_up: scriptLine,
  notify_down: scriptLine,
  alpha: line,
  retry: valueLine,
  delay_before_retry: valueLine,
  warmup: valueLine,
  connect_timeout: valueLine,
  delay_loop: valueLine,
  smtp_alert: line,
  virtualhost: line,
  snmp_name: line,
  ...checkerKeywords,
}

/** init_check_keywords() of keepalived's check_parser.c. */
const virtualServer: Keywords = {
  ip_family: valueLine,
  retry: valueLine,
  delay_before_retry: valueLine,
  warmup: valueLine,
  connect_timeout: valueLine,
  delay_loop: valueLine,
  inhibit_on_failure: line,
  lb_algo: valueLine,
  lvs_sched: valueLine,
  hashed: line,
  ops: line,
  'flag-1': line,
  'flag-2': line,
  'flag-3': line,
  'sh-port': line,
  'sh-fallback': line,
  'mh-port': line,
  'mh-fallback': line,
  lb_kind: valueLine,
  lvs_method: valueLine,
  persistence_engine: valueLine,
  persistence_timeout: line,
  persistence_granularity: valueLine,
  protocol: valueLine,
  ha_suspend: line,
  smtp_alert: line,
  virtualhost: line,
  snmp_name: line,
  alpha: line,
  omega: line,
  quorum_up: scriptLine,
  quorum_down: scriptLine,
  quorum: valueLine,
  hysteresis: valueLine,
  weight: valueLine,
  sorry_server: valueLine,
  sorry_server_inhibit: line,
  sorry_server_lvs_method: line,
  real_server: namedBlock(realServer),
}

/**
 * What the checker process reads alone. A virtual_server_group whose name is not followed by a brace at once, be there
 * no brace or a further word, makes keepalived exit, where other lists of values are only complained of. `virtual_server
 * group` and `virtual_server fwmark` without what they announce crash 2.2.7 (SIGSEGV), under -t too.
 */
export const virtualServerKeywords: RootKeywords = {
  SSL: { ...block(tls), processes: ['checker'] },
  virtual_server_group: { shape: 'values', names: 1, needs: 1, exits: true, processes: ['checker'] },
  virtual_server: { ...namedBlock(virtualServer), processes: ['checker'] },
}
