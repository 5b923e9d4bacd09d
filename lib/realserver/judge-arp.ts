import { type Finding, state } from '../core/finding.ts'
import { joinWords } from '../core/text.ts'
import {
  type ArpSettings,
  announcesArp,
  answersArp,
  effective,
  type InterfaceSetting,
  sysctlName,
} from '../host/arp-settings.ts'
import { isLoopback } from '../host/interface.ts'
import { isInSubnet } from '../net/subnet.ts'
import type { LocalFacts } from './facts.ts'
import { mergeRemarks, type Remark, type VipScene } from './scene.ts'
import { agree } from './words.ts'

/** What keeps a host quiet about the VIPs on its lo, whatever single interfaces say. */
const quietAll = 'sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2'

interface ArpRemark extends Remark {
  readonly interface: string
  /** The VIP is on that very interface. */
  readonly own: boolean
  readonly prefix: number
  readonly answers: boolean
  readonly announces: boolean
}

/**
 * Does this host answer for a VIP where the directors should be the only ones? Judged as the kernel decides, for each
 * interface that faces them.
 */
export function judgeArp(scenes: readonly VipScene[], facts: LocalFacts): Finding[] {
  const settings = facts.arp?.ok === true ? facts.arp.value : []
  const remarks = scenes.flatMap(scene =>
    scene.route === undefined || isKeptQuiet(scene, facts)
      ? []
      : (facts.facing[scene.vip] ?? []).flatMap(name => remarkOn(scene, name, settings, facts) ?? []),
  )
  const mute = settings.filter(each => each.interface !== 'lo' && effective(each.ignore) === 8)
  return [...mergeRemarks(remarks).map(each => say(each, settings, facts)), ...mute.map(sayMute)]
}

/** Rules of the packet filter about ARP may do in its place what the sysctls do. */
function isKeptQuiet({ vip }: VipScene, { firewall }: LocalFacts): boolean {
  return firewall !== 'not asked' && firewall.ok && firewall.value.arpAddresses.includes(vip)
}

function remarkOn(
  scene: VipScene,
  name: string,
  settings: readonly ArpSettings[],
  facts: LocalFacts,
): ArpRemark | undefined {
  const { vip, family, holdings } = scene
  const here = holdings.find(each => each.interface.name === name)
  // A director that is a real server too holds the VIP there while it is the active one.
  const { director } = facts
  if (here !== undefined && (director?.vips.includes(vip) === true || director?.marks === true))
    return undefined
  const make = (answers: boolean, announces: boolean): ArpRemark => ({
    key: JSON.stringify([name, here !== undefined, here?.address.prefix, answers, announces]),
    vips: [vip],
    interface: name,
    own: here !== undefined,
    prefix: here?.address.prefix ?? 0,
    answers,
    announces,
  })
  // IPv6 answers for addresses of the asked interface, and has no such settings.
  if (family === 6) return here === undefined || here.address.dadFailed ? undefined : make(true, false)
  const setting = settings.find(each => each.interface === name)
  if (setting === undefined) return undefined
  const scopes = holdings.map(({ address }) => address.scope)
  const scope = scopes.find(each => each !== 'host') ?? scopes[0]
  const answers = answersArp(effective(setting.ignore), { onInterface: here !== undefined, scope })
  if (here !== undefined) return answers ? make(true, false) : undefined
  const announces = announcesArp(effective(setting.announce), isInNetworkOf(vip, name, facts))
  return answers || announces ? make(answers, announces) : undefined
}

function isInNetworkOf(vip: string, name: string, { interfaces }: LocalFacts): boolean {
  const found = interfaces.ok ? interfaces.value.find(each => each.name === name) : undefined
  return found?.addresses.some(({ address, prefix }) => isInSubnet(vip, address, prefix)) ?? false
}

