import type { Diagnostic } from '../../text/diagnostic.ts'
import type { GlobalModel, Vip, VrrpInstance } from '../model.ts'
import type { AddressLine } from './address.ts'
import type { InstanceDraft } from './draft.ts'
import { nameOf, type Report } from './report.ts'
import type { TrackScript } from './script.ts'
import { isLinkLocal } from './strict.ts'

/** What keepalived is silent about in one instance. */
export function lintInstance(draft: InstanceDraft, instance: VrrpInstance, report: Report): void {
  const { title } = draft
  if (draft.priority === undefined && draft.state?.value === 'MASTER') {
    report(
      'priority-missing',
      draft.state.mark ?? draft.mark,
      `${title} has state MASTER and no priority: keepalived takes 255`,
      'Write: priority 150, and a lower one on the other director',
    )
  }
  for (const vip of [...draft.vips, ...draft.excluded]) lintPrefix(vip, report)
  if (draft.peers.length > 0 && draft.source === undefined) {
    const mark = draft.peers[0]?.mark ?? draft.mark
    report(
      'unicast-source-missing',
      mark,
      `${title} has unicast peers and no unicast_src_ip: keepalived takes the first address of the interface`,
      "Write unicast_src_ip with this director's own address",
    )
  }
  if (draft.faultWithoutPeers && draft.peers.length === 0) {
    const mark = draft.unicast?.mark ?? draft.mark
    report(
      'unicast-fault',
      mark,
      `${title} has unicast_fault_no_peer and no unicast peer: it stays in FAULT`,
      'Name the other directors in a unicast_peer block',
    )
  }
  if (instance.strict && draft.peers.length > 0) {
    report(
      'strict-unicast',
      draft.peers[0]?.mark ?? draft.mark,
      `unicast peers of ${title} do not go with strict mode: later versions do not start`,
      'Remove vrrp_strict',
    )
  }
}

function lintPrefix({ family, address, prefix, deprecated, mark }: AddressLine, report: Report): void {
  if (family === 4 || prefix === 128 || deprecated || isLinkLocal(address)) return
  const text = `VIP ${address}/${prefix} becomes a source address of the director, its own checks come from it`
  report('vip-prefix', mark, text, `Write: ${address}/128, or preferred_lft 0 behind it`)
}

/** VIPs that are there twice: only one instance can have the address. */
export function lintDoubleVips(instances: readonly VrrpInstance[]): Diagnostic[] {
  const known = new Map<string, { vip: Vip; instance: VrrpInstance }>()
  const diagnostics: Diagnostic[] = []
  for (const instance of instances) {
    for (const vip of instance.vips) {
      const key = isLinkLocal(vip.address) ? `${vip.address} ${vip.device}` : vip.address
      const first = known.get(key)
      if (first === undefined) known.set(key, { vip, instance })
      else diagnostics.push(doubleVip(vip, instance, first))
    }
  }
  return diagnostics
}

function doubleVip(
  vip: Vip,
  instance: VrrpInstance,
  first: { vip: Vip; instance: VrrpInstance },
): Diagnostic {
  const [here, there] = [nameOf(instance.name), nameOf(first.instance.name)]
  return {
    rule: 'vip-twice',
    text:
      here === there
        ? `VIP ${vip.address} is in ${here} twice`
        : `VIP ${vip.address} is in ${here} and in ${there}`,
    mark: vip.mark,
    hint: 'Remove it from one place',
    related: [{ mark: first.vip.mark, text: `${vip.address} of ${there}` }],
  }
}

/** Scripts that nothing tracks: keepalived logs them when it starts and drops them. */
export function lintUnusedScripts(
  scripts: readonly TrackScript[],
  used: ReadonlySet<string>,
  report: Report,
): void {
  for (const { name, mark } of scripts) {
    if (!used.has(name)) {
      report(
        'script-unused',
        mark,
        `vrrp_script ${nameOf(name)} is tracked by nothing: it never runs`,
        'Name it in a track_script block, or remove it',
      )
    }
  }
}

/** The instance that the sync daemon follows must be there. */
export function lintSyncDaemon(
  { syncDaemon }: GlobalModel,
  names: ReadonlySet<string>,
  report: Report,
): void {
  const instance = syncDaemon?.value.instance
  if (instance === undefined || names.has(instance) || syncDaemon?.mark === undefined) return
  report(
    'sync-daemon-instance',
    syncDaemon.mark,
    `lvs_sync_daemon names ${nameOf(instance)}, which is no vrrp_instance: no sync daemon runs`,
    'Write the name of a vrrp_instance',
  )
}
