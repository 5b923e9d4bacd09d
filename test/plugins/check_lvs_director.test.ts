import { describe, expect, test } from 'vitest'
import type { Finding } from '../../lib/core/finding.ts'
import type { LogFacts, RemoteFacts, WantedInstance } from '../../lib/director/facts.ts'
import type { Trouble } from '../../lib/log/event.ts'
import { failure, success } from '../../lib/probe/outcome.ts'
import { run } from '../../lib/runtime/run.ts'
import { check } from '../../plugins/check_lvs_director.ts'
import {
  changed,
  type Edit,
  edited,
  judgeWith,
  known,
  logged,
  outputOf,
  rulesOf,
  runningFor,
  saidBy,
} from '../support/director.ts'
import { deafProbes } from '../support/probes.ts'

const vip = '10.99.0.100'
const vip6 = 'fd99::100'
const day = 86_400

describe('as it was seen in the cluster', () => {
  // scene, title, options, state, sentence, rules
  const table: readonly [string, string, string[], string, string, string[]][] = [
    [
      'well-master',
      'ok: MASTER',
      ['--role', 'master'],
      'OK',
      'VI_1 MASTER, keepalived and 2 children run, 9 virtual servers',
      [],
    ],
    [
      'well-backup',
      'ok: BACKUP',
      ['--role', 'VI_1=backup'],
      'OK',
      'VI_1 BACKUP, keepalived and 2 children run, 9 virtual servers',
      [],
    ],
    [
      'starting',
      'ok: a moment after its start',
      [],
      'OK',
      'VI_1 BACKUP, keepalived and 2 children run, 9 virtual servers',
      [],
    ],
    [
      'by-proc',
      'critical: the table was flushed and a reload did not bring it back; the pid files are gone',
      [],
      'CRITICAL',
      'the IPVS table is empty, /etc/keepalived/keepalived.conf has 9 virtual servers: nothing is forwarded',
      ['table-empty'],
    ],
    [
      'table-flushed-reloaded',
      'critical: the table was flushed',
      [],
      'CRITICAL',
      'the IPVS table is empty, /etc/keepalived/keepalived.conf has 9 virtual servers: nothing is forwarded',
      ['table-empty'],
    ],
    [
      'no-forward',
      'critical: NAT without forwarding',
      [],
      'CRITICAL',
      'the IPVS table is empty, /etc/keepalived/keepalived.conf has 9 virtual servers: nothing is forwarded',
      ['table-empty', 'ip-forward-off'],
    ],
    [
      'checkers-stopped',
      'critical: SIGSTOP to the checkers',
      [],
      'CRITICAL',
      'the checkers process 23 of keepalived is stopped by a signal (state T): no real server is checked, one that fails stays in the table',
      ['keepalived-stopped'],
    ],
    [
      'vrrp-stopped',
      'critical: SIGSTOP to VRRP, both directors are MASTER',
      [],
      'CRITICAL',
      'the VRRP process 16 of keepalived is stopped by a signal (state T): it sends no adverts and keeps its VIPs, the other director takes them as well',
      ['keepalived-stopped'],
    ],
    [
      'sync-stopped',
      'warning: the sync daemon was stopped',
      [],
      'WARNING',
      'the sync daemon does not run as master while VI_1 is MASTER: the other director does not learn the connections, a failover breaks them',
      ['sync-daemon-missing'],
    ],
    [
      'checkers-killed',
      'warning: kill -9 to the checkers, which keepalived starts again',
      [],
      'WARNING',
      'the checkers process 114 of keepalived was started again 3 s ago, keepalived itself has been running for 35 s',
      ['child-respawning', 'sync-daemon-missing'],
    ],
    [
      'stopped-in-order',
      'critical: stopped in order, everything was tidied up',
      [],
      'CRITICAL',
      'keepalived is not running',
      ['keepalived-not-running'],
    ],
    [
      'killed',
      'critical: kill -9 to all of it, the VIPs are still here',
      [],
      'CRITICAL',
      `keepalived is not running and has left the VIPs ${vip} on eth0, ${vip6} on eth0: this host answers for them beside the director that takes over`,
      ['vip-bound-without-keepalived', 'keepalived-not-running'],
    ],
    [
      'killed-peer',
      'warning: the other director has taken over',
      ['--role', 'backup'],
      'WARNING',
      'VI_1 is MASTER here, wanted BACKUP',
      ['role-unexpected'],
    ],
    [
      'killed-peer',
      'ok: the same, and nobody minds',
      [],
      'OK',
      'VI_1 MASTER, keepalived and 2 children run, 9 virtual servers',
      [],
    ],
    [
      'parent-killed',
      'critical: kill -9 to the parent, its children have tidied up',
      [],
      'CRITICAL',
      'keepalived is not running: /run/keepalived.pid names process 14, which is gone, so it did not end in order',
      ['keepalived-not-running'],
    ],
    [
      'partly-and-stopped',
      'critical: one of two VIPs was taken off behind the back of a stopped keepalived',
      [],
      'CRITICAL',
      'the VRRP process 16 of keepalived is stopped by a signal (state T): it sends no adverts and keeps its VIPs, the other director takes them as well',
      ['keepalived-stopped', 'vip-partly-bound'],
    ],
    [
      'link-down',
      'critical: the interface is down',
      [],
      'CRITICAL',
      'the interface eth0 of VI_1 is down',
      ['interface-down'],
    ],
    [
      'hidden',
      'critical: hidepid, and the table is empty',
      [],
      'CRITICAL',
      'the IPVS table is empty, /etc/keepalived/keepalived.conf has 9 virtual servers: nothing is forwarded',
      ['table-empty', 'keepalived-unknown'],
    ],
    [
      'config-closed',
      'unknown: keepalived.conf is for root alone',
      [],
      'UNKNOWN',
      "what should be here is not known: '/etc/keepalived/keepalived.conf' cannot be read by the user nobody",
      ['config-unreadable'],
    ],
    ...(
      [
        ['reloaded', 'MASTER', 'quiet through a reload'],
        ['server-removed', 'MASTER', 'quiet through the planned removal of a real server'],
        ['after-failover', 'MASTER', 'quiet through a failover'],
        ['after-failback-peer', 'BACKUP', 'quiet through the failback after it'],
        ['took-over', 'MASTER', 'quiet while the other director is stopped in order'],
      ] as const
    ).map(([scene, role, title]): [string, string, string[], string, string, string[]] => [
      scene,
      `ok: ${title}`,
      ['--role', role.toLowerCase()],
      'OK',
      `VI_1 ${role}, keepalived and 2 children run, 9 virtual servers`,
      [],
    ]),
    [
      'flapping',
      'warning: a packet filter that drops adverts now and then',
      [],
      'WARNING',
      'VI_1 has changed its role 10 times within 15 min, wanted at most 4',
      ['flapping'],
    ],
    [
      'checkers-died',
      'warning: kill -9 to the checkers, and what the log says of it',
      [],
      'WARNING',
      'the checkers process 34 of keepalived was started again 3 s ago, keepalived itself has been running for 16 s: a child of keepalived, process 18, has died by signal 9 (Killed)',
      ['child-respawning', 'log-errors'],
    ],
    [
      'vip-removed-by-hand',
      'warning: a VIP was taken off, and keepalived has put it back',
      [],
      'WARNING',
      `the log says: the VIP ${vip} was removed from eth0 by something other than keepalived (7 s ago)`,
      ['log-errors'],
    ],
    [
      'killed-with-log',
      'critical: kill -9 to all of it, the log is no reason to be milder',
      [],
      'CRITICAL',
      `keepalived is not running and has left the VIPs ${vip} on eth0, ${vip6} on eth0: this host answers for them beside the director that takes over`,
      ['vip-bound-without-keepalived', 'keepalived-not-running', 'log-errors'],
    ],
    [
      'started-over-remains',
      'warning: started again after a kill -9',
      [],
      'WARNING',
      'the log says: keepalived was started after it had ended without stopping: its VIPs and its virtual servers were left behind (16 s ago)',
      ['log-errors'],
    ],
    [
      'log-closed',
      'critical: the table was flushed, and the log is for root alone',
      [],
      'CRITICAL',
      'the IPVS table is empty, /etc/keepalived/keepalived.conf has 9 virtual servers: nothing is forwarded',
      ['table-empty', 'log-unreadable'],
    ],
    [
      'no-module',
      'critical: ip_vs cannot be loaded, and keepalived has ended of it',
      [],
      'CRITICAL',
      'there is no IPVS in the kernel, the module ip_vs is not loaded: nothing is forwarded, /etc/keepalived/keepalived.conf has 9 virtual servers',
      ['ip-vs-missing', 'ip-forward-off', 'keepalived-not-running'],
    ],
  ]
  test.each(table)('%s: %s', (scene, _, argv, state, sentence, rules) => {
    const facts = edited(scene)
    const output = outputOf(facts, argv)
    expect(output.state).toBe(state)
    expect(output.sentence.replace(/ \(and \d+ more\)$/, '')).toBe(sentence)
    expect(rulesOf(judgeWith(facts, argv))).toEqual(rules)
  })

  test('performance data of a MASTER', () => {
    expect(outputOf(edited('well-master')).perfdata.map(({ label }) => label)).toEqual([
      'vips',
      'vips_bound',
      'conns',
      'inpkts',
      'outpkts',
      'inbytes',
      'outbytes',
      'conntrack',
    ])
  })

  test('with a log there are two more', () => {
    const labels = outputOf(edited('well-master', logged({}))).perfdata.map(({ label }) => label)
    expect(labels.slice(-3)).toEqual(['log_errors', 'conntrack', 'transitions'])
  })
})

