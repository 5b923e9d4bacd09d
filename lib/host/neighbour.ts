import { parseAddress } from '../net/address.ts'
import { parseObjects, textIn, textsIn } from './json.ts'

/** What the kernel takes for the MAC of an address on a link, as `ip -j neigh show` says it. Plain JSON. */
export interface Neighbour {
  readonly address: string
  readonly device: string
  /** Lower case with colons; undefined where nobody has told it. */
  readonly mac: string | undefined
  /** `REACHABLE`, `STALE`, `DELAY`, `PROBE`, `PERMANENT`, `NOARP`, `INCOMPLETE`, `FAILED`. */
  readonly state: string
}

/** The entries of `ip -j neigh show` (iproute2's ip/ipneigh.c); undefined when the text is no such list. */
export function parseNeighbours(text: string): readonly Neighbour[] | undefined {
  return parseObjects(text)?.flatMap(fields => {
    const address = parseAddress(textIn(fields.dst) ?? '')?.text
    const device = textIn(fields.dev)
    const mac = textIn(fields.lladdr)?.toLowerCase()
    if (address === undefined || device === undefined) return []
    return [{ address, device, mac, state: textsIn(fields.state).join(' ') }]
  })
}
