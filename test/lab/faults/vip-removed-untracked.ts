import { edit, reload, restore } from '../edits.ts'
import type { Fault } from '../fault.ts'
import { vips } from '../network.ts'
import { conflictOf, pingOf } from '../watches.ts'

const add = 'ip addr add 192.0.2.11/24 dev eth0'

/** With no_track keepalived does not notice, as before its version 2.0: the VIP stays away. */
export const fault: Fault = {
  title: 'a VIP with no_track is taken off the active director by hand',
  kind: 'director',
  watch: { 'conflict of the VIP': conflictOf(vips.mark), 'ping of the VIP': pingOf(vips.mark) },
  cause: [
    edit('d1', 's,192.0.2.11/24,& no_track,'),
    reload('d1'),
    { on: 'd1', run: 'ip address del 192.0.2.11/24 dev eth0' },
  ],
  seen: [
    {
      by: 'director d1',
      rule: 'vip-partly-bound',
      state: 'CRITICAL',
      names: ['VI_WEB holds 1 of its 2 VIPs', '192.0.2.11 is missing'],
      within: 4,
      advice: add,
    },
    {
      by: 'conflict of the VIP',
      rule: 'vip-unanswered',
      state: 'CRITICAL',
      names: ['192.0.2.11 is held by nobody'],
      within: 12,
    },
    {
      by: 'ping of the VIP',
      rule: 'no-reply',
      or: ['unreachable'],
      state: 'CRITICAL',
      names: ['192.0.2.11'],
      within: 12,
    },
    {
      by: 'by mark',
      rule: 'unreachable',
      or: ['no-answer'],
      state: 'CRITICAL',
      names: ['192.0.2.11:8088'],
      within: 15,
    },
  ],
  mend: [...restore('d1'), { on: 'd1', run: `ip -o address show | grep -qF ' 192.0.2.11/' || ${add}` }],
}
