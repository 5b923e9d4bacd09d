import type { Check } from '../../lib/runtime/check.ts'
import { type Completed, completedOf, programWords, spellings, takesWord, valuesOf } from './completion.ts'

/**
 * Completion for bash, by what it has itself: bash-completion is not needed, only finds the file. Names of options, rules and
 * words of lists hold nothing that a shell reads.
 */
export function renderBashCompletion(checks: readonly Check[]): string {
  const { names, subcommands, formats, explained } = programWords(checks)
  return [
    '# Sets what can be typed after a command: options, those with a value, with a file, words of lists, rules.',
    '_lvs_checks_about() {',
    '    case $1 in',
    ...completedOf(checks).flatMap(renderCase),
    '    *) return 1 ;;',
    '    esac',
    '}',
    '',
    machinery
      .replace('SUBCOMMANDS', subcommands.join(' '))
      .replace('FORMATS', formats.join(' '))
      .replace('EXPLAINED', explained.join(' ')),
    `complete -F _lvs_checks lvs-checks ${names.join(' ')}`,
    '',
  ].join('\n')
}

function renderCase({ key, table, rules, takesFiles }: Completed): string[] {
  const all = Object.entries(table).map(([name, option]) => ({
    option,
    words: spellings(name, option),
    values: valuesOf(option),
  }))
  const list = (some: typeof all) => some.flatMap(({ words }) => words).join(' ')
  const lists = all.flatMap(({ words, values }) =>
    values.kind === 'words' ? [`        ${words.join('|')}) choices='${values.words.join(' ')}' ;;`] : [],
  )
  return [
    `    '${key}')`,
    `        options='${list(all)}'`,
    `        valued=' ${list(all.filter(({ option }) => takesWord(option)))} '`,
    `        files=' ${list(all.filter(({ values }) => values.kind === 'file'))} '`,
    `        rules='${rules.join(' ')}'`,
    `        operands=${takesFiles ? 'files' : ''}`,
    ...(lists.length === 0 ? [] : ['        case $2 in', ...lists, '        esac']),
    '        ;;',
  ]
}

const machinery = `# Offers words for what is typed of one: bash itself has cut the line at each = and :, so only the rest is answered.
_lvs_checks_offer() {
    local typed=$1 word cut
    cut=\${typed%"\${typed##*[=:]}"}
    shift
    while IFS= read -r word; do COMPREPLY+=("\${word#"$cut"}"); done < <(compgen "$@" -- "$typed")
}

_lvs_checks_value() {
    local option=$1 typed=$2 rule
    if [[ $files == *" $option "* ]]; then
        compopt -o filenames
        _lvs_checks_offer "$typed" -f
    elif [[ $option == --state && $typed == *=* ]]; then
        rule=\${typed%%=*}
        # compgen expands its list: nothing that was typed gets there but the name of a rule.
        [[ " $rules " == *" $rule "* ]] || return
        _lvs_checks_offer "$typed" -W "$rule=ok $rule=warning $rule=critical $rule=unknown"
    elif [[ $option == --state ]]; then
        compopt -o nospace
        _lvs_checks_offer "$typed" -W "$rules" -S =
    else
        _lvs_checks_offer "$typed" -W "$choices"
    fi
}

_lvs_checks() {
    local line=\${COMP_LINE:0:COMP_POINT} words command typed option options valued files rules operands choices=
    COMPREPLY=()
    read -ra words <<<"$line"
    [[ $line == *[[:blank:]] ]] && words+=('')
    command=\${words[0]##*/}
    if [[ $command == lvs-checks ]]; then
        words=("\${words[@]:1}")
        command=\${words[0]}
        if ((\${#words[@]} == 1)); then
            _lvs_checks_offer "$command" -W 'SUBCOMMANDS'
            return
        fi
    fi
    typed=\${words[-1]} option=\${words[-2]}
    case $command in
    explain)
        if ((\${#words[@]} == 2)); then
            _lvs_checks_offer "$typed" -W 'EXPLAINED'
        elif _lvs_checks_about "\${words[1]}" ''; then
            _lvs_checks_offer "$typed" -W "$rules"
        fi
        return
        ;;
    install)
        compopt -o filenames
        _lvs_checks_offer "$typed" -d
        return
        ;;
    objects)
        if ((\${#words[@]} == 2)) && [[ $typed != -* ]]; then
            _lvs_checks_offer "$typed" -W 'FORMATS'
            return
        fi
        ;;
    check_vip_service) [[ " \${words[*]} " == *' --tcp '* ]] && command='check_vip_service --tcp' ;;
    esac
    [[ $typed == --*=* ]] && option=\${typed%%=*}
    _lvs_checks_about "$command" "$option" || return
    if [[ $typed == --*=* ]]; then
        _lvs_checks_value "$option" "\${typed#*=}"
    elif [[ $valued == *" $option "* ]]; then
        _lvs_checks_value "$option" "$typed"
    elif [[ $typed == -* || -z $operands ]]; then
        _lvs_checks_offer "$typed" -W "$options"
    else
        compopt -o filenames
        _lvs_checks_offer "$typed" -f
    fi
}
`
