import type { Keywords } from '../keyword.ts'
import { block, line, since, valueLine } from './shape.ts'

/** Of all checkers but FILE_CHECK and BFD_CHECK: install_checker_common_keywords() of keepalived's check_api.c. */
const common: Keywords = {
  retry: valueLine,
  delay_before_retry: valueLine,
  warmup: valueLine,
  delay_loop: valueLine,
  alpha: line,
  log_all_failures: line,
}

/** Of those that open connections. */
const connection: Keywords = {
  connect_ip: valueLine,
  connect_port: valueLine,
  bindto: valueLine,
  bind_port: valueLine,
  bind_if: valueLine,
  connect_timeout: valueLine,
  fwmark: valueLine,
  ...common,
}

const url: Keywords = {
  path: valueLine,
  digest: valueLine,
  status_code: line,
  virtualhost: line,
  regex: line,
  regex_no_match: line,
  regex_options: line,
  regex_min_offset: line,
  regex_max_offset: line,
  regex_stack: line,
  tls_compliant: since('2.2.8', line),
}

/** 2.2.7 crashes (SIGSEGV), under -t too, when none of the urls has a path. */
const http: Keywords = {
  ...connection,
  /** What `retry` was called before 2.0.0; still taken, and complained of. */
  nb_get_retry: valueLine,
  virtualhost: line,
  http_protocol: line,
  enable_sni: line,
  sni_name: since('2.4.0', valueLine),
  fast_recovery: line,
  tls_compliant: since('2.2.8', line),
  url: block(url),
}

/** Checkers of a real server: the check_*.c of keepalived. */
export const checkerKeywords: Keywords = {
  MISC_CHECK: block({
    ...common,
    misc_path: line,
    misc_timeout: valueLine,
    misc_dynamic: line,
    user: line,
  }),
  SMTP_CHECK: block({ helo_name: line, ...connection, host: block(connection) }),
  TCP_CHECK: block(connection),
  PING_CHECK: block(connection),
  UDP_CHECK: block({
    ...connection,
    payload: line,
    require_reply: line,
    min_reply_length: valueLine,
    max_reply_length: valueLine,
  }),
  HTTP_GET: block(http),
  SSL_GET: block(http),
  DNS_CHECK: block({ ...connection, type: valueLine, name: valueLine }),
  FILE_CHECK: block({ track_file: valueLine, weight: line }),
  BFD_CHECK: block({ name: line, alpha: line }),
}
