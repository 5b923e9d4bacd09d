import fc from 'fast-check'
import { expect, test } from 'vitest'
import { splitEscaped, splitScript } from '../../../lib/keepalived/values/words.ts'

test.each([
  ['/usr/local/bin/check', ['/usr/local/bin/check']],
  ['  a  b\tc ', ['a', 'b', 'c']],
  [`a "b c" 'd e'`, ['a', 'b c', 'd e']],
  [`a"b c"d`, ['ab cd']],
  [`'it"s'`, ['it"s']],
  [String.raw`a\ b`, ['a b']],
  [String.raw`"a\"b"`, ['a"b']],
  [String.raw`\x41\x1b \101 \cA \t`, ['A\x1b', 'A', '\x01', '\t']],
  [String.raw`\xag`, ['\x0ag']],
  [`""`, ['']],
  [`a "`, ['a', '']],
  ['', []],
])('%j is split as keepalived does', (text, words) => {
  expect(splitEscaped(text)).toEqual({ words })
})

test.each([
  ['"abc', 'its " is not closed'],
  ["a 'b c", "its ' is not closed"],
  ['abc\\', 'it ends in a backslash'],
])('%j is refused: %s', (text, problem) => {
  expect(splitEscaped(text)).toEqual({ problem })
})

test.each([
  ['script /bin/check', { words: ['/bin/check'], user: undefined, group: undefined }],
  ['script "/bin/check -a 1"', { words: ['/bin/check', '-a', '1'], user: undefined, group: undefined }],
  [`script "/bin/check 'a b'"`, { words: ['/bin/check', 'a b'], user: undefined, group: undefined }],
  ['notify /bin/notify www adm', { words: ['/bin/notify'], user: 'www', group: 'adm' }],
  ['notify', { problem: 'it names no program' }],
  ['notify ""', { problem: 'it names no program' }],
  ['notify "/bin/x', { problem: 'its " is not closed', unsplit: true }],
  [`notify "/bin/x 'a"`, { problem: "its ' is not closed" }],
])('the script line %j', (raw, expected) => {
  expect(splitScript(raw)).toEqual(expected)
})

test('any text is split or refused', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), text => {
      const read = splitEscaped(text)
      expect('words' in read || read.problem !== '').toBe(true)
    }),
  )
})

test('words without signs that mean something come back', () => {
  const plain = fc.array(fc.stringMatching(/^[a-z0-9/._-]{1,8}$/))
  fc.assert(
    fc.property(plain, words => {
      expect(splitEscaped(words.join(' '))).toEqual({ words })
    }),
  )
})
