import { writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import type { Host } from '../support/host.ts'
import { makeLan, vips } from '../support/lan.ts'
import { need } from '../support/need.ts'
import { asked, expectSaid, expectVerdict, known, sceneNeeds, see } from '../support/scene.ts'
import { ask, type Verdict } from '../support/verdict.ts'
import { startPair } from '../support/vrrp.ts'

/** The command of a kind in each hint, as it is written there. */
function commandsIn({ wrong }: Verdict, command: RegExp): string[] {
  const found = wrong.flatMap(({ hint = '' }) => command.exec(hint)?.[0] ?? [])
  // Who asks here is nobody.
  return found.map(each => each.replace(/\bnagios\b/, 'nobody'))
}

/** Does what hints say, as root, and nothing else. */
async function follow(host: Host, commands: readonly string[]): Promise<void> {
  expect(commands).not.toEqual([])
  for (const command of commands) await host.shell(command)
}

const setfacl = /setfacl [^;,]+/

/** Writes the lines for sudoers that hints hold, for nobody, who asks here. */
async function letBySudo(host: Host, verdict: Verdict, before: readonly string[] = []): Promise<string[]> {
  const lines = commandsIn(verdict, /nagios ALL=.*/)
  // A folder of sudoers of this host alone.
  await host.shell('mountpoint -q /etc/sudoers.d || mount -t tmpfs -o mode=755 none /etc/sudoers.d')
  writeFileSync(host.path('/etc/sudoers.d/lvs-checks'), `${[...before, ...lines].join('\n')}\n`, {
    mode: 0o440,
  })
  await host.shell('visudo -cf /etc/sudoers.d/lvs-checks')
  return lines
}

need(
  ...sceneNeeds,
  'setfacl',
  'setcap',
  'sudo',
  'tcpdump',
)('a user of no privilege', () => {
  test.concurrent('keepalived.conf and the log are closed: what is known is said, the rest has its grant', async () => {
    await using lan = await makeLan()
    const { d1 } = lan
    const pair = await startPair(lan)
    await d1.shell('chmod 640 /etc/keepalived/keepalived.conf /var/log/messages')
    const closed = await see('all-closed', d1, 'check_lvs_director', [], {
      state: 'UNKNOWN',
      rule: 'config-unreadable',
      names: ['/etc/keepalived/keepalived.conf', 'cannot be read'],
      hint: 'setfacl -m u:nobody:r /etc/keepalived/keepalived.conf',
    })
    expect(closed.rules).toEqual(['config-unreadable', 'log-unreadable'])
    expectSaid(closed, 'log-unreadable', '/var/log/messages')
    expect(closed.stdout).toContain('keepalived and 1 child run')

    await follow(d1, commandsIn(closed, setfacl))
    await see('granted', d1, 'check_lvs_director', [], { state: 'OK', names: ['VI_1 MASTER', 'VI_2 MASTER'] })

    // The folder is closed as well: one step after the other.
    await d1.shell('setfacl -b /etc/keepalived/keepalived.conf; chmod 700 /etc/keepalived')
    for (const step of ['folder', 'file']) {
      const next = await ask(d1, 'check_lvs_director')
      expectVerdict(next, {
        state: 'UNKNOWN',
        rule: 'config-unreadable',
        names: ['keepalived.conf'],
        hint: step === 'folder' ? 'setfacl -m u:nobody:x /etc/keepalived' : 'setfacl -m u:nobody:r',
      })
      await follow(d1, commandsIn(next, setfacl))
    }
    expectVerdict(await ask(d1, 'check_lvs_director'), { state: 'OK', names: ['VI_1 MASTER'] })

    // What keepalived's end leaves is seen without its configuration, too.
    await d1.shell('setfacl -b /etc/keepalived')
    await pair.d1.stop()
    await see('closed-and-stopped', d1, 'check_lvs_director', [], {
      state: 'CRITICAL',
      rule: 'keepalived-not-running',
      names: ['keepalived is not running'],
    })
  })

  test.concurrent('programs that ask have no capability: by the hint, setcap', async () => {
    await using lan = await makeLan()
    const { m } = lan
    await startPair(lan)
    // Copies have neither the capabilities nor the bit of the ones that are installed.
    await m.shell('cp $(command -v arping) $(command -v ndisc6) /run; chmod 755 /run/arping /run/ndisc6')
    const programs = ['--arping', '/run/arping', '--ndisc6', '/run/ndisc6']
    const closed = await see('no-capability', m, 'check_vip_conflict', [...asked, ...known, ...programs], {
      state: 'UNKNOWN',
      rule: 'not-permitted',
      names: [vips[4], 'is not known', '/run/arping'],
      hint: 'setcap cap_net_raw+ep /run/arping',
    })
    expectSaid(closed, 'not-permitted', vips[6], '/run/ndisc6')
    await follow(m, commandsIn(closed, /setcap [^,]+/))
    await see('capability', m, 'check_vip_conflict', [...asked, ...known, ...programs], {
      state: 'OK',
      names: ['d1'],
    })
  })

  test.concurrent('programs that ask have no capability: by the hint, the lines of sudoers', async () => {
    await using lan = await makeLan()
    const { m } = lan
    await startPair(lan)
    await m.shell('cp $(command -v arping) $(command -v ndisc6) /run; chmod 755 /run/arping /run/ndisc6')
    const argv = [...asked, ...known, '--arping', '/run/arping', '--ndisc6', '/run/ndisc6', '--listen', '2']
    const closed = await see('no-sudo', m, 'check_vip_conflict', argv, {
      state: 'UNKNOWN',
      rule: 'not-permitted',
      names: [vips[4], 'is not known'],
    })
    expectSaid(closed, 'not-permitted', 'VRRP adverts', 'eth0')
    expect(await letBySudo(m, closed)).toHaveLength(3)
    await see('sudo', m, 'check_vip_conflict', argv, { state: 'OK', names: ['d1'] })
    // Those words and no others.
    const other = await ask(m, 'check_vip_conflict', [...argv, '--count', '4'])
    expectVerdict(other, { state: 'UNKNOWN', rule: 'not-permitted', names: [vips[4]] })
  })

  test.concurrent('a real server: all is known but the packet filter, which sudoers opens', async () => {
    await using lan = await makeLan()
    const { r1 } = lan
    await r1.shell('busybox httpd -p 80 -h /run')
    await r1.shell(`nft 'add table inet wall
      add chain inet wall input { type filter hook input priority 0; policy drop; }
      add rule inet wall input icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert } accept'`)
    const argv = ['--vip', vips[4], '--vip', vips[6], '-p', '80']
    await see('filter-unseen', r1, 'check_lvs_realserver', argv, { state: 'OK', names: ['port 80 listens'] })
    let closed = await see('filter-closed', r1, 'check_lvs_realserver', [...argv, '--firewall'], {
      state: 'UNKNOWN',
      rule: 'firewall-unreadable',
      names: ['the packet filter'],
      hint: 'nft -j list ruleset',
    })
    // Where the kernel has the tables of iptables as well, each program has a line of its own.
    const granted: string[] = []
    for (let step = 0; step < 3 && closed.rules[0] === 'firewall-unreadable'; step++) {
      granted.push(...(await letBySudo(r1, closed, granted)))
      closed = await ask(r1, 'check_lvs_realserver', [...argv, '--firewall'])
    }
    const seen = await see('filter-drops', r1, 'check_lvs_realserver', [...argv, '--firewall'], {
      state: 'WARNING',
      rule: 'firewall',
      names: ['inet wall input', 'port 80'],
      hint: 'nft insert rule inet wall input tcp dport 80 accept',
    })
    await follow(r1, commandsIn(seen, /nft insert [^;]+/))
    await see('filter-open', r1, 'check_lvs_realserver', [...argv, '--firewall'], {
      state: 'OK',
      names: ['port 80 listens'],
    })
  })
})
