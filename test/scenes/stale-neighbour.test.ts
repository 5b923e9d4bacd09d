import { expect, test } from 'vitest'
import { hosts, makeLan, vips } from '../support/lan.ts'
import { need } from '../support/need.ts'
import { asked, expectSaid, known, sceneNeeds, see } from '../support/scene.ts'
import { startPair, untilBound } from '../support/vrrp.ts'

const both = Object.values(vips)

need(...sceneNeeds, 'ping')('a neighbour entry that a failover did not change', () => {
  test.concurrent('the monitor has heard no gratuitous ARP, and no unsolicited advertisement', async () => {
    await using lan = await makeLan()
    const { d2, m } = lan
    const pair = await startPair(lan)
    for (const vip of both) await m.shell(`ping -c 1 -w 5 ${vip}`)
    // A switch that drops what nobody asked for. The ingress hook sees ARP, which the others do not.
    await m.shell(`nft 'add table netdev wall
      add chain netdev wall deaf { type filter hook ingress device eth0 priority 0; }
      add rule netdev wall deaf arp operation request arp saddr ip ${vips[4]} drop
      add rule netdev wall deaf icmpv6 type nd-neighbor-advert ip6 daddr ff02::1 drop'`)
    await pair.d1.stop()
    await untilBound(true, both, d2)
    for (const vip of both) {
      expect(await m.shell(`ip neigh show ${vip}`), vip).toContain(hosts.d1.mac)
    }

    const seen = await see('stale-neighbour', m, 'check_vip_conflict', [...asked, ...known], {
      state: 'WARNING',
      rule: 'stale-neighbour',
      names: [vips[4], `d1 (${hosts.d1.mac})`, `d2 (${hosts.d2.mac})`, 'gratuitous ARP'],
      hint: `ip neigh del ${vips[4]} dev eth0`,
    })
    expectSaid(seen, 'stale-neighbour', vips[6], hosts.d1.mac, hosts.d2.mac)
  })

  test.concurrent('somebody has set it by hand', async () => {
    await using lan = await makeLan()
    const { m } = lan
    await startPair(lan)
    for (const vip of both) {
      await m.shell(`ip neigh replace ${vip} lladdr ${hosts.d2.mac} nud permanent dev eth0`)
    }
    const seen = await see('permanent-neighbour', m, 'check_vip_conflict', [...asked, ...known], {
      state: 'WARNING',
      rule: 'stale-neighbour',
      names: [vips[4], 'set by hand', `d2 (${hosts.d2.mac})`, `d1 (${hosts.d1.mac})`],
      hint: `ip neigh del ${vips[4]} dev eth0`,
    })
    expectSaid(seen, 'stale-neighbour', vips[6], 'set by hand')
    for (const vip of both) await m.shell(`ip neigh del ${vip} dev eth0`)
    await see('permanent-deleted', m, 'check_vip_conflict', [...asked, ...known], { state: 'OK', names: [] })
  })
})
