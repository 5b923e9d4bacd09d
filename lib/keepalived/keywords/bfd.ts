import type { Keywords, RootKeywords } from '../keyword.ts'
import { line, namedBlock, since, valueLine } from './shape.ts'

/**
 * init_bfd_keywords() of keepalived's bfd_parser.c. The VRRP and the checker process know the same words, and look at
 * `weight`, `vrrp` and `checker` alone. Without a name, or with a neighbor_ip without an address, 2.2.7 does not say
 * what is missing: it crashes (SIGSEGV), under -t too.
 */
const session: Keywords = {
  source_ip: valueLine,
  neighbor_ip: valueLine,
  neighbour_ip: valueLine,
  min_rx: valueLine,
  min_tx: valueLine,
  idle_tx: valueLine,
  multiplier: valueLine,
  passive: line,
  ttl: valueLine,
  hoplimit: valueLine,
  max_hops: valueLine,
  multihop: since('2.2.8', line),
  weight: valueLine,
  vrrp: line,
  checker: line,
}

export const bfdKeywords: RootKeywords = {
  bfd_instance: { ...namedBlock(session), processes: ['vrrp', 'checker', 'bfd'] },
}
