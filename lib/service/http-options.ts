import { choice, file, host, integer, port, text } from '../cli/kind.ts'
import { flag, many, single, withDefault } from '../cli/option.ts'
import type { Given } from '../runtime/check.ts'
import {
  age,
  credentials,
  header,
  method,
  pageSize,
  path,
  pattern,
  postData,
  redirectMeaning,
  statusTexts,
  virtualHost,
} from './kind.ts'
import {
  balanceOptions,
  certificateOption,
  checkThresholds,
  thresholdOptions,
  tlsOptions,
} from './options.ts'

/** The options of `check_vip_service`, with the letters and names of check_http and check_curl. */
export const httpOptions = {
  hostname: single(virtualHost, {
    short: 'H',
    help: 'Host name for the Host header, SNI and the certificate; the address too when -I is not given. A port belongs to the header, and is the one to connect to when -p is not given.',
    section: 'Where',
  }),
  'IP-address': single(host, {
    short: 'I',
    help: 'Address or name to connect to: the VIP.',
    section: 'Where',
  }),
  port: single(port, { short: 'p', help: 'TCP port. Default: 80, or 443 with -S.', section: 'Where' }),
  ...thresholdOptions,
  ...balanceOptions,
  url: withDefault(path, '/', { short: 'u', help: 'Path to ask for.', section: 'Request' }),
  method: single(method, {
    short: 'j',
    help: 'HTTP method. Default: GET, or POST with -P.',
    section: 'Request',
  }),
  post: single(postData, {
    short: 'P',
    help: 'Data to send with a POST request.',
    section: 'Request',
  }),
  'content-type': single(text('TYPE', 'application/json'), {
    short: 'T',
    help: 'Content-Type of the data. Default: application/x-www-form-urlencoded.',
    section: 'Request',
  }),
  header: many(header, { short: 'k', help: 'Another header to send.', section: 'Request' }),
  useragent: single(text('TEXT', 'check/1.0'), {
    short: 'A',
    help: 'User-Agent to send.',
    section: 'Request',
  }),
  authorization: single(credentials, {
    short: 'a',
    help: 'Credentials for basic authentication. They are visible to every user of this host: --auth-file and --auth-env are not.',
    section: 'Request',
    secret: true,
  }),
  'auth-file': single(file, {
    help: 'File whose first line holds USER:PASSWORD for basic authentication.',
    section: 'Request',
  }),
  'auth-env': single(text('NAME', 'VIP_AUTH'), {
    help: 'Environment variable that holds USER:PASSWORD for basic authentication.',
    section: 'Request',
  }),
  'bearer-file': single(file, { help: 'File whose first line holds a bearer token.', section: 'Request' }),
  'bearer-env': single(text('NAME', 'VIP_TOKEN'), {
    help: 'Environment variable that holds a bearer token.',
    section: 'Request',
  }),
  'proxy-authorization': single(credentials, {
    short: 'b',
    help: 'Credentials for a proxy, sent as Proxy-Authorization.',
    section: 'Request',
    secret: true,
  }),
  expect: single(statusTexts, {
    short: 'e',
    help: 'One of these texts must be in the status line; the status itself is then not judged. Default: a status below 400 is OK, 4xx WARNING, 5xx CRITICAL.',
    section: 'Answer',
  }),
  string: many(text('TEXT', 'welcome'), {
    short: 's',
    help: 'Text that must be in the body.',
    section: 'Answer',
  }),
  'not-string': many(text('TEXT', 'maintenance'), {
    help: 'Text that must not be in the body.',
    section: 'Answer',
  }),
  'header-string': many(text('TEXT', 'server: nginx'), {
    short: 'd',
    help: 'Text that must be in the headers, whatever its case.',
    section: 'Answer',
  }),
  regex: single(pattern, {
    short: 'r',
    help: 'Regular expression that must match the body.',
    section: 'Answer',
  }),
  eregi: single(pattern, { short: 'R', help: 'The same, whatever the case.', section: 'Answer' }),
  linespan: flag({
    short: 'l',
    help: 'Let the dot of the regular expression match line ends too.',
    section: 'Answer',
  }),
  'invert-regex': flag({ help: 'The regular expression must not match.', section: 'Answer' }),
  pagesize: single(pageSize, {
    short: 'm',
    help: 'Bytes the body must have; WARNING when not.',
    section: 'Answer',
  }),
  'max-age': single(age, {
    short: 'M',
    help: 'CRITICAL when the document (Last-Modified) is older than this.',
    section: 'Answer',
  }),
  'no-body': flag({
    short: 'N',
    help: 'Do not wait for the body: the headers are enough.',
    section: 'Answer',
  }),
  'max-body': withDefault(integer(1, 1_000_000_000, 'BYTES', 'a number of bytes'), '4194304', {
    help: 'Bytes of the body to read at most.',
    section: 'Answer',
  }),
  onredirect: withDefault(redirectMeaning, 'ok', {
    short: 'f',
    help: 'What a redirect means: a state, or follow it; sticky keeps the address, stickyport the port too.',
    section: 'Answer',
  }),
  'max-redirs': withDefault(integer(1, 100), '15', {
    help: 'Redirects to follow at most.',
    section: 'Answer',
  }),
  'extended-perfdata': flag({
    short: 'E',
    help: 'Add the times for connecting, TLS, first byte and transfer to the perfdata.',
    section: 'Output',
  }),
  'show-body': flag({ short: 'B', help: 'Show the beginning of the body.', section: 'Output' }),
  ...tlsOptions,
  ...certificateOption('C'),
  'continue-after-certificate': flag({ help: 'With -C: ask for the page as well.', section: 'TLS' }),
  'server-name': single(host, {
    help: 'Name for SNI and the certificate. Default: that of -H.',
    section: 'TLS',
  }),
  sni: flag({ help: 'Accepted for check_http: the name is always sent.', section: 'TLS' }),
  'http-version': single(choice('1.1'), {
    help: 'Accepted for check_curl: requests are HTTP/1.1.',
    section: 'Request',
  }),
  'enable-automatic-decompression': flag({
    help: 'Accepted for check_curl: bodies are always decoded.',
    section: 'Answer',
  }),
  'verify-cert': flag({
    short: 'D',
    help: 'Accepted for check_curl: certificates are always verified.',
    section: 'TLS',
  }),
} as const

