import type { GlobalModel, Vip, VrrpInstance } from '../model.ts'
import type { AddressLine } from './address.ts'
import {
  clearAhMaster,
  completeAuthentication,
  completeDrops,
  completeInterval,
  completePreemption,
  completeState,
  completeVersion,
  owner,
} from './complete-setting.ts'
import { checkVmac } from './complete-vmac.ts'
import type { InstanceDraft } from './draft.ts'
import type { Report } from './report.ts'
import { checkStrict } from './strict.ts'

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
  const drops = completeDrops(draft, priority.value, version.value, strict)
  checkVmac(draft, family, strict, report)
  const ownInterface = draft.vmac === undefined ? draft.vmacName : vmacName(draft, global)
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
    drops,
    unicastSource: draft.source,
    unicastPeers: draft.peers,
    multicastGroup: isUnicast ? undefined : (draft.multicastGroup?.value ?? groupOf(global, family)),
    useVmac: draft.vmac !== undefined,
    ...(ownInterface === undefined ? {} : { ownInterface }),
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
      draft.vrf.mark ?? draft.mark,
      `vrf of ${draft.title} goes only with unicast and without an interface: keepalived ignores it`,
    )
  }
}

function toVip(line: AddressLine, draft: InstanceDraft, global: GlobalModel, excluded: boolean): Vip {
  const { family, address, prefix, label, mark } = line
  const own =
    draft.vmac !== undefined && (draft.family ?? 4) === family
      ? vmacName(draft, global)
      : draft.interface?.value
  const named = line.device?.value
  const device = named === undefined || named === draft.interface?.value ? own : named
  return { family, address, prefix, device, label, excluded, mark }
}

/** The name that keepalived gives a vmac when nothing else has it. */
function vmacName(
  { vmacName: given, routerId }: InstanceDraft,
  { vmacPrefix = 'vrrp' }: GlobalModel,
): string {
  return given ?? `${vmacPrefix}.${routerId?.value ?? 0}`
}
