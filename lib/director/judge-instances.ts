import { type Finding, hintOf, state } from '../core/finding.ts'
import { listSome } from '../core/text.ts'
import type { Holding, WantedVip } from './facts.ts'
import { isGroupTorn } from './instances.ts'
import type { DirectorRule } from './rules.ts'
import { type InstanceScene, type Scene, soften } from './scene.ts'
import { describeAge, namePlace, withVerb } from './words.ts'

/** Lines of the log and addresses are read one after the other: what has just happened is seen by one of them only. */
const settling = 10_000

/** What is to be said of each instance of a running keepalived. */
export function judgeInstances(scene: Scene): Finding[] {
  const { facts, instances, absent, options } = scene
  if (instances.length === 0) return judgeStrangers(scene)
  if (!facts.network.ok) {
    const { text, hint } = facts.network
    const extras = { rule: 'addresses-unreadable', ...hintOf({ hint }) }
    return [state('UNKNOWN', `where the VIPs are is not known: ${text}`, extras)]
  }
  // Without keepalived there is no role, and that it is not there has been said.
  if (absent) return judgeStrangers(scene)
  const found = instances.flatMap(each => judgeInstance(scene, each))
  const torn = found.some(({ rule }) => rule !== undefined && explaining.has(rule)) ? [] : judgeGroups(scene)
  const strange = options.role.length === 0 ? [] : judgeStrangers(scene)
  return [...judgeInterfaces(scene), ...torn, ...found, ...strange]
}

/** Whose VIPs are not where its role has them tears its group apart by that. */
const explaining: ReadonlySet<string> = new Set([
  'vip-partly-bound',
  'vip-missing-on-master',
  'vip-bound-on-backup',
] satisfies DirectorRule[])

function judgeGroups(scene: Scene): Finding[] {
  return (scene.wanted?.groups ?? []).flatMap(({ name, members }) => {
    const instances = scene.instances.filter(({ wanted }) => members.includes(wanted.name))
    if (!isGroupTorn(instances.map(({ role }) => role))) return []
    const [masters, others] = (['MASTER', 'BACKUP'] as const).map(wanted =>
      withVerb(instances.filter(({ role }) => role === wanted).map(each => each.wanted.name)),
    )
    const text = `the vrrp_sync_group ${name} is torn apart: ${masters} MASTER here, ${others} not`
    const hint =
      'They have to change together: systemctl restart keepalived here, or on the director that should be BACKUP. Why: journalctl -u keepalived -n 100'
    return [soften(scene, state('CRITICAL', text, { rule: 'sync-group-torn', hint }))]
  })
}

function judgeInterfaces(scene: Scene): Finding[] {
  const { instances, network } = scene
  const down = instances.filter(({ isDown }) => isDown)
  const devices = new Set(down.flatMap(({ wanted }) => wanted.interface ?? []))
  return [...devices].map(device => {
    const found = network?.interfaces.find(({ name }) => name === device)
    const names = down.filter(({ wanted }) => wanted.interface === device).map(({ wanted }) => wanted.name)
    const what =
      found === undefined
        ? 'is not there'
        : found.state === 'down'
          ? 'is down'
          : 'has no carrier: no cable, or a switch port that is shut'
    const hint = found?.state === 'down' ? `ip link set ${device} up` : 'See what there is: ip -br link'
    const text = `the interface ${device} of ${listSome(names)} ${what}`
    const finding = state('CRITICAL', text, { rule: 'interface-down', hint })
    return found === undefined ? soften(scene, finding) : finding
  })
}

function judgeInstance(scene: Scene, instance: InstanceScene): Finding[] {
  const wrong = [
    ...judgeBinding(scene, instance),
    ...judgeDuplicates(instance),
    ...(instance.isDown ? [] : judgeFault(scene, instance)),
    ...judgeRole(scene, instance),
  ]
  if (wrong.length > 0 || instance.isDown) return wrong
  return [state('OK', describeInstance(instance), { details: describeVips(instance) })]
}

