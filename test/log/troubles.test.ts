import { describe, expect, test } from 'vitest'
import type { LogLine, Trouble } from '../../lib/log/event.ts'
import { findTroubles } from '../../lib/log/troubles.ts'
import { line, linesOf } from './support.ts'

const brief = ({ state, id, count }: Trouble) => `${state} ${id} ${count}`

describe('nothing is wrong', () => {
  test.each([
    ['two directors that start, fail over, fail back, reload and stop', 'clean', 'd1'],
    ['the same on the other director', 'clean', 'd2'],
    ['a director that is watched by another', 'monitoring', 'd1'],
    ['that other', 'monitoring', 'd2'],
    ['a start with IPv4, IPv6, marks, health checks and a sorry server', 'lab-start', 'd1'],
    ['the same on the BACKUP', 'lab-start', 'd2'],
    ['real servers that fail and come back', 'lab-checks', 'd1'],
    ['a reload that changes the weight of a real server', 'lab-reload-good', 'd1'],
    ['a failover', 'lab-failover', 'd2'],
    ['a failback', 'lab-failback', 'd2'],
    ['a stop', 'lab-stop', 'd1'],
    ['a start and stop, by syslog', 'lab-syslog', 'd1'],
    ['a sync group that takes over', 'sync-group', 'd2'],
    ['scripts that run though script_security is off', 'script-security', 'd1'],
  ])('%s', (_, scenario, director) => {
    const lines = linesOf(scenario, director)
    expect(lines.length).toBeGreaterThan(7)
    expect(findTroubles(lines)).toEqual([])
  })
})

describe('what keepalived 2.2.7 has said of it', () => {
  test.each<readonly [string, string, readonly string[]]>([
    ['vips-differ', 'd1', ['critical vrid-taken 1']],
    ['vips-differ', 'd2', ['critical vrid-taken 4']],
    ['vips-differ-v6', 'd2', ['critical vrid-taken 5']],
    ['vip-counts-differ', 'd1', ['critical vrid-taken 1']],
    ['passwords-differ', 'd2', ['critical passwords-differ 4']],
    ['auth-differs', 'd1', ['critical authentication-differs 3']],
    ['auth-differs', 'd2', ['critical authentication-differs 2']],
    ['advert-int', 'd2', ['critical advert-int-differs 7']],
    ['advert-int-v3', 'd2', ['warning advert-int-changed 1']],
    ['version', 'd1', ['critical version-differs 1']],
    ['version', 'd2', ['critical version-differs 4']],
    ['ttl', 'd2', ['critical advert-ttl 5']],
    ['not-a-peer', 'd2', ['critical peer-unknown 4']],
    ['send-refused', 'd1', ['critical advert-not-sent 4']],
    ['send-refused-unicast', 'd1', ['critical advert-not-sent 4']],
    ['equal-priority', 'd2', ['warning two-masters 3']],
    ['split-brain', 'd1', ['warning two-masters 3']],
    ['stalled', 'd1', ['warning timer-late 1']],
    ['vip-deleted', 'd1', ['warning vip-removed 1']],
    ['fault', 'd1', ['warning link-down 1']],
    ['child-killed', 'd1', ['warning child-died 2']],
    ['killed', 'd1', ['warning unclean-end 1', 'warning already-running 1']],
    ['second-start', 'd1', ['warning already-running 1']],
    ['lab-restart-after-kill9', 'd1', ['warning unclean-end 1']],
    ['config-executable', 'd1', ['critical config-missing 1']],
    ['config-missing', 'd1', ['critical config-missing 1']],
    ['lab-reload-missing-brace', 'd1', ['critical config-braces 5']],
    ['lab-reload-unknown-keyword', 'd1', ['warning config-error 1']],
    ['lab-reload-bad-scheduler', 'd1', ['warning config-error 1']],
    ['interface-missing', 'd1', ['critical gave-up 1', 'warning config-error 2']],
    ['no-ipvs', 'd1', ['critical ipvs-missing 1']],
    ['lab-scheduler-module-missing', 'd1', ['critical scheduler-missing 1']],
    ['script-missing', 'd1', ['warning script-disabled 1']],
    ['script-not-executable', 'd1', ['warning script-disabled 1']],
    ['script-fails', 'd1', ['warning script-failed 1']],
  ])('%s on %s', (scenario, director, wanted) => {
    expect(findTroubles(linesOf(scenario, director)).map(brief)).toEqual(wanted)
  })
})

