import { expect, test } from 'vitest'
import type { sources } from '../../lib/objects/sources.ts'
import { registry } from '../../plugins/index.ts'
import { type HostName, hosts, makeLan, vips } from '../support/lan.ts'
import { need } from '../support/need.ts'
import { asked, expectVerdict, known, sceneNeeds, type Wanted } from '../support/scene.ts'
import { ask, type Verdict } from '../support/verdict.ts'
import { startPair } from '../support/vrrp.ts'

type Sources = typeof sources
/** What lib/objects/sources.ts, and with it docs/permissions.md, calls open to everybody. */
type OpenSource = { [Id in keyof Sources]: Sources[Id]['everybody'] extends true ? Id : never }[keyof Sources]

const site = 'echo well > /run/index.html; busybox httpd -p 80 -h /run'
const keepalivedFile = '/etc/keepalived/keepalived.conf'

/** The way each of them is read on a director; a source that is added has to be added here, too. */
const readings: Readonly<Record<OpenSource, readonly string[]>> = {
  'keepalived.conf': [`cat ${keepalivedFile}`],
  ping: ['ping -n -c 1 -w 5 127.0.0.1', 'ping -n -c 1 -w 5 ::1'],
  connections: ['busybox wget -q -O - http://127.0.0.1/'],
  'keepalived -t': [`keepalived -t -f ${keepalivedFile}`],
  'ip_vs table': ['cat /proc/net/ip_vs'],
  processes: [
    'cat /run/keepalived.pid /run/vrrp.pid /proc/uptime',
    'for each in $(cat /run/keepalived.pid /run/vrrp.pid); do cd /proc/$each; cat stat status cmdline net/dev; done',
  ],
  'udp sockets': ['cat /proc/net/udp /proc/net/udp6'],
  'systemctl show': ['systemctl show keepalived.service'],
  accounts: ['cat /etc/passwd /etc/group', 'getent passwd root', 'getent group root'],
  interfaces: ['cat /proc/self/net/dev'],
  'ip address': ['ip -j -d address show'],
  'ip route': ['-4', '-6'].flatMap(family => [
    `ip ${family} -j route show table local type local`,
    `ip ${family} -j route show default`,
  ]),
  'ip route get': Object.values(vips).map(vip => `ip -j route get ${vip}`),
  'ip neighbour': ['ip -j neigh show'],
  sysctls: [
    'cd /proc/sys/net/ipv4; cat ip_forward conf/*/arp_ignore conf/*/arp_announce conf/*/rp_filter',
    'cat /proc/sys/net/ipv6/conf/all/forwarding',
    'cat /proc/sys/net/netfilter/nf_conntrack_count /proc/sys/net/netfilter/nf_conntrack_max',
    'cat /proc/sys/net/ipv4/vs/expire_nodest_conn /proc/sys/net/ipv4/vs/backup_only',
  ],
  sockets: [
    'netstat -lntuW',
    'ss -Hlntu',
    'cat /proc/net/tcp /proc/net/udp /proc/net/tcp6 /proc/net/udp6',
    'cat /proc/net/sctp/eps',
  ],
  load: ['cat /proc/loadavg /sys/devices/system/cpu/online'],
}

/** What this kernel, or a host without systemd, has for nobody at all, not for root either. */
const mayBeAbsent = /ip_vs|\/vs\/|nf_conntrack|sctp|systemctl/

/** A check that cannot know something here, and the step that its hint says. */
interface Closed {
  readonly check: string
  readonly argv: readonly string[]
  readonly on: HostName
  /** Closes it, as root. */
  readonly close: string
  readonly names: readonly string[]
  readonly rule: string
  /** The command in the hint. */
  readonly grant: RegExp
  /** What is said once that was done. */
  readonly after: Wanted
}

const noPing = `ping=$(command -v ping)
  cp $ping /run/ping
  mount --bind /run/ping $ping`
const noArping = `cp $(command -v arping) /run
  chmod 755 /run/arping`
const closedConfig = {
  argv: [],
  on: 'd1',
  close: `chmod 640 ${keepalivedFile}`,
  rule: 'config-unreadable',
  names: [keepalivedFile, 'cannot be read by the user nobody'],
  grant: /setfacl -m u:nobody:r .*/,
} as const
const closedPing = {
  on: 'm',
  close: noPing,
  rule: 'not-permitted',
  names: ['this user may not send pings'],
  grant: /setcap [^,]+/,
} as const

