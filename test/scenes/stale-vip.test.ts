import { expect, test } from 'vitest'
import { type Host, until } from '../support/host.ts'
import { answersForBoth, hosts, isBound, makeLan, vips } from '../support/lan.ts'
import { need } from '../support/need.ts'
import { asked, expectSaid, known, sceneNeeds, see } from '../support/scene.ts'
import { bothVips, startPair, untilBound } from '../support/vrrp.ts'

const both = Object.values(vips)

/** True once the keepalived of a host runs for so many seconds. */
async function isOld(host: Host, seconds: number): Promise<true | undefined> {
  const age = await host.shell('ps -o etimes= -p $(cat /run/keepalived.pid)')
  return Number(age) > seconds ? true : undefined
}

need(...sceneNeeds)('VIPs that are where they should not be', () => {
  test.concurrent('kill -9 leaves them on the director, and the other one takes over', async () => {
    await using lan = await makeLan()
    const { d1, d2, m } = lan
    const pair = await startPair(lan)
    await pair.d1.kill9()
    await untilBound(true, both, d2)
    const directors = [hosts.d1.mac, hosts.d2.mac]
    expect(await answersForBoth(m)).toEqual({ 4: directors, 6: directors })

    const left = await see('kill-9', d1, 'check_lvs_director', [], {
      state: 'CRITICAL',
      rule: 'vip-bound-without-keepalived',
      names: ['keepalived is not running', ...both, 'eth0'],
      hint: `ip addr del ${vips[4]}/32 dev eth0; ip addr del ${vips[6]}/128 dev eth0`,
    })
    expect(left.rules).toContain('keepalived-not-running')
    await see('taken-over', d2, 'check_lvs_director', [], {
      state: 'OK',
      names: ['VI_1 MASTER', 'VI_2 MASTER'],
    })
    const seen = await see('kill-9', m, 'check_vip_conflict', [...asked, ...known], {
      state: 'CRITICAL',
      rule: 'split-brain',
      names: [vips[4], `d1 (${hosts.d1.mac})`, `d2 (${hosts.d2.mac})`],
    })
    expectSaid(seen, 'split-brain', vips[6], hosts.d1.mac, hosts.d2.mac)
    // What the hint says is what helps.
    await d1.shell(/ip addr del .*/.exec(left.wrong[0]?.hint ?? '')?.[0] ?? 'false')
    expect(await answersForBoth(m)).toEqual({ 4: [hosts.d2.mac], 6: [hosts.d2.mac] })
    await see('tidied', d1, 'check_lvs_director', [], {
      state: 'CRITICAL',
      rule: 'keepalived-not-running',
      names: ['keepalived is not running'],
      hint: 'systemctl start keepalived',
    })
  })

  test.concurrent('one of two is taken off behind the back of the MASTER, which does not track it', async () => {
    await using lan = await makeLan()
    const { d1 } = lan
    const untracked = bothVips.map(vip => `${vip} no_track`)
    await startPair(lan, bothVips, untracked)
    for (const vip of both) await d1.shell(`ip address del ${vip} dev eth0`)
    await see('vip-removed-early', d1, 'check_lvs_director', [], {
      state: 'OK',
      names: ['VI_1 1 of 2 VIPs', 'VI_2 1 of 2 VIPs'],
    })
    // Until then it might be that keepalived is still starting.
    await until('keepalived to be ten seconds old', () => isOld(d1, 10), 15)
    const verdict = await see('vip-removed', d1, 'check_lvs_director', [], {
      state: 'CRITICAL',
      rule: 'vip-partly-bound',
      names: ['VI_1', vips[4]],
      hint: `ip addr add ${vips[4]}/32 dev eth0`,
    })
    expectSaid(verdict, 'vip-partly-bound', 'VI_2', vips[6])
  })

  test.concurrent('one of two is taken off, which keepalived notices: it gives up its role and takes it again', async () => {
    await using lan = await makeLan()
    const { d1, d2 } = lan
    await startPair(lan, bothVips)
    for (const vip of both) await d1.shell(`ip address del ${vip} dev eth0`)
    await untilBound(true, bothVips, d1)
    const verdict = await see('vip-removed-and-back', d1, 'check_lvs_director', [], {
      state: 'WARNING',
      rule: 'log-errors',
      names: [`${vips[4]} was removed from eth0 by something other than keepalived`],
    })
    expectSaid(verdict, 'log-errors', vips[6], 'removed from eth0')
    expect(verdict.stdout).toContain('VI_1 MASTER, VI_2 MASTER')
    for (const vip of bothVips) expect(await isBound(d2, vip)).toBe(false)
  })
})
