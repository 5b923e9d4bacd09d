/**
 * Bundles the part of undici that an HTTP/1.1 client uses, and nothing else.
 *
 * undici is written for servers that stay up for months: it loads HTTP/2, TLS, assertions and debug logs
 * before the first request. A check lives for one request, so whatever is loaded is paid for each time.
 * What every entry saves, and how that was measured, is in docs/adr/0002-undici-diet.md.
 *
 * Nothing here may vanish unnoticed: each file that is replaced must exist, must be asked for by the client,
 * and undici may load no Node module but the ones listed. Otherwise the build stops and says so.
 */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, relative, sep } from 'node:path'
import type { Plugin, PluginBuild } from 'esbuild'

/** The only door into undici that the checks may use. */
export const CLIENT = 'dispatcher/client.js'

/** The asset of the binary that holds the HTTP parser. */
export const PARSER = 'llhttp'

type Load = (file: string) => unknown
type Stub = (load: Load, file: string) => string

/** A module that says what is missing when it is called after all, instead of failing in an odd way. */
function refusal(what: string): Stub {
  const message = `${what} is not part of this build (scripts/build/undici-diet.ts)`
  return () => `module.exports = function refuse() { throw new Error(${JSON.stringify(message)}) }`
}

/** Files of undici/lib, and what the bundle gets in their place. */
export const REPLACED_FILES: Readonly<Record<string, Stub>> = {
  // Loads node:http2 and with it node:tls and node:crypto. The checks speak HTTP/1.1 and offer no h2 in ALPN.
  'dispatcher/client-h2.js': refusal('HTTP/2'),

  // Sets up debug logs and 19 channels. Nobody subscribes in a check, and NODE_DEBUG=undici must not write
  // to stderr, which Icinga shows before the check's own line. The names come from the original.
  'core/diagnostics.js': (load, file) => {
    const { channels } = load(file) as { channels: Record<string, unknown> }
    const silent = Object.keys(channels).map(name => `${JSON.stringify(name)}: silent`)
    return `const silent = { hasSubscribers: false, publish() {} }
module.exports = { channels: { ${silent.join(', ')} } }`
  },

  // Computes tables for a code generator (every method, every status, every character class) of which the
  // client reads two. They are computed here, from the original, so an upgrade brings its own numbers.
  'llhttp/constants.js': (load, file) => {
    const { ERROR, TYPE } = load(file) as Record<string, unknown>
    return `module.exports = ${JSON.stringify({ ERROR, TYPE })}`
  },

  // Both parsers are WebAssembly as base64, 72 KB each, decoded when they are asked for. The faster of the two needs
  // a processor with SSE 4.1, which virtual machines may hide; the client falls back to the other where this throws.
  'llhttp/llhttp_simd-wasm.js': () => 'throw new Error("left out")',

  // The binary carries its bytes beside the bundle, so nobody decodes them (see parserBytes below).
  'llhttp/llhttp-wasm.js': () => `module.exports = asset(${JSON.stringify(PARSER)})`,

  // The experimental second HTTP parser, off unless an environment variable asks for it.
  'dispatcher/parser-h1.js': () => 'module.exports = { getMiloEnabled: () => false }',

  // Connecting is ours (lib/probe/connection.ts): name, address and TLS are verdicts of their own.
  'core/connect.js': refusal('A connection of undici’s own'),

  // Only for FormData bodies; would pull in fetch, streams and half of undici. The checks send text.
  'web/fetch/body.js': refusal('A FormData body'),
  'web/fetch/formdata.js': refusal('FormData'),
  'web/webidl/index.js': () => 'module.exports = { webidl: { is: { FormData: () => false } } }',
}

/** Node modules that undici asks for, and the little of them that it uses. */
export const REPLACED_BUILTINS: Readonly<Record<string, string>> = {
  // Called as assert(value, message) only. node:assert loads a colour differ.
  'node:assert': `module.exports = function assert(value, message) {
  if (!value) throw Object.assign(new Error(message || 'assertion failed in undici'), { code: 'ERR_ASSERTION' })
}`,

  // Read for one number and one class nothing of ours is an instance of. A test keeps the number Node's.
  'node:http': 'module.exports = { maxHeaderSize: 16384, IncomingMessage: class IncomingMessage {} }',
}

/** Node modules that are loaded by node:net anyway or cost nothing. */
export const ALLOWED_BUILTINS: ReadonlySet<string> = new Set([
  'node:buffer',
  'node:events',
  'node:net',
  'node:querystring',
  'node:stream',
])

/** The WebAssembly of undici's HTTP parser, for the asset of that name. */
export function parserBytes(from: string): Uint8Array {
  return createRequire(from)('undici/lib/llhttp/llhttp-wasm.js') as Uint8Array
}

export function dietOfUndici(from: string): Plugin {
  const load = createRequire(from)
  const lib = join(dirname(load.resolve('undici/package.json')), 'lib')
  return { name: 'undici-diet', setup: build => putOnDiet(build, lib, load) }
}

function putOnDiet(build: PluginBuild, lib: string, load: Load): void {
  const asked = new Set<string>()
  const inUndici = (file: string): boolean => file.startsWith(lib + sep)

  build.onStart(() => {
    asked.clear()
    return { errors: missingFiles(lib).map(text => ({ text })) }
  })

  build.onResolve({ filter: /^node:/ }, ({ path, importer }) => {
    if (!inUndici(importer)) return undefined
    if (path in REPLACED_BUILTINS) {
      asked.add(path)
      return { path, namespace: 'undici-diet' }
    }
    if (ALLOWED_BUILTINS.has(path)) return undefined
    return { errors: [{ text: `undici's ${relative(lib, importer)} now loads ${path}: ${DECIDE}` }] }
  })

  build.onLoad({ filter: /./, namespace: 'undici-diet' }, ({ path }) => ({
    contents: REPLACED_BUILTINS[path] ?? '',
  }))

  build.onLoad({ filter: /[\\/]undici[\\/]/ }, ({ path }) => {
    if (!inUndici(path)) return undefined
    const name = relative(lib, path).split(sep).join('/')
    asked.add(name)
    const stub = REPLACED_FILES[name]
    return stub === undefined ? undefined : { contents: stub(load, path), loader: 'js' }
  })

  build.onEnd(() => ({ errors: unusedEntries(asked).map(text => ({ text })) }))
}

const DECIDE = 'measure it and list it in scripts/build/undici-diet.ts'

function missingFiles(lib: string): string[] {
  return [CLIENT, ...Object.keys(REPLACED_FILES)]
    .filter(name => !existsSync(join(lib, name)))
    .map(name => `undici has no lib/${name} any more: ${DECIDE}`)
}

/** An entry that the client no longer asks for hides what took its place. */
function unusedEntries(asked: ReadonlySet<string>): string[] {
  if (!asked.has(CLIENT)) return []
  return [...Object.keys(REPLACED_FILES), ...Object.keys(REPLACED_BUILTINS)]
    .filter(name => !asked.has(name))
    .map(name => `undici no longer asks for ${name}: ${DECIDE}`)
}
