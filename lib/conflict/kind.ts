import { parseMac } from '../arp/mac.ts'
import type { Kind } from '../cli/option.ts'
import { parseAddress } from '../net/address.ts'

/** Value kinds of check_vip_conflict alone. */

/** A host that is known by name, and what tells its MAC: the MAC itself, or an address of it on this network. */
export interface NamedHost {
  readonly name: string
  readonly mac?: string
  readonly address?: string
}

/** `lvs1=00:00:5e:00:53:01`, `lvs1=192.0.2.2`. */
export const namedHost: Kind<NamedHost> = {
  placeholder: 'NAME=MAC|ADDRESS',
  wanted: 'NAME=MAC or NAME=ADDRESS such as lvs1=00:00:5e:00:53:01 or lvs1=192.0.2.2',
  example: 'lvs1=192.0.2.2',
  parse: text => {
    const [, name = '', value = ''] = /^([A-Za-z0-9_][\w.-]{0,62})=(\S{1,60})$/.exec(text) ?? []
    const mac = parseMac(value)
    const address = value.includes('%') ? undefined : parseAddress(value)?.text
    if (mac !== undefined) return { name, mac }
    return name === '' || address === undefined ? undefined : { name, address }
  },
}

export const hostName: Kind<string> = {
  placeholder: 'NAME',
  wanted: 'the name of a director, as --director has it',
  example: 'lvs1',
  parse: text => (/^[A-Za-z0-9_][\w.:-]{0,62}$/.test(text) ? text : undefined),
}

/** A VIP in its canonical text: no names, as a name may stand for another address tomorrow; no zones. */
export const vip: Kind<string> = {
  placeholder: 'VIP',
  wanted: 'an address such as 192.0.2.10 or 2001:db8::10',
  example: '192.0.2.10',
  parse: text => (text.includes('%') ? undefined : parseAddress(text)?.text),
}

/** The name of an interface as the kernel takes it. */
export const interfaceName: Kind<string> = {
  placeholder: 'INTERFACE',
  wanted: 'the name of an interface such as eth0',
  example: 'eth0',
  parse: text => (/^[^\s/:\0-][^\s/:\0]{0,14}$/.test(text) && !/^\.\.?$/.test(text) ? text : undefined),
}

/** A program by its name or path. */
export const program: Kind<string> = {
  placeholder: 'PROGRAM',
  wanted: 'the name of a program, or its whole path',
  example: '/usr/sbin/arping',
  parse: text => (/^(?:\/[^\0]+|[A-Za-z0-9][\w.+-]*)$/.test(text) ? text : undefined),
}
