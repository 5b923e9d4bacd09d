import { type Finding, group, override } from '../core/finding.ts'
import type { State } from '../core/state.ts'
import type { Failure, FailureKind } from '../probe/outcome.ts'

/** Why a probe had no answer, as it stands in the facts. */
export interface Trouble {
  readonly kind: FailureKind
  readonly text: string
  readonly hint?: string
}

export function troubleOf({ kind, text, hint }: Failure): Trouble {
  return { kind, text, ...(hint === undefined ? {} : { hint }) }
}

/** Three places are what a person reads; the perfdata has six. */
export function shownSeconds(seconds: number | undefined): string {
  return seconds === undefined ? 'unknown time' : `${seconds.toFixed(3)} s`
}

/** What judging one attempt came to. */
export interface Verdict {
  readonly finding: Finding
  /** The same without subject and figures, so that equal troubles of many attempts can be counted. */
  readonly reason: string
  /** Seconds the answer took; undefined when none came. */
  readonly seconds: number | undefined
}

/** The verdict with the states that `--state` asks for, which decide whether an attempt counts as failed. */
export function restate(
  verdict: Verdict,
  states: readonly { readonly rule: string; readonly state: State }[],
): Verdict {
  const finding = override(verdict.finding, new Map(states.map(each => [each.rule, each.state])))
  return finding === verdict.finding ? verdict : { ...verdict, finding }
}

/** What is wrong as one finding that carries these metrics: the only one, or a group of them; else what is well. */
export function present(
  well: Finding,
  wrong: readonly Finding[],
  extras: Pick<Finding, 'metrics' | 'details'>,
): Finding {
  const [only] = wrong
  if (only === undefined) return { ...well, ...extras }
  if (wrong.length === 1) return { ...only, ...extras }
  return group(well.text, wrong.map(withoutMetrics), extras)
}

/** The metrics of a part are plotted once, by the whole. */
export function withoutMetrics(finding: Finding): Finding {
  return { ...finding, metrics: [] }
}

/** The rule that speaks for each kind of failure. */
export const ruleOfFailure: Readonly<Record<FailureKind, string>> = {
  timeout: 'no-answer',
  refused: 'refused',
  unreachable: 'unreachable',
  closed: 'broken-off',
  malformed: 'malformed',
  untrusted: 'certificate-untrusted',
  denied: 'cannot-ask',
  missing: 'cannot-ask',
  unresolved: 'cannot-ask',
}
