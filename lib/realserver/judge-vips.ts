import { type Finding, state } from '../core/finding.ts'
import { joinWords } from '../core/text.ts'
import { isLoopback } from '../host/interface.ts'
import { networkOf } from '../net/subnet.ts'
import type { SocketFacts } from './facts.ts'
import type { ServicePort } from './kind.ts'
import { type Listening, listeningOf } from './listening.ts'
import { belongsHere, mergeRemarks, type Remark, uniquePorts, type VipScene } from './scene.ts'
import type { Target } from './wanted.ts'
import { agree, namePorts } from './words.ts'

/** A VIP with who listens for it; without `services` that is not known. */
export interface VipServices {
  readonly scene: VipScene
  readonly services: readonly Listening[] | undefined
}

export function servicesOfVip(scene: VipScene, sockets: SocketFacts | undefined): VipServices {
  const own = scene.targets.filter(({ method }) => method !== 'NAT')
  const services =
    sockets === undefined ? undefined : own.flatMap(each => listeningOf(each, scene.vip, sockets) ?? [])
  return { scene, services }
}

interface VipRemark extends Remark {
  readonly kind: 'not-bound' | 'drained' | 'down' | 'elsewhere'
  readonly ports: readonly ServicePort[]
  /** Where the VIP is, or why it is not in use where it is. */
  readonly where: string
  readonly elsewhere: readonly string[]
  readonly looksAlive: boolean
}

/**
 * Is each VIP here, and does somebody listen for it? The two are judged together: service first, then the VIP, is how a
 * real server is taken out, and the other way round loses requests.
 * @param quiet what to type so that a VIP can be bound without answering ARP; empty where that is so already
 */
export function judgeVips(vips: readonly VipServices[], quiet: string): Finding[] {
  const remarks = mergeRemarks(vips.filter(({ scene }) => belongsHere(scene)).flatMap(remarksOf))
  return remarks.map(remark => say(remark, quiet))
}

function remarksOf({ scene, services }: VipServices): VipRemark[] {
  const { vip, known } = scene
  if (!known) return []
  const where = describePlace(scene)
  const make = (
    kind: VipRemark['kind'],
    about: readonly Listening[],
    elsewhere: readonly string[] = [],
  ): VipRemark => {
    const ports = uniquePorts(about.map(({ service }) => service))
    const looksAlive = about.some(each => each.looksAlive)
    const key = JSON.stringify([kind, ports, where, elsewhere, looksAlive])
    return { kind, key, vips: [vip], ports, where, elsewhere, looksAlive }
  }
  if (scene.route === undefined) {
    const alive = (services ?? []).filter(each => each.serves || each.looksAlive)
    // Without a port nobody can tell a drained real server from a broken one.
    const isDrained = services !== undefined && services.length > 0 && alive.length === 0
    return [isDrained ? make('drained', services) : make('not-bound', alive)]
  }
  const silent = (services ?? []).filter(({ serves }) => !serves)
  const down = silent.filter(({ elsewhere }) => elsewhere.length === 0)
  const places = new Map(
    silent.flatMap(each => (each.elsewhere.length > 0 ? [[each.elsewhere.join(), each.elsewhere]] : [])),
  )
  return [
    ...(down.length > 0 ? [make('down', down)] : []),
    ...[...places].map(([key, elsewhere]) =>
      make(
        'elsewhere',
        silent.filter(each => each.elsewhere.join() === key),
        elsewhere,
      ),
    ),
  ]
}

/** `on lo`, `here by the local route 198.51.100.0/24`, or what keeps it from being in use. */
export function describePlace(scene: Pick<VipScene, 'holdings' | 'route' | 'known'>): string {
  const { holdings, route, known } = scene
  const names = joinWords([...new Set(holdings.map(each => each.interface.name))])
  if (!known)
    return `on ${names === '' ? 'no interface' : names}, and whether the kernel takes its packets is not known`
  if (route !== undefined)
    return names === '' ? `here by the local route ${route.address}/${route.prefix}` : `on ${names}`
  if (names === '') return 'on no interface'
  if (holdings.some(({ address }) => address.dadFailed))
    return `on ${names} and not in use, because another host holds it too (dadfailed)`
  if (holdings.some(({ address }) => address.tentative))
    return `on ${names} and not in use yet, while it is looked for another holder (tentative)`
  return `on ${names} and not in use, because ${names} is down`
}

