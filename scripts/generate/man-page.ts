import { commonOptions } from '../../lib/cli/common.ts'
import { helpOf } from '../../lib/cli/help.ts'
import type { Option, Table } from '../../lib/cli/option.ts'
import type { AnyMode, Check } from '../../lib/runtime/check.ts'
import { formatSummaries, objectsOptions } from '../../lib/runtime/objects/options.ts'
import { version } from '../../lib/runtime/version.ts'
import { quoteWord } from '../../lib/text/shell-word.ts'
import { bold, italic, roffLines, roffText, roffWord, tagged, verbatim } from './roff.ts'

/** Shown at the foot of each page. Not the day it is made: the same tables make the same page. */
const date = '2026-01-01'

/** A page of section 1 for each check and one for the program that they all are, by their names. */
export function renderManPages(checks: readonly Check[]): Map<string, string> {
  return new Map([
    ['lvs-checks', renderProgramPage(checks)],
    ...checks.map(check => [check.name, renderCheckPage(check)] as const),
  ])
}

/** What `--help` says, in the order of man-pages(7). */
function renderCheckPage(check: Check): string {
  return finish([
    ...beginPage(check.name, lowerFirst(check.summary)),
    '.SH SYNOPSIS',
    ...check.modes.flatMap(mode => renderSynopsis(check, mode)),
    '.SH DESCRIPTION',
    ...roffLines(`${check.summary}.`),
    '.PP',
    ...roffLines(
      'One line with the state, the reason and performance data is printed, and what to do about it below. What could not be looked at is UNKNOWN.',
    ),
    '.SH OPTIONS',
    ...check.modes.flatMap(mode => renderOptions(mode.options, suffixOf(check, mode))),
    ...renderOptions(commonOptions, ''),
    '.SH RULES',
    `${bold('--state')} ${italic('RULE')}=${italic('STATE')} changes the state of a rule;\n${bold('lvs-checks explain')} ${italic('RULE')} says what it means and how to mend it.`,
    ...Object.entries(check.rules).flatMap(([id, rule]) =>
      tagged(
        `${bold(id)} (${rule.state === 'range' ? 'by thresholds' : rule.state})`,
        `${upperFirst(rule.when)}.`,
      ),
    ),
    '.SH EXAMPLES',
    ...check.modes.flatMap(mode =>
      mode.examples.flatMap(({ argv, about }) => [
        ...(mode === check.modes[0] && argv === mode.examples[0]?.argv ? [] : ['.PP']),
        ...roffLines(about),
        ...verbatim([[check.name, ...argv.map(quoteWord)].join(' ')]),
      ]),
    ),
    ...exitStatus,
    '.SH SEE ALSO',
    seeAlso(['lvs-checks', 1], ['ipvsadm', 8], ['keepalived', 8], ['keepalived.conf', 5]),
  ])
}

const exitStatus: readonly string[] = [
  '.SH EXIT STATUS',
  ...[
    ['0', 'OK'],
    ['1', 'WARNING'],
    ['2', 'CRITICAL'],
    ['3', 'UNKNOWN; also of the help and the version, so that neither passes for a good result'],
  ].flatMap(([code = '', meaning = '']) => tagged(bold(code), `${meaning}.`)),
]

