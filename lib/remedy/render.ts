import { wrap } from '../cli/help.ts'
import type { Rule } from '../runtime/check.ts'
import type { Remedy, Step } from '../runtime/remedy.ts'
import type { OrderOfWork } from './order-of-work.ts'

const width = 79

/** What holds for all commands that are shown. */
const legend = 'Commands are typed as root. Words in capitals are yours to fill in.'

/** A rule for a terminal: when it speaks, what that means, how to confirm it, how to mend it, what not to do. */
export function renderRemedy(check: string, id: string, rule: Rule, remedy: Remedy | undefined): string {
  const lines = [`${id} of ${check}: ${stateOf(rule)}`, '', 'When', ...indent(rule.when, 2)]
  if (rule.silence !== undefined) lines.push(...indent(rule.silence, 2))
  if (remedy === undefined) return `${lines.join('\n')}\n`
  lines.push('', 'What it means', ...indent(remedy.means, 2))
  lines.push('', 'How to confirm it', ...remedy.confirm.flatMap(step => renderStep(step, '  ')))
  lines.push('', 'How to mend it', ...numbered(remedy.mend))
  if (remedy.never !== undefined) lines.push('', 'What not to do', ...indent(remedy.never, 2))
  lines.push('', legend)
  return `${lines.join('\n')}\n`
}

/** An order of work for a terminal. */
export function renderOrder({ title, about, stages }: OrderOfWork): string {
  const lines = [`${title}: where to look, in this order`, '', ...wrap(about, width)]
  for (const [at, { name, steps }] of stages.entries()) {
    lines.push('', `${at + 1}. ${name}`, ...steps.flatMap(step => renderStep(step, '   ')))
  }
  lines.push('', legend)
  return `${lines.join('\n')}\n`
}

/** `by thresholds` where they decide. */
export function stateOf({ state }: Rule): string {
  return state === 'range' ? 'by thresholds' : state
}

function numbered(steps: readonly Step[]): string[] {
  return steps.flatMap((step, at) => {
    const [first = '', ...others] = renderStep(step, '     ')
    return [`  ${at + 1}. ${first.trimStart()}`, ...others]
  })
}

/** The command as it is typed, whatever its length, and below it what to look for. */
function renderStep({ run, text }: Step, margin: string): string[] {
  if (run === undefined) return indent(text, margin.length)
  return [margin + run, ...indent(text, margin.length + 4)]
}

function indent(text: string, columns: number): string[] {
  return wrap(text, width - columns).map(line => ' '.repeat(columns) + line)
}