export type HttpGiven = Given<typeof httpOptions>

/** Options of check_http and check_curl that are not here, with what to do instead. */
export const httpDeclined = {
  '-L': 'it would put HTML into the output, set action_url or notes_url of the service instead',
  '--link': 'it would put HTML into the output, set action_url or notes_url of the service instead',
  '--extra-opts': 'put the options into the command definition',
  '--cookie-jar': 'send a cookie with -k "Cookie: name=value"',
  '--state-regex': 'use --state content=STATE',
} as const

/** Contradictions between options, in one sentence. */
export function validateHttp(options: HttpGiven): string | undefined {
  if (options.hostname === undefined && options['IP-address'] === undefined) {
    return 'no host is given: say -H NAME, -I VIP, or both'
  }
  const sources = ['authorization', 'auth-file', 'auth-env', 'bearer-file', 'bearer-env'] as const
  const given = sources.filter(name => options[name] !== undefined)
  if (given.length > 1) return `only one of ${given.map(name => `--${name}`).join(', ')} can be sent`
  if (options.regex !== undefined && options.eregi !== undefined)
    return 'give one regular expression: -r or -R'
  const needsBody = ['string', 'not-string'] as const
  const reads =
    needsBody.some(name => options[name].length > 0) ||
    options.regex !== undefined ||
    options.eregi !== undefined
  if (options['no-body'] && (reads || options.pagesize !== undefined)) {
    return 'with -N the body is not read, so it cannot be searched (-s, -r, -R, --not-string) or measured (-m)'
  }
  if (options.method === 'HEAD' && reads)
    return 'the answer to HEAD has no body to search (-s, -r, -R, --not-string)'
  return checkThresholds(options)
}
