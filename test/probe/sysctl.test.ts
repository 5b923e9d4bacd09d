import { expect, test } from 'vitest'
import { failure, success } from '../../lib/probe/outcome.ts'
import { readSysctl } from '../../lib/probe/sysctl.ts'
import { world } from '../../lib/runtime/world.ts'

test('a setting of the running kernel', async () => {
  expect(await readSysctl(['net', 'ipv4', 'ip_forward'], world)).toMatchObject({
    ok: true,
    value: expect.toBeOneOf([0, 1]),
  })
})

test('a setting the kernel does not have is missing', async () => {
  expect(await readSysctl(['net', 'ipv4', 'no_such_setting'], world)).toMatchObject({
    ok: false,
    kind: 'missing',
  })
})

test('the name of an interface keeps its dot', async () => {
  const asked: string[] = []
  const readFile = (path: string) => {
    asked.push(path)
    return Promise.resolve(success(Buffer.from('2\n')))
  }
  const words = ['net', 'ipv4', 'conf', 'eth0.5', 'arp_announce']
  expect(await readSysctl(words, { readFile })).toEqual({ ok: true, value: 2 })
  expect(asked).toEqual(['/proc/sys/net/ipv4/conf/eth0.5/arp_announce'])
})

test.each([['cubic\n'], ['4096\t87380\t6291456\n'], [''], ['1e3'], ['0x1']])(
  '%j is no number',
  async text => {
    const readFile = () => Promise.resolve(success(Buffer.from(text)))
    expect(await readSysctl(['net', 'x'], { readFile })).toMatchObject({ ok: false, kind: 'malformed' })
  },
)

test('what cannot be read stays what it is', async () => {
  const denied = failure('denied', "'/proc/sys/net/x' cannot be read by this user")
  expect(await readSysctl(['net', 'x'], { readFile: () => Promise.resolve(denied) })).toBe(denied)
})
