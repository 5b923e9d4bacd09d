import { judgeMetric, type Metric } from './metric.ts'
import { describeRange } from './range.ts'
import { type State, severity, worst } from './state.ts'

/** A place in a text file, counted from 1. */
export interface Span {
  readonly file: string
  readonly line: number
  readonly column: number
}

/**
 * One node of the result tree, immutable. The first line, the long output, the perfdata, the JSON and the exit
 * code are all rendered from this tree and nowhere else.
 *
 * A *statement* says one thing and knows its state; what hangs below it is its evidence and cannot change it.
 * A *group* only gathers statements, and is as bad as its worst child.
 */
export interface Finding {
  readonly kind: 'statement' | 'group'
  readonly state: State
  /** One sentence, subject first, no full stop. That of a group must be true whatever its children say. */
  readonly text: string
  /** Stable id of the rule that spoke (`no-reply`), for `--state`, the docs and the JSON. */
  readonly rule?: string
  readonly span?: Span
  /** Set when `--state` has changed the state: the sentence is still about what was found. */
  readonly restated?: true
  /** What to do next, with the exact command. Shown where the state is not OK. */
  readonly hint?: string
  /** More lines about it, shown with -v. */
  readonly details: readonly string[]
  readonly metrics: readonly Metric[]
  readonly children: readonly Finding[]
}

/** What a statement may carry besides its state and text. */
export type Extras = Partial<Pick<Finding, 'rule' | 'span' | 'hint' | 'details' | 'metrics' | 'children'>>

/** The hint of a failure or a finding that may have none, to be passed on among the extras of a statement. */
export function hintOf({ hint }: { readonly hint?: string | undefined }): { readonly hint?: string } {
  return hint === undefined ? {} : { hint }
}

/** A statement. */
export function state(state: State, text: string, extras: Extras = {}): Finding {
  return { kind: 'statement', state, text, details: [], metrics: [], children: [], ...extras }
}

/** A group of findings; `text` is what the first line says when all of them are well. */
export function group(text: string, children: readonly Finding[], extras: Extras = {}): Finding {
  return {
    kind: 'group',
    state: worst(children.map(child => child.state)),
    text,
    details: [],
    metrics: [],
    ...extras,
    children,
  }
}

/**
 * Judges a metric and says so: verdict and perfdata in one call, so that no threshold is judged and not plotted.
 * Adds what was wanted to the text when the value is out of range.
 */
export function measure(text: string, metric: Metric, extras: Extras = {}): Finding {
  const verdict = judgeMetric(metric)
  const broken = verdict === 'CRITICAL' ? metric.critical : verdict === 'WARNING' ? metric.warning : undefined
  const wanted = broken === undefined ? '' : `, wanted ${describeRange(broken, metric.unit)}`
  return state(verdict, text + wanted, { ...extras, metrics: [metric, ...(extras.metrics ?? [])] })
}

/** Every metric of the tree, in the order of the tree. */
export function metricsOf(finding: Finding): Metric[] {
  return [...finding.metrics, ...finding.children.flatMap(metricsOf)]
}

/** The statements of the tree, evidence left out. A group without any is itself the statement. */
export function statementsOf(finding: Finding): Finding[] {
  if (finding.kind === 'statement' || finding.children.length === 0) return [finding]
  return finding.children.flatMap(statementsOf)
}

/** Children worst first, otherwise in the order they were found. */
export function worstFirst(findings: readonly Finding[]): Finding[] {
  return findings.toSorted((a, b) => severity(a.state) - severity(b.state))
}

/** The tree with the states that `--state RULE=STATE` asks for. Only what has gone wrong is restated. */
export function override(finding: Finding, states: ReadonlyMap<string, State>): Finding {
  if (states.size === 0) return finding
  const children = finding.children.map(child => override(child, states))
  if (finding.kind === 'group') return { ...finding, children, state: worst(children.map(c => c.state)) }
  const wanted = finding.rule === undefined ? undefined : states.get(finding.rule)
  if (wanted === undefined || finding.state === 'OK') return { ...finding, children }
  return { ...finding, children, state: wanted, restated: true }
}
