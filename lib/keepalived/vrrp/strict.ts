import type { InstanceDraft } from './draft.ts'
import type { Report } from './report.ts'

export interface StrictInstance {
  readonly draft: InstanceDraft
  readonly priority: number
  readonly version: 2 | 3
  readonly report: Report
}

/** Keywords that strict mode wants at another value, and that value. */
const wanted: Readonly<Record<string, number>> = {
  garp_lower_prio_repeat: 0,
  garp_lower_prio_delay: 0,
  lower_prio_no_advert: 1,
  higher_prio_send_advert: 0,
  down_timer_adverts: 3,
}

/** What strict mode (vrrp_strict, strict_mode) undoes in an instance: vrrp_complete_instance() of keepalived's vrrp.c. */
export function checkStrict({ draft, priority, version, report }: StrictInstance): void {
  const undo = (at: InstanceDraft['mark'], what: string) =>
    report(
      'strict-conflict',
      at,
      `${what} of ${draft.title} does not go with strict mode: keepalived undoes it`,
      'Remove it, or strict mode',
    )
  for (const [keyword, { value, mark }] of draft.strictly) {
    if (Object.hasOwn(wanted, keyword) && wanted[keyword] !== value) undo(mark ?? draft.mark, keyword)
  }
  if (draft.vmacAddress !== undefined) undo(draft.vmacAddress, 'the MAC address')
  if (draft.accept?.value === true && priority !== 255 && version === 2)
    undo(draft.accept.mark ?? draft.mark, 'accept')
  if (draft.vmac !== undefined && draft.transmitBase !== undefined) undo(draft.transmitBase, 'vmac_xmit_base')
  const [first] = draft.vips
  if (draft.family === 6 && draft.peers.length === 0 && first !== undefined && !isLinkLocal(first.address)) {
    const text = `the first VIP of ${draft.title} is not link-local, as strict mode wants it`
    report('strict-conflict', first.mark, text, 'Put an address of fe80::/10 before it')
  }
}

/** fe80::/10 */
export function isLinkLocal(address: string): boolean {
  return /^fe[89ab][0-9a-f]:/.test(address)
}
