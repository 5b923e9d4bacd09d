import { parseAddress } from '../net/address.ts'
import { numberIn, parseObjects, textIn } from './json.ts'

/** The way that the kernel would take to an address, as `ip -j route get ADDRESS` says it. Plain JSON. */
export interface Route {
  /** `local` for an address that this host answers for itself; `unicast`, `blackhole`, `unreachable`, `prohibit`. */
  readonly type: string
  readonly device: string | undefined
  /** The router; undefined on the link itself. */
  readonly gateway: string | undefined
  readonly source: string | undefined
}

/** The route of `ip -j route get` (iproute2's ip/iproute.c); undefined when the text is no such list. */
export function parseRouteGet(text: string): Route | undefined {
  const [fields] = parseObjects(text) ?? []
  if (fields === undefined) return undefined
  const gateway = parseAddress(textIn(fields.gateway) ?? '')?.text
  return {
    type: textIn(fields.type) ?? 'unicast',
    device: textIn(fields.dev),
    gateway,
    source: parseAddress(textIn(fields.prefsrc) ?? '')?.text,
  }
}

/** A default route: the router and the interface to it. */
export interface DefaultRoute {
  readonly gateway: string | undefined
  readonly device: string | undefined
  readonly metric: number
}

/** The default routes of `ip -j route show default`, the preferred one first; undefined when the text is no such list. */
export function parseDefaultRoutes(text: string): readonly DefaultRoute[] | undefined {
  const routes = parseObjects(text)?.filter(({ dst }) => dst === 'default')
  return routes
    ?.map(fields => ({
      gateway: parseAddress(textIn(fields.gateway) ?? '')?.text,
      device: textIn(fields.dev),
      metric: numberIn(fields.metric) ?? 0,
    }))
    .toSorted((one, other) => one.metric - other.metric)
}