/** What a rule says of a scene. */
const say = (rule: string, scene: string, edits: readonly Edit[], argv: readonly string[] = []): Finding =>
  saidBy(rule, judgeWith(edited(scene, ...edits), argv))
const rulesFor = (scene: string, edits: readonly Edit[], argv: readonly string[] = []) =>
  rulesOf(judgeWith(edited(scene, ...edits), argv))

const instanceOf = (facts: Parameters<Edit>[0]) => {
  const [first] = known(facts.wanted).instances
  if (first === undefined) throw new Error('the scene has no instance')
  return first
}
const running = (facts: Parameters<Edit>[0]) => {
  const found = known(facts.keepalived).running
  if (found === undefined) throw new Error('keepalived does not run in the scene')
  return found
}
const without =
  (...addresses: string[]): Edit =>
  facts => {
    const network = known(facts.network)
    network.holdings = network.holdings.filter(({ address }) => !addresses.includes(address))
  }
const told =
  (to: 'MASTER' | 'BACKUP' | 'FAULT', secondsAgo: number, about: Partial<LogFacts> = {}): Edit =>
  facts =>
    logged({
      instances: [{ instance: 'VI_1', last: { to, time: facts.now - secondsAgo * 1000 }, changes: 0 }],
      ...about,
    })(facts)

