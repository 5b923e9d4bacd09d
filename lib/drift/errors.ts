import { type Finding, state } from '../core/finding.ts'
import { count } from '../core/text.ts'
import type { Block, Process, Statement, Tree } from '../keepalived/tree.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import type { Mark } from '../text/mark.ts'
import type { WantedFacts } from './facts.ts'

/** Errors after which nobody knows which virtual servers somebody meant to write, wherever in the file they are. */
const everywhere: ReadonlySet<string> = new Set([
  'utf-16',
  'not-text',
  'nul-byte',
  'byte-order-mark',
  'carriage-return',
  'main-executable',
  'missing-brace',
  'missing-open-brace',
  'extra-brace',
  'unexpected-brace',
  'definition-loop',
  'substitution-too-long',
  'too-much',
  'include-missing',
  'include-skipped',
  'include-unreadable',
  'include-cycle',
])

/** Errors that hide something only where keepalived's health checker reads, not in a vrrp_instance. */
const inside: ReadonlySet<string> = new Set([
  'unknown-block',
  'unmatched-quote',
  'missing-parameter',
  'missing-value-brace',
  'bad-sequence',
  // Of one virtual server or group.
  'invalid-virtual-server',
  'invalid-real-server',
  'invalid-group-entry',
  'empty-group',
  'unknown-group',
  'group-family',
  'mixed-group',
  'family-mismatch',
  'endless-range',
])

/**
 * The errors that could hide a virtual server or a real server. An unknown keyword is none: only its line is lost.
 * @param trees the configuration as keepalived's processes see it
 */
export function selectErrors(
  diagnostics: readonly Diagnostic[],
  trees: Readonly<Record<Process, Tree>>,
): Diagnostic[] {
  const foreign = findForeign([trees.parent, trees.vrrp, trees.bfd])
  return diagnostics.filter(
    ({ rule, mark }) => everywhere.has(rule) || (inside.has(rule) && !isIn(foreign, mark)),
  )
}

interface Stretch {
  readonly from: Mark
  readonly to: Mark
}

/** Blocks of the other processes, of which the health checker counts the braces alone, by their files. */
function findForeign(trees: readonly Tree[]): Map<string, Stretch[]> {
  const stretches = new Map<string, Stretch[]>()
  for (const { keyword, words, block } of trees.flatMap(({ statements }) => statements)) {
    const stretch = /^virtual_server/.test(keyword) ? undefined : stretchOf(words, block)
    if (stretch === undefined) continue
    const known = stretches.get(stretch.from.file)
    if (known === undefined) stretches.set(stretch.from.file, [stretch])
    else known.push(stretch)
  }
  return stretches
}

function stretchOf([keyword]: Statement['words'], block: Block | undefined): Stretch | undefined {
  const [from, to] = [keyword?.mark, block?.close]
  return from === undefined || to === undefined || from.file !== to.file ? undefined : { from, to }
}

function isIn(stretches: ReadonlyMap<string, readonly Stretch[]>, mark: Mark | undefined): boolean {
  if (mark === undefined) return false
  const isBetween = ({ from, to }: Stretch) => from.line < mark.line && mark.line <= to.line
  return stretches.get(mark.file)?.some(isBetween) === true
}

const shownErrors = 10

/** One statement for each error that could hide a virtual server or a real server. */
export function judgeErrors({ errors }: WantedFacts, config: string): Finding[] {
  const findings = errors.slice(0, shownErrors).map(error => judgeError(error, config))
  const left = errors.length - findings.length
  if (left > 0) {
    const text = `${count(left, 'more error')} of ${config} could hide a virtual server`
    findings.push(state('UNKNOWN', text, { rule: 'config-error', hint: adviceFor(config) }))
  }
  return findings
}

function judgeError({ text, mark, hint }: Diagnostic, config: string): Finding {
  const span = mark === undefined ? {} : { span: { file: mark.file, line: mark.line, column: mark.column } }
  const sentence = `${text}; what else is wanted is not known`
  return state('UNKNOWN', sentence, { rule: 'config-error', hint: hint ?? adviceFor(config), ...span })
}

function adviceFor(config: string): string {
  return `check_keepalived_config --config ${config} shows all that is wrong with it`
}
