import { expect, test } from 'vitest'
import { hosts, makeLan, take, vips } from '../support/lan.ts'
import { need } from '../support/need.ts'
import { sceneNeeds, see } from '../support/scene.ts'

need(...sceneNeeds, 'ping')('a monitoring host that has not heard of a failover', () => {
  // ping of iputils takes what the router says of it for an error, and ends.
  test.concurrent('the former MASTER forwards what comes for the VIP and says so: ping is answered all the same', async () => {
    await using lan = await makeLan()
    const { d1, d2, m } = lan
    await take(d1, vips[4])
    await d2.shell('sysctl -qw net.ipv4.ip_forward=1 net.ipv4.conf.eth0.send_redirects=1')
    await m.shell(`ip neigh replace ${vips[4]} lladdr ${hosts.d2.mac} nud permanent dev eth0`)
    expect(await m.shell(`ping -n -c 5 -i 0.2 -w 5 ${vips[4]} || true`)).toContain('Redirect')

    await see('redirected', m, 'check_vip_ping', ['-H', vips[4]], {
      state: 'OK',
      names: [vips[4], 'loss 0 %'],
    })
  })
})
