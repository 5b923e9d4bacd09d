/**
 * Runs each built check as a monitoring system may run it, and worse: without an environment, with variables
 * that upset Node or OpenSSL, without streams. Whatever happens it exits with 0 to 3, says nothing on stderr,
 * says its verdict on the first line, and leaves no file behind.
 *
 *     node scripts/verify-binary.ts [DIR]
 */
import { spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { type BinaryCase, listCalls, listMoreCalls } from './build/binary-cases.ts'
import { bare, type Environment, hostile } from './build/hostile-environments.ts'
import { program } from './build/output.ts'

interface Ended {
  readonly exitCode: number | null
  readonly signal: string | null
  readonly stdout: string
  readonly stderr: string
  readonly files: readonly string[]
}

/** A process that has not ended by then never does; the calls themselves have 5 s. */
const patience = 12_000
const verdict = /^[A-Z][A-Z ]* (OK|WARNING|CRITICAL|UNKNOWN) - \S/
const dist = resolve(process.argv[2] ?? 'dist')

process.exitCode = await main()

async function main(): Promise<number> {
  const checks = findChecks()
  if (checks.length === 0) {
    process.stderr.write(`verify-binary: no checks in ${dist}, run npm run build first\n`)
    return 2
  }
  const server = createServer((_, response) => response.end('hello')).listen(0, '127.0.0.1')
  await new Promise(done => server.once('listening', done))
  const { port } = server.address() as AddressInfo
  const complaints: string[] = []
  let calls = 0
  const environments = [bare, ...hostile].values()
  const lane = async () => {
    for (const environment of environments) {
      const found = await verifyEnvironment(environment, checks, String(port))
      calls += found.calls
      complaints.push(...found.complaints)
      const result = found.complaints.length === 0 ? 'ok' : `${found.complaints.length} off`
      process.stdout.write(
        `${environment.name.padEnd(60)} ${String(found.calls).padStart(3)} calls  ${result}\n`,
      )
    }
  }
  // A good part of the calls waits for nothing but a time-out.
  await Promise.all([lane(), lane(), lane()])
  server.closeAllConnections()
  server.close()
  process.stdout.write(`${complaints.map(line => `${line}\n`).join('')}`)
  process.stdout.write(`${checks.length} checks, ${calls} calls, ${complaints.length} off\n`)
  return complaints.length === 0 ? 0 : 1
}

function findChecks(): string[] {
  try {
    return readdirSync(dist).filter(name => name.startsWith('check_') && statSync(join(dist, name)).isFile())
  } catch {
    return []
  }
}

async function verifyEnvironment(
  environment: Environment,
  checks: readonly string[],
  port: string,
): Promise<{ calls: number; complaints: string[] }> {
  const cases = checks.flatMap(check => [
    ...listCalls(check),
    ...(environment === bare ? listMoreCalls(check) : []),
  ])
  const calls = cases.flatMap(each => {
    const argv = each.argv.map(word => (word === 'PORT' ? port : word))
    const direct = { each, file: join(dist, each.check), argv }
    const viaProgram = { each, file: join(dist, program), argv: [each.check, ...argv] }
    return environment === bare ? [direct, viaProgram] : [direct]
  })
  const complaints: string[] = []
  for (const { each, file, argv } of calls) {
    const problem = findProblem(each, environment, await call(file, argv, environment))
    if (problem !== undefined)
      complaints.push(`${environment.name}: ${each.check} ${argv.join(' ')}: ${problem}`)
  }
  return { calls: calls.length, complaints }
}

async function call(file: string, argv: readonly string[], environment: Environment): Promise<Ended> {
  const cwd = mkdtempSync(join(tmpdir(), 'verify-'))
  // The shell only puts the streams in place; the check keeps its name and gets the variables as they are.
  const { redirect } = environment
  const words =
    redirect === undefined ? [] : ['-c', `${prepare(redirect)} exec "$0" "$@" ${streams(redirect)}`]
  const child = spawn(
    redirect === undefined ? file : '/bin/sh',
    [...words, ...(redirect ? [file] : []), ...argv],
    {
      cwd,
      env: environment.variables,
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: patience,
      killSignal: 'SIGKILL',
    },
  )
  if (environment.deafReader) child.stdout.destroy()
  const ended = new Promise<[number | null, string | null]>((done, fail) => {
    child.once('close', (exitCode, signal) => done([exitCode, signal]))
    child.once('error', fail)
  })
  const stdout = environment.deafReader ? '' : text(child.stdout)
  const [[exitCode, signal], out, err] = await Promise.all([ended, stdout, text(child.stderr)])
  const files = readdirSync(cwd)
  rmSync(cwd, { recursive: true })
  return { exitCode, signal, stdout: out, stderr: err, files }
}

/** `; ulimit -n 24` is said before the call, `<&-` after it. */
function prepare(redirect: string): string {
  return redirect.startsWith(';') ? `${redirect.slice(1)};` : ''
}

function streams(redirect: string): string {
  return redirect.startsWith(';') ? '' : redirect
}

function findProblem(each: BinaryCase, environment: Environment, ended: Ended): string | undefined {
  const { exitCode, signal, stdout, stderr, files } = ended
  if (signal !== null) return `ended by ${signal}`
  if (exitCode === null || ![0, 1, 2, 3].includes(exitCode))
    return `exit code ${exitCode}: ${stderr.slice(0, 200)}`
  if (!each.exitCodes.includes(exitCode)) return `exit code ${exitCode}: ${stdout.trim()}`
  if (stderr !== '') return `stderr: ${JSON.stringify(stderr.slice(0, 200))}`
  if (files.length > 0) return `left files: ${files.join(' ')}`
  if (environment.deafReader || environment.redirect?.includes('>')) return undefined
  const lines = stdout.trimEnd().split('\n')
  if (each.prose) return stdout === '' ? 'no text' : undefined
  if (!verdict.test(lines[0] ?? '')) return `first line ${JSON.stringify(lines[0])}`
  if (each.oneLine && lines.length > 1) return `${lines.length} lines`
  return undefined
}