describe('keepalived', () => {
  test('critical: what was left behind is named with what takes it off', () => {
    const finding = say('vip-bound-without-keepalived', 'killed', [])
    expect(finding.hint).toBe(
      `Start it: systemctl start keepalived; or take them off: ip addr del ${vip}/24 dev eth0; ip addr del ${vip6}/128 dev eth0`,
    )
  })
  test('critical: a VIP on lo was not left behind, this director is a real server too', () => {
    const onLo: Edit = facts => {
      for (const holding of known(facts.network).holdings)
        Object.assign(holding, { interface: 'lo', quiet: true })
    }
    expect(rulesFor('killed', [onLo])).toEqual(['keepalived-not-running'])
  })
  const stopped: Edit = facts => logged({ reloads: [{ kind: 'stop', time: facts.now - 90_000 }] })(facts)
  test('critical: the log tells that it was stopped in order', () => {
    expect(say('keepalived-not-running', 'stopped-in-order', [stopped]).text).toBe(
      'keepalived is not running: it was stopped in order 90 s ago, by the log',
    )
  })
  test('critical: one that has ended itself was not stopped in order', () => {
    const gaveUp: Edit = facts => {
      stopped(facts)
      const error: Trouble = {
        id: 'gave-up',
        state: 'critical',
        text: 'keepalived has ended itself',
        count: 1,
        since: undefined,
        time: undefined,
      }
      known(facts.log).troubles.push(error)
    }
    const { text, hint } = say('keepalived-not-running', 'stopped-in-order', [gaveUp])
    expect(text).toBe('keepalived is not running: it has ended itself after an error, by the log')
    // It would end again.
    expect(hint).toMatch(/^Find the error first.*: check_keepalived_config; then systemctl start keepalived/)
  })
  test('critical: the VRRP process of a BACKUP, which holds no VIP, is stopped', () => {
    const stop: Edit = facts => {
      for (const child of running(facts).children) if (child.role === 'vrrp') child.state = 'T'
    }
    expect(say('keepalived-stopped', 'well-backup', [stop]).text).toMatch(
      /is stopped by a signal \(state T\): it takes no VIP over when the MASTER fails$/,
    )
  })
  test('critical: one in a container is named', () => {
    const elsewhere: Edit = facts => {
      known(facts.keepalived).elsewhere = [4711]
    }
    expect(say('keepalived-not-running', 'stopped-in-order', [elsewhere]).hint).toContain(
      'process 4711 is keepalived: if that is meant, nsenter -t 4711 -n check_lvs_director',
    )
  })
  test('critical: without ip_vs that comes first', () => {
    expect(say('keepalived-not-running', 'no-module', []).hint).toMatch(/^modprobe ip_vs, without which/)
  })
  test('unknown: processes that are hidden are not taken for stopped ones', () => {
    const finding = say('keepalived-unknown', 'hidden', [])
    expect(finding).toMatchObject({
      state: 'UNKNOWN',
      text: 'whether keepalived runs is not known: /proc shows this user its own processes only (mount option hidepid)',
    })
    expect(finding.hint).toContain('mount -o remount,hidepid=2,gid=procview /proc')
  })
  test('critical: the parent may be stopped alone', () => {
    const stop: Edit = facts => {
      running(facts).parent.state = 'T'
    }
    expect(say('keepalived-stopped', 'well-master', [stop])).toMatchObject({
      text: 'the parent process 22 of keepalived is stopped by a signal (state T): it neither starts its processes again nor reloads',
      hint: 'Let it go on: kill -CONT 22',
    })
  })

  const childrenOf =
    (...roles: ('vrrp' | 'checkers' | undefined)[]): Edit =>
    facts => {
      const [child] = running(facts).children
      if (child === undefined) throw new Error('the scene has no child')
      running(facts).children = roles.map((role, at) => ({ ...child, pid: 40 + at, role }))
    }
  test.each<[string, Edit[], string]>([
    [
      'the VRRP process',
      [childrenOf('checkers')],
      'keepalived has no VRRP process: it takes no part in VRRP, no VIP is taken or given up',
    ],
    [
      'the checkers process',
      [childrenOf('vrrp')],
      'keepalived has no checkers process: no real server is checked, one that fails stays in the table',
    ],
    [
      'one of them, no pid file tells which',
      [childrenOf(undefined)],
      'keepalived has 1 process beside its parent, and its configuration wants a VRRP process and a checkers process',
    ],
  ])('critical: %s is missing', (_, edits, text) => {
    expect(say('child-missing', 'well-master', edits)).toMatchObject({ state: 'CRITICAL', text })
  })
  test.each<[string, Edit[]]>([
    ['two that no pid file tells apart', [childrenOf(undefined, undefined)]],
    [
      'no virtual server is configured',
      [
        childrenOf('vrrp'),
        facts => {
          known(facts.wanted).virtualServers = 0
        },
      ],
    ],
    [
      'keepalived runs with -P',
      [
        childrenOf('vrrp'),
        facts => {
          running(facts).arguments.only = 'vrrp'
        },
      ],
    ],
    ['it starts', [childrenOf('vrrp'), runningFor(2)]],
  ])('ok: no child is missing when %s', (_, edits) => {
    expect(rulesFor('well-master', edits)).toEqual([])
  })
  test('warning: a child that the new configuration wants may wait for its reload', () => {
    const finding = say('child-missing', 'well-master', [childrenOf('vrrp'), runningFor(day), changed(600)])
    expect(finding.state).toBe('WARNING')
    expect(finding.text).toContain(
      '/etc/keepalived/web.conf was changed 10 min ago, after keepalived was started, and may not be loaded',
    )
  })

  const bornAgo =
    (seconds: number): Edit =>
    facts => {
      const [child] = running(facts).children
      if (child !== undefined) child.started = known(facts.uptime) - seconds
    }
  test('warning: a child was started again', () => {
    const finding = say('child-respawning', 'well-master', [runningFor(3 * day), bornAgo(40)])
    expect(finding.text).toBe(
      'the checkers process 23 of keepalived was started again 40 s ago, keepalived itself has been running for 3 days',
    )
  })
  test('warning: why, where the log tells, and only once', () => {
    const died: Trouble = {
      id: 'child-died',
      state: 'warning',
      text: 'a child of keepalived, process 30, has died by signal 9 (Killed)',
      hint: 'dmesg -T',
      count: 1,
      since: undefined,
      time: undefined,
    }
    const edits = [runningFor(3 * day), bornAgo(40), logged({ troubles: [died] })]
    expect(rulesFor('well-master', edits)).toEqual(['child-respawning'])
    expect(say('child-respawning', 'well-master', edits)).toMatchObject({
      text: expect.stringMatching(/has been running for 3 days: a child of keepalived, process 30, has died/),
      hint: 'dmesg -T',
    })
  })
  const hasDied =
    (secondsAgo: number, about: Partial<Trouble> = {}): Edit =>
    facts => {
      const time = facts.now - secondsAgo * 1000
      const died: Trouble = {
        id: 'child-died',
        state: 'warning',
        text: 'it died',
        count: 1,
        since: time,
        time,
      }
      logged({ troubles: [{ ...died, ...about }] })(facts)
    }
  test('warning: soon after the start of keepalived the log tells that it was started again', () => {
    const edits = [runningFor(12), bornAgo(5), hasDied(5)]
    expect(rulesFor('well-master', edits)).toEqual(['child-respawning'])
  })
  test('ok: the start of keepalived itself, after another one had lost a child', () => {
    const edits = [runningFor(12), hasDied(40)]
    expect(rulesFor('well-master', edits)).toEqual(['log-errors'])
  })
  test('critical: what dies again and again is not covered by its last start', () => {
    const edits = [runningFor(3 * day), bornAgo(40), hasDied(40, { state: 'critical', count: 3 })]
    expect(rulesFor('well-master', edits)).toEqual(['log-errors', 'child-respawning'])
  })
  test.each<[string, Edit[]]>([
    ['longer ago than --since', [runningFor(3 * day), bornAgo(1000)]],
    [
      'by a reload that wanted one more',
      [
        runningFor(3 * day),
        bornAgo(40),
        facts => logged({ reloads: [{ kind: 'reload', time: facts.now - 41_000 }] })(facts),
      ],
    ],
  ])('ok: a child was started %s', (_, edits) => {
    expect(rulesFor('well-master', edits)).toEqual([])
  })
})

