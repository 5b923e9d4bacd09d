import { parseAddress } from '../net/address.ts'
import { parseMac } from './mac.ts'

/** A VRRP advert as it was on the wire. A password is in it too, and is not kept. */
export interface Advert {
  readonly mac: string
  /** Who sent it, in canonical text. */
  readonly source: string
  readonly family: 4 | 6
  readonly version: number
  readonly vrid: number
  /** 0: a MASTER that gives up. */
  readonly priority: number
  readonly addresses: readonly string[]
}

/** The words for tcpdump: adverts of both families, whole, no names looked up, no times. */
export function tcpdumpArguments(device: string, count: number): string[] {
  return ['-n', '-l', '-e', '-t', '-v', '-i', device, '-c', String(count), 'ip proto 112 or ip6 proto 112']
}

/**
 * The adverts that `tcpdump -n -e -t -v` prints; for IPv4 it takes two lines for one. What was cut off in the middle, and
 * what it could not decode, is left out.
 */
export function parseAdverts(stdout: string): Advert[] {
  // The second line of a packet is indented.
  const packets = stdout.split(/\n(?=\S)/)
  return packets.flatMap(packet => parsePacket(packet.replace(/\n\s+/g, ' ')) ?? [])
}

function parsePacket(packet: string): Advert | undefined {
  // A password may hold anything, and stands last.
  const plain = packet.replace(/ auth ".*$/s, '')
  const mac = parseMac(/^([0-9a-f:]{17}) > /.exec(plain)?.[1] ?? '')
  const [, from = '', version = '', vrid = '', priority = '', rest = ''] =
    / ([0-9a-f.:]{2,45}) > [0-9a-f.:]{2,45}: VRRPv(\d), Advertisement, .{0,40}?vrid (\d{1,3}), prio (\d{1,3}),(.*)$/s.exec(
      plain,
    ) ?? []
  const source = parseAddress(from)
  const listed = / addrs(?:\(\d{1,4}\))?: ([0-9a-f.:,]+)/.exec(rest)?.[1] ?? ''
  if (mac === undefined || source === undefined) return undefined
  return {
    mac,
    source: source.text,
    family: source.family,
    version: Number(version),
    vrid: Number(vrid),
    priority: Number(priority),
    addresses: listed.split(',').flatMap(each => parseAddress(each)?.text ?? []),
  }
}

/** One that sent adverts of one virtual router, and when, by the places of its adverts among all that were heard. */
export interface Sender extends Omit<Advert, 'version' | 'priority'> {
  /** Of its last advert. */
  readonly priority: number
  readonly places: readonly number[]
}

const senderLimit = 100
const placeLimit = 500

/** Who sent adverts, in the order they came up. */
export function listSenders(adverts: readonly Advert[]): Sender[] {
  const senders = new Map<string, Sender>()
  for (const [at, { version: _, ...advert }] of adverts.slice(0, placeLimit).entries()) {
    const key = `${advert.family} ${advert.vrid} ${advert.source} ${advert.mac}`
    const known = senders.get(key)
    if (known === undefined && senders.size >= senderLimit) continue
    senders.set(key, { ...advert, places: [...(known?.places ?? []), at] })
  }
  return [...senders.values()]
}

/**
 * True when both went on sending after the other had begun: two adverts each, as one may cross the first of a new MASTER.
 */
export function sendAtOnce(one: Sender, other: Sender): boolean {
  const after = (sender: Sender, begin: number) => sender.places.filter(place => place > begin).length
  return after(one, other.places[0] ?? 0) >= 2 && after(other, one.places[0] ?? 0) >= 2
}
