/**
 * Makes the code cache of one check: calls the check in this process, then writes down every function that V8
 * compiled meanwhile. A cache made without running it holds the outermost functions only.
 *
 *     node scripts/build/warm-up.ts BUNDLE CACHE CHECK CALL ...
 *
 * How the calls end does not matter, nor does their output. What they do not reach is compiled when a check
 * gets there, as without a cache.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { dirname, join } from 'node:path'
import { Script } from 'node:vm'

const [bundle = '', cache = '', check = '', ...calls] = process.argv.slice(2)

// Some checks may meet a machine without what they look at, and take their time over it.
setTimeout(() => leave(), 10_000)

// Compiled exactly as scripts/build/sea-main.ts does it: V8 takes the cache for this text only.
const script = new Script(readFileSync(bundle, 'latin1'), { filename: 'lvs-checks.js' })
const reallyExit = process.exit.bind(process)
const server = createServer((request, response) => {
  response.statusCode = request.url === '/' ? 200 : 404
  response.end('hello')
}).listen(0, '127.0.0.1', callAll)

async function callAll(): Promise<void> {
  const { port } = server.address() as AddressInfo
  const samples = new Map([
    ['PORT', String(port)],
    ['CONFIG', join(import.meta.dirname, 'warm-keepalived.conf')],
    ['TABLE', join(import.meta.dirname, 'warm-ip_vs')],
  ])
  for (const words of calls) await call(words.split(' ').map(word => samples.get(word) ?? word))
  leave()
}

/** Runs the bundle from its first line, as a process of its own would, until it wants to exit. */
function call(words: readonly string[]): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  process.argv = [process.execPath, process.execPath, check, ...words]
  process.exit = (() => resolve()) as unknown as typeof process.exit
  script.runInThisContext()(createRequire(import.meta.url), {}, {}, asset)
  return promise
}

/** The assets lie beside the bundle, as they do in the binary. */
function asset(name: string): Buffer {
  return readFileSync(join(dirname(bundle), name))
}

function leave(): void {
  writeFileSync(cache, script.createCachedData())
  reallyExit(0)
}
