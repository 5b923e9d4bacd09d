import { execFileSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { readFile } from '../../lib/probe/file.ts'
import { need } from '../support/need.ts'
import { makeFolder } from '../support/temporary.ts'

test.each([
  ['an empty file', ''],
  ['text', 'vrrp_instance VI_1 {\n}\n'],
  ['bytes that are no text', Buffer.from([0xff, 0, 0xfe])],
  ['more than one read', 'x'.repeat(200_000)],
])('%s', (_, content) => {
  using folder = makeFolder()
  const path = folder.write('keepalived.conf', content)
  expect(readFile(path, 1_000_000)).toEqual({ ok: true, value: Buffer.from(content) })
})

test('a file of /proc, which has no size', () => {
  const outcome = readFile('/proc/self/status', 1_000_000)
  expect(outcome.ok ? outcome.value.toString() : outcome.text).toContain('\nPid:')
})

test('pieces, the last of them short', () => {
  using folder = makeFolder()
  const path = folder.write('table', '1234567')
  expect(readFile(path, 100, 3)).toEqual({ ok: true, value: Buffer.from('1234567') })
})

test('exactly the limit is read, one byte more is not', () => {
  using folder = makeFolder()
  const path = folder.write('secret', '12345')
  expect(readFile(path, 5)).toMatchObject({ ok: true })
  expect(readFile(path, 4)).toEqual({
    ok: false,
    kind: 'malformed',
    text: `'${path}' is longer than 4 bytes`,
  })
  expect(readFile('/proc/self/status', 10)).toMatchObject({ ok: false, kind: 'malformed' })
})

test.each([
  ['/no/such/file', 'missing', "there is no file '/no/such/file'"],
  ['/etc/hosts/below', 'missing', "there is no file '/etc/hosts/below'"],
  ['/etc', 'malformed', "'/etc' is not a regular file"],
  ['/dev/zero', 'malformed', "'/dev/zero' is not a regular file"],
  ['a\0b', 'malformed', /^'a\\x00b' cannot be read/],
])('%j', (path, kind, text) => {
  expect(readFile(path, 1000)).toMatchObject({ ok: false, kind, text: expect.stringMatching(text) })
})

test('a FIFO that nobody writes to does not hang the check', () => {
  using folder = makeFolder()
  const path = `${folder.path}/fifo`
  execFileSync('mkfifo', [path])
  expect(readFile(path, 1000)).toMatchObject({ ok: false, kind: 'malformed' })
})

test('a socket is no file', async () => {
  using folder = makeFolder()
  const path = `${folder.path}/socket`
  const server = createServer()
  await new Promise<void>(resolve => server.listen(path, resolve))
  expect(readFile(path, 1000)).toMatchObject({ ok: false, kind: 'malformed' })
  await new Promise(resolve => server.close(resolve))
})

need('root')('a user who may not', () => {
  test('is told what lets him', () => {
    using folder = makeFolder()
    chmodSync(folder.path, 0o755)
    const path = folder.write('keepalived.conf', 'auth_pass secret\n', 0o600)
    process.seteuid?.(65_534)
    try {
      expect(readFile(path, 1000)).toEqual({
        ok: false,
        kind: 'denied',
        text: `'${path}' cannot be read by this user`,
        hint: `Let the user of the check read it: setfacl -m u:nagios:r ${path}; see whether a folder on the way is closed: namei -l ${path}`,
      })
    } finally {
      process.seteuid?.(0)
    }
  })
})
