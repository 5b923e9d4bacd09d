import { severity } from '../core/state.ts'
import { lintFiles, unreadableFiles } from '../keepalived/file/lint.ts'
import { mergeDiagnostics } from '../keepalived/merge.ts'
import type { Model } from '../keepalived/model.ts'
import { type ReadConfig, readConfig } from '../keepalived/read.ts'
import type { SourceFile, Sources } from '../keepalived/sources.ts'
import type { ConfigFiles } from '../probe/config-files.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import type { Reading, Remark } from './facts.ts'
import { emptyConfiguration, lintModel } from './lint.ts'
import { createLines, type Lines, toRemark } from './remark.ts'
import { configRules } from './rules.ts'

/** A configuration that was read, with its secrets: never a fact. */
export interface Config {
  readonly files: ConfigFiles
  readonly read: ReadConfig
  /** All that is to be said without another look at the disk. */
  readonly diagnostics: readonly Diagnostic[]
  /** False where the bytes of a file are such that what it says is not known. */
  readonly readable: boolean
}

/** What is in the files, and what is wrong with it as far as they tell. */
export function readFiles(files: ConfigFiles, version: string | undefined): Config {
  const { sources, configId } = files
  const read = readConfig(sources, { configId, ...(version === undefined ? {} : { version }) })
  const ofFiles = lintFiles(sources)
  const unreadable = unreadableFiles(ofFiles)
  const readable = unreadable.size === 0
  const isWorthless = findWorthless(ofFiles, unreadable)
  const diagnostics = mergeDiagnostics([
    ...ofFiles,
    ...files.diagnostics,
    ...[...read.diagnostics, ...(readable ? lintModel(read.model) : [])].filter(each => !isWorthless(each)),
    ...(readable && isEmpty(read, sources) ? [emptyConfiguration(sources.main[0]?.path ?? '')] : []),
  ])
  return { files, read, diagnostics, readable }
}

/** What garbage seems to say is not repeated for each of its lines: its bytes have been complained of. */
function findWorthless(
  ofFiles: readonly Diagnostic[],
  unreadable: ReadonlySet<string>,
): (diagnostic: Diagnostic) => boolean {
  const places = (...wanted: readonly string[]) =>
    new Set(
      ofFiles.flatMap(({ rule, mark }) =>
        wanted.includes(rule) && mark ? [`${mark.file}:${mark.line}`] : [],
      ),
    )
  const [marked, joined] = [places('byte-order-mark', 'byte-order-mark-alone'), places('carriage-return')]
  return ({ rule, mark }) => {
    if (mark === undefined) return false
    const place = `${mark.file}:${mark.line}`
    return unreadable.has(mark.file) || joined.has(place) || (marked.has(place) && /^unknown-/.test(rule))
  }
}

/**
 * Nothing that keepalived knows is in it: no line at all, or those of another program. Where all lines are for other
 * ids, that is said elsewhere.
 */
function isEmpty({ parsed }: ReadConfig, { main }: Sources): boolean {
  const known = Object.values(parsed.trees).some(({ statements }) => statements.length > 0)
  return !known && parsed.conditions.size === 0 && main.every(({ status }) => status === 'read')
}

/** Passwords, as they may stand in a definition of any name. */
export function secretsOf({ instances }: Model): string[] {
  return instances.flatMap(({ authentication }) =>
    authentication === undefined || authentication.password === '' ? [] : [authentication.password],
  )
}

/** So many remarks nobody reads. The rest is counted. */
const remarkLimit = 300

/** The facts of a configuration. `more` is what else was found about it, on the disk. */
export function toReading({ files, read, diagnostics }: Config, more: readonly Diagnostic[]): Reading {
  const { model, parsed } = read
  const { remarks, left } = toRemarks([...diagnostics, ...more], linesOf([{ files, read }]))
  return {
    configId: files.configId,
    conditions: Object.fromEntries(parsed.conditions),
    files: filesOf(files.sources).length,
    lines: parsed.lines,
    instances: model.instances.length,
    virtualServers: model.virtualServers.length,
    realServers: model.virtualServers.reduce((sum, each) => sum + each.realServers.length, 0),
    remarks,
    left,
  }
}

/** The lines of all these configurations; the secrets of each are secrets in all. */
export function linesOf(configs: readonly Pick<Config, 'files' | 'read'>[]): Lines {
  return createLines(
    configs.map(({ files }) => files.sources),
    configs.flatMap(({ read }) => secretsOf(read.model)),
  )
}

/** Files that were read, each once. */
export function filesOf(sources: Sources): SourceFile[] {
  const known = new Map<string, SourceFile>()
  for (const file of [...sources.main, ...[...sources.includes.values()].flat()]) {
    if (file.status === 'read' && !known.has(file.identity)) known.set(file.identity, file)
  }
  return [...known.values()]
}

/** The worst of them with their lines, in the order they came up; the others by their number. */
export function toRemarks(
  diagnostics: readonly Diagnostic[],
  lines: Lines,
): { readonly remarks: readonly Remark[]; readonly left: Readonly<Record<string, number>> } {
  const rank = ({ rule }: Diagnostic) => severity(configRules[rule]?.state ?? 'CRITICAL')
  const ordered = diagnostics.toSorted((a, b) => rank(a) - rank(b))
  const left: Record<string, number> = {}
  for (const { rule } of ordered.slice(remarkLimit)) left[rule] = (left[rule] ?? 0) + 1
  return { remarks: ordered.slice(0, remarkLimit).map(each => toRemark(each, lines)), left }
}