/** The rest of what may be closed has scenes in permissions.test.ts. */
const closed: readonly Closed[] = [
  {
    ...closedConfig,
    check: 'check_keepalived_config',
    after: { state: 'OK', names: ['2 VRRP instances'] },
  },
  {
    ...closedConfig,
    check: 'check_ipvs_drift',
    // Read, it has none: virtual servers are for the lab, whose kernel has IPVS.
    after: { state: 'UNKNOWN', rule: 'nothing-configured', names: ['no virtual server'] },
  },
  { ...closedConfig, check: 'check_lvs_director', after: { state: 'OK', names: ['VI_1 MASTER'] } },
  {
    ...closedPing,
    check: 'check_lvs_director',
    argv: ['-H', hosts.d1[4], '-p', '80'],
    rule: 'cannot-ask',
    after: { state: 'OK', names: ['answers ping', 'port 80 is open'] },
  },
  {
    ...closedPing,
    check: 'check_lvs_realserver',
    argv: ['-H', hosts.d1[6], '-p', '80'],
    after: { state: 'OK', names: ['loss 0 %', 'port 80 open'] },
  },
  {
    check: 'check_vip_conflict',
    on: 'm',
    argv: [...asked, ...known, '--arping', '/run/arping'],
    close: noArping,
    rule: 'not-permitted',
    names: [vips[4], '/run/arping'],
    grant: /setcap [^,]+/,
    after: { state: 'OK', names: ['d1'] },
  },
  {
    ...closedPing,
    check: 'check_vip_ping',
    argv: ['-H', vips[4], '-H', vips[6]],
    rule: 'not-permitted',
    after: { state: 'OK', names: ['2 targets answer'] },
  },
  {
    check: 'check_vip_service',
    on: 'm',
    argv: ['-H', vips[6], '--auth-file', '/run/secret'],
    close: 'echo user:password > /run/secret; chmod 400 /run/secret',
    rule: 'cannot-ask',
    names: ['/run/secret', 'cannot be read'],
    grant: /setfacl -m u:\w+:r [^;]+/,
    after: { state: 'OK', names: ['200 OK'] },
  },
]

/** The command of the first hint, for nobody, who asks here; hints name the user that agents usually have. */
function commandIn({ wrong, stdout }: Verdict, grant: RegExp): string {
  const command = grant.exec(wrong[0]?.hint ?? '')?.[0]
  expect(command, stdout).toBeDefined()
  return `${command}`.replace('u:nagios:', 'u:nobody:')
}

need(
  ...sceneNeeds,
  'ping',
  'netstat',
  'setcap',
  'setfacl',
)('as nobody', () => {
  test.concurrent('everybody may read what is said to be open: nobody reads what root reads', async () => {
    await using lan = await makeLan()
    const { d1 } = lan
    await startPair(lan)
    await d1.shell(site)
    const commands = Object.values(readings).flat()
    const absent: string[] = []
    for (const command of commands) {
      const [root, nobody] = await Promise.all([
        d1.run(['sh', '-ec', command]),
        d1.run(['sh', '-ec', command], { user: 'nobody' }),
      ])
      expect(nobody.stderr, command).toBe(root.stderr)
      expect(nobody.exitCode, command).toBe(root.exitCode)
      expect(nobody.stderr, command).not.toMatch(/denied|not permitted/i)
      expect(nobody.stdout === '', command).toBe(root.stdout === '')
      if (nobody.exitCode !== 0) absent.push(command)
    }
    expect(absent.filter(command => !mayBeAbsent.test(command))).toEqual([])
  })

  test('each check of ours is among them', () => {
    expect([...new Set(closed.map(({ check }) => check))].sort()).toEqual(Object.keys(registry).sort())
  })

  test.concurrent.each(closed)(
    '$check $argv: what it cannot know is UNKNOWN, and its hint opens it',
    async each => {
      await using lan = await makeLan()
      await startPair(lan)
      await lan.d1.shell(site)
      const host = lan[each.on]
      await host.shell(each.close)
      const seen = await ask(host, each.check, each.argv)
      expectVerdict(seen, { state: 'UNKNOWN', rule: each.rule, names: each.names, hint: each.grant })
      await host.shell(commandIn(seen, each.grant))
      expectVerdict(await ask(host, each.check, each.argv), each.after)
    },
  )
})