describe('the sentence', () => {
  test.each([
    ['passwords-differ', 'd2', 'VI_1 ', 'auth_pass', 'auth_pass on both directors'],
    ['advert-int', 'd2', 'advert_int is 3 here, 1 came', 'VI_1', 'advert_int on both directors'],
    ['version', 'd2', 'VRRP version 3', 'configured for version 2', 'vrrp_version'],
    ['auth-differs', 'd1', 'auth_type none came', 'PASS is configured here', 'authentication block'],
    ['vip-deleted', 'd1', '192.0.2.10', 'from eth0', 'NetworkManager'],
    ['stalled', 'd1', '6.1 s', 'adverts were late', 'max_auto_priority'],
    ['split-brain', 'd1', 'VI_1 was MASTER here and on 192.0.2.2', 'same time', 'protocol 112'],
    ['not-a-peer', 'd2', 'VI_1 refuses adverts of 192.0.2.1', 'unicast_peer', 'unicast_src_ip'],
    ['send-refused', 'd1', 'cannot send its adverts', 'Operation not permitted', 'nft list ruleset'],
    ['lab-scheduler-module-missing', 'd1', '10.99.0.100:tcp:8082', 'scheduler', 'modprobe ip_vs_'],
    [
      'script-missing',
      'd1',
      '/etc/keepalived/scripts/nosuch.sh',
      'script',
      'ls -l /etc/keepalived/scripts/nosuch.sh',
    ],
    ['config-missing', 'd1', '/etc/keepalived/keepalived.conf', 'keepalived', 'ls -l'],
  ])('%s on %s names %s', (scenario, director, one, other, hint) => {
    const [trouble] = findTroubles(linesOf(scenario, director))
    expect(trouble?.text).toContain(one)
    expect(trouble?.text).toContain(other)
    expect(trouble?.hint).toContain(hint)
  })

  test('a trouble has the times of its first and its last line', () => {
    const [trouble] = findTroubles(linesOf('passwords-differ', 'd2'))
    expect(trouble?.since).toBe(Date.parse('2026-11-25T11:11:28Z'))
    expect(trouble?.time).toBe(Date.parse('2026-11-25T11:11:31Z'))
  })
})

test('a script that the system cannot start is one trouble, however often it is tried', () => {
  const text = "Error exec-ing command '/etc/keepalived/watch', error 2: No such file or directory"
  const troubles = findTroubles([line(text), line(text), line(text)])
  expect(troubles.map(brief)).toEqual(['critical script-not-started 3'])
  expect(troubles[0]?.text).toContain('the script /etc/keepalived/watch (No such file or directory)')
  expect(troubles[0]?.hint).toContain('head -n 1 /etc/keepalived/watch')
})

