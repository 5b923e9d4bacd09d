import { readFileSync } from 'node:fs'

/** True while a process runs. A zombie, which nobody has fetched yet, runs no more. */
export function isAlive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return !/^\) [ZX]/.test(stat.slice(stat.lastIndexOf(')')))
  } catch {
    return false
  }
}

/** How many of each kind of handle and timer keep this process alive. */
export type Resources = Readonly<Record<string, number>>

export function countResources(): Resources {
  const counts: Record<string, number> = {}
  for (const name of process.getActiveResourcesInfo()) counts[name] = (counts[name] ?? 0) + 1
  return counts
}

/** What is still left after sockets and children have had the time to close: `{}` when all is as before. */
export async function leftForGood(before: Resources): Promise<Resources> {
  // Not expect.poll, which keeps a timer of its own.
  for (let round = 0; round < 100 && Object.keys(leftBehind(before)).length > 0; round++) {
    await new Promise(resolve => setTimeout(resolve, 50))
  }
  return leftBehind(before)
}

/** What there is more of than before: what somebody has left behind. */
export function leftBehind(before: Resources): Resources {
  const more = Object.entries(countResources()).map(
    ([name, now]) => [name, now - (before[name] ?? 0)] as const,
  )
  return Object.fromEntries(more.filter(([, number]) => number > 0))
}
