import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { root } from './bundle.ts'

export const architectures = ['x64', 'arm64'] as const
export type Architecture = (typeof architectures)[number]

/** Something the person at the keyboard can do something about; shown without a stack. */
export class BuildProblem extends Error {}

const cache = join(root, 'node_modules/.cache/lvs-checks')
const run = promisify(execFile)

/** The version of Node that this package asks npm for, and that the binaries contain. */
export function nodeVersion(): string {
  const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
    optionalDependencies: Record<string, string>
  }
  const version = manifest.optionalDependencies[`node-linux-${process.arch}`]
  if (version !== process.versions.node) {
    // What goes into the binary is written by this Node and read by that one: they must be the same.
    throw new BuildProblem(
      `this is Node ${process.versions.node} and the build needs ${version}: call it as npm run build, after npm ci`,
    )
  }
  return version
}

/** The Node program for an architecture: npm's own package where it is installed, else fetched and checked. */
export async function findNode(arch: Architecture, say: (text: string) => void): Promise<string> {
  const name = `node-linux-${arch}`
  const installed = join(root, 'node_modules', name, 'bin/node')
  if (existsSync(installed)) return installed
  const folder = join(cache, `${name}-${nodeVersion()}`)
  const fetched = join(folder, 'package/bin/node')
  if (!existsSync(fetched)) await fetchPackage(name, folder, say)
  return fetched
}

/** npm installs only the package that fits the machine, so the other one is fetched, as npm would do it. */
async function fetchPackage(name: string, folder: string, say: (text: string) => void): Promise<void> {
  const spec = `${name}@${nodeVersion()}`
  say(`fetching ${spec}`)
  const partial = `${folder}.${process.pid}`
  rmSync(partial, { recursive: true, force: true })
  mkdirSync(partial, { recursive: true })
  try {
    const packed = await run('npm', ['pack', spec, '--silent', '--pack-destination', partial], { cwd: root })
    const archive = join(partial, packed.stdout.trim())
    verifyIntegrity(name, archive)
    await run('tar', ['-xzf', archive, '-C', partial, 'package/bin/node'])
    rmSync(archive)
    rmSync(folder, { recursive: true, force: true })
    renameSync(partial, folder)
  } catch (error) {
    if (error instanceof BuildProblem) throw error
    throw new BuildProblem(`${spec} cannot be fetched: ${firstLine(error)}`)
  } finally {
    rmSync(partial, { recursive: true, force: true })
  }
}

function verifyIntegrity(name: string, archive: string): void {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { integrity?: string } | undefined>
  }
  const expected = lock.packages[`node_modules/${name}`]?.integrity
  const found = `sha512-${createHash('sha512').update(readFileSync(archive)).digest('base64')}`
  if (found !== expected) {
    throw new BuildProblem(`${name} is not what package-lock.json says: ${found} instead of ${expected}`)
  }
}

function firstLine(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message?: string }
  return (stderr || message || String(error)).trim().split('\n')[0] ?? ''
}

/**
 * A home directory in whose cache pkg finds that Node. pkg would otherwise download one, or, told of a file,
 * run it for its version, which a program for another processor does not survive.
 */
export function seedPkgHome(node: string, arch: Architecture): string {
  const home = join(cache, `pkg-home-${process.pid}`)
  const name = `node-v${nodeVersion()}-linux-${arch}`
  const sea = join(home, '.pkg-cache/sea')
  const program = join(sea, name, 'bin/node')
  mkdirSync(dirname(program), { recursive: true })
  symlinkSync(node, program)
  for (const mark of [`${name}.tar.gz`, `${name}.tar.gz.ok`, `${name}/bin/node.ok`])
    writeFileSync(join(sea, mark), '')
  return home
}