describe('lines of the kernel', () => {
  test.each<readonly [string, string, string]>([
    ['nf_conntrack: nf_conntrack: table full, dropping packet', 'critical conntrack-full 1', 'dropped'],
    ['nf_conntrack: table full, dropping packet', 'critical conntrack-full 1', 'dropped'],
    ['Out of memory: Killed process 812 (keepalived) total-vm:1kB', 'critical out-of-memory 1', '812'],
    ['Memory cgroup out of memory: Killed process 7 (java) total-vm', 'warning memory-short 1', 'java'],
    ['Out of memory: Kill process 7 (java) score 900 or sacrifice child', 'warning memory-short 1', 'java'],
    ['neighbour: arp_cache: neighbor table overflow!', 'warning neighbours-full 1', 'arp_cache'],
    ['neighbour: ndisc_cache: neighbor table overflow!', 'warning neighbours-full 1', 'ndisc_cache'],
    ['e1000e 0000:00:1f.6 eth0: NIC Link is Down', 'warning link-down 1', 'eth0'],
    ['igb 0000:01:00.0 enp1s0: igb: enp1s0 NIC Link is Down', 'warning link-down 1', 'enp1s0'],
    ['bnx2 0000:03:00.0 eth2: NIC Copper Link is Down', 'warning link-down 1', 'eth2'],
    ['mlx5_core 0000:03:00.0 ens1f0: Link down', 'warning link-down 1', 'ens1f0'],
    ['bond0: (slave eth1): link status definitely down, disabling slave', 'warning link-down 1', 'eth1'],
    [
      'IPv6: eth0: IPv6 duplicate address 2001:db8::10 used by 00:00:5e:00:53:02 detected!',
      'critical duplicate-address 1',
      '2001:db8::10 on eth0 is in use by another host, 00:00:5e:00:53:02',
    ],
    ['IPVS: Scheduler module ip_vs_nosuch not found', 'critical scheduler-missing 1', 'ip_vs_nosuch'],
    [
      'IPVS: rr: TCP 192.0.2.10:80 - no destination available',
      'warning no-destination 1',
      'TCP 192.0.2.10:80',
    ],
    ['keepalived[812]: segfault at 0 ip 000055 sp 00007f error 4', 'warning crashed 1', '812'],
    ['NETDEV WATCHDOG: eth0 (e1000): transmit queue 0 timed out', 'warning nic-stalled 1', 'eth0'],
    ['watchdog: BUG: soft lockup - CPU#1 stuck for 23s! [swapper]', 'warning host-stalled 1', '23 s'],
  ])('%s', (text, wanted, named) => {
    const troubles = findTroubles([line(text, { source: 'kernel' })])
    expect(troubles.map(brief)).toEqual([wanted])
    expect(troubles[0]?.text).toContain(named)
  })

  test.each([
    'IPVS: ipvs loaded.',
    'IPVS: [rr] scheduler registered.',
    'IPVS: Connection hash table configured (size=4096, memory=32Kbytes)',
    'IPVS: sync thread started: state = BACKUP, mcast_ifn = eth0, syncid = 51, id = 0',
    'IPVS: stopping backup sync thread 1002 ...',
    'IPVS: Unknown mcast interface: ',
    'IPVS: Registered protocols (TCP, UDP, SCTP, AH, ESP)',
    'eth0: entered promiscuous mode',
    'e1000e 0000:00:1f.6 eth0: NIC Link is Up 1000 Mbps Full Duplex',
    'IPv4: martian source 192.0.2.10 from 192.0.2.1, on dev eth0',
  ])('not: %s', text => {
    expect(findTroubles([line(text, { source: 'kernel' })])).toEqual([])
  })

  test('keepalived that quotes the kernel is not the kernel', () => {
    expect(findTroubles([line('nf_conntrack: table full, dropping packet')])).toEqual([])
  })
})

