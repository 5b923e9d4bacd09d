import { sudoersWord } from '../text/sudoers-word.ts'
import { type CommandResult, findProgram } from './command.ts'
import type { Deadline } from './deadline.ts'
import { failure, type Outcome } from './outcome.ts'
import type { Probes } from './probes.ts'

/**
 * Runs a program that may need root: as the user of the check first, then by `sudo -n` where that is refused. What is
 * refused both ways is `denied`, with the line for sudoers that would allow this very call and nothing else.
 * @param isRefusal true when the program ended because of who ran it; by default by what it said on stderr
 */
export async function runPrivileged(
  program: string,
  argv: readonly string[],
  probes: Pick<Probes, 'command'>,
  deadline: Deadline,
  isRefusal: (result: CommandResult) => boolean = saysRefused,
): Promise<Outcome<CommandResult>> {
  const first = await probes.command(program, argv, deadline)
  if (!isRefused(first, isRefusal)) return first
  // sudo compares the path that sudoers names.
  const path = findProgram(program) ?? `/usr/sbin/${program}`
  const second = await probes.command('sudo', ['-n', path, ...argv], deadline)
  const isAllowed = second.ok && !saysSudo(second.value)
  if (isAllowed && !isRefused(second, result => isRefusal(withoutSudo(result)))) return second
  return failure(
    'denied',
    `this user may not run ${program}, neither directly nor by sudo -n`,
    sudoersHint(path, argv),
  )
}

/** `In /etc/sudoers.d/lvs-checks, for the user of the check: nagios ALL=(root) NOPASSWD: /usr/sbin/ipvsadm -Sn`. */
export function sudoersHint(path: string, argv: readonly string[]): string {
  const words = [path, ...argv].map(sudoersWord)
  return `In /etc/sudoers.d/lvs-checks, for the user of the check: nagios ALL=(root) NOPASSWD: ${words.join(' ')}`
}

function isRefused(outcome: Outcome<CommandResult>, isRefusal: (result: CommandResult) => boolean): boolean {
  return outcome.ok ? outcome.value.exitCode !== 0 && isRefusal(outcome.value) : outcome.kind === 'denied'
}

function saysRefused({ stderr }: CommandResult): boolean {
  return /permission denied|not permitted|must be root|are you root|requires root/i.test(stderr)
}

/** What sudo says and goes on: the host's name is in no /etc/hosts, a container has its own limits, no mail. */
const warning = /unable to (?:resolve host|send|open log|stat)|setrlimit|RLIMIT/

/** sudo itself said no: it names itself and ends with 1. What the program ended with is another's. */
function saysSudo({ exitCode, stderr }: CommandResult): boolean {
  const own = stderr.split('\n').filter(isOfSudo)
  return exitCode === 1 && own.some(line => !warning.test(line))
}

/** What the program itself said. */
function withoutSudo(result: CommandResult): CommandResult {
  const own = result.stderr.split('\n').filter(line => !isOfSudo(line))
  return { ...result, stderr: own.join('\n') }
}

function isOfSudo(line: string): boolean {
  return line.startsWith('sudo: ')
}
