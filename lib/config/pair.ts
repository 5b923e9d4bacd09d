import { quote } from '../core/text.ts'
import type { Sourced, Vip, VrrpInstance } from '../keepalived/model.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import type { Mark } from '../text/mark.ts'
import { difference, type Rule, type Side } from './pair-difference.ts'
import { compareGroups } from './pair-groups.ts'
import { familyOf, matchInstances } from './pair-match.ts'
import { compareServers } from './pair-servers.ts'

/** Where the configurations of two directors do not go together. Secrets are compared and never shown. */
export function comparePair(own: Side, peer: Side): Diagnostic[] {
  const { pairs, ownOnly, peerOnly } = matchInstances(own.model.instances, peer.model.instances)
  return [
    ...compareGlobal(own, peer),
    ...ownOnly.map(each => missingInstance(each, peer)),
    ...peerOnly.map(each => missingInstance(each, own)),
    ...pairs.flatMap(([a, b]) => compareInstances(a, b, [own, peer])),
    ...compareGroups(own, peer, pairs),
    ...compareServers(own, peer),
  ]
}

function missingInstance(instance: VrrpInstance, where: Side): Diagnostic {
  const vrid = instance.routerId === undefined ? '' : ` (virtual_router_id ${instance.routerId.value})`
  return difference(
    'pair-instance',
    `the instance ${quote(instance.name)}${vrid} has no counterpart in ${quote(where.path)}, its VIPs have no backup`,
    instance.mark,
    undefined,
    `Put it into ${where.path} too, with another priority`,
  )
}

function compareGlobal(own: Side, peer: Side): Diagnostic[] {
  const found: Diagnostic[] = []
  const [id, otherId] = [own.model.global.routerId, peer.model.global.routerId]
  if (id !== undefined && id.value === otherId?.value) {
    const text = `router_id is ${quote(id.value)} on both directors`
    found.push(
      difference('pair-host-name', text, id.mark, otherId.mark, 'Give each director the name of its host'),
    )
  }
  const [daemon, other] = [own.model.global.syncDaemon, peer.model.global.syncDaemon]
  const hint = 'Give both the same lvs_sync_daemon line, with the interface each has'
  if ((daemon === undefined) !== (other === undefined)) {
    const text = `lvs_sync_daemon is set ${daemon === undefined ? 'in' : 'here, not in'} ${quote(peer.path)}${daemon === undefined ? ', not here' : ''}`
    found.push(difference('pair-sync-daemon', text, daemon?.mark, other?.mark, hint))
  } else if (daemon?.value.id !== other?.value.id) {
    const text = `the id of lvs_sync_daemon is ${show(daemon?.value.id)} here and ${show(other?.value.id)} on the peer`
    found.push(difference('pair-sync-daemon', text, daemon?.mark, other?.mark, hint))
  }
  return found
}

function show(value: string | number | undefined): string {
  return value === undefined ? 'not set' : String(value)
}

function compareInstances(a: VrrpInstance, b: VrrpInstance, sides: readonly [Side, Side]): Diagnostic[] {
  const name = a.name === b.name ? quote(a.name) : `${quote(a.name)} (on the peer ${quote(b.name)})`
  const subject = `the instance ${name}`
  return [
    ...compareValue('pair-vrid', subject, 'virtual_router_id', a.routerId, b.routerId, a, b),
    ...compareValue('pair-version', subject, 'version', a.version, b.version, a, b),
    ...compareValue(
      a.version.value === 3 && b.version.value === 3 ? 'pair-advert-interval-v3' : 'pair-advert-interval',
      subject,
      'advert_int',
      a.advertInterval,
      b.advertInterval,
      a,
      b,
    ),
    ...compareAuthentication(subject, a, b),
    ...compareVips(subject, a, b),
    ...compareUnicast(subject, a, b, sides),
    ...compareRoles(subject, a, b),
  ]
}

function compareValue(
  rule: Rule,
  subject: string,
  keyword: string,
  own: Sourced<number> | undefined,
  peer: Sourced<number> | undefined,
  a: VrrpInstance,
  b: VrrpInstance,
): Diagnostic[] {
  if (own?.value === peer?.value) return []
  const text = `${subject} has ${keyword} ${show(own?.value)} here and ${show(peer?.value)} on the peer`
  return [
    difference(
      rule,
      text,
      own?.mark ?? a.mark,
      peer?.mark ?? b.mark,
      `Give ${keyword} one value on both directors`,
    ),
  ]
}

/** So many characters of auth_pass go into an advert. */
const passwordLength = 8

function compareAuthentication(subject: string, a: VrrpInstance, b: VrrpInstance): Diagnostic[] {
  const [own, peer] = [a.authentication, b.authentication]
  const marks = [own?.mark ?? a.mark, peer?.mark ?? b.mark] as const
  const differs = (text: string) => [
    difference(
      'pair-authentication',
      text,
      ...marks,
      'Copy the whole authentication block from one to the other',
    ),
  ]
  if (own?.type !== peer?.type) {
    const [here, there] = [own, peer].map(each =>
      each === undefined ? 'no authentication' : `auth_type ${each.type}`,
    )
    return differs(`${subject} has ${here} here and ${there} on the peer`)
  }
  const [mine, theirs] = [own, peer].map(each => each?.password.slice(0, passwordLength))
  return mine === theirs ? [] : differs(`${subject} has another auth_pass here than on the peer`)
}

