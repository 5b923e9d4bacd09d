import { checkConfigId, configOptionsFor } from '../cli/config.ts'
import { endpoint, file, integer, range } from '../cli/kind.ts'
import { flag, many, maybe, single, withDefault } from '../cli/option.ts'
import { type Range, warnsFirst } from '../core/range.ts'
import { certificateDays, tlsVersion } from './kind.ts'

/** What both modes of check_vip_service have in common: thresholds, TLS, and the two halves of a VIP. */
export const thresholdOptions = {
  warning: single(range('seconds', '2'), {
    short: 'w',
    help: 'WARNING when the answer takes longer than this, in seconds.',
    section: 'Thresholds',
  }),
  critical: single(range('seconds', '5'), {
    short: 'c',
    help: 'CRITICAL when the answer takes longer than this, in seconds.',
    section: 'Thresholds',
  }),
} as const

export const balanceOptions = {
  connections: withDefault(integer(1, 200), '1', {
    help: 'Number of separate connections through the VIP, all at once. One broken real server of four fails a quarter of them; a single connection misses it three times in four. With persistence all of them reach the same real server.',
    section: 'Behind the VIP',
  }),
  'failed-warning': withDefault(range('%', '10'), '0', {
    help: 'WARNING when this share of the connections fails, in percent.',
    section: 'Behind the VIP',
  }),
  'failed-critical': withDefault(range('%', '30'), '20', {
    help: 'CRITICAL when this share of the connections fails, in percent.',
    section: 'Behind the VIP',
  }),
  realserver: many(endpoint, {
    help: 'Ask this real server the same thing directly, and say which half is broken, the VIP or what is behind it. The port is that of the VIP unless given.',
    section: 'Behind the VIP',
  }),
  ...configOptionsFor(
    'Behind the VIP',
    "Ask all real servers directly that this keepalived.conf, or a copy of a director's, has behind the VIP.",
  ),
} as const

export const tlsOptions = {
  ssl: maybe(tlsVersion, {
    short: 'S',
    help: 'Use TLS, of this version only when one is given, or of this and all above with +.',
    section: 'TLS',
  }),
  'no-verify': flag({ help: 'Accept any certificate.', section: 'TLS' }),
  'ca-cert': single(file, {
    help: 'Trust the certificates in this PEM file instead of those of the system.',
    section: 'TLS',
  }),
  'client-cert': single(file, { short: 'J', help: 'Client certificate, a PEM file.', section: 'TLS' }),
  'private-key': single(file, {
    short: 'K',
    help: 'Key of the client certificate, a PEM file.',
    section: 'TLS',
  }),
} as const

/** The days option has one long name and, in check_http and check_tcp, two letters. */
export function certificateOption(short: string) {
  return {
    certificate: single(certificateDays, {
      short,
      help: 'Days the certificate must still be valid: WARNING below the first number, CRITICAL below the second. Implies -S.',
      section: 'TLS',
    }),
  } as const
}

/** Thresholds in the wrong order, in one sentence. */
export function checkThresholds(options: {
  readonly warning: Range | undefined
  readonly critical: Range | undefined
  readonly 'failed-warning': Range
  readonly 'failed-critical': Range
  readonly certificate: { readonly warning: Range; readonly critical: Range } | undefined
  readonly 'client-cert': string | undefined
  readonly 'private-key': string | undefined
  readonly config: string | undefined
  readonly 'config-id': string | undefined
}): string | undefined {
  const stray = checkConfigId(options)
  if (stray !== undefined) return stray
  if (
    options.warning !== undefined &&
    options.critical !== undefined &&
    !warnsFirst(options.warning, options.critical)
  ) {
    return 'the warning range -w is wider than the critical range -c, so the warning would never be seen'
  }
  if (!warnsFirst(options['failed-warning'], options['failed-critical'])) {
    return '--failed-warning is wider than --failed-critical, so the warning would never be seen'
  }
  const { certificate } = options
  if (certificate !== undefined && !warnsFirst(certificate.warning, certificate.critical)) {
    return 'of the days of a certificate the first number is the warning, so it is the larger one: 30,14'
  }
  if ((options['client-cert'] === undefined) !== (options['private-key'] === undefined)) {
    return 'a client certificate needs its key and a key its certificate: give both -J FILE and -K FILE'
  }
  return undefined
}
