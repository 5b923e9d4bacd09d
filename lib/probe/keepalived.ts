import { quote } from '../core/text.ts'
import { type KeepalivedArguments, readKeepalivedArguments } from '../host/keepalived-process.ts'
import type { Process } from '../host/processes.ts'
import { type Family, readAllCandidates, readFamily } from './keepalived-family.ts'
import { type Failure, failure, type Outcome, success } from './outcome.ts'
import type { Probes } from './probes.ts'
import { explainHiding, readNetwork, readProcessStatus } from './processes.ts'

type Asking = Pick<Probes, 'readFile' | 'listFolder' | 'describeFile'>

export type ChildRole = 'vrrp' | 'checkers' | 'bfd'

export interface KeepalivedChild extends Process {
  /** By its pid file; undefined where none names it. */
  readonly role: ChildRole | undefined
}

/** A running keepalived: the parent process, which only starts and watches the others, and those. Plain JSON. */
export interface Keepalived {
  readonly parent: Process
  readonly children: readonly KeepalivedChild[]
  /** `/run/keepalived.pid`, or `/proc`. */
  readonly from: string
  /** The process that was named by --pid-file, which may be a child. */
  readonly named: number | undefined
  readonly arguments: KeepalivedArguments
  /** Whether the parent is in the network namespace of the check. */
  readonly network: 'same' | 'other' | 'unknown'
  /** In a container, as it is seen from here. */
  readonly contained: boolean
  /** Parents of other keepaliveds in the same network namespace, which may be meant as well. */
  readonly others: readonly number[]
}

/** What was found. Without `running` there is none: that has been seen, not only not been found. */
export interface KeepalivedReading {
  readonly running: Keepalived | undefined
  /** A pid file that names a process which is gone: keepalived takes its pid files away when it ends in order. */
  readonly leftBehind: { readonly file: string; readonly pid: number } | undefined
  /** Parents of keepaliveds in other network namespaces, which were not taken. */
  readonly elsewhere: readonly number[]
}

export interface KeepalivedRequest {
  /** A pid file to look at, and at nothing else. */
  readonly pidFile?: string | undefined
  /** keepalived.conf: of several keepaliveds that one is meant which was started with it. */
  readonly config?: string | undefined
  /** net_namespace of keepalived.conf. */
  readonly namespace?: string | undefined
}

const pidLimit = 64
const usualConfig = '/etc/keepalived/keepalived.conf'

/**
 * The keepalived of this host: by its pid files (its core/pidfile.c), and where they lead nowhere by looking through all
 * processes. Needs no privilege, but `denied` where /proc hides the processes of others.
 */
export async function findKeepalived(
  request: KeepalivedRequest,
  probes: Asking,
): Promise<Outcome<KeepalivedReading>> {
  const { pidFile } = request
  let leftBehind: KeepalivedReading['leftBehind']
  let outside: Keepalived | undefined
  for (const file of pidFile === undefined ? listPidFiles(request) : [pidFile]) {
    const pid = await readPid(file, probes)
    if (!pid.ok) {
      if (pidFile !== undefined) {
        return pid.kind === 'missing' ? found(undefined) : pid
      }
      continue
    }
    const family = await readFamily(pid.value, probes)
    if (family === undefined) {
      leftBehind ??= { file, pid: pid.value }
      continue
    }
    const named = pidFile === undefined ? {} : { named: pid.value }
    const running = await describe({ ...family, from: file, others: [], ...named }, request, probes)
    if (pidFile !== undefined || isExpected(running, request)) {
      return found(running)
    }
    outside ??= running
  }
  const hiding = await explainHiding(probes)
  if (hiding !== undefined) return outside === undefined ? hiding : found(outside)
  if (pidFile !== undefined) return success({ running: undefined, leftBehind, elsewhere: [] })
  const all = await searchAll(request, leftBehind, probes)
  // Its pid file is where we look for ours, so it is no container's.
  return outside !== undefined && (!all.ok || all.value.running?.network !== 'same') ? found(outside) : all
}

function found(running: Keepalived | undefined): Outcome<KeepalivedReading> {
  return success({ running, leftBehind: undefined, elsewhere: [] })
}

/** Where the pid file of the parent may be. With `instance` its name is another: then all processes are looked through. */
function listPidFiles({ namespace }: KeepalivedRequest): string[] {
  const inNamespace = namespace === undefined ? [] : [`/run/keepalived/${namespace}/keepalived.pid`]
  return [...inNamespace, '/run/keepalived.pid', '/run/keepalived/keepalived.pid']
}

async function readPid(path: string, probes: Pick<Probes, 'readFile'>): Promise<Outcome<number>> {
  const content = await probes.readFile(path, pidLimit)
  if (!content.ok) return content
  const [, digits] = /^\s*(\d{1,10})\s*$/.exec(content.value.toString('latin1')) ?? []
  return digits === undefined
    ? failure('malformed', `${quote(path)} holds no process id`, `See what is in it: head -c 100 ${path}`)
    : success(Number(digits))
}

