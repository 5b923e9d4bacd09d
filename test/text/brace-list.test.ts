import { expect, test } from 'vitest'
import { expandBraces } from '../../lib/text/brace-list.ts'

test.each([
  ['a{b,c}d', ['abd', 'acd']],
  ['{a,b}{1,2}', ['a1', 'a2', 'b1', 'b2']],
  ['{a,{b,c}}x', ['ax', 'bx', 'cx']],
  ['{a}', ['a']],
  ['a{b', ['a{b']],
  ['a}b', ['a}b']],
  ['\\{a,b}', ['\\{a,b}']],
  ['x', ['x']],
])('braces: %s', (pattern, wanted) => {
  expect(expandBraces(pattern)).toEqual(wanted)
})

test('a bomb of braces ends', () => {
  expect(expandBraces('{a,b}'.repeat(40)).length).toBeLessThan(2000)
})
