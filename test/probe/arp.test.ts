import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { macsOf } from '../../lib/arp/answer.ts'
import { askArp, askNdisc, findArping } from '../../lib/probe/arp.ts'
import { runCommand } from '../../lib/probe/command.ts'
import type { Probes } from '../../lib/probe/probes.ts'
import { within } from '../support/deadline.ts'
import { hosts, type Lan, makeLan, take, vips } from '../support/lan.ts'
import { type NeedName, need } from '../support/need.ts'

type Asking = Pick<Probes, 'command'>

/** Programs of the monitoring host of a LAN, or of another host of it. */
function probesOn(lan: Lan, name: 'm' | 'd1'): Asking {
  const [program = '', ...words] = lan[name].enter
  return {
    command: (asked, argv, deadline) => runCommand(program, [...words, asked, ...argv], deadline),
  }
}

const arpings: readonly (readonly [title: string, needed: NeedName, program: string])[] = [
  ['iputils', 'arping', 'arping'],
  ['Thomas Habets', 'habets', process.env.HABETS_ARPING ?? 'arping'],
]

describe.each(arpings)('arping of %s', (_, needed, program) => {
  need('netns', needed)('on a LAN', () => {
    let lan: Lan
    beforeAll(async () => {
      lan = await makeLan()
      await take(lan.d1, vips[4])
    })
    afterAll(() => lan[Symbol.asyncDispose]())

    const ask = (name: 'm' | 'd1', address: string, quiet: boolean) =>
      within(10, async deadline => {
        const probes = probesOn(lan, name)
        const arping = await findArping(program, probes, deadline)
        if (!arping.ok) return arping
        const request = { address, interface: 'eth0', count: 3, quiet }
        return askArp(arping.value, request, probes, deadline)
      })

    test('one holder, two, and who is heard on the holder itself', async () => {
      const one = await ask('m', vips[4], false)
      expect(one.ok && macsOf(one.value)).toEqual([hosts.d1.mac])
      const alone = await ask('d1', vips[4], true)
      expect(alone).toMatchObject({ ok: true, value: { replies: 0 } })
      await take(lan.d2, vips[4])
      const both = await ask('m', vips[4], false)
      expect(both.ok && macsOf(both.value).toSorted()).toEqual([hosts.d1.mac, hosts.d2.mac])
      const other = await ask('d1', vips[4], true)
      expect(other.ok && macsOf(other.value)).toEqual([hosts.d2.mac])
    }, 30_000)

    test('nobody', async () => {
      expect(await ask('m', '192.0.2.99', false)).toMatchObject({ ok: true, value: { sent: 3, replies: 0 } })
    }, 15_000)
  })
})

need('netns', 'ndisc6')('ndisc6 on a LAN', () => {
  let lan: Lan
  beforeAll(async () => {
    lan = await makeLan()
    await take(lan.d1, vips[6])
  })
  afterAll(() => lan[Symbol.asyncDispose]())

  const ask = (name: 'm' | 'd1', address: string) =>
    within(10, deadline =>
      askNdisc('ndisc6', { address, interface: 'eth0', count: 3 }, probesOn(lan, name), deadline),
    )

  test('one holder, two, nobody', async () => {
    const one = await ask('m', vips[6])
    expect(one.ok && macsOf(one.value)).toEqual([hosts.d1.mac])
    await take(lan.d2, vips[6])
    const both = await ask('m', vips[6])
    expect(both.ok && macsOf(both.value).toSorted()).toEqual([hosts.d1.mac, hosts.d2.mac])
    expect(await ask('m', '2001:db8::99')).toMatchObject({ ok: true, value: { sent: 3, replies: 0 } })
  }, 30_000)
})

const saying = (stderr: string): Asking => ({
  command: () =>
    Promise.resolve({
      ok: true,
      value: { exitCode: 2, signal: undefined, stdout: '', stderr, cut: false },
    }),
})
const request = { address: '192.0.2.10', interface: 'eth0', count: 3, quiet: false }
const iputils = { program: '/usr/bin/arping', kind: 'iputils' } as const

test('who may not ask is told both ways to the right', async () => {
  const probes = saying('arping: socket: Operation not permitted')
  const answer = await within(5, deadline => askArp(iputils, request, probes, deadline))
  expect(answer).toMatchObject({
    ok: false,
    kind: 'denied',
    hint: expect.stringMatching(
      /^setcap cap_net_raw\+ep \/usr\/bin\/arping, or else .* NOPASSWD: \/usr\/bin\/arping -b -c 3 -I eth0 192\.0\.2\.10$/,
    ),
  })
})

test.each([
  ['arping: Device eth0 not available.', 'unreachable'],
  ['arping: Interface "eth0" is down', 'unreachable'],
  ['arping: what is this', 'malformed'],
])('%s is %s', async (stderr, kind) => {
  const answer = await within(5, deadline => askArp(iputils, request, saying(stderr), deadline))
  expect(answer).toMatchObject({ ok: false, kind })
})
