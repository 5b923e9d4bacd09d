import { parseAddress } from '../net/address.ts'

/** What a sync daemon of IPVS does: send the table of connections, or take it from the other director. */
export type SyncRole = 'master' | 'backup'

/**
 * Which sync daemons of IPVS run, by the sockets that the kernel opens for them (its ip_vs_sync.c): the master's is
 * connected to the multicast group, the backup's is bound to it. Everybody may read them; ipvsadm needs root.
 * @param text /proc/net/udp, or udp6 where the group is of IPv6
 */
export function findSyncDaemons(text: string, group: string, port: number): readonly SyncRole[] {
  const wanted = `${toProcAddress(group)}:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const roles = new Set<SyncRole>()
  for (const line of text.split('\n')) {
    const [, local, remote, , , , , user] = line.trim().split(/\s+/, 8)
    if (user !== '0') continue
    if (remote === wanted) roles.add('master')
    if (local === wanted) roles.add('backup')
  }
  return [...roles]
}

/** As /proc/net writes it: each four bytes as a number of the machine, least byte first. */
function toProcAddress(text: string): string | undefined {
  const address = parseAddress(text)
  if (address === undefined) return undefined
  const bytes =
    address.family === 4
      ? address.text.split('.').map(Number)
      : expand(address.text).flatMap(group => [group >> 8, group & 255])
  const hex = bytes.map(byte => byte.toString(16).toUpperCase().padStart(2, '0'))
  return Array.from({ length: hex.length / 4 }, (_, at) =>
    hex
      .slice(at * 4, at * 4 + 4)
      .toReversed()
      .join(''),
  ).join('')
}

/** The eight groups of a canonical IPv6 address. */
function expand(text: string): number[] {
  const [head = '', tail] = text.replace(/%.*/, '').split('::')
  const read = (part: string) =>
    part
      .split(':')
      .filter(Boolean)
      .map(each => Number.parseInt(each, 16))
  const before = read(head)
  const after = tail === undefined ? [] : read(tail)
  return [...before, ...Array<number>(Math.max(0, 8 - before.length - after.length)).fill(0), ...after]
}
