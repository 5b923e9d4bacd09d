import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { answersForBoth, hosts, makeLan, vips } from '../support/lan.ts'
import { need } from '../support/need.ts'
import { asked, expectSaid, known, sceneNeeds, see } from '../support/scene.ts'
import { backup, bothVips, master, startPair, untilBound, vrrpConfig } from '../support/vrrp.ts'

/** What the directors of a whole cluster have besides VRRP: it tells the monitor who the real servers are. */
const cluster = `${master}
${Object.values(vips)
  .map(
    vip => `virtual_server ${vip} 80 {
  lb_algo rr
  lb_kind DR
  protocol TCP
  real_server ${vip.includes(':') ? hosts.r1[6] : hosts.r1[4]} 80 {
    TCP_CHECK {
    }
  }
}`,
  )
  .join('\n')}
`

need(...sceneNeeds)('a healthy pair', () => {
  test.concurrent('all is well, and each check says the role in its line', async () => {
    await using lan = await makeLan()
    const { d1, d2, r1, m } = lan
    await startPair(lan)
    await r1.shell('busybox httpd -p 80 -h /run')
    for (const host of [m, r1]) writeFileSync(host.path('/etc/keepalived/keepalived.conf'), cluster)

    await see('master', d1, 'check_lvs_director', ['--role', 'master'], {
      state: 'OK',
      names: ['VI_1 MASTER', 'VI_2 MASTER', 'keepalived and 1 child run'],
    })
    await see('backup', d2, 'check_lvs_director', ['--role', 'backup'], {
      state: 'OK',
      names: ['VI_1 BACKUP', 'VI_2 BACKUP'],
    })
    const swapped = await see('role-unexpected', d2, 'check_lvs_director', ['--role', 'master'], {
      state: 'WARNING',
      rule: 'role-unexpected',
      names: ['VI_1 is BACKUP here, wanted MASTER'],
      hint: 'journalctl -u keepalived',
    })
    expectSaid(swapped, 'role-unexpected', 'VI_2 is BACKUP')
    await see('well', r1, 'check_lvs_realserver', ['--config', '/etc/keepalived/keepalived.conf'], {
      state: 'OK',
      names: [...Object.values(vips), 'port 80 listens'],
    })
    await see('well', m, 'check_vip_conflict', [...asked, ...known, '--owner', 'd1'], {
      state: 'OK',
      names: [],
    })
    const file = ['--config', '/etc/keepalived/keepalived.conf', '--director', `d1=${hosts.d1.mac}`]
    await see('by-config', m, 'check_vip_conflict', file, { state: 'OK', names: [] })
    await see('on-the-master', d1, 'check_vip_conflict', asked, { state: 'OK', names: ['this host'] })
    const other = await see('other-owner', m, 'check_vip_conflict', [...asked, ...known, '--owner', 'd2'], {
      state: 'WARNING',
      rule: 'unexpected-owner',
      names: ['d1', 'd2', vips[4]],
      hint: 'Why is d2 not MASTER',
    })
    expectSaid(other, 'unexpected-owner', 'd1', 'd2', vips[6])
  })

  test.concurrent('a reload with SIGHUP is no fault on either', async () => {
    await using lan = await makeLan()
    const { d1, d2, m } = lan
    const pair = await startPair(lan)
    await Promise.all([pair.d1.reload(`${master}# changed\n`), pair.d2.reload(`${backup}# changed\n`)])
    await see('reloaded', d1, 'check_lvs_director', [], {
      state: 'OK',
      names: ['VI_1 MASTER', 'VI_2 MASTER'],
    })
    await see('reloaded-backup', d2, 'check_lvs_director', [], { state: 'OK', names: ['VI_1 BACKUP'] })
    await see('reloaded', m, 'check_vip_conflict', [...asked, ...known], { state: 'OK', names: [] })
  })

  test.concurrent('no director is MASTER: both are stopped', async () => {
    await using lan = await makeLan()
    const { d1, d2, m } = lan
    const pair = await startPair(lan)
    await Promise.all([pair.d1.stop(), pair.d2.stop()])
    expect(await answersForBoth(m)).toEqual({ 4: [], 6: [] })

    const nobody = await see('no-master', m, 'check_vip_conflict', [...asked, ...known], {
      state: 'CRITICAL',
      rule: 'vip-unanswered',
      names: [vips[4], 'nobody'],
      hint: 'systemctl status keepalived',
    })
    expectSaid(nobody, 'vip-unanswered', vips[6], 'nobody')
    for (const host of [d1, d2]) {
      await see(`stopped-${host.name}`, host, 'check_lvs_director', [], {
        state: 'CRITICAL',
        rule: 'keepalived-not-running',
        names: ['keepalived is not running'],
        hint: 'systemctl start keepalived',
      })
    }
  })

  test.concurrent('a VIP is added on one director alone: the other takes the VIPs, too', async () => {
    await using lan = await makeLan()
    const { d2, m } = lan
    const pair = await startPair(lan)
    await pair.d1.reload(vrrpConfig({ state: 'MASTER', priority: 150, addresses: bothVips }))
    await untilBound(true, Object.values(vips), d2)
    const directors = [hosts.d1.mac, hosts.d2.mac]
    expect(await answersForBoth(m)).toEqual({ 4: directors, 6: directors })

    const verdict = await see('vip-on-one', m, 'check_vip_conflict', [...asked, ...known], {
      state: 'CRITICAL',
      rule: 'split-brain',
      names: [vips[4], 'd1', hosts.d1.mac, 'd2', hosts.d2.mac],
    })
    expectSaid(verdict, 'split-brain', vips[6], 'd1', 'd2')
    const other = await see('vip-on-one', d2, 'check_lvs_director', [], {
      state: 'CRITICAL',
      rule: 'log-errors',
      names: [],
    })
    expectSaid(other, 'log-errors', 'VI_1')
  })
})
