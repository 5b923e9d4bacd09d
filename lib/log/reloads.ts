import type { LogLine, Reload } from './event.ts'

const kinds: readonly (readonly [RegExp, Reload['kind']])[] = [
  [/^Starting Keepalived v/, 'start'],
  [/^Reloading(?: \.\.\.)?$/, 'reload'],
  [/^Stopp(?:ed|ing) Keepalived v/, 'stop'],
]

/** Starts, reloads and stops of keepalived's parent process, in the order of the log. */
export function findReloads(lines: readonly LogLine[]): readonly Reload[] {
  return lines.flatMap(({ source, text, time }) => {
    const [, kind] =
      (source === 'keepalived' ? kinds.find(([pattern]) => pattern.test(text)) : undefined) ?? []
    return kind === undefined ? [] : [{ time, kind }]
  })
}
