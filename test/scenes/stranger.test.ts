import { expect, test } from 'vitest'
import { until } from '../support/host.ts'
import { answersForBoth, hosts, makeLan, take, vips } from '../support/lan.ts'
import { need } from '../support/need.ts'
import { asked, expectSaid, known, sceneNeeds, see } from '../support/scene.ts'
import { logOf, startKeepalived, startPair, untilBound, vrrpConfig } from '../support/vrrp.ts'

need(
  ...sceneNeeds,
  'tcpdump',
  'setcap',
)('a stranger on the network', () => {
  test.concurrent('takes the VIPs while a director holds them: it is named by its MAC', async () => {
    await using lan = await makeLan()
    const { d1, d2, x, m } = lan
    await startPair(lan)
    await take(x, vips[4])
    await take(x, vips[6])
    const answers = [hosts.x.mac, hosts.d1.mac]
    expect(await answersForBoth(m)).toEqual({ 4: answers, 6: answers })

    // Each asks for itself: the answers go to who has asked.
    const [seen, holder] = await Promise.all([
      see('stranger', m, 'check_vip_conflict', [...asked, ...known], {
        state: 'CRITICAL',
        rule: 'address-conflict',
        names: [hosts.x.mac, vips[4], `d1 (${hosts.d1.mac})`],
        hint: `tcpdump -nei eth0 ether host ${hosts.x.mac}`,
      }),
      see('stranger-on-holder', d1, 'check_vip_conflict', asked, {
        state: 'CRITICAL',
        rule: 'duplicate-on-holder',
        names: [vips[4], 'this host', hosts.x.mac],
        hint: hosts.x.mac,
      }),
      see('stranger-from-backup', d2, 'check_vip_conflict', [...asked, ...known], {
        state: 'CRITICAL',
        rule: 'address-conflict',
        names: [hosts.x.mac, vips[4]],
      }),
    ])
    expectSaid(seen, 'address-conflict', hosts.x.mac, vips[6], 'd1')
    expectSaid(holder, 'duplicate-on-holder', vips[6], hosts.x.mac)
  })

  test.concurrent('uses the same VRIDs for VIPs of its own', async () => {
    await using lan = await makeLan()
    const { d1, m, x } = lan
    const pair = await startPair(lan)
    // With two of ours that hear a third, d2 takes the VIPs now and then: another scene.
    await pair.d2.stop()
    const theirs = ['192.0.2.77', '192.0.2.78', '2001:db8::77', '2001:db8::78']
    await startKeepalived(x, vrrpConfig({ state: 'MASTER', priority: 120, addresses: theirs }))
    await untilBound(true, theirs, x)
    await until('d1 to complain', () => (/VI_2\) .*unexpected ip number/.test(logOf(d1)) ? true : undefined))

    const own = await see('vrid-twice', d1, 'check_lvs_director', ['--log', '/var/log/messages'], {
      state: 'CRITICAL',
      rule: 'log-errors',
      names: ['another cluster uses the same virtual_router_id'],
      hint: /tcpdump .* 112 .*check_keepalived_config .*--peer/,
    })
    expectSaid(own, 'log-errors', 'VI_1')
    expectSaid(own, 'log-errors', 'VI_2')
    // tcpdump by the capability alone: a copy in the place of it, on this host.
    await m.shell(`tcpdump=$(command -v tcpdump)
      cp $tcpdump /run
      setcap cap_net_raw+ep /run/tcpdump
      mount --bind /run/tcpdump $tcpdump`)
    const wire = await see('vrid-twice', m, 'check_vip_conflict', [...asked, ...known, '--listen', '4'], {
      state: 'CRITICAL',
      rule: 'vrid-twice',
      // Of which family first depends on who is heard first.
      names: ['two clusters', 'eth0'],
      hint: 'virtual_router_id',
    })
    expectSaid(wire, 'vrid-twice', 'VRID 51', vips[4], hosts.d1[4], hosts.x[4], '192.0.2.77')
    expectSaid(wire, 'vrid-twice', 'VRID 52', vips[6], '2001:db8::77')
  })
})
