import { spawnSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { expect, test } from 'vitest'
import { sudoersWord } from '../../lib/text/sudoers-word.ts'
import { need } from '../support/need.ts'
import { makeFolder } from '../support/temporary.ts'

const words = [
  'a\\b',
  'a\\',
  'a"b',
  '"b"',
  "it's",
  '#x',
  'a#b',
  '!b',
  'a!b',
  'two words',
  ' a',
  'tab\tulator',
  '*',
  '?',
  '[a]',
  '^a',
  '^a$',
  'a(b)',
  'a=b,c:d',
  '2001:db8::10',
  'ä€',
  'a%b@c+d&e|f;g~h{i}<j>k`l$m',
]

test.each(['', ' ', 'a ', 'two\nlines', 'a\rb'])('%j is refused', word => {
  expect(() => sudoersWord(word)).toThrow(RangeError)
})

need(
  'netns',
  'sudo',
  'setpriv',
)('a rule of sudoers', () => {
  test('allows these very words to a user of no privilege, and no others', () => {
    using folder = makeFolder()
    chmodSync(folder.path, 0o755)
    const program = folder.write('words', '#!/bin/sh\nprintf "<%s>" "$@"\n', 0o755)
    const lines = words.map(word => `nobody ALL=(root) NOPASSWD: ${program} ${sudoersWord(word)}`)
    const rules = folder.write('sudoers', `${lines.join('\n')}\n`, 0o440)
    // Its own mount namespace: the rules of this machine stay as they are.
    const script = `
      chown root:root "$1" && mount --bind "$1" /etc/sudoers && shift && program=$1 && shift
      for word; do setpriv --reuid=65534 --regid=65534 --clear-groups sudo -n "$program" "$word" 2>/dev/null || echo refused; echo; done`
    const run = (asked: readonly string[]) =>
      spawnSync('unshare', ['-m', 'sh', '-c', script, 'sh', rules, program, ...asked], { encoding: 'utf8' })
        .stdout.split('\n')
        .filter(line => line !== '')
    expect(run(words)).toEqual(words.map(word => `<${word}>`))
    expect(run(['b', 'xx', '[b]', 'aXb', 'a', '\\*'])).toEqual(Array(6).fill('refused'))
  })
})
