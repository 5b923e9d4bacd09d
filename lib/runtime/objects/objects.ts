import { dirname, join } from 'node:path'
import { asksFor, parseOptions } from '../../cli/parse.ts'
import { makePlan } from '../../cluster/make-plan.ts'
import { PlanError } from '../../cluster/plan.ts'
import { renderFiles } from '../../cluster/render.ts'
import { clusterName, emptySite, readSite, type Site } from '../../cluster/site.ts'
import type { DirectorSource } from '../../cluster/sources.ts'
import { validatePlan } from '../../cluster/validate.ts'
import { type Finding, hintOf, state } from '../../core/finding.ts'
import { renderText } from '../../core/render.ts'
import { exitCodes } from '../../core/state.ts'
import { quote } from '../../core/text.ts'
import { readModel } from '../../probe/config-model.ts'
import type { Deadline } from '../../probe/deadline.ts'
import type { Probes } from '../../probe/probes.ts'
import { advise } from '../../text/nearest.ts'
import type { Check } from '../check.ts'
import { startDeadline } from '../clock.ts'
import type { Result } from '../run.ts'
import { objectsHelp } from './help.ts'
import { type Format, formats, type ObjectsOptions, objectsOptions } from './options.ts'
import { tellInspection, tellPublication } from './tell.ts'

/** What the command needs of the program around it. */
export interface Program {
  readonly checks: readonly Check[]
  readonly probes: Probes
  readonly colour: boolean
  /** Runs a check by name. */
  runCheck(argv: readonly string[], signal: AbortSignal): Promise<Result>
}

/** A reason to write nothing, with the way out. */
class Refusal extends Error {
  readonly hint: string | undefined
  constructor(text: string, hint?: string) {
    super(text)
    this.hint = hint
  }
}

/** `lvs-checks objects FORMAT …`: what a monitoring system has to know of a cluster, from its keepalived.conf. */
export async function runObjects(
  words: readonly string[],
  signal: AbortSignal,
  program: Program,
): Promise<Result> {
  const [word, ...rest] = words
  if (word === undefined || asksFor(objectsOptions, words, 'help'))
    return { exitCode: exitCodes.UNKNOWN, stdout: objectsHelp() }
  const format = formats.find(each => each === word)
  if (format === undefined)
    return show(refuse(`there is no format ${quote(word)}, ${advise(word, formats)}`), program)
  const parsed = parseOptions(objectsOptions, rest, 'config')
  if (!parsed.ok) return show(refuse(parsed.problem), program)
  const deadline = startDeadline(parsed.values.timeout, signal)
  try {
    const { sources, site } = await readAll(parsed.values, program, deadline)
    const checks = new Map(program.checks.map(each => [each.name, each]))
    const plan = makePlan(sources, site)
    validatePlan(plan, site, checks)
    const files = renderFiles(format, plan, site, checks)
    const { out, check, main, verify, replace } = parsed.values
    if (out === undefined) {
      if (check) throw new Refusal('--check looks at a folder: say which with -o DIR')
      return { exitCode: exitCodes.OK, stdout: files.map(({ text }) => text).join('\n') }
    }
    const publication = {
      folder: out,
      cluster: site.cluster,
      format,
      outputs: files,
      comment: commentOf(format),
      ...(main === undefined ? {} : { main }),
    }
    const finding = check
      ? tellInspection(publication, plan, replace)
      : await tellPublication(publication, plan, { verify, replace }, deadline)
    return show(finding, program)
  } catch (error) {
    if (error instanceof Refusal) return show(refuse(error.message, error.hint), program)
    if (error instanceof PlanError || error instanceof RangeError) return show(refuse(error.message), program)
    throw error
  } finally {
    deadline.stop()
  }
}

function commentOf(format: Format): '#' | '//' {
  return format === 'icinga2' ? '//' : '#'
}

function refuse(text: string, hint?: string): Finding {
  return state('UNKNOWN', text, hintOf({ hint }))
}

function show(finding: Finding, { colour }: Program): Result {
  return {
    exitCode: exitCodes[finding.state],
    stdout: renderText(finding, { service: 'LVS OBJECTS', verbosity: 1, colour }),
  }
}

interface Read {
  readonly sources: readonly DirectorSource[]
  readonly site: Site
}

/** A site file is written by hand: what is longer is none. */
const siteLimit = 4_000_000

async function readAll(options: ObjectsOptions, program: Program, deadline: Deadline): Promise<Read> {
  const file = options.site
  const told = file === undefined ? emptySite : await readSiteFile(file, program.probes)
  const site = withCluster(told, options.cluster)
  if (options.config.length > 0 && site.directors !== undefined)
    throw new Refusal(
      'directors: are in the site file, and on the command line as well: say them in one place',
    )
  if (options['config-id'].length > options.config.length)
    throw new Refusal('there are more --config-id than files of directors')
  const given =
    site.directors ?? options.config.map((config, at) => ({ config, 'config-id': options['config-id'][at] }))
  const folder = site.directors === undefined || file === undefined ? '' : dirname(file)
  const sources: DirectorSource[] = []
  for (const each of given) {
    const path = each.config.startsWith('/') ? each.config : join(folder, each.config)
    const id = each['config-id']
    if (!options.anyway) await holdToCheck(path, id, program, deadline)
    const model = await readModel(path, id, program.probes, deadline)
    if (!model.ok) throw new Refusal(`${path}: ${model.text}`, model.hint)
    sources.push({ given: each, model: model.value })
  }
  return { sources, site }
}

async function readSiteFile(file: string, probes: Probes): Promise<Site> {
  const content = await probes.readFile(file, siteLimit)
  if (!content.ok)
    throw new Refusal(`the site file ${quote(file)} cannot be read: ${content.text}`, content.hint)
  const reading = readSite(content.value.toString(), file)
  if (!reading.ok) throw new Refusal(reading.problem)
  return reading.site
}

function withCluster(site: Site, name: string | undefined): Site {
  if (name === undefined) return site
  if (!clusterName.test(name))
    throw new Refusal(
      `--cluster: ${quote(name)} is not a name of letters, digits, _ and -, at most 40 of them`,
    )
  return { ...site, cluster: name }
}

/** Where keepalived reads something else than is meant, something else would be watched. */
async function holdToCheck(
  path: string,
  id: string | undefined,
  program: Program,
  deadline: Deadline,
): Promise<void> {
  const words = ['check_keepalived_config', path, '--copy', ...(id === undefined ? [] : ['--config-id', id])]
  const { exitCode, stdout } = await program.runCheck(words, deadline.signal)
  if (exitCode !== exitCodes.CRITICAL && exitCode !== exitCodes.UNKNOWN) return
  const [line = ''] = stdout.split(/ \||\n/, 1)
  throw new Refusal(
    `the objects would not be those of the cluster: ${line.replace(/^[A-Z ]+ - /, '')}`,
    `Mend it, or say --anyway. All there is to say: lvs-checks ${words.join(' ')} -v`,
  )
}
