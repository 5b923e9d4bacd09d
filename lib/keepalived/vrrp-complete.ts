import type { Mark } from '../text/mark.ts'
import type { GlobalModel, Sourced, Vip, VrrpInstance } from './model.ts'
import type { AddressLine } from './vrrp-address.ts'
import { checkVmac } from './vrrp-complete-vmac.ts'
import type { InstanceDraft } from './vrrp-draft.ts'
import type { Report } from './vrrp-report.ts'
import { checkStrict } from './vrrp-strict.ts'

const owner = 255

/**
 * What an instance comes to when all is read: vrrp_complete_instance() of keepalived's vrrp.c, in its order. It reports
 * there without a line; the marks here are those of the words that it is about.
 */
export function completeInstance(draft: InstanceDraft, global: GlobalModel, report: Report): VrrpInstance {
  const strict = draft.strict?.value ?? global.vrrpStrict
  const family = draft.family ?? 4
  const version = completeVersion(draft, family, strict, global, report)
  checkVips(draft, version.value, family, strict, report)
  const priority = draft.priority ?? { value: draft.state?.value === 'MASTER' ? owner : 100 }
  const state = completeState(draft, priority, strict, report)
  const authentication = completeAuthentication(draft, version.value, family, strict, report)
  const isUnicast = draft.peers.length > 0
  checkUnicast(draft, isUnicast, report)
  const strictly = { draft, strict, priority: priority.value, version: version.value, report }
  if (strict) checkStrict(strictly)
  const master =
    authentication?.type === 'AH' && priority.value !== owner ? clearAhMaster(draft, state, report) : state
  const nopreempt = completePreemption(draft, master.value, priority.value, strict, report)
  const accept = completeAccept(draft, priority.value, version.value, strict)
  checkVmac(draft, family, strict, report)
  return {
    name: draft.name,
    mark: draft.mark,
    interface: draft.interface,
    state: master,
    routerId: draft.routerId,
    priority,
    advertInterval: completeInterval(draft, version.value, report),
    version,
    authentication,
    nopreempt,
    strict,
    accept,
    unicastSource: draft.source,
    unicastPeers: draft.peers,
    multicastGroup: isUnicast ? undefined : (draft.multicastGroup?.value ?? groupOf(global, family)),
    useVmac: draft.vmac !== undefined,
    vips: [
      ...draft.vips.map(line => toVip(line, draft, global, false)),
      ...draft.excluded.map(line => toVip(line, draft, global, true)),
    ],
    trackScripts: draft.tracks.script.map(({ name, mark }) => ({ value: name, mark })),
    trackInterfaces: draft.tracks.interface.map(({ name, mark }) => ({ value: name, mark })),
  }
}

function groupOf({ multicastGroups }: GlobalModel, family: 4 | 6): string {
  return multicastGroups?.[family] ?? (family === 4 ? '224.0.0.18' : 'ff02::12')
}

/** Without one of these keepalived ends the whole VRRP process. It names the first; here they stand in one sentence. */
function checkMinimum(draft: InstanceDraft, needsVip: boolean, report: Report): void {
  const missing = [
    ...(draft.routerId === undefined ? ['no virtual_router_id'] : []),
    ...(draft.interface === undefined ? ['no interface'] : []),
    ...(needsVip && draft.vips.length === 0 ? ['no VIP'] : []),
  ]
  if (missing.length === 0) return
  report(
    'vrrp-stops',
    draft.mark,
    `${draft.title} has ${missing.join(' and ')}: the VRRP process ends, no VIP of any instance is bound`,
    `Add it to ${draft.title}, or remove the instance`,
  )
}

function completeVersion(
  draft: InstanceDraft,
  family: 4 | 6,
  strict: boolean,
  global: GlobalModel,
  report: Report,
): Sourced<2 | 3> {
  if (draft.version === undefined) return { value: family === 6 ? 3 : global.vrrpVersion }
  if (family === 4 || draft.version.value === 3 || !strict) return draft.version
  report(
    'version-conflict',
    draft.version.mark ?? draft.mark,
    `version 2 of ${draft.title} does not go with IPv6: keepalived takes 3`,
    'Write: version 3',
  )
  return { value: 3 }
}

