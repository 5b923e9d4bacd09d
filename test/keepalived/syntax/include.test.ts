import { describe, expect, test } from 'vitest'
import type { SourceFile } from '../../../lib/keepalived/sources.ts'
import { describeInclude, readInclude } from '../../../lib/keepalived/syntax/include.ts'
import { sourceFile } from '../../support/config-sources.ts'

/** What is said of an include with this letter that finds these files. */
function said(letter: string, pattern: string, files: readonly SourceFile[]): string {
  const text = `include${letter} ${pattern}`
  const include = readInclude({ text, file: 'keepalived.conf', line: 1, columns: 1 })
  if (include === undefined) throw new Error(`${text} is no include`)
  return describeInclude(include, files, [])
    .map(diagnostic => diagnostic.text)
    .join('\n')
}

const cases = [
  { what: 'no file', pattern: 'a.conf', files: [], letters: ['m', 'w', 'a'] },
  { what: 'no file for a pattern', pattern: '*.conf', files: [], letters: ['w', 'a'] },
  {
    what: 'an executable file',
    pattern: 'a.conf',
    files: [sourceFile('a.conf', '', 'executable')],
    letters: ['r', 'm', 'w', 'b', 'a'],
  },
  {
    what: 'a folder',
    pattern: 'a',
    files: [sourceFile('a', '', 'directory')],
    letters: ['r', 'm', 'w', 'b', 'a'],
  },
  {
    what: 'one of two files in braces',
    pattern: 'conf.d/{a,b}.conf',
    files: [sourceFile('conf.d/a.conf', '')],
    letters: ['b', 'a'],
  },
]

// Held against keepalived 2.2.7: where it does not start, it exits with 6.
describe.each(cases)('$what', ({ pattern, files, letters }) => {
  test.each(['', 'r', 'm', 'w', 'b', 'a'])('include%s', letter => {
    const effect = letters.includes(letter) ? 'keepalived does not start' : 'keepalived goes on without it'
    expect(said(letter, pattern, files)).toContain(effect)
  })
})

test('a list in braces of which all are there, or which is a pattern, is well', () => {
  const files = [sourceFile('a.conf', ''), sourceFile('b.conf', '')]
  expect(said('', '{a,b}.conf', files)).toBe('')
  expect(said('', '{a,b,x*}.conf', files)).toBe('')
})
