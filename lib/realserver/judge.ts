import { type Finding, group, hintOf, state } from '../core/finding.ts'
import type { Metric } from '../core/metric.ts'
import { count, joinWords } from '../core/text.ts'
import { formatEndpoint } from '../net/endpoint.ts'
import type { Failure } from '../probe/outcome.ts'
import type { LocalFacts, RealServerFacts } from './facts.ts'
import { judgeArp, quietingCommand } from './judge-arp.ts'
import { describeFirewall, judgeFirewall, judgeFirewallAccess, judgeRefusals } from './judge-firewall.ts'
import {
  describePorts,
  judgeDirector,
  judgeLinks,
  judgeLoad,
  judgeQueues,
  loadMetrics,
} from './judge-host.ts'
import { judgeGateways } from './judge-nat.ts'
import { judgeRemote } from './judge-remote.ts'
import { adviseOnTunnels, judgeTunnels } from './judge-tunnel.ts'
import {
  describePlace,
  judgeNatServices,
  judgeNetmasks,
  judgeVips,
  servicesOfVip,
  type VipServices,
} from './judge-vips.ts'
import { type Listening, listeningOf } from './listening.ts'
import type { RealServerOptions } from './options.ts'
import type { RealServerRule } from './rules.ts'
import { belongsHere, listVips, uniquePorts, type VipScene } from './scene.ts'
import type { Target, Wanted } from './wanted.ts'
import { agree } from './words.ts'

/** The verdict on a real server, from within or from the monitoring host. */
export function judgeRealServer(facts: RealServerFacts, options: RealServerOptions): Finding {
  return facts.local === undefined ? judgeRemote(facts.remote, options) : judgeLocal(facts.local, options)
}

function judgeLocal(facts: LocalFacts, options: RealServerOptions): Finding {
  const { wanted } = facts
  if (!wanted.ok)
    return unreadable(facts.interfaces.ok ? 'config-unreadable' : 'addresses-unreadable', wanted)
  const { targets, marks, excess, gateways } = wanted.value
  if (targets.length === 0) return nothingWanted(facts, wanted.value)
  const scenes = listVips(facts, targets)
  const sockets = facts.sockets?.ok === true ? facts.sockets.value : undefined
  const vips = scenes.map(each => servicesOfVip(each, sockets))
  const back = judgeGateways(targets, gateways, facts)
  const metrics = loadMetrics(facts, options)
  const wrong = [
    ...judgeLinks(targets, facts),
    ...judgeVips(vips, quietingCommand(facts)),
    ...(sockets === undefined ? [] : judgeNatServices(targets, sockets)),
    ...(sockets === undefined ? [] : judgeQueues(sockets)),
    ...judgeArp(scenes, facts),
    ...judgeTunnels(targets, facts),
    ...judgeAccess(facts),
    ...marks.map(mark => sayMark(mark, facts)),
    ...(excess ? [sayExcess(facts, targets)] : []),
    ...judgeNetmasks(scenes.filter(belongsHere)),
    ...back.findings,
    ...judgeDirector(scenes, facts),
    ...judgeRefusals(targets, facts),
    ...judgeFirewall(targets, facts),
    ...judgeFirewallAccess(facts, options.firewall),
    ...judgeLoad(facts, metrics, options.warning !== undefined || options.critical !== undefined),
  ]
  return summarize({ facts, targets, vips, wrong, back: back.words, details: back.details, load: metrics })
}

function unreadable(rule: RealServerRule, { text, hint }: Failure): Finding {
  return state('UNKNOWN', text, { rule, ...hintOf({ hint }) })
}

/** What could not be read of this host: the rest is judged all the same. */
function judgeAccess(facts: LocalFacts): Finding[] {
  const { interfaces, routes, sockets, arp, director } = facts
  const [route] = [routes[4], routes[6]].filter(each => each?.ok === false)
  const say = (rule: RealServerRule, what: string, { text, hint }: Failure) =>
    state('UNKNOWN', `${what}: ${text}`, { rule, ...hintOf({ hint }) })
  return [
    ...(interfaces.ok
      ? []
      : [say('addresses-unreadable', 'the addresses of this host are not known', interfaces)]),
    // One program tells both: that it cannot be run is one thing to say.
    ...(route?.ok === false && (interfaces.ok || interfaces.kind !== route.kind)
      ? [say('addresses-unreadable', 'whether the VIPs are here is not known', route)]
      : []),
    ...(sockets?.ok === false ? [say('sockets-unreadable', 'what listens here is not known', sockets)] : []),
    ...(arp?.ok === false ? [say('settings-unreadable', 'the ARP settings are not known', arp)] : []),
    ...(director?.backupOnly.ok === false
      ? [say('settings-unreadable', 'net.ipv4.vs.backup_only is not known', director.backupOnly)]
      : []),
  ]
}

function nothingWanted({ from, interfaces }: LocalFacts, { marks }: Wanted): Finding {
  if (marks.length > 0) {
    const text = `${from} forwards firewall ${agree(marks.length, 'mark', 'marks')} ${joinWords(marks.map(String))} to this host, and does not tell for which VIPs`
    return state('UNKNOWN', text, {
      rule: 'mark-without-vip',
      hint: 'Name them: --vip VIP, and the ports with -p PORT',
    })
  }
  const own = (interfaces.ok ? interfaces.value : [])
    .flatMap(each => each.addresses)
    .filter(({ scope }) => scope === 'global')
  const here = own.length === 0 ? '' : ` (${joinWords(own.map(({ address }) => address))})`
  const text = `${from} has no real server with an address of this host${here}`
  const hint = 'Is it the copy of another cluster? Or name what is served here: --vip VIP -p PORT'
  return state('UNKNOWN', text, { rule: 'no-entry', hint })
}

