/** The load of a host. Plain JSON. */
export interface Load {
  /** Averages over 1, 5 and 15 minutes, of the whole host. */
  readonly averages: readonly [number, number, number]
  /** Processors that are in use. */
  readonly cores: number
}

/** `0.42 0.31 0.28 2/345 6789` of /proc/loadavg; undefined for another text. */
export function parseLoadAverages(text: string): Load['averages'] | undefined {
  const [, one, five, fifteen] = /^(\d{1,9}\.\d\d) (\d{1,9}\.\d\d) (\d{1,9}\.\d\d) /.exec(text) ?? []
  return fifteen === undefined ? undefined : [Number(one), Number(five), Number(fifteen)]
}

/** How many processors `0-3,8` of /sys/devices/system/cpu/online names; undefined for another text. */
export function countProcessors(text: string): number | undefined {
  let sum = 0
  for (const part of text.trim().split(',')) {
    const [, first, last = first] = /^(\d{1,6})(?:-(\d{1,6}))?$/.exec(part) ?? []
    if (first === undefined || Number(last) < Number(first)) return undefined
    sum += Number(last) - Number(first) + 1
  }
  return sum
}
