import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { answersFor, dropVrrp, type Lan, makeLan, vips } from '../support/lan.ts'
import { need } from '../support/need.ts'
import { asked, expectSaid, known, sceneNeeds, see } from '../support/scene.ts'
import { backup, master, startKeepalived, untilBound } from '../support/vrrp.ts'

const both = Object.values(vips)
const withVmacs = (config: string) => config.replaceAll('interface eth0', 'interface eth0\n  use_vmac')
/** VRID 51 of IPv4 and VRID 52 of IPv6. */
const [of4, of6] = ['00:00:5e:00:01:33', '00:00:5e:00:02:34']
const file = ['--config', '/etc/keepalived/keepalived.conf', ...known]

async function startVmacs({ d1, d2, m }: Lan): Promise<void> {
  await startKeepalived(d1, withVmacs(master))
  await startKeepalived(d2, withVmacs(backup))
  await untilBound(true, both, d1)
  await untilBound(false, both, d2)
  writeFileSync(m.path('/etc/keepalived/keepalived.conf'), withVmacs(master))
}

need(...sceneNeeds, 'macvlan')('directors with virtual MACs', () => {
  test.concurrent('one holds the VIPs, however many of its interfaces answer', {
    timeout: 60_000,
  }, async () => {
    await using lan = await makeLan()
    const { d1, d2, m } = lan
    await startVmacs(lan)
    expect(await answersFor(m, vips[4])).toContain(of4)
    expect(await answersFor(m, vips[6])).toEqual([of6])
    await see('vmac', m, 'check_vip_conflict', file, { state: 'OK', names: [] })
    await see('vmac-on-the-master', d1, 'check_vip_conflict', asked, { state: 'OK', names: ['this host'] })
    await see('vmac-on-the-backup', d2, 'check_vip_conflict', file, { state: 'OK', names: [] })
    const hidden = await see('vmac-owner', m, 'check_vip_conflict', [...file, '--owner', 'd1'], {
      state: 'UNKNOWN',
      rule: 'director-unknown',
      names: ['whether d1 holds', vips[4], of4],
      hint: '--listen',
    })
    expectSaid(hidden, 'director-unknown', vips[6], of6)
  })

  test.concurrent('two share one: they are told by answers that come twice', {
    timeout: 60_000,
  }, async () => {
    await using lan = await makeLan()
    const { d1, d2, m } = lan
    await startVmacs(lan)
    await dropVrrp(d1, d2)
    await untilBound(true, both, d2)
    const seen = await see('vmac-split-brain', m, 'check_vip_conflict', file, {
      state: 'CRITICAL',
      rule: 'split-brain',
      names: [`${vips[4]} is held by two directors with one MAC`, of4],
      hint: 'tcpdump -ni eth0 vrrp',
    })
    expectSaid(seen, 'split-brain', vips[6], of6)
    for (const holder of ['d1', 'd2'] as const) {
      const own = await see(
        `vmac-split-brain-on-${holder}`,
        lan[holder],
        'check_vip_conflict',
        [...asked, ...known],
        { state: 'CRITICAL', rule: 'duplicate-on-holder', names: [vips[4], holder, of4] },
      )
      expectSaid(own, 'duplicate-on-holder', vips[6], of6)
    }
  })
})