function say(remark: ArpRemark, settings: readonly ArpSettings[], facts: LocalFacts): Finding {
  const { vips, interface: name } = remark
  const vip = joinWords(vips)
  if (remark.own) return sayOwn(remark)
  const setting = settings.find(each => each.interface === name)
  if (setting === undefined)
    return state('UNKNOWN', `${name} has no ARP settings`, { rule: 'settings-unreadable' })
  const { ignore, announce } = setting
  const noun = agree(vips.length, 'VIP', 'VIPs')
  const does = [
    ...(remark.answers ? [`answers ARP requests for the ${noun} ${vip}`] : []),
    ...(remark.announces
      ? [
          `sends ARP requests with ${remark.answers ? agree(vips.length, 'it', 'them') : `the ${noun} ${vip}`} as its own address`,
        ]
      : []),
  ].join(' and ')
  const because = [
    ...(remark.answers ? [`arp_ignore is ${describe(ignore, name)}, wanted 1`] : []),
    ...(remark.announces ? [`arp_announce is ${describe(announce, name)}, wanted 2`] : []),
  ].join(', ')
  const lo = onlyLoopback(settings, facts) ? ' (what is set for lo does nothing here)' : ''
  const effect = 'so clients and routers may take this real server for the director'
  return state('CRITICAL', `${name} ${does}: ${because}${lo}, ${effect}`, {
    rule: 'arp-answers',
    hint: hintFor(remark, setting),
  })
}

/** `0 (all 0, eth0 0)`: the larger one counts. */
function describe(setting: InterfaceSetting, name: string): string {
  return `${effective(setting)} (all ${setting.all}, ${name} ${setting.own})`
}

/** Somebody has set what is asked for, and for the interface that packets never come in by. */
function onlyLoopback(settings: readonly ArpSettings[], { interfaces }: LocalFacts): boolean {
  const names = (interfaces.ok ? interfaces.value : []).filter(isLoopback).map(({ name }) => name)
  return settings.some(
    each => names.includes(each.interface) && (each.ignore.own > 0 || each.announce.own > 0),
  )
}

function hintFor(
  { interface: name, answers, announces }: ArpRemark,
  { ignore, announce }: ArpSettings,
): string {
  const set = (
    setting: string,
    value: number,
    { all, own }: InterfaceSetting,
    isWell: (n: number) => boolean,
  ) => [
    ...(all === value || (isWell(all) && all > own) ? [] : [`${sysctlName(4, 'all', setting)}=${value}`]),
    // The larger one counts, so one that is too large stays the one that counts.
    ...(own > value && !isWell(own) ? [`${sysctlName(4, name, setting)}=${value}`] : []),
  ]
  const words = [
    ...(answers ? set('arp_ignore', 1, ignore, each => each === 1 || each === 2) : []),
    ...(announces ? set('arp_announce', 2, announce, each => each === 2) : []),
  ]
  return `sysctl -w ${words.join(' ')}, and the same into a file in /etc/sysctl.d. Where arptables keeps the VIP quiet: --state arp-answers=ok`
}

function sayOwn({ vips, interface: name, prefix }: ArpRemark): Finding {
  const is6 = vips[0]?.includes(':') === true
  const vip = joinWords(vips)
  const what = is6
    ? `${name} answers neighbour solicitations for ${vip}: the ${agree(vips.length, 'VIP is', 'VIPs are')} on ${name} itself`
    : `${name} answers ARP requests for ${vip}, whatever arp_ignore says: the ${agree(vips.length, 'VIP is', 'VIPs are')} on ${name} itself`
  const hint = vips
    .slice(0, 3)
    .map(
      each =>
        `ip address del ${each}/${prefix} dev ${name} && ip address add ${each}/${is6 ? 128 : 32} dev lo`,
    )
    .join(' && ')
  return state('CRITICAL', `${what}, so clients and routers may take this real server for the director`, {
    rule: 'arp-answers',
    hint,
  })
}

function sayMute({ interface: name, ignore }: ArpSettings): Finding {
  const text = `${name} answers no ARP request, not for this host's own address either: arp_ignore is ${describe(ignore, name)}, wanted 1`
  const words = [
    `${sysctlName(4, 'all', 'arp_ignore')}=1`,
    ...(ignore.own > 1 ? [`${sysctlName(4, name, 'arp_ignore')}=1`] : []),
  ]
  return state('WARNING', text, { rule: 'arp-silent', hint: `sysctl -w ${words.join(' ')}` })
}

/** What to type before a VIP is bound; empty where an interface would keep quiet about it already. */
export function quietingCommand(facts: LocalFacts): string {
  const faced = new Set(Object.values(facts.facing).flat())
  const settings = (facts.arp?.ok === true ? facts.arp.value : []).filter(each => faced.has(each.interface))
  const isQuiet = settings.every(
    ({ ignore, announce }) =>
      !answersArp(effective(ignore), { onInterface: false, scope: 'global' }) &&
      !announcesArp(effective(announce), true),
  )
  return isQuiet ? '' : quietAll
}
