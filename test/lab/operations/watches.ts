import { addressOf, outerVips, vips } from '../network.ts'
import { conflictOf, pingOf, type Watch, watches } from '../watches.ts'
import { newVip, replaced } from './changes.ts'

/** Who looks at what is just being put in or taken out. */
const own = {
  'r2 by its own address': {
    on: 'm',
    check: 'check_lvs_realserver',
    argv: ['-H', addressOf(replaced), '-p', '80', '-u', '/', '-s', 'Welcome'],
  },
  'r2 before it is configured': {
    on: 'r2',
    check: 'check_lvs_realserver',
    argv: [...outerVips.flatMap(vip => ['--vip', vip]), '-p', '80', '-p', '443'],
  },
  'r1 with the new VIP': {
    on: 'r1',
    check: 'check_lvs_realserver',
    argv: ['--vip', newVip, '-p', '80'],
  },
  'conflict of the VIP': conflictOf(vips.web),
  'conflict of the new VIP': conflictOf(newVip),
  'ping of the new VIP': pingOf(newVip),
  'service of the new VIP': {
    on: 'm',
    check: 'check_vip_service',
    argv: ['-H', newVip, '-s', 'Welcome', '--connections', '4', '--config', '/run/lvs/d1.conf'],
  },
} as const satisfies Record<string, Watch>

export const asked: Readonly<Record<string, Watch>> = { ...watches, ...own }