type Member = Family & Pick<Keepalived, 'from' | 'others'> & { readonly named?: number }

async function describe(member: Member, request: KeepalivedRequest, probes: Asking): Promise<Keepalived> {
  const { process, children, words, from, others, named } = member
  const told = readKeepalivedArguments(words)
  const roles = await readRoles(from, told, request, probes)
  const [network, { depth }] = await Promise.all([
    readNetwork(process.pid, probes),
    readProcessStatus(process.pid, probes),
  ])
  const byRole = children.map(child => ({ ...child, role: roles.get(child.pid) }))
  return {
    parent: process,
    children: byRole.toSorted((one, other) => one.started - other.started || one.pid - other.pid),
    from,
    named,
    arguments: told,
    network,
    contained: depth > 1,
    others,
  }
}

const roleNames: readonly ChildRole[] = ['vrrp', 'checkers', 'bfd']

/** Which child is which, by the pid files beside that of the parent and those that the command line names. */
async function readRoles(
  from: string,
  told: KeepalivedArguments,
  { namespace }: KeepalivedRequest,
  probes: Asking,
): Promise<ReadonlyMap<number, ChildRole>> {
  const beside = from.endsWith('.pid') ? [from.slice(0, from.lastIndexOf('/'))] : []
  const inNamespace = namespace === undefined ? [] : [`/run/keepalived/${namespace}`]
  const folders = new Set([...beside, ...inNamespace, '/run/keepalived', '/run'])
  const named = { vrrp: told.vrrpPidFile, checkers: told.checkersPidFile, bfd: told.bfdPidFile }
  const roles = new Map<number, ChildRole>()
  const add = async (path: string, role: ChildRole) => {
    const pid = await readPid(path, probes)
    if (pid.ok && !roles.has(pid.value)) roles.set(pid.value, role)
  }
  for (const role of roleNames) {
    const file = named[role]
    if (file !== undefined) await add(file, role)
  }
  for (const folder of folders) {
    for (const role of roleNames) await add(`${folder}/${role}.pid`, role)
  }
  // `instance` of keepalived.conf is part of the names.
  const names = await probes.listFolder('/run/keepalived', 1_000)
  for (const name of names.ok ? names.value : []) {
    const role = roleNames.find(each => name.startsWith(`${each}_`) && name.endsWith('.pid'))
    if (role !== undefined) await add(`/run/keepalived/${name}`, role)
  }
  return roles
}

/** In our network namespace, or in one that the configuration names. */
function isExpected({ network, arguments: told }: Keepalived, { namespace }: KeepalivedRequest): boolean {
  return network !== 'other' || namespace !== undefined || told.namespace !== undefined
}

async function searchAll(
  request: KeepalivedRequest,
  leftBehind: KeepalivedReading['leftBehind'],
  probes: Asking,
): Promise<Outcome<KeepalivedReading>> {
  const all = await readAllCandidates(probes)
  if (!all.ok) return all
  const pids = new Set(all.value.map(({ process }) => process.pid))
  const parents = all.value.filter(({ process }) => !pids.has(process.parent))
  const families = await Promise.all(
    parents.map(parent => {
      const children = all.value
        .filter(({ process }) => process.parent === parent.process.pid)
        .map(({ process }) => process)
      return describe({ ...parent, children, from: '/proc', others: [] }, request, probes)
    }),
  )
  const config = request.config ?? usualConfig
  const fits = ({ arguments: told }: Keepalived) => (told.config ?? usualConfig) === config
  // One of a container has a configuration of its own, even by the same name.
  const meant = families.filter(each => isExpected(each, request) || (!each.contained && fits(each)))
  const elsewhere = families.filter(each => !meant.includes(each)).map(({ parent }) => parent.pid)
  const rank = (each: Keepalived) => (each.network === 'other' ? 2 : 0) + (fits(each) ? 0 : 1)
  const least = Math.min(...meant.map(rank))
  const [running, ...others] = meant.filter(each => rank(each) === least)
  if (running === undefined) return success({ running, leftBehind, elsewhere })
  const rest = others.map(({ parent }) => parent.pid)
  return success({ running: { ...running, others: rest }, leftBehind: undefined, elsewhere })
}

/** The child of a role. Where no pid file tells them apart, the parent stands for it: it is in the same namespaces. */
export function processOf({ parent, children }: Keepalived, role: ChildRole): Process {
  return children.find(child => child.role === role) ?? parent
}

/** Why nothing was found, for those who cannot do without. */
export function notFound({ pidFile }: KeepalivedRequest, { leftBehind }: KeepalivedReading): Failure {
  if (leftBehind !== undefined) {
    const { file, pid } = leftBehind
    return failure('missing', `there is no keepalived of process id ${pid}, which ${quote(file)} names`)
  }
  return pidFile === undefined
    ? failure('missing', 'no running keepalived was found')
    : failure('missing', `there is no file ${quote(pidFile)}`)
}
