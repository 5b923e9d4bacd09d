import { expect, test } from 'vitest'
import { findSecretLines } from '../../../lib/keepalived/file/secret-lines.ts'

test.each<[string, string, [number, number][]]>([
  ['a good block', 'authentication {\n  auth_type PASS\n  auth_pass x\n}\nfoo bar\n', [[3, 12]]],
  ['a mistyped word', 'x\n authentication {\n  auth_type PASS\n  auht_pas hunter2\n}\n', [[4, 11]]],
  ['a word that has grown together', 'authentication {\n  auth_phunter2\n}\n', [[2, 2]]],
  ['a brace on the next line', 'authentication\n{\n  pw x y\n}\n', [[3, 5]]],
  ['a block whose brace is lost', 'authentication {\n  pw x\nvirtual_ipaddress {\n192.0.2.10\n}\n', [[2, 5]]],
  ['comments', 'authentication {\n  # pw x\n  ! pw x\n}\n', []],
  ['a heading twice', 'authentication\nauthentication\n', []],
  ['no block', 'pw x\n', []],
  ['at the end of the file', 'authentication {\n  pw x', [[2, 5]]],
  [
    'two blocks',
    'authentication {\npw x\n}\nauthentication {\npw y\n}\n',
    [
      [2, 3],
      [5, 3],
    ],
  ],
])('%s', (_, text, wanted) => {
  expect([...findSecretLines(text)]).toEqual(wanted)
})