/** Adverts that fit into an Ethernet frame, counted as keepalived does: with the header of Ethernet, of IP and of VRRP. */
function checkVips(
  draft: InstanceDraft,
  version: 2 | 3,
  family: 4 | 6,
  strict: boolean,
  report: Report,
): void {
  const needsVip = version === 3 || family === 6 || strict
  checkMinimum(draft, needsVip, report)
  if (draft.vips.length === 0 && !needsVip) {
    report(
      'no-vip',
      draft.mark,
      `${draft.title} has no VIP: it has nothing to take over`,
      'Name the VIPs in a virtual_ipaddress block',
    )
  }
  const most = family === 4 ? 255 : Math.floor((1500 - 14 - 40 - 8) / 16)
  const extra = draft.vips[most]
  if (extra === undefined) return
  const text = `${draft.title} has ${draft.vips.length} VIPs, an advert holds ${most}: the others are bound without being announced`
  report(
    'too-many-vips',
    extra.mark,
    text,
    'Put the others into virtual_ipaddress_excluded, on every director',
  )
}

function completeState(
  draft: InstanceDraft,
  priority: Sourced<number>,
  strict: boolean,
  report: Report,
): Sourced<'MASTER' | 'BACKUP'> {
  const byPriority = priority.value === owner ? 'MASTER' : 'BACKUP'
  if (draft.state === undefined) return { value: byPriority }
  if (!strict || draft.state.value === byPriority) return draft.state
  const text = `state ${draft.state.value} of ${draft.title} does not go with priority ${priority.value} in strict mode: keepalived takes ${byPriority}`
  report('strict-conflict', draft.state.mark ?? draft.mark, text, `Write: state ${byPriority}`)
  return { value: byPriority, ...(draft.state.mark === undefined ? {} : { mark: draft.state.mark }) }
}

function completeAuthentication(
  draft: InstanceDraft,
  version: 2 | 3,
  family: 4 | 6,
  strict: boolean,
  report: Report,
): VrrpInstance['authentication'] {
  const { authType, authPass } = draft
  if (authType === undefined) return undefined
  const mark = authType.mark ?? draft.mark
  const password = authPass?.value ?? ''
  const why = strict
    ? 'strict mode has none'
    : version === 3
      ? 'VRRP version 3 has none'
      : password === ''
        ? 'there is no auth_pass'
        : family === 6 && authType.value === 'AH'
          ? 'AH does not go with IPv6'
          : undefined
  if (why === undefined) return { type: authType.value, password, mark }
  report(
    'authentication-ignored',
    mark,
    `authentication of ${draft.title} does not count, ${why}`,
    'Remove the authentication block on every director',
  )
  return undefined
}

function clearAhMaster(
  draft: InstanceDraft,
  state: Sourced<'MASTER' | 'BACKUP'>,
  report: Report,
): Sourced<'MASTER' | 'BACKUP'> {
  if (state.value === 'BACKUP') return state
  report(
    'vrrp-state',
    state.mark ?? draft.mark,
    `state MASTER of ${draft.title} does not go with auth_type AH: keepalived takes BACKUP`,
    'Write: state BACKUP',
  )
  return { ...state, value: 'BACKUP' }
}

function checkUnicast(draft: InstanceDraft, isUnicast: boolean, report: Report): void {
  const { unicast } = draft
  if (unicast !== undefined && !isUnicast && !draft.faultWithoutPeers) {
    const text = `${unicast.value} of ${draft.title} stands without a unicast peer: adverts go out as multicast`
    report(
      'unicast-conflict',
      unicast.mark ?? draft.mark,
      text,
      'Name the other directors in a unicast_peer block',
    )
  }
  if (isUnicast && draft.multicastGroup !== undefined) {
    report(
      'unicast-conflict',
      draft.multicastGroup.mark ?? draft.mark,
      `mcast_dst_ip of ${draft.title} stands with unicast peers: keepalived ignores it`,
    )
  }
  if (draft.vrf !== undefined && (draft.interface !== undefined || !isUnicast)) {
    report(
      'unicast-conflict',
      draft.vrf,
      `vrf of ${draft.title} goes only with unicast and without an interface: keepalived ignores it`,
    )
  }
}

