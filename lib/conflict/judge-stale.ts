import { macsOf, mayBeHandOver } from '../arp/answer.ts'
import type { Finding } from '../core/finding.ts'
import type { VipFacts } from './facts.ts'
import { isRealServer, type Scene, say } from './judge-vip.ts'
import { attribute, knowsDirectors, listOwners, type Owner } from './owner.ts'
import { asHolders } from './router.ts'

/** The neighbour entry of this host, as it was before anybody was asked, against who answers. */
export function judgeStale(scene: Scene): Finding[] {
  const { vip, place, owners, facts } = scene
  const { before } = vip
  // It was right where that one has answered in any round: the VIP has moved while it was asked for.
  if (before?.mac === undefined || vip.rounds?.some(each => macsOf(each).includes(before.mac ?? '')) === true)
    return []
  // Where the wrong host answers, or two do, that is what is to be mended.
  if (asHolders(owners, facts).length > 1 || owners.some(isRealServer)) return []
  const news = vip.family === 4 ? 'gratuitous ARP' : 'unsolicited neighbour advertisement'
  const isFixed = before.state.includes('PERMANENT')
  const former = attribute(before.mac, facts)
  const text = isFixed
    ? `this host's neighbour entry of ${vip.vip} was set by hand to ${former.shown}, and ${listOwners(owners)} answers: no failover can change it`
    : `this host's neighbour entry of ${vip.vip} led to ${former.shown} (${before.state}), and ${listOwners(owners)} answers: it has heard no ${news}`
  const clear = `ip neigh del ${vip.vip} dev ${place.interface}`
  if (!isFixed && knowsDirectors(facts) && (former.kind === 'stranger' || isRealServer(former))) {
    return [sayRemains(scene, former, clear)]
  }
  if (!isFixed && facts.vips.some(hasMoved)) return []
  const hint = isFixed
    ? `Delete it, as root: ${clear}`
    : `The answer has mended the entry of this host; other hosts and routers may have the old one still: ${clear} there, and vrrp_garp_master_refresh 60 in global_defs of keepalived.conf repeats the news`
  return [say('WARNING', 'stale-neighbour', text, { hint })]
}

/** No failover was missed: somebody answered who should not have, and who heard it still sends there. */
function sayRemains({ vip, owners, place }: Scene, former: Owner, clear: string): Finding {
  const text = `this host's neighbour entry of ${vip.vip} led to ${former.shown}, which is no director and has answered for it before, and now ${listOwners(owners)} alone answers`
  const find = isRealServer(former)
    ? `On the real server: check_lvs_realserver --vip ${vip.vip}`
    : `Will it answer again? tcpdump -nei ${place.interface} ether host ${former.mac}`
  return say('WARNING', 'stale-neighbour', text, {
    hint: `The answer has mended the entry of this host; other hosts and routers may send there still: ${clear} on each. ${find}`,
  })
}

/** While it was asked for. Then others may have moved as well, after the table was read and before the first request. */
function hasMoved({ rounds = [] }: VipFacts): boolean {
  const [first, ...later] = rounds
  if (first === undefined) return false
  const isElsewhere = later.some(each => macsOf(each).join() !== macsOf(first).join())
  return isElsewhere || rounds.some(mayBeHandOver)
}