describe('instances', () => {
  test('critical: one of the VIPs was left on a BACKUP, and comes off', () => {
    expect(say('vip-bound-on-backup', 'well-master', [without(vip6), told('BACKUP', 600)])).toMatchObject({
      state: 'CRITICAL',
      text: `VI_1 is BACKUP since 10 min by the log, and ${vip} (eth0) is bound here all the same: the MASTER holds it as well`,
      hint: expect.stringMatching(new RegExp(`^Take it off: ip addr del ${vip}/24 dev eth0\\. `)),
    })
    expect(rulesFor('well-master', [without(vip6), told('BACKUP', 600)])).toEqual(['vip-bound-on-backup'])
  })
  test('critical: one of the VIPs is missing on a MASTER, and is put back as it is configured', () => {
    const finding = say('vip-partly-bound', 'well-master', [without(vip), told('MASTER', 600)])
    expect(finding.hint).toMatch(new RegExp(`^Put it back: ip addr add ${vip}/\\d+ dev eth0; `))
    expect(finding.hint).not.toContain('ip addr del')
  })
  test('critical: where the log does not tell the role, both ways are shown', () => {
    const { hint } = say('vip-partly-bound', 'well-master', [without(vip6)])
    expect(hint).toContain(`put back what is missing: ip addr add ${vip6}/128 dev eth0 nodad preferred_lft 0`)
    expect(hint).toContain(`take off what is here: ip addr del ${vip}/24 dev eth0`)
  })
  test('critical: some VIPs of a MASTER are missing', () => {
    expect(say('vip-partly-bound', 'well-master', [without(vip6)])).toMatchObject({
      state: 'CRITICAL',
      text: `VI_1 holds 1 of its 2 VIPs: ${vip6} is missing`,
      hint: expect.stringContaining(`ip addr add ${vip6}/128 dev eth0`),
    })
  })
  test('warning: one that was configured since may not be loaded', () => {
    const edits = [without(vip6), runningFor(day), changed(120)]
    expect(say('vip-partly-bound', 'well-master', edits).state).toBe('WARNING')
  })
  test('critical: one is missing, and the configuration was loaded since', () => {
    const reload: Edit = facts => logged({ reloads: [{ kind: 'reload', time: facts.now - 60_000 }] })(facts)
    const edits = [without(vip6), runningFor(day), changed(120), reload]
    expect(say('vip-partly-bound', 'well-master', edits).state).toBe('CRITICAL')
  })
  test('ok: a BACKUP that is a real server too has its VIPs on lo', () => {
    const onLo: Edit = facts => {
      known(facts.network).holdings = [
        { address: vip, interface: 'lo', prefix: 32, quiet: true, dadFailed: false },
        { address: vip6, interface: 'lo', prefix: 128, quiet: true, dadFailed: false },
      ]
    }
    expect(outputOf(edited('well-backup', onLo), ['--role', 'backup']).state).toBe('OK')
  })
  test('ok: a MASTER whose VIPs are to be on a dummy has them there', () => {
    const onDummy: Edit = facts => {
      for (const each of instanceOf(facts).vips) each.device = 'lvs0'
      for (const each of known(facts.network).holdings)
        Object.assign(each, { interface: 'lvs0', quiet: true })
    }
    expect(outputOf(edited('well-master', onDummy), ['--role', 'master']).state).toBe('OK')
  })

  test.each<[string, string, Edit[], string]>([
    [
      'vip-missing-on-master',
      'well-backup',
      [told('MASTER', 300)],
      `VI_1 is MASTER since 5 min by the log, and ${vip}, ${vip6} are not bound here: nobody holds them`,
    ],
    [
      'vip-bound-on-backup',
      'well-master',
      [told('BACKUP', 300)],
      `VI_1 is BACKUP since 5 min by the log, and ${vip} (eth0), ${vip6} (eth0) are bound here all the same: the MASTER holds them as well`,
    ],
    [
      'instance-fault',
      'well-backup',
      [told('FAULT', 300)],
      'VI_1 is in FAULT state since 5 min by the log: it cannot become MASTER',
    ],
  ])('critical: %s', (rule, scene, edits, text) => {
    expect(say(rule, scene, edits)).toMatchObject({ state: 'CRITICAL', text })
  })
  test.each<[string, string, Edit[]]>([
    ['became MASTER just now', 'well-backup', [told('MASTER', 3)]],
    ['became BACKUP just now', 'well-master', [told('BACKUP', 3)]],
    ['is MASTER by both', 'well-master', [told('MASTER', 300)]],
    ['is BACKUP by both', 'well-backup', [told('BACKUP', 300)]],
  ])('ok: it %s', (_, scene, edits) => {
    expect(rulesFor(scene, edits)).toEqual([])
  })
  test('critical: FAULT is one thing to say where the interface is down', () => {
    const finding = judgeWith(edited('link-down', told('FAULT', 300)))
    expect(rulesOf(finding)).toEqual(['interface-down'])
    expect(finding.text).toBe('VI_1 FAULT, keepalived and 2 children run, 9 virtual servers')
  })

  const interfaces =
    (...states: ('up' | 'down' | 'no-carrier' | 'unknown')[]): Edit =>
    facts => {
      known(facts.network).interfaces = states.map(state => ({ name: 'eth0', state }))
    }
  test.each<[string, Edit, string, string]>([
    [
      'is not there',
      interfaces(),
      'the interface eth0 of VI_1 is not there',
      'See what there is: ip -br link',
    ],
    ['is down', interfaces('down'), 'the interface eth0 of VI_1 is down', 'ip link set eth0 up'],
    [
      'has no carrier',
      interfaces('no-carrier'),
      'the interface eth0 of VI_1 has no carrier: no cable, or a switch port that is shut',
      'See what there is: ip -br link',
    ],
  ])('critical: the interface %s', (_, edit, text, hint) => {
    expect(say('interface-down', 'well-backup', [edit])).toMatchObject({ state: 'CRITICAL', text, hint })
  })
  test('ok: an interface of another network namespace, which cannot be seen', () => {
    expect(rulesFor('well-backup', [interfaces('unknown')])).toEqual([])
  })

  test('critical: another host answers for an IPv6 VIP', () => {
    const refused: Edit = facts => {
      for (const each of known(facts.network).holdings) each.dadFailed = each.address === vip6
    }
    const finding = say('vip-duplicate', 'well-master', [refused])
    expect(finding.text).toBe(
      `another host answers for ${vip6} (eth0) of VI_1: the kernel does not use the address (dadfailed)`,
    )
    expect(finding.hint).toContain(`ndisc6 ${vip6} eth0`)
  })

  const more = (about: Partial<WantedInstance>): Edit => {
    return facts => {
      const added = {
        name: 'VI_2',
        interface: 'eth0',
        vips: [{ address: '10.99.0.101', device: 'eth0' }],
        ...about,
      }
      known(facts.wanted).instances.push({ ...added, vips: [...added.vips] })
    }
  }
  test.each<[string, Edit[], string[], string]>([
    [
      'two roles',
      [more({})],
      [],
      'VI_1 MASTER, VI_2 BACKUP, keepalived and 2 children run, 9 virtual servers',
    ],
    [
      'many are counted',
      Array.from({ length: 8 }, (_, at) => more({ name: `VI_${at + 2}` })),
      [],
      '1 instance MASTER, 8 instances BACKUP, keepalived and 2 children run, 9 virtual servers',
    ],
    [
      'each as it should be',
      [more({})],
      ['--role', 'VI_1=master', '--role', 'backup'],
      'VI_1 MASTER, VI_2 BACKUP, keepalived and 2 children run, 9 virtual servers',
    ],
    [
      'one without VIPs, by the log',
      [
        more({ vips: [] }),
        facts =>
          logged({
            instances: [{ instance: 'VI_2', last: { to: 'BACKUP', time: facts.now - 60_000 }, changes: 0 }],
          })(facts),
      ],
      ['--role', 'VI_2=backup'],
      'VI_1 MASTER, VI_2 BACKUP, keepalived and 2 children run, 9 virtual servers',
    ],
  ])('ok: %s', (_, edits, argv, sentence) => {
    expect(outputOf(edited('well-master', ...edits), argv)).toMatchObject({ state: 'OK', sentence })
  })
  const grouped: Edit = facts => {
    known(facts.wanted).groups = [{ name: 'VG_1', members: ['VI_1', 'VI_2'] }]
  }
  test('critical: one of a sync group is not where the others are', () => {
    expect(say('sync-group-torn', 'well-master', [more({}), grouped])).toMatchObject({
      state: 'CRITICAL',
      text: 'the vrrp_sync_group VG_1 is torn apart: VI_1 is MASTER here, VI_2 is not',
    })
  })
  test('critical: where it is known why, the group is not named as well', () => {
    const edits = [more({}), grouped, without(vip6)]
    expect(rulesFor('well-master', edits)).toEqual(['vip-partly-bound'])
  })
  test('ok: a sync group that is all BACKUP', () => {
    expect(rulesFor('well-backup', [more({}), grouped])).toEqual([])
  })
  test('warning: one of two is not as it should be', () => {
    const argv = ['--role', 'VI_1=master', '--role', 'VI_2=master']
    expect(say('role-unexpected', 'well-master', [more({})], argv)).toMatchObject({
      state: 'WARNING',
      text: 'VI_2 is BACKUP here, wanted MASTER',
    })
  })
  test('unknown: a role of which nothing tells', () => {
    expect(rulesFor('well-master', [more({ vips: [] })], ['--role', 'master'])).toEqual(['no-such-instance'])
  })
  test('unknown: --role names what is not configured', () => {
    const finding = say('no-such-instance', 'well-master', [], ['--role', 'VI_9=master'])
    expect(finding).toMatchObject({
      state: 'UNKNOWN',
      text: '--role names VI_9, which /etc/keepalived/keepalived.conf does not have as an instance: it has VI_1',
    })
  })
  test('unknown: the addresses cannot be read', () => {
    const blind: Edit = facts => {
      facts.network = failure('missing', 'there is no program ip on this host', 'apt-get install iproute2')
    }
    expect(say('addresses-unreadable', 'well-master', [blind])).toMatchObject({
      text: 'where the VIPs are is not known: there is no program ip on this host',
      hint: 'apt-get install iproute2',
    })
  })
})

