/** Names of interfaces in /proc/net/dev: net/core/net-procfs.c of Linux. Two lines of titles, then one for each. */
export function parseNetDev(text: string): ReadonlySet<string> {
  const lines = text.split('\n').slice(2)
  return new Set(lines.flatMap(line => /^\s*([^\s:]+):/.exec(line)?.[1] ?? []))
}
