import { expect, test } from 'vitest'
import { answersForBoth, hosts, makeLan, vips } from '../support/lan.ts'
import { need } from '../support/need.ts'
import { asked, expectSaid, known, sceneNeeds, see } from '../support/scene.ts'
import { startPair } from '../support/vrrp.ts'

need(...sceneNeeds)('a real server', () => {
  test.concurrent('answers for the VIPs: arp_ignore and arp_announce are off, the IPv6 VIP is on eth0', async () => {
    await using lan = await makeLan()
    const { r1, m } = lan
    await startPair(lan)
    await r1.shell('busybox httpd -p 80 -h /run')
    await r1.shell(`sysctl -qw net.ipv4.conf.all.arp_ignore=0 net.ipv4.conf.all.arp_announce=0
      ip address del ${vips[6]}/128 dev lo
      ip address add ${vips[6]}/128 dev eth0 nodad`)
    const both = [hosts.r1.mac, hosts.d1.mac]
    expect(await answersForBoth(m)).toEqual({ 4: both, 6: both })

    await see('arp-off', r1, 'check_lvs_realserver', ['--vip', vips[4], '-p', '80'], {
      state: 'CRITICAL',
      rule: 'arp-answers',
      names: ['eth0', vips[4], 'arp_ignore is 0', 'arp_announce is 0'],
      hint: 'sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2',
    })
    await see('ipv6-on-eth0', r1, 'check_lvs_realserver', ['--vip', vips[6], '-p', '80'], {
      state: 'CRITICAL',
      rule: 'arp-answers',
      names: ['eth0', vips[6]],
      hint: `ip address del ${vips[6]}/128 dev eth0 && ip address add ${vips[6]}/128 dev lo`,
    })
    const seen = await see('realserver-answers', m, 'check_vip_conflict', [...asked, ...known], {
      state: 'CRITICAL',
      rule: 'realserver-answers',
      names: [`real server r1 (${hosts.r1.mac})`, vips[4], `d1 (${hosts.d1.mac})`],
      hint: 'sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2',
    })
    const twin = expectSaid(seen, 'realserver-answers', hosts.r1.mac, vips[6], 'd1')
    expect(twin.hint).toContain(`ip address add ${vips[6]}/128 dev lo`)
    // What the hints say is what helps.
    await r1.shell('sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2')
    await r1.shell(`ip address del ${vips[6]}/128 dev eth0 && ip address add ${vips[6]}/128 dev lo`)
    await see('mended', r1, 'check_lvs_realserver', ['--vip', vips[4], '--vip', vips[6], '-p', '80'], {
      state: 'OK',
      names: [vips[4], vips[6], 'port 80 listens', 'no ARP or neighbour answers on eth0'],
    })
    expect(await answersForBoth(m)).toEqual({ 4: [hosts.d1.mac], 6: [hosts.d1.mac] })
  })
})
