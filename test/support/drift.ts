import { commonOptions } from '../../lib/cli/common.ts'
import { parseOptions } from '../../lib/cli/parse.ts'
import { type Finding, override } from '../../lib/core/finding.ts'
import { renderText } from '../../lib/core/render.ts'
import type { DriftFacts } from '../../lib/drift/facts.ts'
import type { DriftOptions } from '../../lib/drift/options.ts'
import type { Sources } from '../../lib/keepalived/sources.ts'
import type { CommandResult } from '../../lib/probe/command.ts'
import type { Deadline } from '../../lib/probe/deadline.ts'
import type { FileFacts } from '../../lib/probe/file-facts.ts'
import { failure, type Outcome, success } from '../../lib/probe/outcome.ts'
import type { Probes } from '../../lib/probe/probes.ts'
import { check } from '../../plugins/check_ipvs_drift.ts'
import { sourcesOf } from './config-sources.ts'
import { type Output, parseOutput } from './output.ts'
import { deafProbes } from './probes.ts'

const [mode] = check.modes
const deadline: Deadline = {
  signal: new AbortController().signal,
  seconds: 10,
  elapsed: () => 0,
  today: () => 0,
}

/** A host as the check meets it. */
export interface Host {
  readonly config?: string
  readonly sources?: Sources
  /** Texts of files by their paths; what is not among them is missing. A list is what one reading after the other gives. */
  readonly files?: Readonly<Record<string, string | readonly string[] | Outcome<never>>>
  /** Numbers of files, by which namespaces are told apart; what is not among them is missing. */
  readonly inodes?: Readonly<Record<string, number>>
  /** What programs say, by the whole command line. */
  readonly commands?: Readonly<Record<string, Partial<CommandResult> | Outcome<never>>>
}

/** A host, and what was asked of it. */
export interface AskedHost {
  readonly probes: Probes
  readonly asked: string[]
}

export function makeHost({ config = '', sources, files = {}, commands = {}, inodes = {} }: Host): AskedHost {
  const asked: string[] = []
  const times = new Map<string, number>()
  const pids = Object.keys(files).flatMap(path => /^\/proc\/(\d+)\//.exec(path)?.[1] ?? [])
  const probes: Probes = {
    ...deafProbes,
    configFiles: (_, configId = 'director1') =>
      Promise.resolve(success({ sources: sources ?? sourcesOf(config), configId, diagnostics: [] })),
    readFile: path => {
      asked.push(path)
      const time = times.get(path) ?? 0
      times.set(path, time + 1)
      return Promise.resolve(answerFile(path, files[path], time))
    },
    describeFile: path => Promise.resolve(describe(path, inodes[path])),
    listFolder: path =>
      Promise.resolve(
        path === '/proc' ? success([...new Set(pids)]) : failure('missing', `there is no folder '${path}'`),
      ),
    command: (program, argv) => {
      const words = [program, ...argv].join(' ')
      asked.push(words)
      const answer = commands[words]
      if (answer === undefined)
        return Promise.resolve(failure('missing', `there is no program ${program} on this host`))
      if ('ok' in answer) return Promise.resolve(answer)
      const usual = { exitCode: 0, signal: undefined, stdout: '', stderr: '', cut: false }
      return Promise.resolve(success({ ...usual, ...answer }))
    },
  }
  return { probes, asked }
}

function describe(path: string, inode: number | undefined): Outcome<FileFacts> {
  if (inode === undefined) return failure('missing', `there is no file '${path}'`)
  const about = { mode: 0o444, owner: 0, group: 0, size: 0, modified: 0, inode }
  return success({ type: 'file', ...about, firstLine: undefined, changeable: undefined })
}

function answerFile(
  path: string,
  content: NonNullable<Host['files']>[string] | undefined,
  time: number,
): Outcome<Buffer> {
  if (content === undefined) return failure('missing', `there is no file '${path}'`)
  if (typeof content === 'string') return success(Buffer.from(content))
  if ('ok' in content) return content
  return success(Buffer.from(content[Math.min(time, content.length - 1)] ?? ''))
}

export function readOptions(argv: readonly string[]): DriftOptions {
  const parsed = parseOptions({ ...commonOptions, ...mode.options }, argv)
  if (!parsed.ok) throw new Error(parsed.problem)
  return parsed.values as unknown as DriftOptions
}

/** What the check gathers on a host. Through JSON, as -vvv prints it. */
export async function gatherOn(host: AskedHost, argv: readonly string[] = []): Promise<DriftFacts> {
  return JSON.parse(JSON.stringify(await mode.gather(readOptions(argv), host.probes, deadline)))
}

export function judgeFacts(facts: DriftFacts, argv: readonly string[] = []): Finding {
  return mode.judge(facts, readOptions(argv))
}

/** Plugin output for a configuration and what a kernel's table says, read back as a monitoring daemon does. */
export async function outputFor(
  config: string,
  table: string,
  argv: readonly string[] = [],
  verbosity = 0,
): Promise<Output> {
  const host = makeHost({ config, files: { '/table': table } })
  const words = ['--table', '/table', ...argv]
  return render(judgeFacts(await gatherOn(host, words), words), verbosity)
}

export function render(finding: Finding, verbosity = 0): Output {
  return parseOutput(
    renderText(override(finding, new Map()), { service: check.service, verbosity, colour: false }),
  )
}

/** The rules that speak with a state other than OK, each once. */
export function rulesOf(finding: Finding): string[] {
  const own = finding.state !== 'OK' && finding.rule !== undefined ? [finding.rule] : []
  return [...new Set([...own, ...finding.children.flatMap(rulesOf)])]
}

export async function rulesFor(
  config: string,
  table: string,
  argv: readonly string[] = [],
): Promise<string[]> {
  const host = makeHost({ config, files: { '/table': table } })
  const words = ['--table', '/table', ...argv]
  return rulesOf(judgeFacts(await gatherOn(host, words), words))
}
