import { choice, host, integer, port, seconds, text } from '../cli/kind.ts'
import { flag, many, single, withDefault } from '../cli/option.ts'
import type { Given } from '../runtime/check.ts'
import {
  balanceOptions,
  certificateOption,
  checkThresholds,
  thresholdOptions,
  tlsOptions,
} from './options.ts'

/** The options of `check_vip_service --tcp`, with the letters and names of check_tcp. */
export const tcpOptions = {
  hostname: single(host, { short: 'H', help: 'Address or name to connect to: the VIP.', section: 'Where' }),
  port: single(port, { short: 'p', help: 'TCP port.', section: 'Where' }),
  ...thresholdOptions,
  ...balanceOptions,
  escape: flag({
    short: 'E',
    help: 'Understand \\n, \\r, \\t and \\\\ in -s and -q.',
    section: 'Conversation',
  }),
  send: single(text('TEXT', 'QUIT'), { short: 's', help: 'Text to send.', section: 'Conversation' }),
  expect: many(text('TEXT', '220'), {
    short: 'e',
    help: 'Text that must come; one of them is enough unless -A is given.',
    section: 'Conversation',
  }),
  all: flag({ short: 'A', help: 'All texts of -e must come.', section: 'Conversation' }),
  quit: single(text('TEXT', 'QUIT'), {
    short: 'q',
    help: 'Text to send before closing.',
    section: 'Conversation',
  }),
  refuse: withDefault(choice('crit', 'warn', 'ok'), 'crit', {
    short: 'r',
    help: 'State of a refused connection.',
    section: 'Conversation',
  }),
  mismatch: withDefault(choice('warn', 'crit', 'ok'), 'warn', {
    short: 'M',
    help: 'State when something else comes than -e wants.',
    section: 'Conversation',
  }),
  maxbytes: withDefault(integer(1, 10_000_000, 'BYTES', 'a number of bytes'), '65536', {
    short: 'm',
    help: 'Stop reading after this many bytes.',
    section: 'Conversation',
  }),
  delay: withDefault(seconds(0, 3600), '0', {
    short: 'd',
    help: 'Seconds to wait between sending and reading.',
    section: 'Conversation',
  }),
  jail: flag({ short: 'j', help: 'Do not show what came.', section: 'Output' }),
  ...tlsOptions,
  ...certificateOption('D'),
  sni: single(host, { help: 'Name for SNI and the certificate. Default: that of -H.', section: 'TLS' }),
} as const

export type TcpGiven = Given<typeof tcpOptions>

/** Options of check_tcp that are not here, with what to do instead. */
export const tcpDeclined = {
  '--extra-opts': 'put the options into the command definition',
} as const

/** Contradictions between options, in one sentence. */
export function validateTcp(options: TcpGiven): string | undefined {
  if (options.hostname === undefined) return 'no host is given: say -H VIP'
  if (options.port === undefined) return 'no port is given: say -p PORT'
  if (options.all && options.expect.length === 0) return '-A is about the texts of -e, and none is given'
  if (options.delay >= options.timeout) {
    return `the delay -d ${options.delay} leaves nothing of the ${options.timeout} s of -t`
  }
  return checkThresholds(options)
}
