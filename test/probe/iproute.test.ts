import { afterAll, beforeAll, expect, test } from 'vitest'
import { runCommand } from '../../lib/probe/command.ts'
import { readDefaultRoutes, readInterfaces, readRoute } from '../../lib/probe/iproute.ts'
import { failure, success } from '../../lib/probe/outcome.ts'
import { world } from '../../lib/runtime/world.ts'
import { within } from '../support/deadline.ts'
import { need } from '../support/need.ts'
import { makeNamespace, type Namespace } from '../support/netns.ts'

const answering = (about: { exitCode?: number; stdout?: string; stderr?: string }) => ({
  command: () =>
    Promise.resolve(
      success({ exitCode: 0, signal: undefined, stdout: '', stderr: '', cut: false, ...about }),
    ),
})

need('ip')('this host, as any user', () => {
  test('has a loopback', async () => {
    const outcome = await within(5, deadline => readInterfaces(world, deadline))
    expect(outcome.ok ? outcome.value.map(({ name }) => name) : outcome).toContain('lo')
  })

  test('reaches its own loopback by itself', async () => {
    const outcome = await within(5, deadline => readRoute('127.0.0.2', world, deadline))
    expect(outcome).toMatchObject({ ok: true, value: { type: 'local', device: 'lo' } })
  })
})

need('netns')('the ways in a namespace', () => {
  let namespace: Namespace
  beforeAll(() => {
    namespace = makeNamespace()
    namespace.ip('link', 'set', 'lo', 'up')
    namespace.ip('route', 'add', 'blackhole', '203.0.113.0/25')
    namespace.ip('route', 'add', 'prohibit', '203.0.113.128/25')
  })
  afterAll(() => namespace[Symbol.dispose]())

  /** The system's ip, in the namespace. */
  const probes = () => ({
    command: (_: string, argv: readonly string[], deadline: Parameters<typeof runCommand>[2]) =>
      runCommand('ip', ['-n', namespace.name, ...argv], deadline),
  })

  test.each([['198.51.100.1'], ['203.0.113.1'], ['203.0.113.200'], ['2001:db8::1']])(
    'none to %s is unreachable, it is nothing that a privilege would mend',
    async address => {
      const outcome = await within(5, deadline => readRoute(address, probes(), deadline))
      expect(outcome).toMatchObject({ ok: false, kind: 'unreachable' })
    },
  )

  test('no default route is none, not a failure', async () => {
    const outcome = await within(5, deadline => readDefaultRoutes(4, probes(), deadline))
    expect(outcome).toEqual(success([]))
  })
})

test.each([
  [
    'an ip that knows no -j',
    answering({ exitCode: 255, stderr: 'Option "-j" is unknown, try "ip -help".' }),
    'is unknown',
  ],
  ['an ip that prints text', answering({ stdout: '1: lo: mtu 65536' }), 'cannot be read'],
])('%s is no answer', async (_, probes, text) => {
  const outcome = await within(5, deadline => readInterfaces(probes, deadline))
  expect(outcome).toMatchObject({ ok: false, kind: 'malformed', text: expect.stringContaining(text) })
})

test('a host without iproute2 is told what to install', async () => {
  const command = () => Promise.resolve(failure('missing', 'there is no program ip on this host'))
  const outcome = await within(5, deadline => readInterfaces({ command }, deadline))
  expect(outcome).toMatchObject({ kind: 'missing', hint: 'apt-get install iproute2' })
})
