import { execFileSync } from 'node:child_process'
import { expect, test } from 'vitest'
import { readFileEnd } from '../../lib/probe/file-end.ts'
import { makeFolder } from '../support/temporary.ts'

test.each([
  ['an empty file', '', 10, '', 0],
  ['a file shorter than asked', 'one\ntwo\n', 100, 'one\ntwo\n', 0],
  ['exactly its length', 'one\ntwo\n', 8, 'one\ntwo\n', 0],
  ['its end', 'one\ntwo\n', 4, 'two\n', 4],
  ['the end of more than one read', `${'x'.repeat(200_000)}end`, 3, 'end', 200_000],
])('%s', (_, content, bytes, wanted, offset) => {
  using folder = makeFolder()
  const outcome = readFileEnd(folder.write('log', content), bytes)
  expect(outcome).toMatchObject({ ok: true, value: { bytes: Buffer.from(wanted), offset } })
})

test('a large file costs only what is asked of it', () => {
  using folder = makeFolder()
  const path = folder.write('log', '')
  execFileSync('truncate', ['--size', '4T', path])
  expect(readFileEnd(path, 5)).toMatchObject({ ok: true, value: { bytes: Buffer.alloc(5) } })
})

test.each([
  ['/no/such/log', 'missing', "there is no file '/no/such/log'"],
  ['/var', 'malformed', "'/var' is not a regular file"],
  ['/dev/zero', 'malformed', "'/dev/zero' is not a regular file"],
])('%s', (path, kind, text) => {
  expect(readFileEnd(path, 10)).toEqual({ ok: false, kind, text })
})

test('a FIFO that nobody writes to does not hang the check', () => {
  using folder = makeFolder()
  const path = `${folder.path}/fifo`
  execFileSync('mkfifo', [path])
  expect(readFileEnd(path, 10)).toMatchObject({ ok: false, kind: 'malformed' })
})
