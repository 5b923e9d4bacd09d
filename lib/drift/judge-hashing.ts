import { type Finding, state } from '../core/finding.ts'
import { listSome } from '../core/text.ts'
import type { TableServer } from '../ipvs/table.ts'
import { nameOf, type ServerPair, type ServiceDrift } from './compare.ts'
import { driftRules } from './rules.ts'
import { nameService, placeOf } from './sentences.ts'

/** The schedulers that lead a client by a hash of its address, and the flag that has them pass over who has weight 0. */
const fallbackOf: Readonly<Record<string, string>> = { sh: 'sh-fallback', mh: 'mh-fallback' }

/**
 * Who hashes keeps the places of a real server whose weight is 0, and refuses the clients that are led there, unless the
 * flag is set (ip_vs_sh_get and ip_vs_mh_get in net/netfilter/ipvs). The others are served, so that it is easily missed.
 */
export function judgeHashing({ wanted, found, pairs, strays, sorry }: ServiceDrift): Finding[] {
  const { block, service } = wanted
  const fallback = fallbackOf[found?.scheduler ?? '']
  if (found === undefined || fallback === undefined) return []
  // Where the table does not show flags they are those of the file, if they are of that scheduler at all.
  const flags = found.flags ?? (block.scheduler === found.scheduler ? block.flags : undefined)
  if (flags === undefined || flags.includes(fallback)) return []
  const there = [
    ...pairs.flatMap(pair =>
      pair.found === undefined || isPassedOver(found.scheduler, pair) ? [] : pair.found,
    ),
    ...strays,
    ...(sorry === undefined ? [] : [sorry]),
  ]
  const refusing = there.filter(({ weight }) => weight === 0)
  // Where nobody is served that is another trouble.
  if (refusing.length === 0 || refusing.length === there.length) return []
  const text = `${nameService(service)} refuses some of its clients: ${found.scheduler} leads them to ${describe(refusing)}, and ${fallback} is not set`
  const hint = `Write ${fallback} below the scheduler at ${placeOf(block.mark)} on both directors, then: systemctl reload keepalived`
  return [state(driftRules['clients-refused'].state, text, { rule: 'clients-refused', hint })]
}

/** `mh` gives no place to who has had no weight so far, as who is configured with 0: the table does not tell. */
function isPassedOver(scheduler: string, { status }: ServerPair): boolean {
  return scheduler === 'mh' && status === 'drained'
}

/** `192.0.2.11:80, which has weight 0` */
function describe(refusing: readonly TableServer[]): string {
  const verb = refusing.length === 1 ? 'which has' : 'which have'
  return `${listSome(refusing.map(nameOf))}, ${verb} weight 0`
}
