import { parseAddress } from '../net/address.ts'
import { isInSubnet } from '../net/subnet.ts'
import { parseObjects, textIn } from './json.ts'

/** Addresses that the kernel takes for this host's own: one, or a whole network (`ip route add local 192.0.2.0/24 dev lo`). */
export interface LocalRoute {
  /** Canonical text. */
  readonly address: string
  readonly prefix: number
  readonly device: string | undefined
}

/** The routes of `ip -j route show table local type local`; undefined when the text is no such list. */
export function parseLocalRoutes(text: string): readonly LocalRoute[] | undefined {
  return parseObjects(text)?.flatMap(fields => {
    if (fields.type !== 'local') return []
    const [, host = '', length] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(textIn(fields.dst) ?? '') ?? []
    const address = parseAddress(host)
    if (address === undefined) return []
    const whole = address.family === 4 ? 32 : 128
    return [
      {
        address: address.text,
        prefix: length === undefined ? whole : Number(length),
        device: textIn(fields.dev),
      },
    ]
  })
}

/** The narrowest of the routes that makes an address one of this host's own. */
export function localRouteOf(address: string, routes: readonly LocalRoute[]): LocalRoute | undefined {
  return routes
    .filter(route => isInSubnet(address, route.address, route.prefix))
    .toSorted((one, other) => other.prefix - one.prefix)[0]
}
