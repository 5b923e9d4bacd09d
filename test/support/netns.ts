import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'

/** A network namespace of a test's own, with nothing in it but a loopback that is down. `using` deletes it. */
export interface Namespace extends Disposable {
  readonly name: string
  /** Runs `ip` in it: `namespace.ip('link', 'set', 'lo', 'up')`. */
  ip(...words: readonly string[]): void
}

export function makeNamespace(): Namespace {
  const name = `lvs-${randomBytes(4).toString('hex')}`
  execFileSync('ip', ['netns', 'add', name])
  return {
    name,
    ip: (...words) => {
      execFileSync('ip', ['-n', name, ...words])
    },
    [Symbol.dispose]: () => {
      execFileSync('ip', ['netns', 'delete', name])
    },
  }
}