describe('IPVS', () => {
  const setting =
    (name: 'forward4' | 'forward6' | 'expireNodest' | 'expireQuiescent', value: number): Edit =>
    facts => {
      facts.settings[name] = success(value)
    }
  const nat6: Edit = facts => {
    known(facts.wanted).natServers = { 4: 0, 6: 3 }
  }
  test('critical: NAT and no forwarding', () => {
    expect(say('ip-forward-off', 'well-master', [setting('forward4', 0)])).toMatchObject({
      state: 'CRITICAL',
      text: 'net.ipv4.ip_forward is 0, and there is 1 real server behind NAT: their packets are dropped',
      hint: 'sysctl -w net.ipv4.ip_forward=1, and a line net.ipv4.ip_forward=1 in /etc/sysctl.d/lvs.conf',
    })
  })
  test('critical: the same with IPv6', () => {
    expect(say('ip-forward-off', 'well-master', [nat6, setting('forward6', 0)]).text).toBe(
      'net.ipv6.conf.all.forwarding is 0, and there are 3 real servers behind NAT: their packets are dropped',
    )
  })
  test('ok: without NAT nobody needs it', () => {
    const none: Edit = facts => {
      known(facts.wanted).natServers = { 4: 0, 6: 0 }
    }
    expect(rulesFor('well-master', [none, setting('forward4', 0)])).toEqual([])
  })
  test('unknown: settings of another network namespace, with the way to see them', () => {
    const away: Edit = facts => {
      facts.settings = { elsewhere: true }
      known(facts.wanted).netNamespace = 'red'
    }
    expect(say('ip-forward-off', 'well-master', [away])).toMatchObject({
      state: 'UNKNOWN',
      hint: 'Run the check in there: ip netns exec red check_lvs_director',
    })
  })
  test('critical: a flushed table of a director is no matter of its configuration', () => {
    expect(say('table-empty', 'table-flushed-reloaded', [runningFor(day), changed(600)]).state).toBe(
      'CRITICAL',
    )
  })
  test('critical: the module is gone', () => {
    const gone: Edit = facts => {
      Object.assign(known(facts.ipvs), { noModule: true, services: 0 })
    }
    expect(say('ip-vs-missing', 'well-master', [gone])).toMatchObject({
      state: 'CRITICAL',
      text: 'there is no IPVS in the kernel, the module ip_vs is not loaded: nothing is forwarded, /etc/keepalived/keepalived.conf has 9 virtual servers',
      hint: expect.stringMatching(/^modprobe ip_vs, then systemctl restart keepalived\. If there is no such/),
    })
  })
  test('unknown: the table cannot be read', () => {
    const closed: Edit = facts => {
      facts.ipvs = failure('denied', "'/proc/net/ip_vs' cannot be read by this user")
    }
    expect(rulesFor('well-master', [closed])).toEqual(['table-unreadable'])
  })

  const daemons =
    (...roles: ('master' | 'backup')[]): Edit =>
    facts => {
      facts.syncDaemons = success(roles)
    }
  test('warning: the sync daemon runs in the wrong role', () => {
    expect(say('sync-daemon-missing', 'well-backup', [daemons('master')])).toMatchObject({
      text: 'the sync daemon does not run as backup while VI_1 is BACKUP, it runs as master: the connections of the other director are not learned, a failover breaks them',
      hint: 'As root: ipvsadm --stop-daemon master; ipvsadm --start-daemon backup --mcast-interface eth0 --syncid 51; ipvsadm -Ln --daemon shows it',
    })
  })
  test('without an instance both daemons run', () => {
    const both: Edit = facts => {
      const daemon = known(facts.wanted).syncDaemon
      if (daemon !== undefined) daemon.instance = undefined
    }
    expect(rulesFor('well-master', [both, daemons('master', 'backup')])).toEqual([])
    expect(say('sync-daemon-missing', 'well-master', [both, daemons('master')]).text).toMatch(
      /^the sync daemon does not run as backup, it runs as master: /,
    )
  })
  test('ok: its role changes a moment after that of the addresses', () => {
    expect(rulesFor('well-master', [daemons('backup'), told('MASTER', 3)])).toEqual([])
  })

  const restless = [{ server: '[10.99.0.22]:tcp:80', virtualServer: '[10.99.0.100]:tcp:80', removals: 3 }]
  test('warning: a real server comes and goes, and its connections hang', () => {
    expect(say('nodest-blackhole', 'well-master', [logged({ restless })])).toMatchObject({
      state: 'WARNING',
      text: '[10.99.0.22]:tcp:80 was taken out of [10.99.0.100]:tcp:80 3 times, and net.ipv4.vs.expire_nodest_conn is 0: packets of its connections are dropped in silence until they time out',
    })
  })
  test('ok: it comes and goes on a BACKUP, where no connections are', () => {
    expect(rulesFor('well-backup', [logged({ restless })])).toEqual([])
  })
  test('ok: it comes and goes, and its connections are reset', () => {
    expect(rulesFor('well-master', [logged({ restless }), setting('expireNodest', 1)])).toEqual([])
  })

  const lingering: Edit = facts => {
    known(facts.wanted).lingering = [
      { name: '192.0.2.10 8080', seconds: 60 },
      { name: 'fwmark 5', seconds: 300 },
    ]
  }
  test('warning: persistence leads clients to a real server that has weight 0', () => {
    expect(
      say('quiescent-template', 'well-master', [lingering, setting('expireQuiescent', 0)]),
    ).toMatchObject({
      state: 'WARNING',
      text: 'clients of virtual_server 192.0.2.10 8080 (and 1 other virtual server) stay with a real server that has failed until they have been away for 60 s: inhibit_on_failure gives it weight 0, and net.ipv4.vs.expire_quiescent_template is 0',
      details: ['virtual_server fwmark 5 likewise, for 300 s'],
    })
  })
  test('ok: the kernel forgets where it led them', () => {
    expect(rulesFor('well-master', [lingering, setting('expireQuiescent', 1)])).toEqual([])
  })

  test.each<[number, string[], string]>([
    [3276, [], 'OK'],
    [3300, [], 'WARNING'],
    [3950, [], 'CRITICAL'],
    [3300, ['--conntrack-warning', '90'], 'OK'],
    [3300, ['--conntrack-critical', '80'], 'CRITICAL'],
  ])('connection tracking: %d of 4096 with %j is %s', (used, argv, state) => {
    const full: Edit = facts => {
      facts.settings.conntrackCount = success(used)
    }
    const output = outputOf(edited('well-master', full), argv)
    expect(output.state).toBe(state)
    expect(output.perfdata.find(({ label }) => label === 'conntrack')?.value).toBeCloseTo(
      (used / 4096) * 100,
      1,
    )
  })
  test('ok: a kernel without connection tracking', () => {
    const none: Edit = facts => {
      facts.settings = {}
    }
    const output = outputOf(edited('well-master', none))
    expect(output.state).toBe('OK')
    expect(output.perfdata.map(({ label }) => label)).not.toContain('conntrack')
  })
})

