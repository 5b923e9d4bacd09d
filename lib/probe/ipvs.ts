import { quote } from '../core/text.ts'
import { parseTable, type TableReading } from '../ipvs/parse-table.ts'
import { parseStatistics, type Traffic } from '../ipvs/statistics.ts'
import type { Table } from '../ipvs/table.ts'
import type { Deadline } from './deadline.ts'
import { type Failure, failure, type Outcome, success } from './outcome.ts'
import { runPrivileged } from './privileged.ts'
import type { Probes } from './probes.ts'

type Asking = Pick<Probes, 'readFile' | 'command'>

/** The IPVS table and where it is from. Timeouts of persistence are jiffies in that of /proc, seconds otherwise. */
export interface FoundTable {
  readonly table: Table
  /** `/proc/30/net/ip_vs`, `ipvsadm -Sn`, the path of a file. */
  readonly from: string
}

/** Ten times what a director with 65,536 real servers needs. */
const tableLimit = 64 * 1024 * 1024
/** A table that is being changed while it is read may show a service twice, or not at all. */
const attemptLimit = 5
/** No more than the shortest line of a virtual server has: `FWM  00000001 rr` and the end of the line. */
const shortPiece = 16

/** A saved table. Failures: what readFile has, and malformed for a text that is no whole table. */
export async function readSavedTable(path: string, probes: Asking): Promise<Outcome<FoundTable>> {
  const content = await probes.readFile(path, tableLimit)
  if (!content.ok) {
    const hint = content.hint ?? 'Save one on the director: cp /proc/net/ip_vs FILE'
    return failure(content.kind, content.text, hint)
  }
  return readText(content.value.toString('utf8'), path, {})
}

/** What /proc has to say of the table: it, or that the kernel has none, which is no failure. */
export type ProcAnswer = Outcome<FoundTable | 'no-module'>

/**
 * The table as /proc shows it to everybody, of the network namespace of a process or of our own. It is read until two
 * readings agree: the kernel hands it out in pieces, and it may change between them.
 *
 * From the second reading on it is read in short pieces. To go on after a piece, the kernel counts the virtual servers
 * of this network namespace alone, but within a piece it counts those of all of them: where another one has IPVS too,
 * some are left out after a piece. Asked for less than a virtual server takes, it makes a piece of each and counts
 * right (ip_vs_info_array and ip_vs_info_seq_next in net/netfilter/ipvs/ip_vs_ctl.c, seq_read_iter in fs/seq_file.c).
 * The first reading is an ordinary one, which is quick: where nothing is left out the second agrees.
 */
export async function readProcTable(
  pid: number | undefined,
  probes: Pick<Probes, 'readFile'>,
): Promise<ProcAnswer> {
  const net = pid === undefined ? '/proc/net' : `/proc/${pid}/net`
  const path = `${net}/ip_vs`
  let text = ''
  let before: string | undefined
  for (let attempt = 1; attempt <= attemptLimit; attempt++) {
    const content = await probes.readFile(path, tableLimit, attempt === 1 ? undefined : shortPiece)
    if (!content.ok) return content.kind === 'missing' ? explainMissing(net, content, probes) : content
    text = content.value.toString('latin1')
    const shape = shapeOf(text)
    if (shape === before) break
    before = shape
  }
  return readText(text, path, { source: 'proc' })
}

/** The counters of all of IPVS, of the network namespace of a process or of our own. Everybody may read them. */
export async function readStatistics(
  pid: number | undefined,
  probes: Pick<Probes, 'readFile'>,
): Promise<Outcome<Traffic>> {
  const path = pid === undefined ? '/proc/net/ip_vs_stats' : `/proc/${pid}/net/ip_vs_stats`
  const content = await probes.readFile(path, 65_536)
  if (!content.ok) return content
  const { value, problems } = parseStatistics(content.value.toString('latin1'), path)
  if (value !== undefined) return success(value.totals)
  return failure('malformed', problems[0]?.text ?? `${path} cannot be read`, problems[0]?.hint)
}

/** The table without its connections, which change all the time. */
function shapeOf(text: string): string {
  return text.replace(/[ \t]+\d+[ \t]+\d+[ \t]*$/gm, '')
}

/** Without ip_vs in the kernel the file is not there; without /proc, or where it is closed, nothing is. */
async function explainMissing(
  net: string,
  problem: Failure,
  probes: Pick<Probes, 'readFile'>,
): Promise<ProcAnswer> {
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
  const [program = '', ...argv] = words
  const answer = await runPrivileged(program, argv, probes, deadline)
  if (!answer.ok && answer.kind === 'missing') {
    const hint = 'apt-get install ipvsadm, or leave --ipvsadm away: /proc needs none'
    return failure('missing', answer.text, hint)
  }
  if (!answer.ok) return answer
  const { exitCode, signal, stdout, stderr, cut } = answer.value
  if (cut) return failure('malformed', 'ipvsadm said more than is kept, leave --ipvsadm away')
  if (exitCode !== 0) {
    const said = quote(stderr.trim() || stdout.trim(), 200)
    return failure('malformed', `ipvsadm ended with ${signal ?? `exit code ${exitCode}`} and said ${said}`)
  }
  return readText(stdout, words.join(' '), { source: 'save' })
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
