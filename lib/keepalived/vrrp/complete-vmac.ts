import type { InstanceDraft } from './draft.ts'
import type { Report } from './report.ts'

/** What is left to look at of use_vmac and use_ipvlan: vrrp_complete_instance() of keepalived's vrrp.c. */
export function checkVmac(draft: InstanceDraft, family: 4 | 6, strict: boolean, report: Report): void {
  const own = draft.vmac ?? draft.ipvlan
  if (own !== undefined && draft.promoteSecondaries !== undefined) {
    report(
      'vmac-conflict',
      draft.promoteSecondaries,
      `promote_secondaries of ${draft.title} is always on with a vmac: keepalived ignores it`,
      'Remove the line',
    )
  }
  if (draft.ipvlan !== undefined && family === 4 && draft.ipvlanAddress === undefined) {
    report(
      'instance-fault',
      draft.ipvlan,
      `use_ipvlan of ${draft.title} has no source address: the instance stays in FAULT`,
      'Write the address behind use_ipvlan',
    )
  }
  const undone = strict && draft.vmac !== undefined
  if (draft.transmitBase !== undefined && draft.vmac === undefined && !undone) {
    report(
      'vmac-conflict',
      draft.transmitBase,
      `vmac_xmit_base of ${draft.title} stands without use_vmac: keepalived ignores it`,
      'Remove the line',
    )
  }
  for (const vip of [...draft.vips, ...draft.excluded]) {
    if (!vip.vmac) continue
    const isOnInterface = vip.device === undefined || vip.device.value === draft.interface?.value
    if (isOnInterface && draft.vmac !== undefined && vip.family === family) {
      report(
        'vmac-conflict',
        vip.mark,
        `use_vmac stands both for ${vip.address} and for ${draft.title}`,
        'Remove it from the address',
      )
    } else if ((!isOnInterface || vip.family !== family) && draft.vmacForAll) {
      report(
        'vmac-conflict',
        vip.mark,
        `use_vmac of ${vip.address} stands with use_vmac_addr of ${draft.title}`,
        'Remove it from the address',
      )
    }
  }
}

/** An instance's own interface needs no tracking, and keepalived does not take it. */
export function checkOwnInterface(draft: InstanceDraft, report: Report): void {
  for (const { name, mark } of draft.tracks.interface) {
    if (name === draft.interface?.value) {
      report(
        'track-option',
        mark,
        `track_interface ${name} is the interface of ${draft.title} itself: keepalived ignores it`,
        'Remove it, keepalived tracks it anyway',
      )
    }
  }
}
