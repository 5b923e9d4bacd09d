import { quote } from '../core/text.ts'
import type { RealServer, Target, VirtualServer } from '../keepalived/model.ts'
import { formatEndpoint } from '../net/endpoint.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import { difference, type Side } from './pair-difference.ts'

/** One service of one director: a target of a virtual server. */
interface Offer {
  readonly name: string
  readonly server: VirtualServer
  readonly target: Target
}

/** What the directors balance: services are compared one by one, whether they stand alone or in a group. */
export function compareServers(own: Side, peer: Side): Diagnostic[] {
  const [ours, theirs] = [offersOf(own), offersOf(peer)]
  const compared = new Map<VirtualServer, Set<VirtualServer>>()
  const found: Diagnostic[] = []
  for (const [key, offer] of ours) {
    const other = theirs.get(key)
    if (other === undefined) found.push(missingOffer(offer, peer))
    else if (compared.get(offer.server)?.has(other.server) !== true) {
      const known = compared.get(offer.server)
      if (known === undefined) compared.set(offer.server, new Set([other.server]))
      else known.add(other.server)
      found.push(...compareSettings(offer, other), ...compareRealServers(offer, other))
    }
  }
  for (const [key, offer] of theirs) if (!ours.has(key)) found.push(missingOffer(offer, own))
  return found
}

function offersOf({ model }: Side): Map<string, Offer> {
  const offers = new Map<string, Offer>()
  for (const server of model.virtualServers) {
    for (const target of server.targets) {
      const name = nameOf(server, target)
      if (!offers.has(name)) offers.set(name, { name, server, target })
    }
  }
  return offers
}

function nameOf({ protocol }: VirtualServer, target: Target): string {
  if (target.kind === 'fwmark') return `fwmark ${target.fwmark}${target.family === 6 ? ' (IPv6)' : ''}`
  const { first, last, port } = target
  return `${protocol} ${formatEndpoint(first, port)}${first === last ? '' : ` to ${last}`}`
}

function missingOffer({ name, target }: Offer, where: Side): Diagnostic {
  const text = `the virtual server ${name} is not in ${quote(where.path)}`
  return difference('pair-virtual-server', text, target.mark, undefined, `Put it into ${where.path} too`)
}

function compareSettings({ name, server: a }: Offer, { server: b }: Offer): Diagnostic[] {
  const pairs: readonly (readonly [string, string, string])[] = [
    ['the scheduler', schedulerOf(a), schedulerOf(b)],
    ['persistence', persistenceOf(a), persistenceOf(b)],
    ['quorum', `${a.quorum} hysteresis ${a.hysteresis}`, `${b.quorum} hysteresis ${b.hysteresis}`],
    ['ops', String(a.onePacket), String(b.onePacket)],
    ['ha_suspend', String(a.haSuspend), String(b.haSuspend)],
    ['the sorry server', sorryOf(a), sorryOf(b)],
  ]
  return pairs.flatMap(([what, here, there]) => {
    if (here === there) return []
    const text = `the virtual server ${name} differs in ${what}: ${here} here and ${there} on the peer`
    return [difference('pair-setting', text, a.mark, b.mark, 'Make both blocks the same')]
  })
}

function schedulerOf({ scheduler, flags }: VirtualServer): string {
  return [scheduler, ...flags].join(' ')
}

function persistenceOf({ persistence }: VirtualServer): string {
  if (persistence === undefined) return 'none'
  const { timeout, granularity, engine } = persistence
  return [`${timeout} s`, `granularity ${granularity}`, ...(engine === undefined ? [] : [engine])].join(' ')
}

function sorryOf({ sorryServer }: VirtualServer): string {
  if (sorryServer === undefined) return 'none'
  return `${formatEndpoint(sorryServer.address, sorryServer.port)} ${sorryServer.method}`
}

function compareRealServers({ name, server: a }: Offer, { server: b }: Offer): Diagnostic[] {
  const [ours, theirs] = [a, b].map(
    ({ realServers }) => new Map(realServers.map(each => [endpointOf(each), each])),
  )
  const found: Diagnostic[] = []
  for (const [key, real] of ours ?? []) {
    const other = theirs?.get(key)
    const subject = `the real server ${key} of ${name}`
    if (other === undefined) {
      found.push(
        difference(
          'pair-real-server',
          `${subject} is here and not on the peer`,
          real.mark,
          b.mark,
          'Put it into both',
        ),
      )
      continue
    }
    if (real.method !== other.method) {
      const text = `${subject} is reached by ${real.method} here and by ${other.method} on the peer`
      found.push(difference('pair-forwarding', text, real.mark, other.mark, 'Give both directors one method'))
    }
    if (real.weight !== other.weight) {
      const text = `${subject} has weight ${real.weight} here and ${other.weight} on the peer`
      found.push(difference('pair-setting', text, real.mark, other.mark, 'Give both directors one weight'))
    }
  }
  for (const [key, real] of theirs ?? []) {
    if (ours?.has(key) === true) continue
    const text = `the real server ${key} of ${name} is on the peer and not here`
    found.push(difference('pair-real-server', text, a.mark, real.mark, 'Put it into both'))
  }
  return found
}

function endpointOf({ address, port }: RealServer): string {
  return port === undefined ? address : formatEndpoint(address, port)
}
