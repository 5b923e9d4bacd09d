import { readFileSync } from 'node:fs'

/** Guests that live, by the processor that each keeps to. */
const guestsOn = new Map(processors().map(each => [each, 0]))

/** A processor with a guest on it. */
export interface Place {
  readonly number: number
  /** The guest has ended. */
  leave(): void
}

/**
 * Where the fewest guests are. A guest is a kernel that takes turns with the processes in it: always one of them waits for
 * the other. Where they are on two processors each turn wakes the other processor up, which costs up to eight times as much.
 */
export function takeProcessor(): Place {
  const [[number = 0] = []] = [...guestsOn].sort(([, one], [, other]) => one - other)
  const change = (by: number) => guestsOn.set(number, (guestsOn.get(number) ?? 0) + by)
  change(1)
  return { number, leave: () => change(-1) }
}

/** Those that this process may use, such as 0-1 or 0,2-3. */
function processors(): number[] {
  const [, list = '0'] =
    /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'latin1')) ?? []
  return list.split(',').flatMap(range => {
    const [first = 0, last = first] = range.split('-').map(Number)
    return Array.from({ length: last - first + 1 }, (_, index) => first + index)
  })
}
