import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder of a test's own; `using` removes it. */
export interface TemporaryFolder extends Disposable {
  readonly path: string
  /** Writes a file and answers its path. */
  write(name: string, content: string | Buffer, mode?: number): string
}

export function makeFolder(): TemporaryFolder {
  const path = mkdtempSync(join(tmpdir(), 'lvs-test-'))
  return {
    path,
    write: (name, content, mode = 0o644) => {
      const file = join(path, name)
      writeFileSync(file, content, { mode })
      return file
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  }
}
