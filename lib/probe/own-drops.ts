import { readFileSync } from 'node:fs'

/** Whether packets of this host are dropped on this host. */
export interface DropWatch {
  readonly seen: boolean
  stop(): void
}

/** The first SYN is repeated after one second: the counter is read right before and right after. */
const beforeRepeatMs = 900
const afterRepeatMs = 350

/**
 * connect() does not tell that a firewall here drops what it sends: it looks like a peer that does not answer. The
 * kernel counts it all the same, as a repeated segment that could not be sent. Costs nothing to connections that
 * stand within a second; a drop by somebody else's connection is taken for ours only in that third of a second.
 */
export function watchOwnDrops(): DropWatch {
  const watch = { seen: false, stop: () => clearTimeout(timer) }
  let timer = setTimeout(() => {
    const before = countDrops()
    timer = setTimeout(() => {
      watch.seen = before !== undefined && (countDrops() ?? 0) > before
    }, afterRepeatMs)
  }, beforeRepeatMs)
  return watch
}

/** TcpExt: TCPRetransFail of this network namespace, or undefined where /proc does not say. */
function countDrops(): number | undefined {
  try {
    const lines = readFileSync('/proc/net/netstat', 'latin1').split('\n')
    const [names = [], values = []] = lines
      .filter(line => line.startsWith('TcpExt:'))
      .map(line => line.split(' '))
    const at = names.indexOf('TCPRetransFail')
    return at < 0 ? undefined : Number(values[at])
  } catch {
    return undefined
  }
}
