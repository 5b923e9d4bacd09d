import type { LogLine, Reload } from './event.ts'

/** What the parent process says; its children say `Reloading` alone. */
const kinds: readonly (readonly [RegExp, Reload['kind']])[] = [
  [/^Starting Keepalived v/, 'start'],
  [/^Reloading \.\.\.$/, 'reload'],
  [/^Stopp(?:ed|ing) Keepalived v/, 'stop'],
]

/** From here on it is the work of another configuration: of a reload, or a start. */
export const newConfiguration = /^(?:Reloading \.\.\.$|Starting Keepalived v)/
/** From here on another process tries anew. */
export const newProcess = /^Starting Keepalived v/

/** Starts, reloads and stops of keepalived's parent process, in the order of the log. */
export function findReloads(lines: readonly LogLine[]): readonly Reload[] {
  return lines.flatMap(line => {
    const kind = reloadOf(line)
    return kind === undefined ? [] : [{ time: line.time, kind }]
  })
}

export function reloadOf({ source, text }: LogLine): Reload['kind'] | undefined {
  if (source !== 'keepalived') return undefined
  return kinds.find(([pattern]) => pattern.test(text))?.[1]
}
