/** The timeout of one persistent service: configured in seconds, and in the kernel's jiffies. */
export interface TimeoutPair {
  readonly seconds: number
  readonly jiffies: number
}

/** What kernels of servers are built with (kernel/Kconfig.hz). */
const usual: readonly number[] = [100, 250, 300, 1000]

/**
 * The jiffies a second of the kernel whose table shows these timeouts. It is no user's to ask (`getconf CLK_TCK` is
 * another number), so it is told by the table itself: the rate at which all timeouts are as configured, or at which
 * more of them are than at any other. undefined: the timeouts do not tell.
 */
export function deduceRate(pairs: readonly TimeoutPair[]): number | undefined {
  const votes = new Map<number, number>()
  for (const { seconds, jiffies } of pairs) {
    const rate = jiffies / seconds
    if (Number.isInteger(rate)) votes.set(rate, (votes.get(rate) ?? 0) + 1)
  }
  // A kernel of a rate of its own is believed when services of several timeouts agree on it.
  const credible = [...votes].filter(([rate]) => usual.includes(rate) || isShared(pairs, rate))
  const [best, second] = credible.toSorted(([, a], [, b]) => b - a)
  if (best === undefined || best[1] === second?.[1]) return undefined
  return best[0]
}

function isShared(pairs: readonly TimeoutPair[], rate: number): boolean {
  const agreeing = pairs.filter(({ seconds, jiffies }) => jiffies === seconds * rate)
  return agreeing.length === pairs.length && new Set(agreeing.map(({ seconds }) => seconds)).size > 1
}

/** True when this many jiffies are that many seconds at some rate that kernels have. */
export function mayBe({ seconds, jiffies }: TimeoutPair): boolean {
  return usual.some(rate => seconds * rate === jiffies)
}
