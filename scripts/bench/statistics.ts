/** Figures that one slow round does not move. */

export function median(values: readonly number[]): number {
  return quantile(values, 0.5)
}

/** The value below which this share of the values lies, between two of them in proportion. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  const at = (sorted.length - 1) * share
  const below = sorted[Math.floor(at)] ?? Number.NaN
  const above = sorted[Math.ceil(at)] ?? Number.NaN
  return below + (above - below) * (at - Math.floor(at))
}

/** How many times the one is the other, with the half of the rounds that lies in the middle. */
export interface Ratio {
  readonly median: number
  readonly from: number
  readonly to: number
  /** Where the median of endlessly many rounds lies, at 19 to 1. */
  readonly interval: readonly [low: number, high: number]
}

/**
 * The 95 % confidence interval of the median by ranks: the sign test needs no shape of the distribution, and times
 * have none. Of few values it is all of them.
 */
export function medianInterval(values: readonly number[]): readonly [low: number, high: number] {
  const sorted = values.toSorted((a, b) => a - b)
  const skipped = Math.max(0, Math.floor((sorted.length - 1.96 * Math.sqrt(sorted.length)) / 2))
  return [sorted[skipped] ?? Number.NaN, sorted[sorted.length - 1 - skipped] ?? Number.NaN]
}

/** Divides round by round: what was slow for one in a round was slow for the other too. */
export function ratioOf(values: readonly number[], base: readonly number[]): Ratio {
  const ratios = values.map((value, round) => value / (base[round] ?? Number.NaN))
  return {
    median: median(ratios),
    from: quantile(ratios, 0.25),
    to: quantile(ratios, 0.75),
    interval: medianInterval(ratios),
  }
}
