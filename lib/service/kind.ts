import { choice } from '../cli/kind.ts'
import type { Kind } from '../cli/option.ts'
import type { Range } from '../core/range.ts'
import { parseRange } from '../core/range.ts'
import { type Endpoint, parseEndpoint } from '../net/endpoint.ts'
import type { TlsVersion } from '../probe/connection.ts'
import { compilePattern } from './posix.ts'

/** Value kinds of check_vip_service alone. */

/** Days a certificate must still be valid, `30` or `30,14`, as ranges for a value in days. */
export const certificateDays: Kind<{ readonly warning: Range; readonly critical: Range }> = {
  placeholder: 'WARN[,CRIT]',
  wanted: 'days such as 30 or 30,14',
  example: '30,14',
  parse: text => {
    const [, first = '', second = '0'] = /^(\d{1,5})(?:,(\d{1,5}))?$/.exec(text) ?? []
    const warning = parseRange(`${first}:`)
    const critical = parseRange(`${second}:`)
    return first === '' || warning === undefined || critical === undefined ? undefined : { warning, critical }
  },
}

const versions: ReadonlyMap<string, TlsVersion> = new Map([
  ['1', 'TLSv1'],
  ['1.0', 'TLSv1'],
  ['1.1', 'TLSv1.1'],
  ['1.2', 'TLSv1.2'],
  ['1.3', 'TLSv1.3'],
])

/** `1.2` for that version only, `1.2+` for that and all above. */
export const tlsVersion: Kind<{ readonly min: TlsVersion; readonly max: TlsVersion }> = {
  placeholder: 'VERSION[+]',
  wanted: 'a TLS version: 1, 1.1, 1.2 or 1.3, with + for that and all above',
  example: '1.2+',
  parse: text => {
    const min = versions.get(text.replace(/\+$/, ''))
    return min === undefined ? undefined : { min, max: text.endsWith('+') ? 'TLSv1.3' : min }
  },
}

/** Headers that belong to the connection, which is ours: undici would refuse the request. */
const reserved = new Set([
  'connection',
  'content-length',
  'expect',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
])

/** `Name: value` (RFC 9110, field-line). */
export const header: Kind<readonly [name: string, value: string]> = {
  placeholder: 'NAME: VALUE',
  wanted:
    'a header such as "Accept: text/html" (Connection, Content-Length, Expect, Keep-Alive, Transfer-Encoding and Upgrade are set by the check)',
  example: 'Accept: text/html',
  parse: text => {
    const [, name = '', value = ''] =
      /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([\t\x20-\x7e\x80-\xff]*)$/.exec(text) ?? []
    return name === '' || reserved.has(name.toLowerCase()) ? undefined : [name, value.trim()]
  },
}

/** The host of a URL with an optional port, as check_http takes it with -H. */
export const virtualHost: Kind<Endpoint> = {
  placeholder: 'HOST[:PORT]',
  wanted:
    'a host name or an address such as www.example.com, 192.0.2.10 or 2001:db8::10, with an optional port',
  example: 'www.example.com',
  parse: parseEndpoint,
}

/** The body of a POST; an empty one is a body too. */
export const postData: Kind<string> = {
  placeholder: 'DATA',
  wanted: 'a text without NUL',
  example: 'a=1',
  parse: text => (text.includes('\0') ? undefined : text),
}

const meanings = choice('ok', 'warning', 'critical', 'follow', 'sticky', 'stickyport')

/** What -f says of a redirect. `curl` is check_curl's word for leaving it to libcurl, which follows. */
export const redirectMeaning: typeof meanings = {
  ...meanings,
  parse: text => (text === 'curl' ? 'follow' : meanings.parse(text)),
}

/** The path and query of a URL, percent-encoded. */
export const path: Kind<string> = {
  placeholder: 'PATH',
  wanted: 'a path that begins with / and is percent-encoded, such as /health?full=1',
  example: '/health',
  parse: text => (/^\/[\x21-\x7e]*$/.test(text) ? text : undefined),
}

/** An HTTP method (RFC 9110, token). */
export const method: Kind<string> = {
  placeholder: 'METHOD',
  wanted: 'an HTTP method such as GET, HEAD or POST',
  example: 'HEAD',
  // CONNECT would turn the connection into a tunnel, which is not an answer to judge.
  parse: text =>
    /^[A-Za-z-]{1,20}$/.test(text) && text.toUpperCase() !== 'CONNECT' ? text.toUpperCase() : undefined,
}

/** Comma-separated texts; one of them must be in the status line. */
export const statusTexts: Kind<readonly string[]> = {
  placeholder: 'TEXT[,TEXT]',
  wanted: 'one or more parts of a status line such as 200 or 200,301',
  example: '200,301',
  parse: text => {
    const parts = text.split(',').map(part => part.trim())
    return parts.some(part => part === '') ? undefined : parts
  },
}

/** `MIN`, or `MIN:MAX` bytes as check_http has it, as a range. */
export const pageSize: Kind<Range> = {
  placeholder: 'MIN[:MAX]',
  wanted: 'bytes such as 1000 (at least) or 1000:50000',
  example: '1000:50000',
  parse: text =>
    /^\d{1,12}$/.test(text)
      ? parseRange(`${text}:`)
      : /^\d{1,12}:\d{1,12}$/.test(text)
        ? parseRange(text)
        : undefined,
}

const ageUnits: Readonly<Record<string, number>> = { '': 1, m: 60, h: 3600, d: 86_400 }

/** An age in seconds, or in minutes, hours or days with `m`, `h`, `d`. */
export const age: Kind<number> = {
  placeholder: 'SECONDS',
  wanted: 'an age such as 600, 10m, 10h or 10d',
  example: '10d',
  parse: text => {
    const [, digits, unit = ''] = /^(\d{1,9})([mhd]?)$/.exec(text) ?? []
    return digits === undefined ? undefined : Number(digits) * (ageUnits[unit] ?? 1)
  },
}

/** `user:password`. */
export const credentials: Kind<string> = {
  placeholder: 'USER:PASSWORD',
  wanted: 'USER:PASSWORD',
  example: 'user:secret',
  parse: text => (text.includes(':') && !/[\r\n\0]/.test(text) ? text : undefined),
}

/** A regular expression, as it was typed: what it means depends on -l. */
export const pattern: Kind<string> = {
  placeholder: 'REGEX',
  wanted: 'a regular expression of at most 1000 characters',
  example: 'sign(ed)? in',
  parse: text =>
    text === '' || text.length > 1_000 || compilePattern(text, {}) === undefined ? undefined : text,
}