/** The program that all checks are. */
function renderProgramPage(checks: readonly Check[]): string {
  const forms = [
    ['CHECK', '[OPTIONS]'],
    ['explain', '[CHECK]', '[RULE]'],
    ['objects', 'FORMAT', '[OPTIONS]', '[FILE ...]'],
    ['install', 'DIR'],
  ]
  return finish([
    ...beginPage('lvs-checks', 'Nagios and Icinga checks for Linux Virtual Server clusters'),
    '.SH SYNOPSIS',
    ...forms.flatMap(([word = '', ...rest], at) => [
      ...(at === 0 ? [] : ['.br']),
      `${bold('lvs-checks')} ${/^[a-z]/.test(word) ? bold(word) : italic(word)} ${rest.map(italic).join(' ')}`,
    ]),
    '.SH DESCRIPTION',
    ...roffLines(
      'One program, many names: called by the name of a check, which is a link to it, it is that check.',
    ),
    ...tagged(
      `${bold('install')} ${italic('DIR')}`,
      'Makes such a link in DIR for each check. A file that is not such a link is left alone.',
    ),
    ...tagged(
      `${bold('explain')} ${italic('[CHECK] [RULE]')}`,
      'What an alarm means, how to confirm and how to mend it. Without words: the checks, and the order of looking for a director, a real-server, a vip and a service.',
    ),
    ...tagged(
      `${bold('objects')} ${italic('FORMAT')}`,
      "Everything to be watched of a cluster, from its directors' keepalived.conf.",
    ),
    '.SS Checks',
    ...checks.flatMap(check => tagged(`${bold(check.name)}(1)`, `${check.summary}.`)),
    '.SS Formats of objects',
    ...Object.entries(formatSummaries).flatMap(([name, about]) =>
      tagged(bold(name), `${upperFirst(about)}.`),
    ),
    '.SH OPTIONS',
    'These are of objects; each check has its own page.',
    ...renderOptions(objectsOptions, ''),
    ...exitStatus,
    '.SH SEE ALSO',
    seeAlso(...checks.map(check => [check.name, 1] as const), ['keepalived.conf', 5]),
  ])
}

function beginPage(name: string, summary: string): string[] {
  const title = [name.toUpperCase(), '1', date, `nagios-plugins-lvs ${version}`, 'Checks of LVS clusters']
  return [
    `.TH ${title.map(each => `"${each}"`).join(' ')}`,
    '.SH NAME',
    `${roffText(name)} \\- ${roffText(summary)}`,
  ]
}

function renderSynopsis(check: Check, mode: AnyMode): string[] {
  const isDefault = mode === check.modes[0]
  const positional = mode.positional === undefined ? undefined : mode.options[mode.positional]
  const operand = positional !== undefined && 'kind' in positional ? positional.kind.placeholder : undefined
  const many = positional?.type === 'many' ? ' ...' : ''
  const words = [
    bold(check.name),
    ...(isDefault ? [] : [bold(`--${mode.flag}`)]),
    `[${italic('OPTIONS')}]`,
    ...(operand === undefined ? [] : [`[${italic(operand)}${many}]`]),
  ]
  return [...(isDefault ? [] : ['.br']), words.join(' ')]
}

function renderOptions(table: Table, suffix: string): string[] {
  const sections = new Set(Object.values(table).map(option => option.section ?? 'Options'))
  return [...sections].flatMap(section => [
    `.SS ${roffWord(section + suffix)}`,
    ...Object.entries(table)
      .filter(([, option]) => (option.section ?? 'Options') === section)
      .flatMap(([name, option]) => tagged(usage(name, option), helpOf(option))),
  ])
}

/** `-w, --warning=RANGE` with what is typed in bold and what stands for a value in italics. */
function usage(name: string, option: Option): string {
  const short = option.short === undefined ? '' : `${bold(`-${option.short}`)}, `
  const long = short + bold(`--${name}`)
  if (option.type === 'flag' || option.type === 'count') return long
  const value = `=${italic(option.kind.placeholder)}`
  return option.type === 'maybe' ? `${long}[${value}]` : long + value
}

function suffixOf(check: Check, mode: AnyMode): string {
  if (check.modes.length === 1) return ''
  return ` (--${mode.flag}${mode === check.modes[0] ? ', the default' : ''})`
}

function seeAlso(...pages: readonly (readonly [name: string, section: number])[]): string {
  return pages.map(([name, section]) => `${bold(name)}(${section})`).join(',\n')
}

/** The first letter small, but for abbreviations and names. */
function lowerFirst(text: string): string {
  return /^[A-Z][a-z' ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
}

function upperFirst(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function finish(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`
}