describe('lines of keepalived 1', () => {
  test.each<readonly [string, string]>([
    [
      'VRRP_Instance(VI_1) ip address associated with VRID 51 not present in MASTER advert : 192.0.2.10',
      'critical vrid-taken 1',
    ],
    [
      '(VI_1): ip address associated with VRID 51 not present in MASTER advert : 192.0.2.10',
      'critical vrid-taken 1',
    ],
    ['VRRP_Instance(VI_1) received an invalid passwd!', 'critical passwords-differ 1'],
    ['bogus VRRP packet received on eth0 !!!', 'warning advert-refused 1'],
    ["IPVS: Can't initialize ipvs: Protocol not available", 'critical ipvs-missing 1'],
    ['VRRP_Script(chk_nginx) failed', 'warning script-failed 1'],
  ])('%s', (text, wanted) => {
    expect(findTroubles([line(text)]).map(brief)).toEqual([wanted])
  })

  test.each([
    'VRRP_Instance(VI_1) Transition to MASTER STATE',
    'VRRP_Instance(VI_1) Entering MASTER STATE',
    'VRRP_Instance(VI_1) Received higher prio advert',
    'VRRP_Script(chk_nginx) succeeded',
    'Removing service [192.0.2.21]:80 from VS [192.0.2.10]:80',
    'Remote SMTP server [127.0.0.1]:25 connected.',
  ])('not: %s', text => {
    expect(findTroubles([line(text)])).toEqual([])
  })

  test('a packet that is called bogus is one with the wrong password', () => {
    const lines = [
      line('VRRP_Instance(VI_1) received an invalid passwd!'),
      line('bogus VRRP packet received on eth0 !!!'),
    ]
    expect(findTroubles(lines).map(brief)).toEqual(['critical passwords-differ 1'])
  })
})

describe('what a journal marks as an error', () => {
  test.each<readonly [string, Partial<LogLine>, readonly string[]]>([
    ['an error of keepalived', { priority: 3 }, ['warning other-error 1']],
    ['an emergency of keepalived', { priority: 0 }, ['warning other-error 1']],
    ['a warning of keepalived', { priority: 4 }, []],
    ['a line whose priority is not known', {}, []],
    ['an error of the kernel', { priority: 3, source: 'kernel' }, []],
  ])('%s', (_, more, wanted) => {
    expect(findTroubles([line('something unheard of', more)]).map(brief)).toEqual(wanted)
  })

  test('lines that differ in numbers alone are one trouble', () => {
    const lines = ['attempt 1 lost', 'attempt 2 lost'].map(text => line(text, { priority: 3 }))
    expect(findTroubles(lines)).toMatchObject([{ count: 2, text: expect.stringContaining('attempt 2') }])
  })
})

describe('what is over', () => {
  test('a script that succeeds again is none, one that fails at last is one', () => {
    expect(findTroubles(linesOf('script-flips'))).toEqual([])
    expect(findTroubles(linesOf('script-weight')).map(brief)).toEqual(['warning script-failed 1'])
  })

  test('a mistake in a configuration that was loaded anew is none; what is wrong with the new one is', () => {
    expect(findTroubles(linesOf('reload-bad')).map(({ id }) => id)).toEqual(['config-missing'])
  })

  test.each([
    ['(/etc/keepalived/keepalived.conf: Line 9) Unknown keyword', 'Reloading ...'],
    ["Config files missing '/etc/keepalived/keepalived.conf'.", 'Reloading ...'],
    ["There are 1 missing '}'s or extra '{'s", 'Starting Keepalived v2.2.7 (01/16,2022)'],
    ["IPVS: Can't initialize ipvs: No such file or directory", 'Starting Keepalived v2.2.7 (01/16,2022)'],
    ["Script user 'nosuch' does not exist", 'Reloading ...'],
    ["Script group 'nosuch' does not exist", 'Starting Keepalived v2.2.7 (01/16,2022)'],
    ['pid 7 exited with permanent error CONFIG. Terminating', 'Starting Keepalived v2.2.7 (01/16,2022)'],
    ['VRRP_Script(one) failed (exited with status 1)', 'VRRP_Script(one) succeeded'],
  ])('%s, until %s', (wrong, right) => {
    expect(findTroubles([line(wrong)])).toHaveLength(1)
    expect(findTroubles([line(wrong), line(right)])).toEqual([])
    expect(findTroubles([line(wrong), line(right), line(wrong)])).toMatchObject([{ count: 1 }])
  })

  test.each([
    ['VRRP_Script(one) failed', 'VRRP_Script(other) succeeded'],
    ['(VI_1) received an invalid passwd!', 'Reloading ...'],
    ["IPVS: Can't initialize ipvs: No such file or directory", 'Reloading ...'],
    ['Remove a zombie pid file /run/keepalived.pid', 'Starting Keepalived v2.2.7 (01/16,2022)'],
  ])('%s, but not by %s', (wrong, other) => {
    expect(findTroubles([line(wrong), line(other)])).toHaveLength(1)
  })
})

