import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { answersForBoth, dropVrrp, hosts, makeLan, passVrrp, take, vips } from './lan.ts'
import { need } from './need.ts'
import { backup, holderOf, logOf, master, startKeepalived, untilBound } from './vrrp.ts'

need(
  'netns',
  'keepalived',
  'arping',
  'ndisc6',
  'nft',
  'busybox',
)('a LAN of namespaces', () => {
  test('two directors move the VIPs between them, and the wire sees one of them', async () => {
    await using lan = await makeLan()
    const { d1, d2, m } = lan
    const first = await startKeepalived(d1, master)
    await startKeepalived(d2, backup)
    const both = Object.values(vips)
    await untilBound(true, both, d1)
    expect(await holderOf(vips[4], d1, d2)).toBe(d1)
    expect(await answersForBoth(m)).toEqual({ 4: [hosts.d1.mac], 6: [hosts.d1.mac] })
    await first.stop()
    await untilBound(true, both, d2)
    expect(await answersForBoth(m)).toEqual({ 4: [hosts.d2.mac], 6: [hosts.d2.mac] })
    expect(logOf(d2)).toContain('Entering MASTER STATE')
  })

  test('faults are real: split brain and its end, a stale VIP, a stranger', async () => {
    await using lan = await makeLan()
    const { d1, d2, x, m } = lan
    const [first] = await Promise.all([startKeepalived(d1, master), startKeepalived(d2, backup)])
    const both = Object.values(vips)
    await untilBound(true, both, d1)
    await dropVrrp(d1, d2)
    await untilBound(true, both, d2)
    const directors = [hosts.d1.mac, hosts.d2.mac]
    expect(await answersForBoth(m)).toEqual({ 4: directors, 6: directors })
    await passVrrp(d1, d2)
    await untilBound(false, both, d2)
    await first.kill9()
    await untilBound(true, both, d2)
    await take(x, vips[4])
    await take(x, vips[6])
    await untilBound(true, both, d1)
    const three = [hosts.x.mac, ...directors]
    expect(await answersForBoth(m)).toEqual({ 4: three, 6: three })
  })

  test('nothing is left of it, not even when a test fails', async () => {
    const pids: number[] = []
    await expect(async () => {
      await using lan = await makeLan()
      await startKeepalived(lan.d1, master)
      pids.push(lan.d1.pid, lan.m.pid)
      throw new Error('the test failed')
    }).rejects.toThrow('the test failed')
    expect(pids.filter(pid => existsSync(`/proc/${pid}/ns/net`))).toEqual([])
  })
})