function say(remark: VipRemark, quiet: string): Finding {
  const { kind, vips, ports, where, elsewhere, looksAlive } = remark
  const vip = joinWords(vips)
  const named = `the ${agree(vips.length, 'VIP', 'VIPs')} ${vip}`
  const is = `${agree(vips.length, 'is', 'are')} ${where}`
  const listen = agree(ports.length, 'listens', 'listen')
  if (kind === 'not-bound') {
    const while_ = ports.length === 0 ? '' : ` while ${namePorts(ports)} ${listen}`
    const alive = !looksAlive ? '' : ', and their health checks, which ask the real server itself, still pass'
    const text = `${named} ${is}${while_}: what directors forward here is lost${alive}`
    return state('CRITICAL', text, { rule: 'vip-not-bound', hint: hintForBinding(remark, quiet) })
  }
  if (kind === 'drained') {
    const text = `${named} ${is} and nothing listens on ${namePorts(ports)}: this real server is drained, in the right order (first the service, then the VIP)`
    const hint = `To bring it back: first ${bindingCommands(vips, quiet)}, then start the service. While it is planned: --state drained=ok`
    return state('WARNING', text, { rule: 'drained', hint })
  }
  const bound = `the ${agree(vips.length, 'VIP is', 'VIPs are')} ${where}`
  if (kind === 'down') {
    const text = `nothing listens on ${namePorts(ports)} of ${vip}, while ${bound}: what directors still forward here is refused`
    return state('CRITICAL', text, { rule: 'service-down', hint: hintForService(ports) })
  }
  const green = looksAlive ? ', and their health checks, which ask the real server itself, still pass' : ''
  const still = looksAlive ? '' : 'still '
  const text = `${namePorts(ports)} ${listen} on ${joinWords(elsewhere)} only, not on ${named}: what directors ${still}forward here is refused${green}`
  const hint = `Let the service listen on ${vip} too, or on all addresses, and restart it: ss -Hlntu shows where it listens`
  return state('CRITICAL', text, { rule: 'service-not-on-vip', hint })
}

/** What has failed, and what listens where the service should. */
export function hintForService(ports: readonly ServicePort[]): string {
  const filter = ports.map(({ port }) => `sport = :${port}`).join(' or ')
  const letter = ports.every(({ protocol }) => protocol === 'TCP') ? 't' : 'tu'
  const listed = ports.some(({ protocol }) => protocol === 'SCTP')
    ? 'ss -lnp --sctp'
    : `sudo ss -ln${letter}p '${filter}'`
  return `Start the service: systemctl --failed shows what has failed, ${listed} what listens`
}

function hintForBinding({ vips, where }: VipRemark, quiet: string): string {
  if (where.includes('dadfailed') || where.includes('tentative'))
    return `A real server holds its VIPs where nobody asks for them: take it off that interface, then ${bindingCommands(vips, quiet)}`
  const command = bindingCommands(vips, quiet)
  return `${command}. If this real server is to be taken out: first stop its service, then take the VIP off`
}

/** What binds the VIPs; first what keeps them quiet, where that is to be done. */
function bindingCommands(vips: readonly string[], quiet: string): string {
  const needsQuiet = quiet !== '' && vips.some(vip => !vip.includes(':'))
  const add = vips.slice(0, 5).map(vip => `ip address add ${vip}/${vip.includes(':') ? 128 : 32} dev lo`)
  return [...(needsQuiet ? [quiet] : []), ...add].join(' && ')
}

/** A VIP on lo makes every address of its prefix one of this host. */
export function judgeNetmasks(scenes: readonly VipScene[]): Finding[] {
  return scenes.flatMap(({ vip, family, holdings }) => {
    const whole = family === 4 ? 32 : 128
    return holdings
      .filter(({ interface: each, address }) => isLoopback(each) && address.prefix < whole)
      .map(({ interface: { name }, address: { prefix } }) => {
        const network = networkOf(vip, prefix) ?? `${vip}/${prefix}`
        const effect =
          family === 4
            ? `this host takes every address of ${network} for its own`
            : `this host looks for ${network} on ${name}`
        const text = `the VIP ${vip} is on ${name} with a prefix length of ${prefix}, wanted ${whole}: ${effect}, and cannot talk to the hosts there`
        const [add, del] = [`add ${vip}/${whole}`, `del ${vip}/${prefix}`]
        // IPv6 takes an address of an interface once, whatever its prefix.
        const steps = family === 4 ? [add, del] : [del, add]
        const hint = steps.map(step => `ip address ${step} dev ${name}`).join(' && ')
        return state('WARNING', text, { rule: 'vip-netmask', hint })
      })
  })
}

/** Behind NAT the service must listen at the real server's own address, with the real server's own port. */
export function judgeNatServices(targets: readonly Target[], sockets: SocketFacts): Finding[] {
  const nat = targets.filter(({ method }) => method === 'NAT')
  const seen = new Set<string>()
  return nat.flatMap(target => {
    const listening = listeningOf(target, target.rip, sockets)
    const key = `${target.rip} ${target.service?.protocol} ${target.service?.port}`
    if (listening === undefined || listening.serves || seen.has(key)) return []
    seen.add(key)
    const { service, elsewhere } = listening
    const place = target.rip === undefined ? 'an address that directors reach' : target.rip
    if (elsewhere.length === 0) {
      const of = target.rip === undefined ? '' : ` of ${target.rip}`
      const text = `nothing listens on ${namePorts([service])}${of}: what directors still forward here is refused`
      return [state('CRITICAL', text, { rule: 'service-down', hint: hintForService([service]) })]
    }
    const text = `${namePorts([service])} listens on ${joinWords(elsewhere)} only, not on ${place}: what directors forward here is refused`
    const hint = `Let the service listen on ${place}, or on all addresses, and restart it`
    return [state('CRITICAL', text, { rule: 'service-not-on-vip', hint })]
  })
}
