import { isKeepalived, readKeepalivedArguments } from '../host/keepalived-process.ts'
import { isAlive, type Process } from '../host/processes.ts'
import { type Outcome, success } from './outcome.ts'
import type { Probes } from './probes.ts'
import { readCommandLine, readProcess, readProcessStatus } from './processes.ts'

type Asking = Pick<Probes, 'readFile' | 'listFolder'>

/** pid_max of the kernel is 4,194,304; a host with so many processes is not a director. */
const processLimit = 200_000

/** A live process that runs keepalived, to serve and not to test or print something. */
export interface Candidate {
  readonly process: Process
  readonly words: readonly string[]
}

/** A live keepalived of this process id that is there to serve. */
async function readCandidate(pid: number, probes: Asking): Promise<Candidate | undefined> {
  const process = await readProcess(pid, probes)
  return process.ok ? toCandidate(process.value, probes) : undefined
}

async function toCandidate(process: Process, probes: Asking): Promise<Candidate | undefined> {
  if (!isAlive(process)) return undefined
  const words = await readCommandLine(process.pid, probes)
  if (!isKeepalived(process, words) || readKeepalivedArguments(words).isErrand) return undefined
  return { process, words }
}

export interface Family extends Candidate {
  readonly children: readonly Process[]
}

/** The parent of the keepalived that a process belongs to, and its children. */
export async function readFamily(pid: number, probes: Asking): Promise<Family | undefined> {
  const named = await readCandidate(pid, probes)
  if (named === undefined) return undefined
  const above = await readCandidate(named.process.parent, probes)
  const parent = above ?? named
  const children = await readChildren(parent.process.pid, probes)
  return { ...parent, children: children ?? (above === undefined ? [] : [named.process]) }
}

/** Those that the kernel lists (CONFIG_PROC_CHILDREN); else those that a look through all processes finds. */
async function readChildren(pid: number, probes: Asking): Promise<readonly Process[] | undefined> {
  const listed = await probes.readFile(`/proc/${pid}/task/${pid}/children`, 65_536)
  const pids = listed.ok
    ? listed.value.toString('latin1').split(/\s+/).filter(Boolean).map(Number)
    : undefined
  if (pids === undefined) {
    const all = await readAllCandidates(probes)
    return all.ok
      ? all.value.filter(({ process }) => process.parent === pid).map(({ process }) => process)
      : undefined
  }
  const children = await Promise.all(pids.map(each => readCandidate(each, probes)))
  return children.flatMap(each => (each === undefined ? [] : [each.process]))
}

/** All processes that run keepalived, by their names and, because these can be set, by how they were called. */
export async function readAllCandidates(probes: Asking): Promise<Outcome<readonly Candidate[]>> {
  const names = await probes.listFolder('/proc', processLimit)
  if (!names.ok) return names
  const pids = names.value.filter(name => /^\d+$/.test(name)).map(Number)
  const processes: Process[] = []
  for (const pid of pids) {
    const process = await readProcess(pid, probes)
    if (process.ok) processes.push(process.value)
  }
  // What the kernel runs by itself has kthreadd for its parent, and no words.
  const programs = processes.filter(({ pid, parent }) => pid !== 2 && parent !== 2)
  const named = programs.filter(({ name }) => /^keepalived$/i.test(name))
  const above = named.map(({ parent }) => parent).filter(pid => pid > 1)
  const known = new Set([...named.map(({ pid }) => pid), ...above])
  const family = programs.filter(({ pid, parent }) => known.has(pid) || known.has(parent))
  for (const few of [family, programs]) {
    const candidates: Candidate[] = []
    for (const process of few) {
      const candidate = await toCandidate(process, probes)
      if (candidate !== undefined && (await mayBeRoot(process.pid, probes))) candidates.push(candidate)
    }
    if (candidates.length > 0) return success(candidates)
  }
  return success([])
}

/** Only root can run what keepalived does; in a container root may be somebody else outside of it. */
async function mayBeRoot(pid: number, probes: Asking): Promise<boolean> {
  const { user, depth } = await readProcessStatus(pid, probes)
  return user === undefined || user === 0 || depth > 1
}
