import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { renderBashCompletion } from '../../scripts/generate/completion-bash.ts'
import { renderZshCompletion } from '../../scripts/generate/completion-zsh.ts'
import { checks } from '../support/contract.ts'
import { need } from '../support/need.ts'
import { makeFolder } from '../support/temporary.ts'

/**
 * Types each line into a zsh at a terminal of its own and prints what it shows before the next one. What is typed
 * before there is a prompt is the terminal's to edit, not zsh's.
 */
const terminal = `
  zmodload zsh/zpty
  zpty z zsh -f -i
  zpty -w z "stty cols 200; fpath=($1 \\$fpath); autoload -Uz compinit; compinit -u -D; LISTMAX=0"
  zpty -w z "setopt noautomenu; bindkey '^I' list-choices; cd $1; PS1='REA''DY> '"
  zpty -r z shown '*READY> *'
  shift
  for line; do
    zpty -w -n z "$line"$'\\t\\C-u'
    zpty -w z "print DONE\\$((1))"
    zpty -r z shown '*DONE1*READY> *'
    print -r -- "==ASKED==$shown"
  done
  zpty -d z`

/** What is typed, and some of what is offered; `only` when it is all that is. */
const cases: readonly (readonly [typed: string, offered: readonly string[], only?: 'only'])[] = [
  ['lvs-checks ', ['explain', 'install', 'objects', 'check_vip_ping']],
  ['lvs-checks ob', ['objects'], 'only'],
  ['lvs-checks objects ', ['icinga2', 'nagios', 'nrpe', 'sudoers'], 'only'],
  ['lvs-checks objects nagios --rep', ['--replace'], 'only'],
  ['lvs-checks explain keepalived-not', ['keepalived-not-running'], 'only'],
  ['lvs-checks explain real-', ['real-server', 'real-server-missing']],
  ['lvs-checks explain check_vip_ping lo', ['loss'], 'only'],
  ['lvs-checks check_vip_ping --pack', ['--packets'], 'only'],
  ['check_vip_ping --state dup', ['duplicates='], 'only'],
  ['check_vip_ping --state=dup', ['duplicates='], 'only'],
  ['check_vip_ping --state duplicates=cr', ['critical'], 'only'],
  ['check_vip_ping --state $(touch${IFS}made)=', [], 'only'],
  ['check_ipvs_drift --table ma', [], 'only'],
  ['check_vip_service --onredirect st', ['sticky', 'stickyport'], 'only'],
  ['check_vip_service -f cr', ['critical'], 'only'],
  ['check_vip_service --tcp --ref', ['--refuse'], 'only'],
  ['check_vip_service --ref', [], 'only'],
  ['check_lvs_realserver --method ', ['DR', 'NAT', 'TUN'], 'only'],
  ['check_ipvs_drift --table one-', ['one-table'], 'only'],
  ['check_ipvs_drift --table=one-', ['one-table'], 'only'],
  ['check_keepalived_config one-', ['one-table'], 'only'],
  ['check_vip_ping -H ', [], 'only'],
]

describe('completion in bash', () => {
  // The words of COMP_WORDS are not looked at: bash cuts them at = and :.
  const script = `
    source "$1"; cd "$2"; shift 2
    compopt() { :; }
    for line; do
      COMP_LINE=$line COMP_POINT=\${#line}
      _lvs_checks
      printf '%s\\n' "\${COMPREPLY[@]}"; echo ==
    done
    complete -p lvs-checks check_vip_ping`
  const offered = () => {
    using folder = makeFolder()
    folder.write('one-table', '')
    const file = folder.write('lvs-checks.bash', renderBashCompletion(checks))
    const lines = cases.map(([typed]) => typed)
    const { stdout, stderr } = spawnSync('bash', ['-uc', script, 'bash', file, folder.path, ...lines], {
      encoding: 'utf8',
    })
    return { answers: stdout.split('==\n').map(text => text.split('\n').filter(each => each !== '')), stderr }
  }
  const { answers, stderr } = offered()

  test('is registered for the program and its checks, and says nothing', () => {
    expect(answers.at(-1)).toEqual([
      'complete -F _lvs_checks lvs-checks',
      'complete -F _lvs_checks check_vip_ping',
    ])
    expect(stderr).toBe('')
  })

  test.each(cases.map(([typed, wanted, only], at) => ({ typed, wanted, only, at })))('%j', each => {
    const found = answers[each.at] ?? []
    if (each.only === 'only') expect(found.toSorted()).toEqual(each.wanted)
    else expect(found).toEqual(expect.arrayContaining([...each.wanted]))
  })

  test('every option of every check is offered', () => {
    const file = renderBashCompletion(checks)
    for (const mode of checks.flatMap(check => check.modes)) {
      for (const name of Object.keys(mode.options)) expect(file).toContain(`--${name}`)
    }
  })
})

need('zsh')('completion in zsh', () => {
  test('is read without a complaint', () => {
    using folder = makeFolder()
    const file = folder.write('_lvs-checks', renderZshCompletion(checks, 'Made by a test.'))
    const { status, stderr } = spawnSync('zsh', ['-n', file], { encoding: 'utf8' })
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
  })

  test('offers the same at a terminal', () => {
    using folder = makeFolder()
    folder.write('one-table', '')
    folder.write('_lvs-checks', renderZshCompletion(checks, 'Made by a test.'))
    const lines = cases.filter(([, wanted]) => wanted.length > 0).map(([typed]) => typed)
    const words = ['-f', '-c', terminal, 'zsh', folder.path, ...lines]
    const { stdout } = spawnSync('zsh', words, {
      encoding: 'utf8',
      timeout: 30_000,
      env: { PATH: process.env.PATH, LC_ALL: 'C.UTF-8', TERM: 'vt100' },
    })
    const answers = stdout.split('==ASKED==')
    for (const [at, line] of lines.entries()) {
      const wanted = cases.find(([typed]) => typed === line)?.[1] ?? []
      // What it puts between rule and state it takes off again where it lists them.
      for (const word of wanted) expect(answers[at + 1], line).toContain(word.replace(/=$/, ''))
    }
  }, 40_000)
})
