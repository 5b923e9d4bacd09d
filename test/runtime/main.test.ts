import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { type Run, type RunOptions, runProgram } from '../support/binary.ts'

const mainFile = fileURLToPath(new URL('../../lib/runtime/main.ts', import.meta.url))

/** The words that run `main` with this function, in a process of its own. */
function wordsFor(start: string): [string, ...string[]] {
  const script = `import { main, mayColour } from ${JSON.stringify(mainFile)}; await main(${start})`
  return [process.execPath, '--input-type=module', '--eval', script]
}

function runMain(start: string, options?: RunOptions): Promise<Run> {
  return runProgram(wordsFor(start), options)
}

test.each([0, 1, 2, 3])('prints the result and leaves with its exit code %i', async exitCode => {
  expect(await runMain(`async () => ({ exitCode: ${exitCode}, stdout: 'X OK - well\\n' })`)).toEqual({
    exitCode,
    signal: null,
    stdout: 'X OK - well\n',
    stderr: '',
  })
})

describe('whatever happens, one line on stdout, nothing on stderr, exit 3', () => {
  const never = 'new Promise(() => undefined)'
  test.each([
    ['it throws', "() => { throw new TypeError('bo|om\\n') }", 'TypeError: bo¦om\\n'],
    ['it rejects', "async () => { throw new TypeError('boom') }", 'TypeError: boom'],
    ['it throws what is no error', "() => { throw 'boom' }", 'boom'],
    [
      'something else throws',
      `() => { setTimeout(() => { throw new Error('late') }); return ${never} }`,
      'Error: late',
    ],
    [
      'something else rejects',
      `() => { Promise.reject(new Error('stray')); return ${never} }`,
      'Error: stray',
    ],
    [
      'an event has no listener',
      `() => { new EventTarget(); process.emit('error', new Error('odd')); return ${never} }`,
      'Error: odd',
    ],
  ])('%s', async (_, start, text) => {
    expect(await runMain(start)).toEqual({
      exitCode: 3,
      signal: null,
      stdout: `LVS UNKNOWN - internal error: ${text}\n`,
      stderr: '',
    })
  })
})

test('a warning of the runtime does not reach stderr', async () => {
  const start = `async () => {
    process.emitWarning('odd'); process.emitWarning('old', 'DeprecationWarning'); new Buffer(1)
    await new Promise(resolve => setTimeout(resolve, 20))
    return { exitCode: 0, stdout: 'X OK - well\\n' }
  }`
  expect(await runMain(start)).toMatchObject({ exitCode: 0, stdout: 'X OK - well\n', stderr: '' })
})

test('what still runs does not keep the process', async () => {
  const start = "() => { setInterval(() => 0, 1000); return { exitCode: 0, stdout: 'X OK - well\\n' } }"
  expect(await runMain(start)).toMatchObject({ exitCode: 0, stdout: 'X OK - well\n' })
})

test('all of a long output arrives, also at a slow reader', async () => {
  const start = "() => ({ exitCode: 1, stdout: 'x'.repeat(1_000_000) + '\\n' })"
  const [program, ...argv] = wordsFor(start)
  const child = spawn(program, argv, { stdio: ['ignore', 'pipe', 'inherit'] })
  await new Promise(resolve => setTimeout(resolve, 300))
  let length = 0
  for await (const part of child.stdout) length += part.length
  expect(length).toBe(1_000_001)
})

test('a reader that has gone away changes nothing', async () => {
  const script = 'set -o pipefail; "$@" | true'
  const words = wordsFor("() => ({ exitCode: 2, stdout: 'x'.repeat(1_000_000) })")
  expect(await runProgram(['bash', '-c', script, 'bash', ...words])).toMatchObject({
    exitCode: 2,
    stderr: '',
  })
})

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
  '%s aborts the check, which has the last word',
  async name => {
    const start = `signal => new Promise(resolve => {
    const timer = setInterval(() => 0, 1000)
    signal.addEventListener('abort', () => resolve({ exitCode: 3, stdout: 'X UNKNOWN - stopped\\n' }))
    process.stdout.write('ready\\n')
  })`
    const [program, ...argv] = wordsFor(start)
    const child = spawn(program, argv, { stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = new Promise(resolve => child.once('exit', (code, signal) => resolve({ code, signal })))
    let said = ''
    for await (const part of child.stdout) {
      said += String(part)
      if (said === 'ready\n') child.kill(name)
    }
    expect(said).toBe('ready\nX UNKNOWN - stopped\n')
    expect(await ended).toEqual({ code: 3, signal: null })
  },
)

test.each<[string, RunOptions]>([
  ['a pipe', {}],
  ['a pipe, and a terminal in the environment', { env: { TERM: 'xterm-256color', FORCE_COLOR: '1' } }],
])('%s gets no colour', async (_, options) => {
  const { stdout } = await runMain('() => ({ exitCode: 0, stdout: String(mayColour()) })', options)
  expect(stdout).toBe('false')
})
