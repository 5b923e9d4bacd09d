import { expect, test } from 'vitest'
import type { CommandResult } from '../../lib/probe/command.ts'
import { failure, type Outcome, success } from '../../lib/probe/outcome.ts'
import { readLastReload } from '../../lib/probe/systemd.ts'

const deadline = { signal: new AbortController().signal, seconds: 1, elapsed: () => 0, today: () => 0 }
const command = (start: string) =>
  `ExecReload={ path=/bin/kill ; argv[]=/bin/kill -HUP $MAINPID ; ignore_errors=no ; start_time=[${start}] ; stop_time=[${start}] ; pid=0 ; code=(null) ; status=0/0 }\n`

function ask(answer: Partial<CommandResult> | Outcome<never>) {
  const usual = { exitCode: 0, signal: undefined, stdout: '', stderr: '', cut: false }
  const outcome = 'ok' in answer ? answer : success({ ...usual, ...answer })
  return readLastReload('keepalived.service', { command: () => Promise.resolve(outcome) }, deadline)
}

test.each([
  ['never', `ActiveState=active\n${command('n/a')}`, null],
  ['of a unit that has none', 'ActiveState=active\n', null],
  ['seconds', `ActiveState=active\n${command('@1700000000')}`, 1_700_000_000_000],
  ['a date', `ActiveState=active\n${command('Tue 2023-11-14 22:13:20 UTC')}`, 1_700_000_000_000],
  [
    'the last of several commands',
    `ActiveState=reloading\n${command('@1700000000')}${command('@1700000001')}`,
    1_700_000_001_000,
  ],
])('%s', async (_, stdout, expected) => {
  expect(await ask({ stdout })).toEqual(success(expected))
})

test.each([
  [
    'a time of a zone that is not known here',
    { stdout: `ActiveState=active\n${command('Tue 2023-11-14 23:13:20 CET')}` },
    'malformed',
  ],
  ['a keepalived that systemd has not started', { stdout: 'ActiveState=inactive\n' }, 'missing'],
  ['no systemd on this host', { exitCode: 1, stderr: 'System has not been booted with systemd' }, 'missing'],
  ['no systemctl', failure('missing', 'there is no program systemctl on this host'), 'missing'],
] as const)('not known: %s', async (_, answer, kind) => {
  expect(await ask(answer)).toMatchObject({ ok: false, kind })
})
