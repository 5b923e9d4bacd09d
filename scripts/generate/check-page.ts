import { commonOptions } from '../../lib/cli/common.ts'
import { usageOf } from '../../lib/cli/help.ts'
import type { Table } from '../../lib/cli/option.ts'
import { anchorOf } from '../../lib/objects/anchor.ts'
import type { Check } from '../../lib/runtime/check.ts'
import { quoteWord } from '../../lib/text/shell-word.ts'
import { escapeCell } from './cell.ts'
import { renderServiceExamples } from './service-example.ts'

/** docs/checks/<check>.md: what `--help` says, as a page. */
export function renderCheckPage(check: Check): string {
  const examples = check.modes.flatMap(mode => mode.examples)
  const lines = [
    `# ${check.name}`,
    '',
    `${check.summary}.`,
    '',
    ...examples.flatMap(each => [
      `${each.about}`,
      '',
      '```sh',
      [check.name, ...each.argv.map(quoteWord)].join(' '),
      '```',
      '',
    ]),
    ...renderServiceExamples(check),
    '## Rules',
    '',
    '`--state RULE=STATE` changes the state of a rule. Each leads to what it means, how to confirm and how to mend it.',
    '',
    '| rule | state | when |',
    '|---|---|---|',
    ...Object.entries(check.rules).map(
      ([id, rule]) =>
        `| [\`${id}\`](../rules.md#${anchorOf(check.name, id)}) | ${rule.state === 'range' ? 'by thresholds' : rule.state} | ${escapeCell(rule.when)} |`,
    ),
    '',
    ...renderSilence(check),
    ...check.modes.flatMap(mode => renderOptions(titleOf(check, mode), mode.options)),
    ...renderOptions('Options of every check', commonOptions),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

/** Rules about what the watched program itself is silent about. */
function renderSilence({ rules }: Check): string[] {
  const silent = Object.entries(rules).flatMap(([id, { silence }]) =>
    silence === undefined ? [] : [[id, silence]],
  )
  if (silent.length === 0) return []
  return [
    '## What `keepalived -t` does not say',
    '',
    'keepalived is silent about these when it is asked to test a configuration, though it does something else than the file seems to say.',
    '',
    '| rule | why it is said here |',
    '|---|---|',
    ...silent.map(([id = '', why = '']) => `| \`${id}\` | ${escapeCell(why)} |`),
    '',
  ]
}

function titleOf(check: Check, mode: Check['modes'][0]): string {
  return check.modes.length === 1
    ? 'Options'
    : `Options with \`--${mode.flag}\`${mode === check.modes[0] ? ' (the default)' : ''}`
}

function renderOptions(title: string, table: Table): string[] {
  const rows = Object.entries(table).map(([name, option]) => {
    const fallback =
      option.type === 'single' && option.fallbackText !== undefined ? ` Default: ${option.fallbackText}.` : ''
    const many = option.type === 'many' ? ' Repeatable.' : ''
    return `| \`${escapeCell(usageOf(name, option).trim())}\` | ${escapeCell(option.help.replace(/ Repeatable\.$/, '') + many + fallback)} |`
  })
  return [`## ${title}`, '', '| option | what it does |', '|---|---|', ...rows, '']
}
