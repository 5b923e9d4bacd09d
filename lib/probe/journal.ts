import { quote } from '../core/text.ts'
import type { LogLine } from '../log/event.ts'
import { journalFields, parseJournal } from '../log/parse-journal.ts'
import { type CommandResult, findProgram } from './command.ts'
import type { Deadline } from './deadline.ts'
import { type Failure, failure, type Outcome, success } from './outcome.ts'
import { sudoersHint } from './privileged.ts'
import type { Probes } from './probes.ts'

export interface JournalRequest {
  readonly since: number
  readonly kernel: boolean
  readonly unit?: string
  readonly journal?: string
}

/** What the journal has of keepalived and the kernel, oldest first, older lines than asked for among them. */
export interface JournalEnd {
  readonly keepalived: readonly LogLine[]
  /** Success with no lines where they were not asked for. */
  readonly kernel: Outcome<readonly LogLine[]>
  readonly completeSince: number | undefined
  readonly knowsKeepalived: boolean
}

type Asking = Pick<Probes, 'command'>

/** More lines than this are not read: the newest count. With their fields they fit into what is kept of a command. */
const mostLines = 2000

const identifiers = [
  'Keepalived',
  'Keepalived_vrrp',
  'Keepalived_healthcheckers',
  'Keepalived_bfd',
  'keepalived',
]

/** `usermod …` rather than a line for sudoers: who may read the journal is a group on every distribution. */
const grant =
  'Let the user of the check read it: usermod -aG systemd-journal nagios, then restart the NRPE daemon'

/**
 * The end of the journal, by two calls of journalctl whose arguments do not change with the time: sudoers can name
 * them. `missing` where there is no journalctl, or a journal without any line that was asked for.
 */
export async function readJournal(
  request: JournalRequest,
  probes: Asking,
  deadline: Deadline,
): Promise<Outcome<JournalEnd>> {
  return read(request, argv => ask(argv, probes, deadline))
}

/** The same by sudo -n; `denied` with the line for sudoers. */
export async function readJournalPrivileged(
  request: JournalRequest,
  probes: Asking,
  deadline: Deadline,
): Promise<Outcome<JournalEnd>> {
  return read(request, argv => askBySudo(argv, probes, deadline))
}

/** The arguments that show keepalived's lines, newest first. */
export function keepalivedArguments({
  unit = 'keepalived.service',
  journal,
}: JournalRequest): readonly string[] {
  const own = identifiers.map(identifier => `SYSLOG_IDENTIFIER=${identifier}`)
  // What systemd says of the unit counts too.
  return [...commonArguments(journal), ...own, '+', `_SYSTEMD_UNIT=${unit}`, '+', `UNIT=${unit}`, '_PID=1']
}

export function kernelArguments({ journal }: JournalRequest): readonly string[] {
  return [...commonArguments(journal), '_TRANSPORT=kernel']
}

function commonArguments(journal: string | undefined): string[] {
  const where = journal === undefined ? [] : [`--directory=${journal}`]
  const fields = `--output-fields=${journalFields}`
  return [...where, '-o', 'json', '--no-pager', '-r', '-n', String(mostLines), fields]
}

interface Lines {
  readonly lines: readonly LogLine[]
  /** There are more, and older ones. */
  readonly isPart: boolean
}

async function read(
  request: JournalRequest,
  call: (argv: readonly string[]) => Promise<Outcome<Lines>>,
): Promise<Outcome<JournalEnd>> {
  const nothing: Outcome<Lines> = success({ lines: [], isPart: false })
  const [keepalived, kernel] = await Promise.all([
    call(keepalivedArguments(request)),
    request.kernel ? call(kernelArguments(request)) : nothing,
  ])
  if (!keepalived.ok) return keepalived
  const own = keepalived.value.lines
  const others = kernel.ok ? kernel.value.lines : []
  if (own.length === 0 && others.length === 0)
    return failure('missing', 'the journal has no line of keepalived and none of the kernel for this user')
  return success({
    keepalived: own,
    kernel: kernel.ok ? success(others) : kernel,
    completeSince: completeFrom(keepalived.value, others, request.since),
    knowsKeepalived: own.some(({ source }) => source === 'keepalived'),
  })
}

/** A journal begins somewhere: what is older than all that was seen may have been there once. */
function completeFrom(own: Lines, others: readonly LogLine[], since: number): number | undefined {
  const times = (own.isPart ? own.lines : [...own.lines, ...others]).flatMap(({ time }) => time ?? [])
  return times.length === 0
    ? undefined
    : Math.max(
        since,
        times.reduce((one, other) => Math.min(one, other)),
      )
}

async function ask(argv: readonly string[], probes: Asking, deadline: Deadline): Promise<Outcome<Lines>> {
  const answer = await probes.command('journalctl', argv, deadline)
  if (!answer.ok) return answer
  // systemd before 236 has no --output-fields and prints all of them.
  if (answer.value.exitCode !== 0 && /unrecognized option/.test(answer.value.stderr)) {
    const older = argv.filter(each => !each.startsWith('--output-fields'))
    const again = await probes.command('journalctl', older, deadline)
    return again.ok ? readAnswer(again.value) : again
  }
  return readAnswer(answer.value)
}

async function askBySudo(
  argv: readonly string[],
  probes: Asking,
  deadline: Deadline,
): Promise<Outcome<Lines>> {
  const path = findProgram('journalctl') ?? '/usr/bin/journalctl'
  const answer = await probes.command('sudo', ['-n', path, ...argv], deadline)
  if (answer.ok && answer.value.exitCode === 0) return readAnswer(answer.value)
  return failure('denied', 'this user may not read the journal', sudoersHint(path, argv))
}

function readAnswer({ exitCode, stdout, stderr, cut }: CommandResult): Outcome<Lines> {
  const refused = refusal(stderr)
  if (refused !== undefined) return refused
  if (exitCode !== 0) {
    const said = stderr.trim()
    return failure(
      'malformed',
      `journalctl ended with ${exitCode ?? 'a signal'} and said ${quote(said, 200)}`,
    )
  }
  const lines = parseJournal(stdout)
  const isPart = cut || stdout.split('\n').length > mostLines
  return success({ lines, isPart })
}

/** Some of its files may be open to everybody: journalctl then shows the user's own entries, and a hint. */
function refusal(stderr: string): Failure | undefined {
  if (!/insufficient permissions|not seeing messages from other users|[Pp]ermission denied/.test(stderr))
    return undefined
  return { ok: false, kind: 'denied', text: 'this user may not read the journal', hint: grant }
}
