import { quote } from '../core/text.ts'
import { parseTable, type TableReading } from '../ipvs/parse-table.ts'
import type { Table } from '../ipvs/table.ts'
import type { CommandResult } from './command.ts'
import type { Deadline } from './deadline.ts'
import { type Failure, failure, type Outcome, success } from './outcome.ts'
import type { Probes } from './probes.ts'

type Asking = Pick<Probes, 'readFile' | 'command'>

/** The IPVS table and where it is from. Timeouts of persistence are jiffies in that of /proc, seconds otherwise. */
export interface FoundTable {
  readonly table: Table
  /** `/proc/30/net/ip_vs`, `ipvsadm -Sn`, the path of a file. */
  readonly from: string
}

/** The process of keepalived whose network namespace holds the table. */
export interface Keepalived {
  readonly pid: number
}

/** Ten times what a director with 65,536 real servers needs. */
const tableLimit = 64 * 1024 * 1024
const pidLimit = 64
/** Where keepalived puts its pids (its core/pidfile.c): that of the process which makes the table goes first. */
const usualPidFiles: readonly string[] = [
  '/run/checkers.pid',
  '/run/keepalived/checkers.pid',
  '/run/keepalived.pid',
  '/run/keepalived/keepalived.pid',
]
/** A table that is being changed while it is read may show a service twice, or not at all. */
const attemptLimit = 4

/** A saved table. Failures: what readFile has, and malformed for a text that is no whole table. */
export async function readSavedTable(path: string, probes: Asking): Promise<Outcome<FoundTable>> {
  const content = await probes.readFile(path, tableLimit)
  if (!content.ok) {
    const hint = content.hint ?? 'Save one on the director: cp /proc/net/ip_vs FILE'
    return failure(content.kind, content.text, hint)
  }
  return readText(content.value.toString('utf8'), path, {})
}

/**
 * keepalived's process, by its pid files; a pid that another program has by now is none.
 * @param path of a pid file to look at instead of the usual ones
 */
export async function findKeepalived(path: string | undefined, probes: Asking): Promise<Outcome<Keepalived>> {
  let problem: Failure = failure('missing', 'no running keepalived was found by its pid files in /run')
  for (const file of path === undefined ? usualPidFiles : [path]) {
    const found = await readPid(file, probes)
    if (found.ok) return found
    if (path !== undefined) problem = found
  }
  return problem
}

async function readPid(path: string, probes: Asking): Promise<Outcome<Keepalived>> {
  const content = await probes.readFile(path, pidLimit)
  if (!content.ok) return content
  const [, digits] = /^\s*(\d{1,10})\s*$/.exec(content.value.toString('latin1')) ?? []
  if (digits === undefined) return failure('malformed', `${quote(path)} holds no process id`)
  const pid = Number(digits)
  for (const part of ['comm', 'cmdline']) {
    const name = await probes.readFile(`/proc/${pid}/${part}`, 65_536)
    // The name of a process can be set in keepalived.conf; how it was called stays.
    if (name.ok && /keepalived/i.test(name.value.toString('latin1').split('\0', 1)[0] ?? ''))
      return success({ pid })
  }
  return failure('missing', `there is no keepalived of process id ${pid}, which ${quote(path)} names`)
}

/** What /proc has to say of the table: it, or that the kernel has none, which is no failure. */
export type ProcAnswer = Outcome<FoundTable | 'no-module'>

/**
 * The table as /proc shows it to everybody, of the network namespace of a process or of our own. It is read until two
 * readings agree: the kernel hands it out in pieces, and it may change between them.
 */
export async function readProcTable(keepalived: Keepalived | undefined, probes: Asking): Promise<ProcAnswer> {
  const net = keepalived === undefined ? '/proc/net' : `/proc/${keepalived.pid}/net`
  const path = `${net}/ip_vs`
  let before: string | undefined
  let reading: Outcome<FoundTable> | undefined
  for (let attempt = 1; attempt <= attemptLimit; attempt++) {
    const content = await probes.readFile(path, tableLimit)
    if (!content.ok) return content.kind === 'missing' ? explainMissing(net, content, probes) : content
    const text = content.value.toString('latin1')
    const shape = shapeOf(text)
    reading = readText(text, path, { source: 'proc' })
    if (reading.ok && (shape === before || text.length < 2_000)) break
    before = shape
  }
  return reading ?? failure('malformed', `${path} was not read`)
}

/** The table without its connections, which change all the time. */
function shapeOf(text: string): string {
  return text.replace(/[ \t]+\d+[ \t]+\d+[ \t]*$/gm, '')
}

