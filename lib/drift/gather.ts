import { readFiles, secretsOf } from '../config/reading.ts'
import { conceal, createLines, type Lines } from '../config/remark.ts'
import type { VirtualServer } from '../keepalived/model.ts'
import type { ConfigFiles } from '../probe/config-files.ts'
import type { Deadline } from '../probe/deadline.ts'
import { askIpvsadm, type FoundTable, readJiffiesRate, readProcTable, readSavedTable } from '../probe/ipvs.ts'
import { findKeepalived, type KeepalivedRequest, notFound, processOf } from '../probe/keepalived.ts'
import { readLocalAddresses } from '../probe/local-addresses.ts'
import { failure, type Outcome, success } from '../probe/outcome.ts'
import type { Probes } from '../probe/probes.ts'
import { isInNamespace } from '../probe/processes.ts'
import { readSettled } from '../probe/second-look.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import { selectErrors } from './errors.ts'
import type { DriftFacts, TableFacts, WantedFacts, WantedGlobal } from './facts.ts'
import type { DriftOptions } from './options.ts'
import { mayBeLoading } from './settled.ts'
import { mayBeSuspended } from './suspended.ts'

/** What keepalived needs to load a configuration. */
const settling = 2_000

/**
 * Reads what is configured and what is in the kernel. What of it is wrong is for the judge to say. In the moment of a
 * reload both are read again.
 */
export async function gatherDrift(
  options: DriftOptions,
  probes: Probes,
  deadline: Deadline,
): Promise<DriftFacts> {
  return readSettled(
    () => look(options, probes, deadline),
    first => options.table === undefined && mayBeLoading(first, probes, deadline),
    settling,
    deadline,
  )
}

async function look(options: DriftOptions, probes: Probes, deadline: Deadline): Promise<DriftFacts> {
  const { config } = options
  const files = await probes.configFiles(config, options['config-id'], deadline)
  if (!files.ok) return { config, wanted: files }
  const wanted = readWanted(files.value)
  const { global, virtualServers } = wanted
  const isPersistent = virtualServers.some(({ persistence }) => persistence !== undefined)
  const table =
    options.table === undefined
      ? await readLive(options, global, isPersistent, probes, deadline)
      : toFacts(await readSavedTable(options.table, probes), { saved: true })
  const pid = table.ok ? table.value.pid : undefined
  // A saved table may be of another host: whose addresses are here says nothing of it.
  const addresses =
    options.table === undefined && virtualServers.some(mayBeSuspended)
      ? { addresses: await readLocalAddresses(pid === undefined ? '/proc/net' : `/proc/${pid}/net`, probes) }
      : {}
  return { config, wanted: success(wanted), table, ...addresses }
}

/** What keepalived would make of the files, without the passwords and scripts in them: facts may be passed on. */
function readWanted(configFiles: ConfigFiles): WantedFacts {
  const { sources, configId } = configFiles
  const { read, diagnostics } = readFiles(configFiles, undefined)
  const { nftablesIpvsStart, netNamespace, ipvsNamespace } = read.model.global
  const lines = createLines([sources], secretsOf(read.model))
  const files = [...sources.main, ...[...sources.includes.values()].flat()]
  return {
    configId,
    conditional: read.parsed.conditions.size > 0,
    files: [...new Set(files.filter(({ status }) => status === 'read').map(({ path }) => path))],
    global: { nftablesIpvsStart, netNamespace, ipvsNamespace },
    virtualServers: read.model.virtualServers.map(withoutSecrets),
    errors: selectErrors(diagnostics, read.parsed.trees).map(hideSecrets(lines)),
  }
}

/** A sentence may quote the line it is about, and the line may be that of a password. */
function hideSecrets(lines: Lines): (error: Diagnostic) => Diagnostic {
  return ({ related: _, hint, ...error }) => ({
    ...error,
    text: conceal(error.text, lines),
    ...(hint === undefined ? {} : { hint: conceal(hint, lines) }),
  })
}

/** The command line of a MISC_CHECK and the path of a URL may hold a password. */
function withoutSecrets(server: VirtualServer): VirtualServer {
  const realServers = server.realServers.map(real => ({
    ...real,
    checkers: real.checkers.map(checker => ({ ...checker, subject: undefined })),
  }))
  return { ...server, realServers }
}

