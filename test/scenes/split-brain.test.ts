import { expect, test } from 'vitest'
import { answersForBoth, dropVrrp, hosts, type Lan, makeLan, passVrrp, vips } from '../support/lan.ts'
import { need } from '../support/need.ts'
import { asked, expectSaid, known, sceneNeeds, see } from '../support/scene.ts'
import { startPair, untilBound } from '../support/vrrp.ts'

const both = Object.values(vips)

need(...sceneNeeds)('a firewall between the directors', () => {
  test.concurrent('two directors answer, and both are named', async () => {
    await using lan = await makeLan()
    const { d1, d2, r1, m } = lan
    await startPair(lan)
    await dropVrrp(d1, d2)
    await untilBound(true, both, d2)
    const directors = [hosts.d1.mac, hosts.d2.mac]
    expect(await answersForBoth(m)).toEqual({ 4: directors, 6: directors })

    // Each asks for itself: the answers go to who has asked.
    const [seen] = await Promise.all([
      see('split-brain', m, 'check_vip_conflict', [...asked, ...known], {
        state: 'CRITICAL',
        rule: 'split-brain',
        names: [`${vips[4]} is held by two directors`, `d1 (${hosts.d1.mac})`, `d2 (${hosts.d2.mac})`],
        hint: /tcpdump -ni eth0 vrrp.*protocol 112/,
      }),
      // Who knows no directors sees two hosts.
      see('split-brain-unnamed', r1, 'check_vip_conflict', asked, {
        state: 'CRITICAL',
        rule: 'split-brain',
        names: [vips[4], hosts.d1.mac, hosts.d2.mac],
        hint: '--director NAME=MAC',
      }),
      seeOnHolder(lan, 'd1', 'd2'),
      seeOnHolder(lan, 'd2', 'd1'),
    ])
    expectSaid(seen, 'split-brain', vips[6], hosts.d1.mac, hosts.d2.mac)
    // Each of them is sure of itself, but one should not be MASTER.
    await see('split-brain-first', d1, 'check_lvs_director', ['--role', 'master'], {
      state: 'OK',
      names: ['VI_1 MASTER', 'VI_2 MASTER'],
    })
    await see('split-brain-second', d2, 'check_lvs_director', ['--role', 'backup'], {
      state: 'WARNING',
      rule: 'role-unexpected',
      names: ['VI_1 is MASTER here, wanted BACKUP'],
    })

    await passVrrp(d1, d2)
    await untilBound(false, both, d2)
    await see('healed', m, 'check_vip_conflict', [...asked, ...known, '--owner', 'd1'], {
      state: 'OK',
      names: [],
    })
  })
})

/** On a director that holds the VIPs, the other one answers. */
async function seeOnHolder(lan: Lan, holder: 'd1' | 'd2', other: 'd1' | 'd2'): Promise<void> {
  const own = await see(`split-brain-on-${holder}`, lan[holder], 'check_vip_conflict', [...asked, ...known], {
    state: 'CRITICAL',
    rule: 'duplicate-on-holder',
    names: [vips[4], holder, `${other} (${hosts[other].mac})`],
    hint: 'tcpdump -ni eth0 vrrp',
  })
  expectSaid(own, 'duplicate-on-holder', vips[6], hosts[other].mac)
}
