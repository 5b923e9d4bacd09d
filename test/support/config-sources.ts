import type { SourceFile, Sources } from '../../lib/keepalived/sources.ts'
import { includeKey } from '../../lib/keepalived/sources.ts'

/** A file that was read, in the folder /etc/keepalived. */
export function sourceFile(path: string, text: string, status: SourceFile['status'] = 'read'): SourceFile {
  const identity = path.startsWith('/') ? path : `/etc/keepalived/${path}`
  return { path, status, text, folder: identity.replace(/\/[^/]*$/, ''), identity }
}

/** Sources of one file and of what its includes match, by pattern. The pattern is relative to /etc/keepalived. */
export function sourcesOf(
  text: string,
  includes: Readonly<Record<string, readonly SourceFile[]>> = {},
): Sources {
  const found = Object.entries(includes).map(
    ([pattern, files]) => [includeKey({ folder: '/etc/keepalived', pattern }), files] as const,
  )
  return { main: [sourceFile('keepalived.conf', text)], includes: new Map(found) }
}
