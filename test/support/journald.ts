import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync } from 'node:fs'
import { join } from 'node:path'
import { makeFolder } from './temporary.ts'

/** A line for a journal, and who writes it. */
export interface JournalLine {
  readonly identifier: string
  /** Of syslog(3): `daemon.info`. */
  readonly priority?: string
  readonly text: string
}

/**
 * Has the real journald write these lines, in a mount namespace of its own, and leaves its journal in a folder that only
 * root may read: `using` removes it.
 */
export function writeJournal(lines: readonly JournalLine[]): { readonly path: string } & Disposable {
  const folder = makeFolder()
  chmodSync(folder.path, 0o755)
  const path = join(folder.path, 'journal')
  const calls = lines.map(
    ({ identifier, priority = 'daemon.info', text }) =>
      `logger --size 4096 -u /run/systemd/journal/dev-log -t ${word(identifier)} -p ${priority} -- ${word(text)}`,
  )
  const script = [
    'set -e',
    'mount --make-rprivate /',
    'mount -t tmpfs tmpfs /run',
    'mkdir -p /run/systemd/journal /run/log/journal',
    '/lib/systemd/systemd-journald 2>/dev/null & journald=$!',
    'for i in $(seq 100); do [ -S /run/systemd/journal/dev-log ] && break; sleep 0.05; done',
    ...calls,
    `for i in $(seq 100); do [ "$(journalctl -q -o cat SYSLOG_IDENTIFIER=${word(lines.at(-1)?.identifier ?? '')} | tail -n 1)" = ${word(lines.at(-1)?.text ?? '')} ] && break; sleep 0.05; done`,
    'kill $journald; wait $journald || true',
    `mkdir ${word(path)}`,
    `cp /run/log/journal/*/system.journal ${word(path)}`,
  ].join('\n')
  const { status, stderr } = spawnSync('unshare', ['--mount', 'sh', '-c', script], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`journald has written no journal: ${stderr}`)
  chmodSync(join(path, 'system.journal'), 0o640)
  return { path, [Symbol.dispose]: () => folder[Symbol.dispose]() }
}

/** The same journal under a path of its own, open to everybody. */
export function openJournal(from: string, to: string): void {
  cpSync(from, to, { recursive: true })
  chmodSync(to, 0o755)
  chmodSync(join(to, 'system.journal'), 0o644)
}

function word(text: string): string {
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
