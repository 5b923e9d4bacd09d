/** npm run build: the checks as one executable that needs nothing installed, and a link for each check. */
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { parseArgs, promisify } from 'node:util'
import { registry } from '../plugins/index.ts'
import { TOOLS } from './build/apart.ts'
import { type Bundle, bundleChecks, bundleSeaMain, root } from './build/bundle.ts'
import {
  type Architecture,
  architectures,
  BuildProblem,
  findNode,
  nodeVersion,
  seedPkgHome,
} from './build/node-runtime.ts'
import { isCurrent, makeWorkFolder, program, publish, writeStamp } from './build/output.ts'
import type { PackOrder } from './build/pack.ts'
import { PARSER, parserBytes } from './build/undici-diet.ts'
import { listCaches } from './build/warm-calls.ts'

const help = `npm run build [-- OPTIONS]

Makes dist/lvs-checks, a link to it for each check, and dist/SHA256SUMS. What is up to date is left alone.

  --separate      a file for each check instead of a link (150 MB each)
  --arch x64|arm64  for this processor; another one than this machine's goes to dist/ARCH
  --quiet         print one line at most
  --help          this text
`

const run = promisify(execFile)
const script = (name: string) => join(root, 'scripts/build', name)

interface Options {
  readonly separate: boolean
  readonly arch: Architecture
  readonly quiet: boolean
}

interface Parts {
  readonly checks: Bundle
  readonly tools: Bundle
  readonly seaMain: Bundle
}

process.exitCode = await main(process.argv.slice(2))

async function main(words: string[]): Promise<number> {
  try {
    const options = parseWords(words)
    if (options === 'help') process.stdout.write(help)
    else await build(options)
    return 0
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    process.stderr.write(`build: ${text}\n`)
    return error instanceof BuildProblem ? 2 : 1
  }
}

function parseWords(words: string[]): Options | 'help' {
  const flag = { type: 'boolean', default: false } as const
  const arch = { type: 'string', default: process.arch } as const
  let values: { separate: boolean; quiet: boolean; help: boolean; arch: string }
  try {
    values = parseArgs({ args: words, options: { separate: flag, quiet: flag, help: flag, arch } }).values
  } catch (error) {
    throw new BuildProblem(`${(error as Error).message.split('. ')[0]}, see npm run build -- --help`)
  }
  if (values.help) return 'help'
  const chosen = architectures.find(each => each === values.arch)
  if (chosen === undefined) throw new BuildProblem(`--arch ${values.arch}: x64 or arm64 is right`)
  return { separate: values.separate, quiet: values.quiet, arch: chosen }
}

async function build(options: Options): Promise<void> {
  const began = Date.now()
  const say = (text: string) => options.quiet || process.stdout.write(`${text}\n`)
  const dist = options.arch === process.arch ? join(root, 'dist') : join(root, 'dist', options.arch)
  const names = Object.keys(registry)
  const parts = { ...(await bundleChecks()), seaMain: await bundleSeaMain() }
  const key = describeInput(options, names, parts)
  const shown = relative(root, dist)
  if (isCurrent(dist, key, names, options.separate)) {
    say(`${shown}/${program} is up to date`)
    return
  }
  const node = await findNode(options.arch, say)
  const work = makeWorkFolder(dist)
  try {
    await pack(options, names, parts, node, work)
    await publish(dist, work, names, options.separate)
    writeStamp(dist, key, names, options.separate)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  const size = Math.round(statSync(join(dist, program)).size / 1e6)
  const seconds = ((Date.now() - began) / 1000).toFixed(1)
  const kind = options.separate ? 'files' : 'links'
  process.stdout.write(
    `${shown}/${program} (${options.arch}, ${size} MB) and ${names.length} ${kind} built in ${seconds} s\n`,
  )
}

/** Two builds with the same input have the same result. */
function describeInput(options: Options, names: readonly string[], parts: Parts): string {
  const { arch, separate } = options
  // The lock file stands for esbuild, pkg and Node.
  const files = [
    'scripts/build/pack.ts',
    'scripts/build/warm-up.ts',
    'scripts/build/warm-calls.ts',
    'scripts/build/warm-keepalived.conf',
    'scripts/build/warm-ip_vs',
    'package-lock.json',
  ]
  const hashes = [parts.checks.hash, parts.tools.hash, parts.seaMain.hash, ...files.map(hashFile)]
  return JSON.stringify({ arch, separate, names, hashes })
}

function hashFile(name: string): string {
  return createHash('sha256')
    .update(readFileSync(join(root, name)))
    .digest('hex')
}

async function pack(
  options: Options,
  names: readonly string[],
  parts: Parts,
  node: string,
  work: string,
): Promise<void> {
  const bundle = join(work, 'bundle.js')
  const main = join(work, 'sea-main.js')
  const tools = join(work, TOOLS)
  writeFileSync(bundle, parts.checks.text, 'latin1')
  writeFileSync(tools, parts.tools.text, 'latin1')
  writeFileSync(main, parts.seaMain.text)
  const parser = join(work, PARSER)
  writeFileSync(parser, parserBytes(join(root, 'package.json')))
  const caches = await makeCaches(options, bundle, names, work)
  const home = seedPkgHome(node, options.arch)
  try {
    for (const name of options.separate ? [program, ...names] : [program]) {
      const only = name === program ? {} : { [`only:${name}`]: main }
      const order: PackOrder = {
        main,
        output: join(work, name),
        arch: options.arch,
        version: nodeVersion(),
        assets: { bundle, [TOOLS]: tools, [PARSER]: parser, ...caches, ...only },
      }
      await run(process.execPath, [script('pack.ts'), JSON.stringify(order)], {
        env: { ...cleanEnv(), HOME: home },
      })
    }
  } finally {
    rmSync(home, { recursive: true, force: true })
  }
}

/** An asset for each cache, by which the binary also knows the names of its checks. */
async function makeCaches(
  options: Options,
  bundle: string,
  names: readonly string[],
  work: string,
): Promise<Record<string, string>> {
  const caches: Record<string, string> = {}
  for (const [key, calls] of listCaches(names)) {
    const [name = ''] = key.split(' ', 1)
    const file = join(work, `${key.replace(' ', '')}.cache`)
    const words = [script('warm-up.ts'), bundle, file, name, ...calls]
    // A code cache fits the processor it was made on; elsewhere the binary starts without one, a little slower.
    if (options.arch === process.arch)
      await run(process.execPath, words, { env: cleanEnv(), timeout: 60_000 })
    else writeFileSync(file, '')
    caches[`check:${key}`] = file
  }
  return caches
}

/** Nothing of the machine's settings for Node reaches what ends up in the binary. */
function cleanEnv(): Record<string, string> {
  return { PATH: process.env.PATH ?? '' }
}
