import type { LogLine, ServerChange } from './event.ts'

const kinds: readonly (readonly [RegExp, ServerChange['kind']])[] = [
  [/^Adding service (\S+) (?:to|of) VS (.+)$/, 'added'],
  [/^Removing service (\S+) (?:to|of|from) VS (.+)$/, 'removed'],
  [/^Enabling service (\S+) (?:to|of) VS (.+)$/, 'enabled'],
  [/^Disabling service (\S+) (?:from|of) VS (.+)$/, 'disabled'],
  [/^(?:Adding|Enabling) sorry server (\S+) (?:to|of) VS (.+)$/, 'sorry-added'],
  [/^(?:Removing|Disabling) sorry server (\S+) (?:from|of) VS (.+)$/, 'sorry-removed'],
  [/^Gained quorum \S+ <= \d+ for VS()(.+)$/, 'quorum-gained'],
  [/^Lost quorum \S+ > \d+ for VS()(.+)$/, 'quorum-lost'],
]

/** What keepalived's checkers did to virtual and real servers, in the order of the log. */
export function findServerChanges(lines: readonly LogLine[]): readonly ServerChange[] {
  return lines.flatMap(line => readChange(line) ?? [])
}

function readChange({ source, text, time }: LogLine): ServerChange | undefined {
  if (source !== 'keepalived') return undefined
  for (const [pattern, kind] of kinds) {
    const [, server, virtualServer = ''] = pattern.exec(text) ?? []
    if (server === undefined) continue
    return { time, kind, server: server === '' ? undefined : server, virtualServer: virtualServer.trim() }
  }
  return undefined
}