test('a user for scripts that does not exist, but for the one that root stands in for', () => {
  expect(findTroubles([line("Script user 'keepalived_script' does not exist")])).toEqual([])
  expect(findTroubles([line("Script user 'nosuch' does not exist")])).toMatchObject([
    { id: 'script-user-missing', text: expect.stringContaining('as the user nosuch, which does not exist') },
  ])
})

describe('a child that has died', () => {
  const killed = line('pid 281 exited due to signal 9 (Killed) - has rlimit_rttime been exceeded?')
  const crashed = line('pid 281 exited due to segmentation fault (SIGSEGV).')
  const respawned = line('Healthcheck child process(281) died: Respawning')

  test('which one, of what, and that it runs again', () => {
    expect(findTroubles([killed, respawned])).toMatchObject([
      {
        id: 'child-died',
        count: 1,
        text: 'the checkers process 281 of keepalived has died by signal 9 (Killed), and keepalived has started it again',
        hint: expect.stringMatching(/^SIGKILL comes from the kernel when it is out of memory/),
      },
    ])
  })
  test('of an error in keepalived', () => {
    const [trouble] = findTroubles([crashed, line('VRRP child process(281) died: Exiting')])
    expect(trouble?.text).toBe('the VRRP process 281 of keepalived has died by segmentation fault')
    expect(trouble?.hint).toMatch(/^An error in keepalived: look for a newer version/)
  })
  test('what one line alone tells', () => {
    expect(findTroubles([killed])[0]?.text).toBe(
      'a child of keepalived, process 281, has died by signal 9 (Killed)',
    )
    expect(findTroubles([respawned])[0]?.text).toBe(
      'the checkers process 281 of keepalived has died, and keepalived has started it again',
    )
  })
  test('what its successor finds in the table is none of its own', () => {
    const there = line(
      'IPVS cmd IP_VS_SO_SET_ADD(1154) error: Service already exists(17) (192.0.2.10:tcp:80)',
    )
    expect(findTroubles([killed, respawned, there]).map(({ id }) => id)).toEqual(['child-died'])
    expect(findTroubles([there]).map(({ id }) => id)).toEqual(['already-there'])
  })
  test('of the IPVS that is missing', () => {
    const missing = line("IPVS: Can't initialize ipvs: Protocol not available")
    expect(findTroubles([missing, crashed]).map(({ id }) => id)).toEqual(['ipvs-missing'])
  })
})

describe('a child that did not run', () => {
  const late = (child: LogLine['child'], seconds: string, at = 0) =>
    line(`A thread timer expired ${seconds} seconds ago`, { child, time: 1_795_600_000_000 + at * 1000 })
  const other = (at: number) =>
    line('(VI_1) Received advert from 192.0.2.3 with lower priority 100, ours 150, forcing new election', {
      time: 1_795_600_000_000 + at * 1000,
    })
  test.each<readonly [string, LogLine['child'], string, readonly string[]]>([
    ['the VRRP process', 'vrrp', '1.308844', ['timer-late']],
    ['one that nobody names', undefined, '1.308844', ['timer-late']],
    ['the checkers', 'checkers', '27.219327', ['checks-late']],
    ['the checkers, for a moment', 'checkers', '1.308844', []],
    ['the checkers, closing a connection to a real server that is gone', 'checkers', '5.019327', []],
  ])('%s (%s) for %s s', (_, child, seconds, ids) => {
    expect(findTroubles([late(child, seconds)]).map(({ id }) => id)).toEqual(ids)
  })
  test('two MASTERs are what comes of it at once', () => {
    const lines = [late('vrrp', '27.2'), other(0), other(1)]
    expect(findTroubles(lines).map(({ id }) => id)).toEqual(['timer-late'])
  })
  test('two MASTERs a minute later are another matter', () => {
    const lines = [late('vrrp', '1.2'), other(60), other(61)]
    expect(findTroubles(lines).map(({ id }) => id)).toEqual(['timer-late', 'two-masters'])
  })
})