async function readLive(
  options: DriftOptions,
  { ipvsNamespace, netNamespace }: WantedGlobal,
  isPersistent: boolean,
  probes: Probes,
  deadline: Deadline,
): Promise<Outcome<TableFacts>> {
  const pidFile = options['pid-file']
  const namespace = ipvsNamespace ?? netNamespace
  if (ipvsNamespace !== undefined && pidFile === undefined) {
    return readApart(ipvsNamespace, options, isPersistent, probes, deadline)
  }
  const keepalived = await findProcess({ pidFile, config: options.config, namespace: netNamespace }, probes)
  if (!keepalived.ok && pidFile !== undefined) return keepalived
  if (!keepalived.ok && namespace !== undefined) {
    const text = `keepalived has its table in the network namespace ${namespace}, and ${keepalived.text}`
    return failure('missing', text, 'Name the pid file of its checkers process: --pid-file FILE')
  }
  const isElsewhere = pidFile !== undefined || namespace !== undefined
  const seen = await readSeen(keepalived.ok ? keepalived.value : undefined, isElsewhere, probes)
  if (!seen.ok) return seen
  const { found, pid } = seen.value
  const about = pid === undefined ? {} : { pid }
  if (found === 'no-module') {
    const from = pid === undefined ? '/proc/net/ip_vs' : `/proc/${pid}/net/ip_vs`
    return success({ from, source: 'proc', services: [], noModule: true, ...about })
  }
  if (options.ipvsadm) return toFacts(await askIpvsadm(namespace, probes, deadline), about)
  const hz = isPersistent ? await readJiffiesRate(probes) : undefined
  return toFacts(success(found), { ...about, ...(hz === undefined ? {} : { hz }) })
}

/**
 * The table of net_namespace_ipvs. keepalived itself is not in there, only its sockets are, so no process leads to it:
 * the check has to be in there, or to ask ipvsadm, which has to be root to go there.
 */
async function readApart(
  namespace: string,
  options: DriftOptions,
  isPersistent: boolean,
  probes: Probes,
  deadline: Deadline,
): Promise<Outcome<TableFacts>> {
  const isInside = await isInNamespace(namespace, probes)
  if (!isInside && !options.ipvsadm) {
    const text = `keepalived has its table in the network namespace ${namespace}, which cannot be seen from here`
    const hint = `Run the check in there: ip netns exec ${namespace} check_ipvs_drift; or have it asked for: --ipvsadm`
    return failure('denied', text, hint)
  }
  // Whether there is IPVS in the kernel is the same in all of them.
  const seen = await readSeen(undefined, false, probes)
  if (!seen.ok) return seen
  const { found } = seen.value
  if (found === 'no-module') {
    return success({ from: '/proc/net/ip_vs', source: 'proc', services: [], noModule: true })
  }
  if (options.ipvsadm)
    return toFacts(await askIpvsadm(isInside ? undefined : namespace, probes, deadline), {})
  const hz = isPersistent ? await readJiffiesRate(probes) : undefined
  return toFacts(success(found), hz === undefined ? {} : { hz })
}

/** The process of keepalived that makes the table, or the one that a pid file names. */
async function findProcess(request: KeepalivedRequest, probes: Probes): Promise<Outcome<number>> {
  const reading = await findKeepalived(request, probes)
  if (!reading.ok) return reading
  const { running } = reading.value
  if (running === undefined) return notFound(request, reading.value)
  return success(running.named ?? processOf(running, 'checkers').pid)
}

interface Seen {
  readonly found: FoundTable | 'no-module'
  readonly pid?: number
}

/** The table of keepalived's own network namespace; that of ours where it cannot be read and should be the same. */
async function readSeen(
  keepalived: number | undefined,
  isElsewhere: boolean,
  probes: Probes,
): Promise<Outcome<Seen>> {
  if (keepalived !== undefined) {
    const theirs = await readProcTable(keepalived, probes)
    if (theirs.ok) return success({ found: theirs.value, pid: keepalived })
    if (isElsewhere || theirs.kind === 'malformed') return theirs
  }
  const ours = await readProcTable(undefined, probes)
  return ours.ok ? success({ found: ours.value }) : ours
}

function toFacts(
  outcome: Outcome<FoundTable>,
  about: Pick<TableFacts, 'hz' | 'pid' | 'saved'>,
): Outcome<TableFacts> {
  if (!outcome.ok) return outcome
  const { from, table } = outcome.value
  return success({ from, source: table.source, services: [...table.services.values()], ...about })
}