function compareVips(subject: string, a: VrrpInstance, b: VrrpInstance): Diagnostic[] {
  const [own, peer] = [a, b].map(each => new Map(each.vips.map(vip => [vip.address, vip])))
  const found: Diagnostic[] = []
  for (const vip of a.vips) {
    const other = peer?.get(vip.address)
    if (other === undefined) found.push(missingVip(subject, vip, 'here', 'on the peer', b.mark, undefined))
    else found.push(...compareVip(subject, vip, other))
  }
  for (const vip of b.vips)
    if (own?.has(vip.address) !== true)
      found.push(missingVip(subject, vip, 'on the peer', 'here', a.mark, vip.mark))
  return found
}

function missingVip(
  subject: string,
  vip: Vip,
  where: string,
  not: string,
  other: Mark,
  there: Mark | undefined,
): Diagnostic {
  const text = `${subject} has the VIP ${vip.address} ${where} and not ${not}`
  const marks = there === undefined ? ([vip.mark, other] as const) : ([other, there] as const)
  return difference(
    'pair-vips',
    text,
    ...marks,
    `Put ${vip.address} into the instance ${not} too, or take it out ${where}`,
  )
}

function compareVip(subject: string, own: Vip, peer: Vip): Diagnostic[] {
  if (own.excluded !== peer.excluded) {
    const [here, there] = [own, peer].map(each => `virtual_ipaddress${each.excluded ? '_excluded' : ''}`)
    const text = `${subject} has the VIP ${own.address} in ${here} here and in ${there} on the peer`
    return [difference('pair-vips', text, own.mark, peer.mark, 'Put it into the same list on both directors')]
  }
  if (own.prefix === peer.prefix) return []
  const text = `${subject} has the VIP ${own.address} with /${own.prefix} here and with /${peer.prefix} on the peer`
  return [
    difference('pair-vip-prefix', text, own.mark, peer.mark, 'Give it one prefix length on both directors'),
  ]
}

function compareUnicast(
  subject: string,
  a: VrrpInstance,
  b: VrrpInstance,
  sides: readonly [Side, Side],
): Diagnostic[] {
  const [own, peer] = [a.unicastPeers.length > 0, b.unicastPeers.length > 0]
  const marks = [a.unicastPeers[0]?.mark ?? a.mark, b.unicastPeers[0]?.mark ?? b.mark] as const
  if (own !== peer) {
    const text = `${subject} sends adverts to ${own ? 'unicast peers' : 'a multicast group'} here and to ${peer ? 'unicast peers' : 'a multicast group'} on the peer`
    return [difference('pair-unicast', text, ...marks, 'Give both a unicast_peer block, or none')]
  }
  if (!own) {
    const [here, there] = [groupOf(a, sides[0]), groupOf(b, sides[1])]
    if (here === there) return []
    const text = `${subject} sends adverts to the multicast group ${here} here and to ${there} on the peer`
    return [difference('pair-unicast', text, a.mark, b.mark, 'Give both directors one multicast group')]
  }
  return [...mirror(subject, a, b, 'here', 'on the peer'), ...mirror(subject, b, a, 'on the peer', 'here')]
}

/** Where adverts go that have no unicast peers, as RFC 5798 has it. */
function groupOf(instance: VrrpInstance, { model }: Side): string {
  const family = familyOf(instance)
  return instance.multicastGroup ?? model.global.multicastGroups?.[family] ?? usualGroups[family]
}
const usualGroups = { 4: 'of VRRP', 6: 'of VRRP' } as const

/** The address one director sends from has to be a peer of the other. */
function mirror(
  subject: string,
  from: VrrpInstance,
  to: VrrpInstance,
  where: string,
  there: string,
): Diagnostic[] {
  const source = from.unicastSource
  if (source === undefined || to.unicastPeers.some(({ value }) => value === source.value)) return []
  const text = `${subject} sends adverts from ${source.value} ${where}, which is no unicast_peer ${there}`
  const peers = to.unicastPeers[0]?.mark ?? to.mark
  const marks: readonly [Mark | undefined, Mark | undefined] =
    where === 'here' ? [source.mark, peers] : [peers, source.mark]
  return [difference('pair-unicast', text, ...marks, `Put ${source.value} into unicast_peer ${there}`)]
}

function compareRoles(subject: string, a: VrrpInstance, b: VrrpInstance): Diagnostic[] {
  const found: Diagnostic[] = []
  if (a.priority.value === b.priority.value) {
    const text = `${subject} has priority ${a.priority.value} on both directors`
    const hint = 'Give the director that is to be MASTER the higher priority'
    found.push(difference('pair-priority', text, a.priority.mark ?? a.mark, b.priority.mark ?? b.mark, hint))
  }
  if (a.state.value === 'MASTER' && b.state.value === 'MASTER') {
    const text = `${subject} has state MASTER on both directors`
    const hint = 'Give the one with the lower priority state BACKUP'
    found.push(difference('pair-master', text, a.state.mark ?? a.mark, b.state.mark ?? b.mark, hint))
  }
  return found
}
