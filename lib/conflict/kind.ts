import { parseMac } from '../arp/mac.ts'
import { address } from '../cli/kind.ts'
import type { Kind } from '../cli/option.ts'

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
    if (mac !== undefined) return { name, mac }
    const found = address.parse(value)
    return name === '' || found === undefined ? undefined : { name, address: found }
  },
}

export const hostName: Kind<string> = {
  placeholder: 'NAME',
  wanted: 'the name of a director, as --director has it',
  example: 'lvs1',
  parse: text => (/^[A-Za-z0-9_][\w.:-]{0,62}$/.test(text) ? text : undefined),
}

export const vip: Kind<string> = { ...address, placeholder: 'VIP' }

/** A program by its name or path. */
export const program: Kind<string> = {
  placeholder: 'PROGRAM',
  wanted: 'the name of a program, or its whole path',
  example: '/usr/sbin/arping',
  parse: text => (/^(?:\/[^\0]+|[A-Za-z0-9][\w.+-]*)$/.test(text) ? text : undefined),
}
