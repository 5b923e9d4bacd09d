import { expect, test } from 'vitest'
import type { CommandResult } from '../../lib/probe/command.ts'
import { failure, type Outcome, success } from '../../lib/probe/outcome.ts'
import { runPrivileged, sudoersHint } from '../../lib/probe/privileged.ts'
import { within } from '../support/deadline.ts'

const result = (about: Partial<CommandResult>): Outcome<CommandResult> =>
  success({ exitCode: 0, signal: undefined, stdout: '', stderr: '', cut: false, ...about })
const refusal = result({ exitCode: 1, stderr: 'nosuch: Operation not permitted\n' })

/** A program no machine has, so its path in hints is always the same. */
const program = 'nosuch-program'

async function run(direct: Outcome<CommandResult>, bySudo: Outcome<CommandResult>) {
  const asked: string[][] = []
  const command = (name: string, argv: readonly string[]) => {
    asked.push([name, ...argv])
    return Promise.resolve(name === 'sudo' ? bySudo : direct)
  }
  const outcome = await within(5, deadline => runPrivileged(program, ['-n', 'x'], { command }, deadline))
  return { outcome, asked }
}

test('what the user may run is run once, without sudo', async () => {
  const direct = result({ stdout: 'fine' })
  const { outcome, asked } = await run(direct, refusal)
  expect(outcome).toBe(direct)
  expect(asked).toEqual([[program, '-n', 'x']])
})

test('a failure that has nothing to do with who asks is not tried again', async () => {
  const direct = result({ exitCode: 2, stderr: 'bad argument\n' })
  expect((await run(direct, result({}))).outcome).toBe(direct)
  const missing = failure('missing', 'there is no program')
  expect((await run(missing, result({}))).asked).toHaveLength(1)
})

test.each([
  ['by what it says', refusal],
  ['by the system', failure('denied', 'this user may not run nosuch-program')],
])('what is refused %s is run by sudo, by its path and with the same words', async (_, direct) => {
  const bySudo = result({ stdout: 'as root' })
  const { outcome, asked } = await run(direct, bySudo)
  expect(outcome).toBe(bySudo)
  expect(asked[1]).toEqual(['sudo', '-n', `/usr/sbin/${program}`, '-n', 'x'])
})

test('a program that fails as root has failed, it was not refused', async () => {
  const bySudo = result({ exitCode: 2, stderr: 'no such device\n' })
  expect((await run(refusal, bySudo)).outcome).toBe(bySudo)
})

test.each([
  [
    'that cannot resolve the name of the host',
    'sudo: unable to resolve host lvs1: Name or service not known\n',
  ],
  ['in a container', 'sudo: setrlimit(RLIMIT_CORE): Operation not permitted\n'],
])('what sudo %s warns of is no refusal, however the program ended', async (_, warned) => {
  // 124 is how timeout(1) says that its time was up.
  for (const exitCode of [0, 1, 124]) {
    const bySudo = result({ exitCode, stderr: `${warned}listening on eth0\n` })
    expect((await run(refusal, bySudo)).outcome).toBe(bySudo)
  }
})

test.each([
  ['sudo is not there', failure('missing', 'there is no program sudo on this host')],
  ['sudo wants a password', result({ exitCode: 1, stderr: 'sudo: a password is required\n' })],
  [
    'sudo wants a password and warns',
    result({
      exitCode: 1,
      stderr: 'sudo: unable to resolve host lvs1: No address\nsudo: a password is required\n',
    }),
  ],
  ['sudo does not help', refusal],
])('%s: denied, with the line that allows this call and no other', async (_, bySudo) => {
  const { outcome } = await run(refusal, bySudo)
  expect(outcome).toEqual({
    ok: false,
    kind: 'denied',
    text: `this user may not run ${program}, neither directly nor by sudo -n`,
    hint: `In /etc/sudoers.d/lvs-checks, for the user of the check: nagios ALL=(root) NOPASSWD: /usr/sbin/${program} -n x`,
  })
})

test('signs that separate words in sudoers are escaped', () => {
  expect(sudoersHint('/usr/sbin/x', ['a,b', 'c:d', 'e=f', '2001:db8::1', 'two words', '*'])).toBe(
    'In /etc/sudoers.d/lvs-checks, for the user of the check: nagios ALL=(root) NOPASSWD: /usr/sbin/x a\\,b c\\:d e\\=f 2001\\:db8\\:\\:1 two\\ words \\*',
  )
})
