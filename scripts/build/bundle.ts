import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BuildOptions, build } from 'esbuild'
import { leaveApart, toolLoader, toolsEntry } from './apart.ts'
import { dietOfUndici } from './undici-diet.ts'

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** Code as the binary holds it. */
export interface Bundle {
  readonly text: string
  /** Names what is in it; equal texts have equal hashes. */
  readonly hash: string
}

const shared = {
  bundle: true,
  write: false,
  minify: true,
  format: 'cjs',
  platform: 'node',
  target: 'node26',
  // Also in names of functions: the binary reads its bundle as Latin-1, which is a copy and no decoding.
  charset: 'ascii',
  legalComments: 'none',
  logLevel: 'silent',
} as const satisfies BuildOptions

/** Code as one function expression that takes `require`, `module`, `exports` and `asset`, which answers the bytes of an
 * asset by its name. */
const wrapped = {
  ...shared,
  footer: { js: '})' },
  // import() becomes a lazy require: code started by vm.Script has no import() of its own.
  supported: { 'dynamic-import': false },
} as const satisfies BuildOptions
const opening = '(function(require,module,exports,asset){'

/** Everything the checks run, and apart from it what only people ask for. */
export async function bundleChecks(
  entry = join(root, 'plugins/lvs-checks.ts'),
): Promise<{ readonly checks: Bundle; readonly tools: Bundle }> {
  const apart = new Set<string>()
  const checks = await run({
    ...wrapped,
    entryPoints: [entry],
    banner: { js: opening + toolLoader },
    plugins: [dietOfUndici(join(root, 'package.json')), leaveApart(root, apart)],
  })
  const tools = await run({
    ...wrapped,
    stdin: { contents: toolsEntry(apart), resolveDir: root },
    banner: { js: opening },
    plugins: [dietOfUndici(join(root, 'package.json'))],
  })
  return { checks, tools }
}

/** The first lines of the binary. */
export function bundleSeaMain(): Promise<Bundle> {
  return run({ ...shared, entryPoints: [join(root, 'scripts/build/sea-main.ts')] })
}

async function run(options: BuildOptions): Promise<Bundle> {
  const { outputFiles } = await build(options)
  const text = outputFiles?.[0]?.text ?? ''
  if (!/^[\x00-\x7f]+$/.test(text)) throw new Error('the bundle is empty or has characters other than ASCII')
  return { text, hash: createHash('sha256').update(text).digest('hex') }
}