test('a child that dies again and again is critical', () => {
  const lines = [1, 2, 3].flatMap(pid => [
    line(`pid ${pid} exited due to segmentation fault (SIGSEGV).`),
    line(`VRRP child process(${pid}) died: Respawning`),
  ])
  expect(findTroubles(lines.slice(0, 4)).map(brief)).toEqual(['warning child-died 2'])
  expect(findTroubles(lines).map(brief)).toEqual(['critical child-died 3'])
})

test.each([
  '(/etc/keepalived/keepalived.conf: Line 17) Truncating auth_pass to 8 characters',
  "(/etc/keepalived/keepalived.conf: Line 17) 'nb_get_retry' is deprecated - please use 'retry'",
])('what keepalived only warns of at every start: %s', text => {
  expect(findTroubles([line(text)])).toEqual([])
})

test('critical troubles come first', () => {
  const lines = [line('daemon is already running'), line('(VI_1) received an invalid passwd!')]
  expect(findTroubles(lines).map(({ id }) => id)).toEqual(['passwords-differ', 'already-running'])
})

test('two instances have a trouble each', () => {
  const lines = ['VI_1', 'VI_2', 'VI_1'].map(name => line(`(${name}) received an invalid passwd!`))
  expect(findTroubles(lines).map(({ text, count }) => [text.slice(0, 4), count])).toEqual([
    ['VI_1', 2],
    ['VI_2', 1],
  ])
})

describe('hostile lines', () => {
  const nasty = `${'<script>|\u001b[31m\n\u202e'.repeat(5)}${'A('.repeat(900)}`

  test.each([
    `(${nasty}) received an invalid passwd!`,
    `(VI_1) unicast source address ${nasty} not a unicast peer`,
    `(/etc/keepalived.conf: Line 1) ${nasty}`,
    `Config files missing '${nasty}'`,
    `VRRP_Script(${nasty}) failed (${nasty})`,
    `IPVS cmd IP_VS_SO_SET_ADD(1) error: ${nasty}(1) (${nasty})`,
    nasty,
  ])('%#: what comes of it is short, and safe to show', text => {
    for (const { text: said, hint = '' } of findTroubles([line(text, { priority: 3 })])) {
      expect(said.length).toBeLessThan(500)
      expect(`${said}${hint}`).not.toMatch(/[\u0000-\u001f\u202e|<>]/)
    }
  })

  test('thousands of different errors are a bounded number of troubles', () => {
    const lines = Array.from({ length: 5000 }, (_, at) => {
      const letters = at.toString(2).replaceAll('0', 'a').replaceAll('1', 'b')
      return line(`lost ${letters}`, { priority: 3 })
    })
    const troubles = findTroubles(lines)
    expect(troubles.length).toBeGreaterThan(0)
    expect(troubles.length).toBeLessThanOrEqual(200)
  })
})

test('no hint has what the output of a plugin replaces', () => {
  const scenarios = ['vips-differ', 'stalled', 'killed', 'vip-deleted', 'config-missing', 'no-ipvs', 'fault']
  const troubles = scenarios.flatMap(scenario => findTroubles(linesOf(scenario)))
  expect(troubles.length).toBeGreaterThan(6)
  for (const { hint, text } of troubles) expect(`${text}${hint}`).not.toMatch(/[|<>]/)
})
