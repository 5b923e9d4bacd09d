import { quoteWord } from '../text/shell-word.ts'
import { commonOptions } from './common.ts'
import type { Option, Table } from './option.ts'

const width = 79
const gutter = 30

/** What the help needs to know of a check. */
export interface Manual {
  readonly name: string
  readonly summary: string
  readonly rules: Readonly<Record<string, { readonly state: string; readonly when: string }>>
  readonly modes: readonly {
    readonly flag?: string
    readonly options: Table
    readonly examples: readonly { readonly argv: readonly string[]; readonly about: string }[]
  }[]
}

/** The whole help text: options by section and mode, rules with their states, examples. */
export function renderHelp(check: Manual, version: string): string {
  const lines = [`${check.name} ${version} - ${check.summary}`, '', 'Usage']
  for (const mode of check.modes) {
    for (const example of mode.examples) {
      lines.push(`  ${[check.name, ...example.argv.map(quoteWord)].join(' ')}`, `      ${example.about}`)
    }
  }
  for (const mode of check.modes) {
    const suffix =
      check.modes.length > 1 ? ` (--${mode.flag}${mode === check.modes[0] ? ', the default' : ''})` : ''
    lines.push(...renderSections(mode.options, suffix))
  }
  lines.push(...renderSections(commonOptions, ''), '', 'Rules, with the state each has when it speaks')
  for (const [id, rule] of Object.entries(check.rules)) {
    const state = rule.state === 'range' ? 'by thresholds' : rule.state.toLowerCase()
    lines.push(...columns(`  ${id}`, `${state}: ${rule.when}`))
  }
  lines.push('', ...wrap(rangeHelp, width))
  return `${lines.join('\n')}\n`
}

const rangeHelp =
  'A RANGE is 10 (alert below 0 or above 10), 10: (below 10), ~:10 (above 10), 10:20 (outside) or @10:20 (inside). ' +
  'Exit code: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN; this help and -V exit 3 too, so that neither can pass for a good result.'

/** Options by their headings, as lines of help. */
export function renderSections(table: Table, suffix: string): string[] {
  const sections = new Set(Object.values(table).map(option => option.section ?? 'Options'))
  const lines: string[] = []
  for (const section of sections) {
    lines.push('', section + suffix)
    for (const [name, option] of Object.entries(table)) {
      if ((option.section ?? 'Options') === section)
        lines.push(...columns(`  ${usageOf(name, option)}`, helpOf(option)))
    }
  }
  return lines
}

/** `-w, --warning=RTA,PL%` */
export function usageOf(name: string, option: Option): string {
  const short = option.short === undefined ? '    ' : `-${option.short}, `
  if (option.type === 'flag' || option.type === 'count') return `${short}--${name}`
  const value = option.kind.placeholder
  return option.type === 'maybe' ? `${short}--${name}[=${value}]` : `${short}--${name}=${value}`
}

/** What an option does, with its default. */
export function helpOf(option: Option): string {
  const many = option.type === 'many' ? ' Repeatable.' : ''
  const fallback =
    option.type === 'single' && option.fallbackText !== undefined ? ` Default: ${option.fallbackText}.` : ''
  return option.help.replace(/ Repeatable\.$/, '') + many + fallback
}

/** A term, and what is said of it beside or below it. */
export function columns(left: string, right: string): string[] {
  const lines = wrap(right, width - gutter)
  const fits = left.length < gutter - 1
  const first = fits ? left.padEnd(gutter) + (lines.shift() ?? '') : left
  return [first, ...lines.map(line => ' '.repeat(gutter) + line)]
}

/** Lines of at most so many columns; a word that is longer stands alone. */
export function wrap(text: string, limit: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > limit) {
      lines.push(line)
      line = ''
    }
    line = line === '' ? word : `${line} ${word}`
  }
  return line === '' ? lines : [...lines, line]
}