function judgeBinding(scene: Scene, instance: InstanceScene): Finding[] {
  const { wanted, bound, role } = instance
  const held = bound.flatMap(({ holding }) => holding ?? [])
  const last = settledRole(scene, instance)
  const isNotMaster = last !== undefined && last.to !== 'MASTER'
  if (role === 'partly' && !isNotMaster) {
    const gone = bound.filter(({ holding }) => holding === undefined).map(({ vip }) => vip.address)
    const text = `${wanted.name} holds ${held.length} of its ${bound.length} VIPs: ${withVerb(gone)} missing`
    return [
      soften(
        scene,
        state('CRITICAL', text, {
          rule: 'vip-partly-bound',
          hint: last === undefined ? hintForEither(instance, held) : hintForMissing(instance),
          details: held.map(each => `${namePlace(each)} is bound`),
        }),
      ),
    ]
  }
  if (role === 'BACKUP' && last?.to === 'MASTER') {
    const addresses = bound.map(({ vip }) => vip.address)
    const text = `${wanted.name} is MASTER since ${describeAge((scene.facts.now - last.time) / 1000)} by the log, and ${withVerb(addresses)} not bound here: nobody holds ${addresses.length === 1 ? 'it' : 'them'}`
    const hint = hintForMissing(instance)
    return [state('CRITICAL', text, { rule: 'vip-missing-on-master', hint })]
  }
  if (isNotMaster && (role === 'MASTER' || role === 'partly')) {
    const text = `${wanted.name} is ${last.to} since ${describeAge((scene.facts.now - last.time) / 1000)} by the log, and ${withVerb(held.map(namePlace))} bound here all the same: the MASTER holds ${held.length === 1 ? 'it' : 'them'} as well`
    const it = held.length === 1 ? 'it' : 'them'
    const hint = `Take ${it} off: ${describeRemoval(held)}. Somebody has added ${it} by hand, a network service did, or a keepalived that was killed left ${it} behind`
    return [state('CRITICAL', text, { rule: 'vip-bound-on-backup', hint })]
  }
  return []
}

/** `ip addr del 192.0.2.10/24 dev eth0; ip addr del 2001:db8::10/128 dev eth0, and so on` */
export function describeRemoval(held: readonly Holding[]): string {
  const shown = held.slice(0, 3).map(({ address, prefix, interface: device }) => {
    return `ip addr del ${address}/${prefix ?? hostPrefix(address)} dev ${device ?? 'INTERFACE'}`
  })
  return `${shown.join('; ')}${held.length > 3 ? ', and so on' : ''}`
}

function hostPrefix(address: string): number {
  return address.includes(':') ? 128 : 32
}

/**
 * Since 2.0 keepalived notices that an address is taken off, becomes BACKUP, and has all of them when it wins again. What
 * stays away is one with no_track, or one that an older keepalived or a stopped one does not know of.
 */
function hintForMissing({ wanted, bound }: InstanceScene): string {
  const [gone] = goneOf(bound)
  const command = gone === undefined ? 'ip addr add' : describeAddition(gone, wanted.interface)
  return `Put it back: ${command}; or have keepalived do so, which fails over: systemctl restart keepalived. networkd or NetworkManager may have taken it off: journalctl -u systemd-networkd -u NetworkManager -n 50`
}

/** Where nothing tells whether it is MASTER: what is right there is wrong on a BACKUP. */
function hintForEither({ wanted, bound }: InstanceScene, held: readonly Holding[]): string {
  const [gone] = goneOf(bound)
  const command = gone === undefined ? 'ip addr add' : describeAddition(gone, wanted.interface)
  return `If this director is MASTER (journalctl -u keepalived -g STATE), put back what is missing: ${command}; or systemctl restart keepalived, which fails over. If it is BACKUP, take off what is here: ${describeRemoval(held)}`
}

function goneOf(bound: InstanceScene['bound']): WantedVip[] {
  return bound.flatMap(({ vip, holding }) => (holding === undefined ? [vip] : []))
}

function describeAddition({ address, prefix, device }: WantedVip, usual: string | undefined): string {
  // As keepalived does it: health checks over IPv6 would come from the VIP otherwise, and be answered to the MASTER.
  const quiet = address.includes(':') ? ' nodad preferred_lft 0' : ''
  return `ip addr add ${address}/${prefix ?? hostPrefix(address)} dev ${device ?? usual ?? 'INTERFACE'}${quiet}`
}

/** The last role of the log, where it is old enough that the addresses must follow it. */
function settledRole({ facts, keepalived }: Scene, { log }: InstanceScene) {
  if (keepalived === undefined || log?.last === undefined) return undefined
  return facts.now - log.last.time > settling ? log.last : undefined
}

function judgeDuplicates({ wanted, bound }: InstanceScene): Finding[] {
  const refused = bound.flatMap(({ holding }) => (holding?.dadFailed === true ? [holding] : []))
  if (refused.length === 0) return []
  const text = `another host answers for ${listSome(refused.map(namePlace))} of ${wanted.name}: the kernel does not use ${refused.length === 1 ? 'the address' : 'the addresses'} (dadfailed)`
  const hint = `See who: ndisc6 ${refused[0]?.address} ${refused[0]?.interface ?? ''}, or check_vip_conflict on the other director`
  return [state('CRITICAL', text, { rule: 'vip-duplicate', hint })]
}

