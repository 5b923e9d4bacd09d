/** One call of a built check, and what it may come to. */
export interface BinaryCase {
  readonly check: string
  /** PORT is a web server on 127.0.0.1. */
  readonly argv: readonly string[]
  readonly exitCodes: readonly number[]
  /** True when the call has nothing to say but its one line. */
  readonly oneLine: boolean
  /** True when the text is not a verdict (--help, --version). */
  readonly prose?: boolean
}

const anything = [0, 1, 2, 3]

/** Calls that work on any machine, with no service but our own server. */
const good: Readonly<Record<string, readonly Omit<BinaryCase, 'check'>[]>> = {
  check_vip_service: [
    { argv: ['-H', '127.0.0.1', '-p', 'PORT', '-t', '5'], exitCodes: [0], oneLine: true },
    // No TLS there, so it must fail, but with node:tls and all it reads of the environment.
    { argv: ['-H', '127.0.0.1', '-p', 'PORT', '-S', '-t', '5'], exitCodes: [2, 3], oneLine: false },
  ],
  check_ipvs_drift: [
    { argv: ['--config', '/no/such/keepalived.conf'], exitCodes: [3], oneLine: false },
    // A file that every Linux has, and that is no configuration.
    { argv: ['--config', '/proc/self/status', '--table', '/proc/net/dev'], exitCodes: [3], oneLine: false },
  ],
  check_keepalived_config: [
    { argv: ['/no/such/keepalived.conf'], exitCodes: [3], oneLine: false },
    // A file that every Linux has, and that is no configuration.
    { argv: ['/proc/self/status', '-v'], exitCodes: [1, 2, 3], oneLine: false },
  ],
  check_lvs_director: [
    // No director, most probably, and it reads only.
    { argv: ['--config', '/no/such/keepalived.conf', '-v'], exitCodes: [2, 3], oneLine: false },
    { argv: ['-H', '127.0.0.1', '-p', 'PORT', '-t', '5'], exitCodes: anything, oneLine: false },
  ],
  check_lvs_realserver: [
    { argv: ['--vip', '127.0.0.2', '-p', 'PORT', '-v'], exitCodes: [0, 2, 3], oneLine: false },
    { argv: ['--config', '/no/such/keepalived.conf'], exitCodes: [3], oneLine: false },
    {
      argv: ['-H', '127.0.0.1', '-n', '0', '-p', 'PORT', '-u', '/', '-t', '5'],
      exitCodes: [0],
      oneLine: false,
    },
  ],
  check_vip_conflict: [
    // The loopback speaks no ARP: nothing is sent.
    { argv: ['-H', '127.0.0.1', '-I', 'lo', '-v'], exitCodes: [3], oneLine: false },
    { argv: ['--config', '/no/such/keepalived.conf'], exitCodes: [3], oneLine: false },
  ],
  check_vip_ping: [{ argv: ['-H', '127.0.0.1', '-n', '1', '-t', '5'], exitCodes: anything, oneLine: false }],
}

/** The calls that every environment gets. A check that is not in the table is called without a word. */
export function listCalls(check: string): BinaryCase[] {
  const cases = good[check] ?? [{ argv: [], exitCodes: anything, oneLine: false }]
  return [
    ...cases.map(each => ({ check, ...each })),
    { check, argv: ['--no-such-option'], exitCodes: [3], oneLine: true },
  ]
}

/** More calls, for the plain environment only. */
export function listMoreCalls(check: string): BinaryCase[] {
  const texts = [['-h'], ['-V'], ['--help'], ['--version']]
  const slips = [['-t', 'soon'], ['--timeout'], ['-t', '1', '-t', '2'], ['--'], ['', '']]
  return [
    ...texts.map(argv => ({ check, argv, exitCodes: anything, oneLine: false, prose: true })),
    ...slips.map(argv => ({ check, argv, exitCodes: anything, oneLine: false })),
  ]
}
