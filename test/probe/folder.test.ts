import { expect, test } from 'vitest'
import { listFolder } from '../../lib/probe/folder.ts'
import { makeFolder } from '../support/temporary.ts'

test('names are sorted, and no more is said of them', () => {
  using folder = makeFolder()
  for (const name of ['b', 'a', '.hidden']) folder.write(name, '')
  expect(listFolder(folder.path, 3)).toEqual({ ok: true, value: ['.hidden', 'a', 'b'] })
})

test('a folder with more names than the limit is no shorter list', () => {
  using folder = makeFolder()
  for (const name of ['b', 'a', 'c']) folder.write(name, '')
  expect(listFolder(folder.path, 2)).toEqual({
    ok: false,
    kind: 'malformed',
    text: `'${folder.path}' holds more than 2 names`,
  })
})

test.each([
  ['/no/such/folder', 'missing', "there is no folder '/no/such/folder'"],
  ['/etc/hosts', 'missing', "there is no folder '/etc/hosts'"],
])('%s', (path, kind, text) => {
  expect(listFolder(path, 10)).toEqual({ ok: false, kind, text })
})
