import { expect, test } from 'vitest'
import { readFile } from '../../lib/probe/file.ts'
import { readLocalAddresses } from '../../lib/probe/local-addresses.ts'
import { failure, success } from '../../lib/probe/outcome.ts'

const fibTrie = `Main:
  +-- 0.0.0.0/0 3 0 5
     |-- 192.0.2.0
        /24 link UNICAST
Local:
  +-- 0.0.0.0/0 3 0 5
     +-- 192.0.2.0/24 2 0 1
        |-- 192.0.2.10
           /32 host LOCAL
        |-- 192.0.2.255
           /32 link BROADCAST
     |-- 127.0.0.1
        /32 host LOCAL
`
const ifInet6 = `20010db8000000000000000000000010 02 80 00 80     eth0
00000000000000000000000000000001 01 80 10 80       lo
`

function probesOf(files: Readonly<Record<string, string>>) {
  const answer = (path: string) => {
    const text = files[path]
    return text === undefined ? failure('missing', 'there is no file') : success(Buffer.from(text))
  }
  return { readFile: (path: string) => Promise.resolve(answer(path)) }
}

test('addresses of both families, and no networks or broadcasts', async () => {
  const probes = probesOf({ '/proc/7/net/fib_trie': fibTrie, '/proc/7/net/if_inet6': ifInet6 })
  expect(await readLocalAddresses('/proc/7/net', probes)).toEqual({
    ok: true,
    value: ['192.0.2.10', '127.0.0.1', '2001:db8::10', '::1'],
  })
})

test('a host without IPv6', async () => {
  expect(await readLocalAddresses('/x', probesOf({ '/x/fib_trie': fibTrie }))).toMatchObject({ ok: true })
})

test('what cannot be read is a failure, not an empty list', async () => {
  expect(await readLocalAddresses('/x', probesOf({}))).toMatchObject({ ok: false, kind: 'missing' })
})

test('this very host has its loopback', async () => {
  const probes = { readFile: async (path: string, limit: number) => readFile(path, limit) }
  expect(await readLocalAddresses('/proc/net', probes)).toMatchObject({
    ok: true,
    value: expect.arrayContaining(['127.0.0.1']),
  })
})