function judgeFault(scene: Scene, instance: InstanceScene): Finding[] {
  const last = settledRole(scene, instance)
  if (last?.to !== 'FAULT' || instance.role === 'MASTER') return []
  const name = instance.wanted.name
  const text = `${name} is in FAULT state since ${describeAge((scene.facts.now - last.time) / 1000)} by the log: it cannot become MASTER`
  const hint = 'A script or an interface that it tracks has failed, mostly: journalctl -u keepalived -n 100'
  return [state('CRITICAL', text, { rule: 'instance-fault', hint })]
}

function judgeRole({ options, network }: Scene, { wanted, role, log }: InstanceScene): Finding[] {
  const named = options.role.find(({ instance }) => instance === wanted.name)
  const expected = (named ?? options.role.find(({ instance }) => instance === undefined))?.role
  if (expected === undefined || network === undefined || role === 'partly') return []
  const actual = role === 'unknown' ? log?.last?.to : role
  if (actual === undefined) {
    const text = `the role of ${wanted.name} is not known: it has no VIP, and the log says nothing of it`
    return [state('UNKNOWN', text, { rule: 'no-such-instance' })]
  }
  if (actual === expected) return []
  const text = `${wanted.name} is ${actual} here, wanted ${expected}`
  const hint =
    expected === 'MASTER'
      ? 'See why it lost the election: journalctl -u keepalived -n 50; priority, track scripts and nopreempt decide'
      : 'Either the other director has failed, or it is MASTER as well and the two do not hear each other: systemctl status keepalived there; check_vip_conflict from a third host'
  return [state('WARNING', text, { rule: 'role-unexpected', hint })]
}

/** Names in --role that the configuration does not have. */
function judgeStrangers({ options, wanted, facts }: Scene): Finding[] {
  if (wanted === undefined) return []
  const known = wanted.instances.map(({ name }) => name)
  const strange = options.role.flatMap(({ instance }) =>
    instance === undefined || known.includes(instance) ? [] : [instance],
  )
  if (strange.length === 0) return []
  const there = known.length === 0 ? 'it has none' : `it has ${listSome(known)}`
  const text = `--role names ${listSome(strange)}, which ${facts.config} does not have as an instance: ${there}`
  return [state('UNKNOWN', text, { rule: 'no-such-instance' })]
}

/** `VI_1 is MASTER: all 3 VIPs are bound` */
function describeInstance({ wanted, bound, role, log }: InstanceScene): string {
  if (role === 'MASTER')
    return `${wanted.name} is MASTER: ${bound.length === 1 ? 'its VIP is' : bound.length === 2 ? 'both VIPs are' : `all ${bound.length} VIPs are`} bound`
  if (role === 'BACKUP')
    return `${wanted.name} is ${shortRole(role, log?.last?.to)}: ${bound.length === 1 ? 'its VIP is not' : `none of its ${bound.length} VIPs is`} bound`
  return `${wanted.name} has no VIP${log?.last === undefined ? '' : ` and is ${log.last.to} by the log`}`
}

function describeVips({ bound }: InstanceScene): string[] {
  return bound.map(({ vip, holding }) =>
    holding === undefined
      ? `${vip.address} is not bound`
      : `${vip.address} is on ${holding.interface ?? 'this host'}`,
  )
}

function shortRole(role: string, last: string | undefined): string {
  return role === 'BACKUP' && (last === 'FAULT' || last === 'STOP') ? last : role
}

/** `VI_1 MASTER`, `VI_2 2 of 3 VIPs`: what the first line says of an instance. */
export function summarizeInstance({ wanted, bound, role, isDown, log }: InstanceScene): string {
  if (role === 'partly') {
    const held = bound.filter(({ holding }) => holding !== undefined).length
    return `${wanted.name} ${held} of ${bound.length} VIPs`
  }
  if (role === 'unknown') return `${wanted.name} ${log?.last?.to ?? 'without VIPs'}`
  return `${wanted.name} ${isDown && role === 'BACKUP' ? 'FAULT' : shortRole(role, log?.last?.to)}`
}

/** All VIPs that are where they make a MASTER. */
export function heldVips(instances: readonly InstanceScene[]): Holding[] {
  return instances.flatMap(({ bound }) => bound.flatMap(({ holding }) => holding ?? []))
}
