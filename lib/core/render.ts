import { type Finding, metricsOf, statementsOf, worstFirst } from './finding.ts'
import { formatMetric } from './metric.ts'
import { exitCodes, type State } from './state.ts'
import { clean, shorten } from './text.ts'

/** How the result is to be shown. */
export interface Style {
  /** The word before the state on the first line, such as `VIP PING`. */
  readonly service: string
  /** Count of -v. */
  readonly verbosity: number
  readonly colour: boolean
}

/** NRPE passes 64 KiB at most and says nothing of what it cuts, so we stop before, worst first. */
const outputLimit = 60_000
/** NRPE v2 and NSCA cut the first line at 1 KB; the sentence must leave room for perfdata. */
const sentenceLimit = 400
const lineLimit = 1_000
/** Thousands of metrics may fill most of it, but must leave room for what is wrong. */
const perfdataLimit = 45_000

const colours: Readonly<Record<State, string>> = { OK: '32', WARNING: '33', CRITICAL: '31', UNKNOWN: '35' }

/** The whole output: first line with all perfdata, then the tree, worst first. Ends with a newline. */
export function renderText(finding: Finding, style: Style, facts?: unknown): string {
  const items = metricsOf(finding).map(formatMetric)
  const metrics = fitting(items, perfdataLimit)
  const head = `${style.service} ${paint(finding.state, style)} - ${renderSentence(finding)}`
  const lines = [...renderTree(finding, style)]
  const left = items.length - metrics.length
  if (left > 0) lines.unshift(`${left} metrics are left out: the output would be too long`)
  if (facts !== undefined) lines.push(`facts: ${renderFacts(facts)}`)
  return join(metrics.length === 0 ? head : `${head} | ${metrics.join(' ')}`, lines)
}

/** The first items that fit, whole: half an item would be read as another value. */
function fitting(items: readonly string[], limit: number): readonly string[] {
  let size = 0
  const end = items.findIndex(item => {
    size += Buffer.byteLength(item) + 1
    return size > limit
  })
  return end < 0 ? items : items.slice(0, end)
}

/** A result of ours that no check made: bad input, a crash, a deadline. One line. */
export function renderLine(service: string, state: State, text: string): string {
  return `${clean(service)} ${state} - ${shorten(clean(text), lineLimit)}\n`
}

/** The same tree for programs: one JSON object on one line. */
export function renderJson(
  finding: Finding,
  about: Readonly<Record<string, unknown>>,
  facts?: unknown,
): string {
  const result = {
    ...about,
    state: finding.state,
    exitCode: exitCodes[finding.state],
    text: renderSentence(finding),
    perfdata: metricsOf(finding).map(formatMetric),
    finding,
    ...(facts === undefined ? {} : { facts }),
  }
  return `${renderFacts(result)}\n`
}

/** JSON whose strings can hold no `|`, no markup and no control character, and that still parses as JSON. */
function renderFacts(facts: unknown): string {
  const text = JSON.stringify(facts) ?? 'null'
  return text.replace(/[|<>]|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, sign =>
    Array.from(
      { length: sign.length },
      (_, at) => `\\u${sign.charCodeAt(at).toString(16).padStart(4, '0')}`,
    ).join(''),
  )
}

/**
 * The worst thing, and how many more there are. When all is well, what the root says; but where all is well only
 * because `--state` says so, what was found.
 */
function renderSentence(finding: Finding): string {
  const statements = statementsOf(finding)
  if (finding.state === 'OK') {
    const excused = statements.find(each => each.restated === true) ?? finding
    return shorten(clean(placed(excused)).trimStart(), sentenceLimit)
  }
  const wrong = worstFirst(statements).filter(each => each.state !== 'OK')
  const more = wrong.length > 1 ? ` (and ${wrong.length - 1} more)` : ''
  return shorten(clean(placed(wrong[0] ?? finding)).trimStart(), sentenceLimit) + more
}

/** What is said, behind the place it is said of. */
function placed({ span, text }: Finding): string {
  return span === undefined ? text : `${span.file}:${span.line}:${span.column}: ${text}`
}

/**
 * The tree as go-check and Icinga Web know it, `\_ [STATE] text`. A lone statement has been said on the first
 * line already: only its hint, details and evidence follow.
 */
function* renderTree(root: Finding, style: Style): Generator<string> {
  if (root.kind === 'statement') yield* renderBelow(root, 0, style)
  else yield* renderNode(root, 0, style)
}

function* renderNode(finding: Finding, depth: number, style: Style, isEvidence = false): Generator<string> {
  const text = shorten(clean(placed(finding)), lineLimit)
  yield `${indent(depth)}\\_ [${paint(finding.state, style)}] ${text}`
  yield* renderBelow(finding, depth + 1, style, isEvidence)
}

function* renderBelow(finding: Finding, depth: number, style: Style, isEvidence = false): Generator<string> {
  if (finding.state !== 'OK') {
    if (finding.hint !== undefined) yield `${indent(depth)}hint: ${clean(finding.hint)}`
    // The name by which all there is to know of it is found, for whoever reads this at night.
    if (finding.rule !== undefined && !isEvidence)
      yield `${indent(depth)}more: lvs-checks explain ${clean(finding.rule)}`
  }
  if (style.verbosity > 0) {
    for (const detail of finding.details) yield indent(depth) + shorten(clean(detail), lineLimit)
  }
  const below = isEvidence || finding.kind === 'statement'
  for (const child of worstFirst(finding.children)) yield* renderNode(child, depth, style, below)
}

function indent(depth: number): string {
  return '  '.repeat(depth)
}

function paint(state: State, style: Style): string {
  return style.colour ? `\x1b[1;${colours[state]}m${state}\x1b[0m` : state
}

function join(first: string, lines: readonly string[]): string {
  let output = `${first}\n`
  let size = Buffer.byteLength(output)
  for (const [at, line] of lines.entries()) {
    size += Buffer.byteLength(line) + 1
    if (size > outputLimit) return `${output}… ${lines.length - at} more\n`
    output += `${line}\n`
  }
  return output
}