function sayMark(mark: number, { from }: LocalFacts): Finding {
  const text = `firewall mark ${mark} of ${from} is not looked at: the file does not tell its VIPs`
  return state('UNKNOWN', text, {
    rule: 'mark-without-vip',
    hint: 'Name them: --vip VIP, and the ports with -p PORT',
  })
}

function sayExcess({ from }: LocalFacts, targets: readonly Target[]): Finding {
  const text = `${from} names more than ${targets.length} services for this host, only so many are looked at`
  return state('UNKNOWN', text, { rule: 'too-many', hint: 'Name those that matter: --vip VIP -p PORT' })
}

interface Summary {
  readonly facts: LocalFacts
  readonly targets: readonly Target[]
  readonly vips: readonly VipServices[]
  readonly wrong: readonly Finding[]
  /** What the first line says of the way back behind NAT. */
  readonly back: readonly string[]
  readonly details: readonly string[]
  readonly load: readonly Metric[]
}

function summarize({ facts, targets, vips, wrong, back, details, load }: Summary): Finding {
  const here = vips.filter(({ scene }) => belongsHere(scene))
  const bound = here.filter(({ scene }) => scene.route !== undefined)
  const nat = listenersBehindNat(facts, targets)
  const services = [...here.flatMap(each => each.services ?? []), ...nat]
  const listening = services.filter(({ serves }) => serves)
  const isKnown = { routes: here.every(({ scene }) => scene.known), sockets: facts.sockets?.ok === true }
  const metrics = [
    ...load,
    countMetric('vips', here.length),
    countMetric('vips_bound', isKnown.routes ? bound.length : undefined),
    countMetric('services', services.length === 0 ? countServices(targets) : services.length),
    countMetric('services_listening', isKnown.sockets ? listening.length : undefined),
  ]
  const shown = load[0]?.value === undefined ? [] : [`load ${Math.round(load[0].value * 100) / 100} per core`]
  const extras = {
    metrics,
    details: [
      ...here.map(describeVip),
      ...(facts.sockets?.ok === true ? [`what listens was read by ${facts.sockets.value.from}`] : []),
      ...adviseOnTunnels(targets),
      ...details,
      ...describeFirewall(facts),
    ],
  }
  if (wrong.length > 0) {
    const words = [
      ...(here.length > 0 && isKnown.routes ? [`${bound.length} of ${count(here.length, 'VIP')} here`] : []),
      ...(services.length > 0
        ? [`${listening.length} of ${count(services.length, 'service')} listening`]
        : []),
      ...shown,
    ]
    return group(words.join(', ') || 'what is served here is not known', wrong, extras)
  }
  const ports = uniquePorts(services.map(({ service }) => service))
  const words = [
    ...describeBound(here.map(({ scene }) => scene)),
    ...(ports.length > 0 ? [describePorts(ports)] : []),
    ...describeQuiet(
      here.map(({ scene }) => scene),
      facts,
    ),
    ...back,
    ...shown,
  ]
  return state('OK', words.join(', '), extras)
}

function countMetric(label: string, value: number | undefined): Metric {
  return { label, value, unit: '', min: 0 }
}

function countServices(targets: readonly Target[]): number {
  return targets.filter(({ service }) => service !== undefined).length
}

function listenersBehindNat(facts: LocalFacts, targets: readonly Target[]): Listening[] {
  if (facts.sockets?.ok !== true) return []
  const { value } = facts.sockets
  return targets
    .filter(({ method }) => method === 'NAT')
    .flatMap(target => listeningOf(target, target.rip, value) ?? [])
}

function describeVip({ scene, services }: VipServices): string {
  const methods = [...new Set(scene.targets.map(({ method }) => method))].join(' and ')
  const each = (services ?? []).map(
    ({ service, serves }) =>
      `${formatEndpoint(scene.vip, service.port)} ${service.protocol} ${serves ? 'listens' : 'does not listen'}`,
  )
  return [`${scene.vip} (${methods}) is ${describePlace(scene)}`, ...each].join(', ')
}

/** VIPs in the same place are named together. */
function describeBound(scenes: readonly VipScene[]): string[] {
  const places = Map.groupBy(scenes, describePlace)
  return [...places].map(
    ([place, vips]) => `${joinWords(vips.map(({ vip }) => vip))} ${agree(vips.length, 'is', 'are')} ${place}`,
  )
}

function describeQuiet(scenes: readonly VipScene[], { facing, director }: LocalFacts): string[] {
  const names = [...new Set(scenes.flatMap(({ vip }) => facing[vip] ?? []))]
  // An active director answers.
  if (names.length === 0 || director !== undefined) return []
  const families = new Set(scenes.map(({ family }) => family))
  const what = families.has(4) ? (families.has(6) ? 'ARP or neighbour' : 'ARP') : 'neighbour'
  return [`no ${what} answers on ${joinWords(names)}`]
}