describe('keepalived.conf', () => {
  const notLoaded = [runningFor(3 * day), changed(1200), logged({})]
  test('warning: it was changed, and the log knows of no reload since', () => {
    expect(say('config-not-loaded', 'well-master', notLoaded)).toMatchObject({
      state: 'WARNING',
      text: '/etc/keepalived/web.conf was changed 20 min ago, and keepalived, which has been running for 3 days, has not loaded it since',
      hint: 'See that it is right, then load it: check_keepalived_config /etc/keepalived/keepalived.conf; systemctl reload keepalived',
    })
  })
  test.each<[string, Edit[]]>([
    ['it was changed just now', [runningFor(3 * day), changed(120), logged({})]],
    ['it is older than keepalived', [runningFor(1200), changed(1300), logged({})]],
    [
      'the log does not go back so far',
      [...notLoaded, facts => logged({ completeSince: facts.now - 60_000 })(facts)],
    ],
    ['nobody knows how far the log goes back', [...notLoaded, logged({ completeSince: undefined })]],
    [
      'keepalived writes to another log',
      [
        ...notLoaded,
        facts => logged({ knowsKeepalived: false, completeSince: facts.now - 1_300_000 })(facts),
      ],
    ],
    ['there is no log', [runningFor(3 * day), changed(1200)]],
    [
      'the log tells of a reload since',
      [...notLoaded, facts => logged({ reloads: [{ kind: 'reload', time: facts.now - 1_190_000 }] })(facts)],
    ],
    [
      'systemd tells of a reload since',
      [
        ...notLoaded,
        facts => {
          facts.reloaded = success(facts.now - 1_190_000)
        },
      ],
    ],
  ])('ok: %s', (_, edits) => {
    expect(rulesFor('well-master', edits)).toEqual([])
  })
  test('--loaded-within says how long it may wait', () => {
    const edits = [runningFor(3 * day), changed(120), logged({})]
    expect(rulesFor('well-master', edits, ['--loaded-within', '1m'])).toEqual(['config-not-loaded'])
    expect(rulesFor('well-master', notLoaded, ['--loaded-within', '1h'])).toEqual([])
  })
  test('warning: a reload before the change is none', () => {
    const before: Edit = facts =>
      logged({ reloads: [{ kind: 'reload', time: facts.now - 1_210_000 }] })(facts)
    expect(rulesFor('well-master', [...notLoaded, before])).toEqual(['config-not-loaded'])
  })
  test('unknown: there is nothing in it', () => {
    const empty: Edit = facts => {
      Object.assign(known(facts.wanted), { instances: [], virtualServers: 0, conditional: true })
    }
    expect(say('nothing-configured', 'well-master', [empty]).hint).toBe(
      'Lines with @ID were read for the id d1: see --config-id',
    )
  })
  test('unknown: it cannot be read, and what needs none of it is judged all the same', () => {
    const stop: Edit = facts => {
      running(facts).parent.state = 'T'
    }
    expect(rulesFor('config-closed', [stop])).toEqual(['keepalived-stopped', 'config-unreadable'])
    expect(say('config-unreadable', 'config-closed', []).hint).toContain('setfacl -m u:nobody:r')
  })
})

