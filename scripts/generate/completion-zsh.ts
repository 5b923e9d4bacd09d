import type { Option } from '../../lib/cli/option.ts'
import type { Check } from '../../lib/runtime/check.ts'
import { type Completed, completedOf, programWords, spellings, valuesOf } from './completion.ts'

/**
 * Completion for zsh, by its own _arguments.
 * @param remark stands behind the first line, which zsh looks for the names of commands
 */
export function renderZshCompletion(checks: readonly Check[], remark: string): string {
  const { names, formats, explained } = programWords(checks)
  const subcommands = [
    'explain:what an alarm means, how to confirm and how to mend it',
    'objects:everything to be watched of a cluster, from its keepalived.conf',
    'install:a link for each check in a folder',
    ...checks.map(check => `${check.name}:${check.summary.replaceAll(':', '\\:')}`),
  ]
  return [
    `#compdef lvs-checks ${names.join(' ')}`,
    `# ${remark}`,
    '',
    '# RULE=STATE of one check.',
    '_lvs_checks_state() {',
    "    if compset -P '*='; then",
    '        compadd ok warning critical unknown',
    '    else',
    '        compadd -S = -q -- "$@"',
    '    fi',
    '}',
    '',
    '_lvs_checks_about() {',
    '    case $1 in',
    ...completedOf(checks).flatMap(renderCase),
    '    esac',
    '}',
    '',
    '_lvs-checks() {',
    '    local command=$service',
    '    if [[ $command == lvs-checks ]]; then',
    '        if ((CURRENT == 2)); then',
    `            local -a subcommands=(${subcommands.map(quote).join(' ')})`,
    "            _describe 'check or command' subcommands",
    '            return',
    '        fi',
    '        shift words',
    '        ((CURRENT--))',
    '        command=$words[1]',
    '    fi',
    '    case $command in',
    '    explain)',
    '        if ((CURRENT == 2)); then',
    `            compadd -- ${explained.join(' ')}`,
    '        elif ((CURRENT == 3)); then',
    '            case $words[2] in',
    ...checks.map(({ name, rules }) => `            ${name}) compadd -- ${Object.keys(rules).join(' ')} ;;`),
    '            esac',
    '        fi',
    '        ;;',
    '    install) _files -/ ;;',
    '    objects)',
    '        if ((CURRENT == 2)); then',
    `            compadd -- ${formats.join(' ')}`,
    '        else',
    '            _lvs_checks_about objects',
    '        fi',
    '        ;;',
    ...completedOf(checks).flatMap(({ key }) => {
      const [name, flag] = key.split(' ')
      return flag === undefined
        ? []
        : [`    ${name}) _lvs_checks_about "$command\${words[(r)${flag}]:+ ${flag}}" ;;`]
    }),
    '    *) _lvs_checks_about $command ;;',
    '    esac',
    '}',
    '',
    '_lvs-checks "$@"',
    '',
  ].join('\n')
}

function renderCase({ key, table, rules, takesFiles }: Completed): string[] {
  const specs = Object.entries(table).map(([name, option]) => renderSpec(name, option, rules))
  const operand = takesFiles ? ["'*:file:_files'"] : []
  return [
    `    '${key}')`,
    '        _arguments -s -S \\',
    ...[...specs, ...operand].map(
      (spec, at, all) => `            ${spec}${at + 1 < all.length ? ' \\' : ''}`,
    ),
    '        ;;',
  ]
}

/** `'(-w --warning)'{-w+,--warning=}'[WARNING from …]:RANGE:'` */
function renderSpec(name: string, option: Option, rules: readonly string[]): string {
  const words = spellings(name, option)
  const repeats = option.type === 'many' || option.type === 'count'
  const guard = repeats ? "'*'" : words.length > 1 ? quote(`(${words.join(' ')})`) : ''
  const forms = words.map(word => word + suffix(word, option))
  const brace = forms.length > 1 ? `{${forms.join(',')}}` : (forms[0] ?? '')
  return `${guard}${brace}${quote(`[${about(option.help)}]${renderValue(option, rules)}`)}`
}

/** How a value follows: a letter with its value attached or not, a long name with =; only attached where it may be left out. */
function suffix(word: string, { type }: Option): string {
  if (type === 'flag' || type === 'count') return ''
  const long = word.startsWith('--')
  return type === 'maybe' ? (long ? '=-' : '-') : long ? '=' : '+'
}

function renderValue(option: Option, rules: readonly string[]): string {
  if (option.type === 'flag' || option.type === 'count') return ''
  const values = valuesOf(option)
  const action =
    values.kind === 'file'
      ? '_files'
      : values.kind === 'words'
        ? `(${values.words.join(' ')})`
        : values.kind === 'rule'
          ? `{_lvs_checks_state ${rules.join(' ')}}`
          : ' '
  return `${option.type === 'maybe' ? '::' : ':'}${about(option.kind.placeholder)}:${action}`
}

/** What stands in brackets or between colons. */
function about(text: string): string {
  return text.replace(/[[\]:\\]/g, sign => `\\${sign}`)
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}