function completePreemption(
  draft: InstanceDraft,
  state: 'MASTER' | 'BACKUP',
  priority: number,
  strict: boolean,
  report: Report,
): Mark | undefined {
  let { nopreempt } = draft
  if (nopreempt !== undefined && (priority === owner || state === 'MASTER')) {
    const [why, hint] =
      draft.priority?.value === owner
        ? ['priority 255', 'Give it a priority below 255']
        : ['state MASTER', 'Write: state BACKUP, on every director']
    report(
      'nopreempt-ignored',
      nopreempt,
      `nopreempt of ${draft.title} does not go with ${why}: keepalived ignores it`,
      hint,
    )
    nopreempt = undefined
  }
  const delay = draft.preemptDelay
  if (delay === undefined || delay.value === 0) return nopreempt
  const why =
    state === 'MASTER'
      ? 'state MASTER'
      : strict
        ? 'strict mode'
        : nopreempt !== undefined
          ? 'nopreempt'
          : undefined
  if (why !== undefined) {
    report(
      'preempt-delay-ignored',
      delay.mark ?? draft.mark,
      `preempt_delay of ${draft.title} does not go with ${why}: keepalived ignores it`,
      why === 'state MASTER' ? 'Write: state BACKUP' : 'Remove one of both',
    )
  }
  return nopreempt
}

/** In strict mode only who owns the address answers to it; version 2 does not let one ask for it. */
function completeAccept(draft: InstanceDraft, priority: number, version: 2 | 3, strict: boolean): boolean {
  if (priority === owner) return true
  if (draft.accept === undefined) return !strict
  return draft.accept.value && !(strict && version === 2)
}

function completeInterval(draft: InstanceDraft, version: 2 | 3, report: Report): Sourced<number> {
  const given = draft.advertInterval
  if (given === undefined) return { value: 1 }
  const [unit, most] = version === 2 ? [1, 255] : [0.01, 40.95]
  const micros = Math.round(given.value * 1e6)
  const unitMicros = Math.round(unit * 1e6)
  const isLong = micros >= Math.round(most * 1e6) + unitMicros
  if (!isLong && micros % unitMicros === 0) return given
  const rounded = Math.max(1, Math.floor((micros + unitMicros / 2) / unitMicros))
  const value = isLong ? most : (rounded * unitMicros) / 1e6
  const why = isLong
    ? `is above ${most}`
    : version === 2
      ? 'is no whole number'
      : 'is no whole number of hundredths'
  const text = `advert_int ${given.value} of ${draft.title} ${why}, as VRRP version ${version} wants it: keepalived takes ${value}`
  report('advert-interval', given.mark ?? draft.mark, text, `Write: advert_int ${value}`)
  return { ...given, value }
}

function toVip(line: AddressLine, draft: InstanceDraft, global: GlobalModel, excluded: boolean): Vip {
  const { family, address, prefix, label, mark } = line
  const own =
    draft.vmac !== undefined && (draft.family ?? 4) === family
      ? vmacName(draft, global)
      : draft.interface?.value
  const device = line.device === undefined || line.device === draft.interface?.value ? own : line.device
  return { family, address, prefix, device, label, excluded, mark }
}

/** The name that keepalived gives a vmac when nothing else has it. */
function vmacName(
  { vmacName: given, routerId }: InstanceDraft,
  { vmacPrefix = 'vrrp' }: GlobalModel,
): string {
  return given ?? `${vmacPrefix}.${routerId?.value ?? 0}`
}