describe('the log', () => {
  const trouble = (about: Partial<Trouble> = {}): Trouble => ({
    id: 'vrid-taken',
    state: 'warning',
    text: 'somebody else has the virtual_router_id 51 on eth0',
    count: 4,
    since: 1_795_610_000_000,
    time: 1_795_610_274_235,
    ...about,
  })
  test.each<[string, Trouble[], string[], string]>([
    ['nothing', [], [], 'OK'],
    ['a warning', [trouble()], [], 'WARNING'],
    ['an outage', [trouble({ state: 'critical' })], [], 'CRITICAL'],
    ['four lines, five are allowed', [trouble({ state: 'critical' })], ['--errors-warning', '5'], 'OK'],
    ['four lines, three are too many', [trouble()], ['--errors-critical', '3'], 'CRITICAL'],
    [
      'an outage of four lines, ten are an outage',
      [trouble({ state: 'critical' })],
      ['--errors-critical', '10'],
      'WARNING',
    ],
  ])('%s with %j', (_, troubles, argv, state) => {
    const output = outputOf(edited('well-master', logged({ troubles })), argv)
    expect(output.state).toBe(state)
    const lines = troubles.reduce((sum, each) => sum + each.count, 0)
    expect(output.perfdata.find(({ label }) => label === 'log_errors')?.value).toBe(lines)
  })
  test('warning: what it says, how often and when', () => {
    expect(
      say('log-errors', 'well-master', [logged({ troubles: [trouble({ hint: 'tcpdump' })] })]),
    ).toMatchObject({
      text: 'the log says: somebody else has the virtual_router_id 51 on eth0 (4 times within 15 min, last 60 s ago)',
      hint: 'tcpdump',
    })
    const once = trouble({ count: 1, time: undefined })
    expect(say('log-errors', 'well-master', [logged({ troubles: [once] })]).text).toBe(
      'the log says: somebody else has the virtual_router_id 51 on eth0',
    )
  })

  test('a hint names the interface of the instance that it is about', () => {
    const hint = 'tcpdump -nn -i INTERFACE'
    const about = (subject: string) => [logged({ troubles: [trouble({ subject, hint })] })]
    expect(say('log-errors', 'well-master', about('VI_1')).hint).toBe('tcpdump -nn -i eth0')
  })
  test('critical: an interface that is down is said once', () => {
    const down: Edit = facts => {
      logged({ troubles: [trouble({ id: 'link-down', subject: 'eth0' })] })(facts)
      known(facts.network).interfaces = [{ name: 'eth0', state: 'down' }]
    }
    const other: Edit = facts => {
      down(facts)
      known(facts.log).troubles.push(trouble({ id: 'link-down', subject: 'eth1' }))
    }
    expect(rulesFor('well-backup', [down])).toEqual(['interface-down'])
    expect(rulesFor('well-backup', [other])).toEqual(['interface-down', 'log-errors'])
  })
  test('critical: IPVS that is missing is said once', () => {
    const gone: Edit = facts => {
      Object.assign(known(facts.ipvs), { noModule: true, services: 0 })
      logged({ troubles: [trouble({ id: 'ipvs-missing', state: 'critical' })] })(facts)
    }
    expect(rulesFor('well-master', [gone])).toEqual(['ip-vs-missing'])
  })

  test.each<[number, string[], string]>([
    [0, [], 'OK'],
    [4, [], 'OK'],
    [5, [], 'WARNING'],
    [5, ['--transitions-warning', '6'], 'OK'],
    [5, ['--transitions-critical', '4'], 'CRITICAL'],
  ])('%d changes of role with %j: %s', (changes, argv, state) => {
    const flapping = logged({ instances: [{ instance: 'VI_1', last: undefined, changes }] })
    const output = outputOf(edited('well-master', flapping), argv)
    expect(output.state).toBe(state)
    expect(output.perfdata.find(({ label }) => label === 'transitions')?.value).toBe(changes)
  })
  test('warning: the instance that changes most is named', () => {
    const instances = [
      { instance: 'VI_1', last: undefined, changes: 2 },
      { instance: 'VI_2', last: undefined, changes: 12 },
    ]
    expect(say('flapping', 'well-master', [logged({ instances })]).text).toBe(
      'VI_2 has changed its role 12 times within 15 min, wanted at most 4',
    )
  })

  test('unknown: it cannot be read, with what to grant and the way around', () => {
    const closed: Edit = facts => {
      facts.log = failure(
        'denied',
        'this user may not read the journal',
        'usermod -aG systemd-journal nagios',
      )
    }
    expect(say('log-unreadable', 'well-master', [closed])).toMatchObject({
      state: 'UNKNOWN',
      text: 'the log cannot be read: this user may not read the journal',
      hint: 'usermod -aG systemd-journal nagios. --no-log leaves the log out',
    })
  })
  test('unknown: a part of it', () => {
    const unread = [{ what: "the kernel's log", text: 'this user may not read it' }]
    expect(say('log-unreadable', 'well-master', [logged({ unread })]).text).toBe(
      "the kernel's log cannot be read: this user may not read it",
    )
  })
  test('unknown: it goes back to the start of keepalived and has no line of it', () => {
    const foreign: Edit = facts =>
      logged({ knowsKeepalived: false, completeSince: facts.now - 3_600_000 })(facts)
    expect(say('log-unreadable', 'well-master', [foreign]).hint).toContain('--log FILE')
    expect(rulesFor('well-master', [runningFor(day), foreign])).toEqual([])
  })
})