/** Without ip_vs in the kernel the file is not there; without /proc, or where it is closed, nothing is. */
async function explainMissing(net: string, problem: Failure, probes: Asking): Promise<ProcAnswer> {
  const other = await probes.readFile(`${net}/dev`, tableLimit)
  if (other.ok) return success('no-module')
  const hint = 'See what this user may see of /proc: grep proc /proc/mounts'
  return failure('missing', `${problem.text}, nor anything else in ${net}`, problem.hint ?? hint)
}

/**
 * The table as `ipvsadm -Sn` shows it, with the flags of schedulers and persistence engines, which /proc has not. Asked
 * only where /proc has a table: ipvsadm loads the module by itself and would hide that it was not there.
 * @param namespace a network namespace of ip-netns(8)
 */
export async function askIpvsadm(
  namespace: string | undefined,
  probes: Asking,
  deadline: Deadline,
): Promise<Outcome<FoundTable>> {
  const words = [...(namespace === undefined ? [] : ['ip', 'netns', 'exec', namespace]), 'ipvsadm', '-Sn']
  const first = await runWords(words, probes, deadline)
  const answer = isDenied(first) ? await runWords(['sudo', '-n', ...words], probes, deadline) : first
  if (!answer.ok && answer.kind === 'missing' && !isDenied(first)) {
    return failure(
      'missing',
      answer.text,
      'apt-get install ipvsadm, or leave --ipvsadm away: /proc needs none',
    )
  }
  if (isDenied(first) && (!answer.ok || answer.value.exitCode !== 0)) return denied(words)
  if (!answer.ok) return answer
  const { exitCode, signal, stdout, stderr, cut } = answer.value
  if (cut) return failure('malformed', 'ipvsadm said more than is kept, leave --ipvsadm away')
  if (exitCode !== 0) {
    const said = quote(stderr.trim() || stdout.trim(), 200)
    return failure('malformed', `ipvsadm ended with ${signal ?? `exit code ${exitCode}`} and said ${said}`)
  }
  return readText(stdout, words.join(' '), { source: 'save' })
}

function runWords(
  words: readonly string[],
  probes: Asking,
  deadline: Deadline,
): Promise<Outcome<CommandResult>> {
  const [program = '', ...argv] = words
  return probes.command(program, argv, deadline)
}

function isDenied(outcome: Outcome<CommandResult>): boolean {
  if (!outcome.ok) return outcome.kind === 'denied'
  const { exitCode, stderr } = outcome.value
  return exitCode !== 0 && /permission denied|not permitted|must be root/i.test(stderr)
}

function denied(words: readonly string[]): Failure {
  const command = words
    .join(' ')
    .replace(/^ip /, '/usr/sbin/ip ')
    .replace(/^ipvsadm /, '/usr/sbin/ipvsadm ')
  const hint = `In /etc/sudoers.d/lvs-checks, for the user of the check: nagios ALL=(root) NOPASSWD: ${command}`
  return failure('denied', 'this user may not ask ipvsadm, neither directly nor by sudo -n', hint)
}

function readText(
  text: string,
  from: string,
  options: Parameters<typeof parseTable>[1],
): Outcome<FoundTable> {
  // Jiffies stay jiffies: how many of them make a second is not in the text.
  const { table, problems }: TableReading = parseTable(text, { ...options, file: from, hz: 1 })
  if (table !== undefined) return success({ table, from })
  const [first] = problems
  const place = first?.mark === undefined ? from : `${from}:${first.mark.line}`
  return failure('malformed', `${place}: ${first?.text ?? 'it is no table'}`, first?.hint)
}

/**
 * Jiffies a second of the running kernel (CONFIG_HZ), from the configuration it was built with. undefined where that
 * cannot be read; `getconf CLK_TCK` is not it.
 */
export async function readJiffiesRate(probes: Asking): Promise<number | undefined> {
  const release = await probes.readFile('/proc/sys/kernel/osrelease', 1_000)
  if (!release.ok) return undefined
  const name = release.value.toString('latin1').trim()
  if (!/^[\w.+~-]{1,200}$/.test(name)) return undefined
  for (const path of [
    `/boot/config-${name}`,
    `/lib/modules/${name}/config`,
    `/usr/lib/modules/${name}/config`,
  ]) {
    const content = await probes.readFile(path, 4 * 1024 * 1024)
    const [, digits] = content.ok
      ? (/^CONFIG_HZ=(\d{2,4})$/m.exec(content.value.toString('latin1')) ?? [])
      : []
    if (digits !== undefined) return Number(digits)
  }
  return undefined
}
