import { parseDecimal, parseRange, type Range } from '../core/range.ts'
import { parseState, type State } from '../core/state.ts'
import { parseAddress } from '../net/address.ts'
import { type Endpoint, parseEndpoint, parseHost } from '../net/endpoint.ts'
import type { Kind } from './option.ts'

/** A whole number from `min` to `max`. */
export function integer(min: number, max: number, placeholder = 'N', what = 'a whole number'): Kind<number> {
  return {
    placeholder,
    wanted: `${what} from ${min} to ${max}`,
    example: String(min),
    parse: text => (/^\d{1,15}$/.test(text) ? within(Number(text), min, max) : undefined),
  }
}

/** A time in seconds, decimals allowed; `min` itself is allowed. */
export function seconds(min: number, max: number): Kind<number> {
  return {
    placeholder: 'SECONDS',
    wanted: `a time in seconds from ${min} to ${max}`,
    example: '5',
    parse: text => within(parseDecimal(text), min, max),
  }
}

function within(value: number | undefined, min: number, max: number): number | undefined {
  return value !== undefined && value >= min && value <= max ? value : undefined
}

/** A threshold range of the Monitoring Plugins guidelines. */
export function range(unit: string, example: string): Kind<Range> {
  return {
    placeholder: 'RANGE',
    wanted: `a range${unit === '' ? '' : ` in ${unit}`} such as ${example}, 10:20, ~:10 or @10:20`,
    example,
    parse: parseRange,
  }
}

/** One word of a list. */
export function choice<T extends string>(...words: readonly T[]): Kind<T> {
  return {
    placeholder: words.join('|'),
    wanted: `one of ${words.join(', ')}`,
    example: words[0] ?? '',
    parse: text => words.find(word => word === text),
  }
}

/** Any text that is not empty and holds no NUL: a child's argument vector and a header could not carry one. */
export function text(placeholder: string, example: string): Kind<string> {
  return {
    placeholder,
    wanted: 'a text that is not empty',
    example,
    parse: value => (value === '' || value.includes('\0') ? undefined : value),
  }
}

export const port: Kind<number> = integer(1, 65_535, 'PORT', 'a port')

export const host: Kind<string> = {
  placeholder: 'HOST',
  wanted: 'a host name or an address such as www.example.com, 192.0.2.10 or 2001:db8::10',
  example: '192.0.2.10',
  parse: parseHost,
}

/** An address in its canonical text: no names, as a name may stand for another address tomorrow; no zones. */
export const address: Kind<string> = {
  placeholder: 'ADDRESS',
  wanted: 'an address such as 192.0.2.10 or 2001:db8::10',
  example: '192.0.2.10',
  parse: text => (text.includes('%') ? undefined : parseAddress(text)?.text),
}

/** The name of an interface as the kernel takes it, and programs for the value of an option. */
export const interfaceName: Kind<string> = {
  placeholder: 'INTERFACE',
  wanted: 'the name of an interface such as eth0',
  example: 'eth0',
  parse: text => (/^[^\s/:\0-][^\s/:\0]{0,14}$/.test(text) && !/^\.\.?$/.test(text) ? text : undefined),
}

/** An address or a name with an optional port, `192.0.2.11`, `192.0.2.11:8080`, `[2001:db8::11]:8080`. */
export const endpoint: Kind<Endpoint> = {
  placeholder: 'RIP[:PORT]',
  wanted: 'an address with an optional port such as 192.0.2.11, 192.0.2.11:8080 or [2001:db8::11]:8080',
  example: '192.0.2.11:8080',
  parse: parseEndpoint,
}

/** The path of a file. What is in it is read, and complained of, by the check. */
export const file: Kind<string> = {
  placeholder: 'FILE',
  wanted: 'a file name',
  example: '/etc/ssl/certs/ca-certificates.crt',
  parse: value => (value === '' || value.includes('\0') ? undefined : value),
}

/** keepalived.conf, as keepalived's -f takes it. */
export const configFile: Kind<string> = { ...file, example: '/etc/keepalived/keepalived.conf' }

/** The pid file of a keepalived. */
export const pidFile: Kind<string> = { ...file, example: '/run/keepalived.pid' }

/** What lines with `@ID` are compared with, as keepalived's -i takes it. */
export const configId: Kind<string> = {
  placeholder: 'ID',
  wanted: 'an id without blanks, such as lvs1',
  example: 'lvs1',
  parse: value => (/^[^\s\0]{1,255}$/.test(value) ? value : undefined),
}

/** `--state RULE=STATE`. Whether the rule exists is known to the check alone. */
export const ruleState: Kind<{ readonly rule: string; readonly state: State }> = {
  placeholder: 'RULE=STATE',
  wanted: 'RULE=STATE with one of the states ok, warning, critical, unknown',
  example: 'no-reply=warning',
  parse: value => {
    const at = value.indexOf('=')
    const state = parseState(value.slice(at + 1))
    return at < 1 || state === undefined ? undefined : { rule: value.slice(0, at), state }
  },
}
