import { parseAddress } from '../net/address.ts'

/** Hardware addresses of Ethernet as text, and what their bits tell. */

/** Lower case with colons, or undefined: `00-00-5E-00-53-01` and `00:00:5e:00:53:01` are the same. */
export function parseMac(text: string): string | undefined {
  const isMac = /^[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}$/i.test(text)
  return isMac ? text.toLowerCase().replaceAll('-', ':') : undefined
}

/** Whose virtual router this MAC is: RFC 5798, 7.3, one range for each family. */
export function readVirtualMac(mac: string): { readonly family: 4 | 6; readonly vrid: number } | undefined {
  const [, kind, vrid = ''] = /^00:00:5e:00:(01|02):([0-9a-f]{2})$/.exec(mac) ?? []
  return kind === undefined ? undefined : { family: kind === '01' ? 4 : 6, vrid: Number.parseInt(vrid, 16) }
}

/** The address that a link gives itself by its MAC (RFC 4291, appendix A), `fe80::200:5eff:fe00:5301`. */
export function linkLocalOf(mac: string): string | undefined {
  const [a = '', b, c, d, e, f] = mac.split(':')
  const first = (Number.parseInt(a, 16) ^ 2).toString(16)
  return parseAddress(`fe80::${first}${b}:${c}ff:fe${d}:${e}${f}`)?.text
}

/** What a MAC tells of its owner by itself: `vendor prefix 00:00:5e`, `locally administered`. */
export function describeOrigin(mac: string): string {
  const first = Number.parseInt(mac.slice(0, 2), 16)
  return (first & 2) === 0
    ? `vendor prefix ${mac.slice(0, 8)}`
    : 'locally administered, as virtual machines and containers have it'
}