describe('-H', () => {
  const reply = {
    received: 3,
    sent: 3,
    duplicates: 0,
    damaged: 0,
    notices: [],
    redirects: [],
    times: [],
    rta: 0.4,
  }
  const good: RemoteFacts = {
    ping: success(reply),
    port: 22,
    connection: success({ address: '192.0.2.11', connectMs: 0.5 }),
  }
  const silent = success({ ...reply, received: 0 })
  const refused = failure('refused', 'connection refused')
  const late = failure('timeout', 'no answer in 10 s')
  const table: readonly [string, Partial<RemoteFacts>, string, string | undefined, string][] = [
    ['both', {}, 'OK', undefined, '192.0.2.11 answers ping, rta 0.4 ms, and port 22 is open'],
    [
      'neither',
      { ping: silent, connection: late },
      'CRITICAL',
      'host-down',
      '192.0.2.11 is down: no reply to ping, and port 22: no answer in 10 s',
    ],
    [
      'the port alone',
      { ping: silent },
      'WARNING',
      'no-ping-reply',
      '192.0.2.11 answers on port 22, but: no reply to ping',
    ],
    [
      'ping alone',
      { connection: late },
      'WARNING',
      'port-closed',
      '192.0.2.11 is alive, and port 22 does not answer: no answer in 10 s',
    ],
    [
      'ping, and a refusal',
      { connection: refused },
      'WARNING',
      'port-closed',
      '192.0.2.11 is alive, and port 22 does not answer: connection refused',
    ],
    [
      'a refusal alone, which proves that it is alive',
      { ping: silent, connection: refused },
      'WARNING',
      'no-ping-reply',
      '192.0.2.11 refuses connections on port 22, so it is alive, but: no reply to ping (and 1 more)',
    ],
    [
      'the port, and there is no ping here',
      { ping: failure('missing', 'there is no program ping on this host') },
      'UNKNOWN',
      'cannot-ask',
      '192.0.2.11 cannot be asked: there is no program ping on this host',
    ],
    [
      'nothing, because the name has no address',
      {
        ping: failure('unresolved', 'no address'),
        connection: failure('unresolved', 'no address'),
      },
      'UNKNOWN',
      'cannot-ask',
      '192.0.2.11 cannot be asked: no address',
    ],
  ]
  test.each(table)('answered by %s', (_, about, state, rule, sentence) => {
    const facts = { remote: { ...good, ...about } }
    const argv = ['-H', '192.0.2.11']
    const output = outputOf(facts, argv)
    expect(output).toMatchObject({ state, sentence })
    expect(rulesOf(judgeWith(facts, argv))[0]).toBe(rule)
    expect(output.perfdata.map(({ label }) => label)).toEqual(['rta', 'pl', 'connect'])
  })
})

test.each([
  [['-p', '22'], '-p is for a look from the monitoring host: say -H ADDRESS'],
  [
    ['-H', '192.0.2.11', '-f', '/x'],
    '--config is for a look from within, on the director itself: leave out -H',
  ],
  [
    ['-H', '192.0.2.11', '--role', 'master'],
    '--role is for a look from within, on the director itself: leave out -H',
  ],
  [
    ['-H', '192.0.2.11', '--no-log'],
    '--no-log is for a look from within, on the director itself: leave out -H',
  ],
  [['--log', '/x', '--no-log'], '--log and --no-log exclude each other'],
  [
    ['--role', 'master', '--role', 'backup'],
    '--role: a role for all instances is given more than once, once is right',
  ],
  [['--role', 'A=master', '--role', 'A=backup'], '--role: A is given more than once, once is right'],
  [
    ['--role', 'slave'],
    "--role: 'slave' is not master or backup, or one of them for an instance such as VI_1=master",
  ],
  [['--since', '8d'], "--since: '8d' is not a time such as 15m, 1h or 900s, at most 7d"],
  [
    ['--conntrack-warning', '96'],
    '--conntrack-warning: the warning has to come before --conntrack-critical, or together with it',
  ],
  [
    ['-w', '5'],
    '-w is not supported: each threshold has a name: --transitions-warning, --errors-warning, --conntrack-warning',
  ],
])('unknown: %j is refused', async (argv, sentence) => {
  const { stdout, exitCode } = await run(check, argv, new AbortController().signal, {
    probes: deafProbes,
    colour: false,
  })
  expect(exitCode).toBe(3)
  expect(stdout).toBe(`LVS DIRECTOR UNKNOWN - ${sentence}\n`)
})
