import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { commonOptions } from '../../lib/cli/common.ts'
import { parseOptions } from '../../lib/cli/parse.ts'
import type { Finding } from '../../lib/core/finding.ts'
import { renderText } from '../../lib/core/render.ts'
import type { InputFilter } from '../../lib/host/firewall.ts'
import type { InterfaceAddress } from '../../lib/host/interface.ts'
import { parseIptables } from '../../lib/host/parse-iptables.ts'
import { type Failure, failure, type Outcome, success } from '../../lib/probe/outcome.ts'
import type { LocalFacts } from '../../lib/realserver/facts.ts'
import { run } from '../../lib/runtime/run.ts'
import { check } from '../../plugins/check_lvs_realserver.ts'
import { parseOutput } from '../support/output.ts'
import { deafProbes } from '../support/probes.ts'

// The scenes are what -vvv printed in a real cluster with IPVS, as a user of no privilege.

/** Facts that a test may edit. */
type Editable<T> = T extends Failure
  ? T
  : T extends object
    ? { -readonly [Key in keyof T]: Editable<T[Key]> }
    : T
type Edit = (facts: Editable<LocalFacts>) => void

function sceneOf(name: string): Editable<LocalFacts> {
  const file = fileURLToPath(new URL(`../fixtures/facts/check_lvs_realserver/${name}.json`, import.meta.url))
  return JSON.parse(readFileSync(file, 'utf8')).local
}

function edited(name: string, ...edits: readonly Edit[]): LocalFacts {
  const facts = sceneOf(name)
  for (const edit of edits) edit(facts)
  return facts as LocalFacts
}

function judgeWith(facts: LocalFacts, argv: readonly string[] = []): Finding {
  const mode = check.modes[0]
  const parsed = parseOptions({ ...commonOptions, ...mode.options }, argv)
  if (!parsed.ok) throw new Error(parsed.problem)
  return mode.judge({ local: facts }, parsed.values as Parameters<typeof mode.judge>[1])
}

function outputOf(facts: LocalFacts, argv: readonly string[] = [], verbosity = 0) {
  return parseOutput(renderText(judgeWith(facts, argv), { service: check.service, verbosity, colour: false }))
}

function rulesOf(finding: Finding): string[] {
  return [...(finding.rule === undefined ? [] : [finding.rule]), ...finding.children.flatMap(rulesOf)]
}

/** The value of an outcome that a scene has. */
function known<T>(outcome: Outcome<T> | undefined): T {
  if (outcome?.ok !== true) throw new Error('the scene has no such value')
  return outcome.value
}

const vip = '10.99.0.100'
const vip6 = 'fd99::100'
const interfaceNamed = (facts: Editable<LocalFacts>, name: string) => {
  const found = known(facts.interfaces as Outcome<Editable<LocalFactsInterface>[]>).find(
    each => each.name === name,
  )
  if (found === undefined) throw new Error(`the scene has no ${name}`)
  return found
}
type LocalFactsInterface = LocalFacts['interfaces'] extends Outcome<readonly (infer T)[]> ? T : never

const held = (address: string, about: Partial<InterfaceAddress> = {}): InterfaceAddress => ({
  family: address.includes(':') ? 6 : 4,
  address,
  prefix: address.includes(':') ? 128 : 32,
  scope: 'global',
  label: undefined,
  tentative: false,
  dadFailed: false,
  ...about,
})

/** INPUT of iptables with one rule, as `iptables -S` prints it. */
const refuse =
  (rule: string): Edit =>
  facts => {
    const filter = parseIptables(`-P INPUT ACCEPT\n-A INPUT ${rule}\n`, 4)
    const filters = (filter === undefined ? [] : [filter]) as Editable<InputFilter>[]
    facts.firewall = success({ asked: ['iptables -S'], filters, arpAddresses: [] }) as typeof facts.firewall
  }

/** Without a link nobody is asked for a VIP there. */
const unplug =
  (name: string, flags: readonly string[]): Edit =>
  facts => {
    const found = interfaceNamed(facts, name)
    found.flags = [...flags]
    found.operstate = 'DOWN'
    for (const each of Object.keys(facts.facing)) facts.facing[each] = []
  }

describe('as it was seen in the cluster', () => {
  // scene, title, options, state, sentence, rules
  const table: readonly [string, string, string[], string, string, string[]][] = [
    [
      'dr-well',
      'ok: VIPs on lo, the service listens, ARP quiet',
      [],
      'OK',
      '10.99.0.100 and fd99::100 are on lo, port 80 listens, no ARP or neighbour answers on eth0, load 0.4 per core',
      [],
    ],
    [
      'dr-vip-gone',
      'critical: the wrong order of a removal, of which clients saw every second request lost',
      [],
      'CRITICAL',
      'the VIP 10.99.0.100 is on no interface while port 80 listens: what directors forward here is lost, and their health checks, which ask the real server itself, still pass',
      ['vip-not-bound'],
    ],
    [
      'dr-service-down',
      'critical: the first step of the right order, of which clients saw nothing',
      [],
      'CRITICAL',
      'nothing listens on port 80 of 10.99.0.100 and fd99::100, while the VIPs are on lo: what directors still forward here is refused',
      ['service-down'],
    ],
    [
      'dr-drained',
      'warning: the right order, done',
      [],
      'WARNING',
      'the VIPs 10.99.0.100 and fd99::100 are on no interface and nothing listens on port 80: this real server is drained, in the right order (first the service, then the VIP)',
      ['drained'],
    ],
    [
      'dr-arp-off',
      'critical: two hosts answered arping',
      [],
      'CRITICAL',
      'eth0 answers ARP requests for the VIP 10.99.0.100 and sends ARP requests with it as its own address: arp_ignore is 0 (all 0, eth0 0), wanted 1, arp_announce is 0 (all 0, eth0 0), wanted 2, so clients and routers may take this real server for the director',
      ['arp-answers'],
    ],
    [
      'dr-ipv6-on-eth0',
      'critical: the twin of it in IPv6',
      [],
      'CRITICAL',
      'eth0 answers neighbour solicitations for fd99::100: the VIP is on eth0 itself, so clients and routers may take this real server for the director',
      ['arp-answers'],
    ],
    [
      'dr-wide-mask',
      'warning: the mask of the network on lo, of which the director lost this real server',
      [],
      'WARNING',
      'the VIP 10.99.0.100 is on lo with a prefix length of 24, wanted 32: this host takes every address of 10.99.0.0/24 for its own, and cannot talk to the hosts there',
      ['vip-netmask'],
    ],
    [
      'dr-firewall',
      'warning: a packet filter without a rule for the port',
      [],
      'WARNING',
      'the packet filter (iptables INPUT) refuses what no rule lets in, and has no rule for port 80',
      ['firewall'],
    ],
    [
      'tun-no-interface',
      'critical: nothing unpacks',
      ['--method', 'TUN', '--vip', '10.99.0.200'],
      'CRITICAL',
      'there is no ipip interface such as tunl0: what directors forward here by TUN for 10.99.0.200 is dropped',
      ['tunnel-down'],
    ],
    [
      'tun-rp-filter-1',
      'critical: clients timed out',
      [],
      'CRITICAL',
      'tunl0 drops what it unpacks for 10.99.0.200: rp_filter is 1 (all 0, tunl0 1), wanted 0, or 2 with an address on tunl0, which has none',
      ['rp-filter'],
    ],
    [
      'tun-rp-filter-2',
      'critical: so they did with 2, because tunl0 has no address',
      [],
      'CRITICAL',
      'tunl0 drops what it unpacks for 10.99.0.200: rp_filter is 2 (all 0, tunl0 2), wanted 0, or 2 with an address on tunl0, which has none',
      ['rp-filter'],
    ],
    [
      'tun-well',
      'ok: 2, and the VIP on tunl0',
      [],
      'OK',
      '10.99.0.200 is on tunl0, port 80 listens, no ARP answers on eth0, load 0.25 per core',
      [],
    ],
    [
      'tun-ipv6-down',
      'critical: the tunnel of IPv6',
      [],
      'CRITICAL',
      'ip6tnl0 is down: what directors forward here by TUN for fd99::200 is dropped',
      ['tunnel-down'],
    ],
    [
      'nat-other-gateway',
      'warning: clients timed out',
      [],
      'WARNING',
      "the default route leads to 10.99.0.12 (eth0), wanted the active director's 10.99.0.254: answers go past the director, and clients do not take them",
      ['gateway'],
    ],
    [
      'nat-well',
      'ok: the way back is the director',
      [],
      'OK',
      'port 8080 listens, default route to 10.99.0.254, load 0.49 per core',
      [],
    ],
    [
      'director-active',
      'ok: a director that is a real server too holds the VIP on eth0 while it is active',
      [],
      'OK',
      '10.99.0.100 is on eth0, port 80 listens, load 0.45 per core',
      [],
    ],
    [
      'director-backup',
      'warning: the other one of the pair, of which requests went in circles',
      [],
      'WARNING',
      'this host is a director too and its own IPVS table balances 10.99.0.100 once more: net.ipv4.vs.backup_only is 0, wanted 1 on the backup, or requests may go in circles between the directors',
      ['director-loop'],
    ],
  ]
  test.each(table)('%s, %s', (scene, _, argv, state, sentence, rules) => {
    const facts = edited(scene)
    const finding = judgeWith(facts, argv)
    expect(finding.state).toBe(state)
    expect(rulesOf(finding)).toEqual(rules)
    expect(outputOf(facts, argv).sentence).toBe(sentence)
  })

  test('performance data', () => {
    const shown = outputOf(edited('dr-vip-gone'), ['-w', '10,5,4', '-c', '20']).perfdata
    expect(shown.map(({ label }) => label)).toEqual([
      'load1',
      'load5',
      'load15',
      'vips',
      'vips_bound',
      'services',
      'services_listening',
    ])
    expect(shown.find(({ label }) => label === 'vips_bound')).toMatchObject({ value: 1 })
    expect(shown.find(({ label }) => label === 'load5')).toMatchObject({ warning: '5', critical: '20' })
  })

  test('-v says how the VIPs are held and what was not looked at', () => {
    expect(outputOf(edited('dr-well'), [], 1).more).toEqual([
      '10.99.0.100 (DR) is on lo, 10.99.0.100:80 TCP listens',
      'fd99::100 (DR) is on lo, [fd99::100]:80 TCP listens',
      'what listens was read by /proc/net',
      'the packet filter was not looked at: this user may not, see --firewall',
    ])
  })
})

describe('with one thing changed', () => {
  const bind =
    (name: string, ...addresses: readonly InterfaceAddress[]): Edit =>
    facts => {
      interfaceNamed(facts, name).addresses.push(...addresses)
    }
  const arp =
    (name: string, ignore: readonly [number, number], announce: readonly [number, number] = [2, 0]): Edit =>
    facts => {
      const setting = known(facts.arp).find(each => each.interface === name)
      if (setting === undefined) throw new Error(`the scene has no ${name}`)
      setting.ignore = { all: ignore[0], own: ignore[1] }
      setting.announce = { all: announce[0], own: announce[1] }
    }
  const listenOn =
    (...addresses: readonly string[]): Edit =>
    facts => {
      known(facts.sockets).sockets = addresses.map(address => ({
        protocol: 'TCP',
        family: address.includes(':') ? 6 : 4,
        address,
        port: 80,
      }))
    }
  const ask =
    (asked: Readonly<Record<string, 'answers' | 'refuses' | 'no answer'>>): Edit =>
    facts => {
      known(facts.sockets).asked = { ...asked }
    }
  const forget6: Edit = facts => {
    const wanted = known(facts.wanted)
    wanted.targets = wanted.targets.filter(each => each.vip !== vip6)
  }

  // title, scene, edits, options, state, part of the sentence, rules
  const table: readonly [string, string, Edit[], string[], string, string, string[]][] = [
    [
      'critical: the sysctls are set for lo alone',
      'dr-arp-off',
      [arp('lo', [0, 1], [0, 2])],
      [],
      'CRITICAL',
      'wanted 2 (what is set for lo does nothing here), so',
      ['arp-answers'],
    ],
    [
      'ok: arp_ignore of the interface alone',
      'dr-well',
      [arp('eth0', [0, 1], [0, 2])],
      [],
      'OK',
      'no ARP or',
      [],
    ],
    ['ok: arp_ignore 2', 'dr-well', [arp('eth0', [0, 2])], [], 'OK', 'no ARP or', []],
    [
      'critical: arp_ignore 3 spares addresses of the host alone',
      'dr-well',
      [arp('eth0', [0, 3])],
      [],
      'CRITICAL',
      'arp_ignore is 3 (all 0, eth0 3), wanted 1',
      ['arp-answers'],
    ],
    [
      'ok: and the VIP is one',
      'dr-well',
      [
        arp('eth0', [0, 3]),
        facts => {
          for (const each of interfaceNamed(facts, 'lo').addresses) each.scope = 'host'
        },
      ],
      [],
      'OK',
      'no ARP or',
      [],
    ],
    [
      'critical: requests alone give the VIP away',
      'dr-well',
      [arp('eth0', [1, 0], [1, 0])],
      [],
      'CRITICAL',
      'eth0 sends ARP requests with the VIP 10.99.0.100 as its own address: arp_announce is 1 (all 1, eth0 0), wanted 2',
      ['arp-answers'],
    ],
    [
      'ok: not with arp_announce 1, where the VIP is in no network of the interface',
      'dr-well',
      [
        arp('eth0', [1, 0], [1, 0]),
        facts => {
          for (const each of interfaceNamed(facts, 'eth0').addresses) if (each.family === 4) each.prefix = 27
        },
      ],
      [],
      'OK',
      'no ARP or',
      [],
    ],
    [
      'critical: the VIP on the very interface, whatever arp_ignore says',
      'dr-well',
      [bind('eth0', held(vip, { prefix: 24 }))],
      [],
      'CRITICAL',
      'eth0 answers ARP requests for 10.99.0.100, whatever arp_ignore says: the VIP is on eth0 itself',
      ['arp-answers'],
    ],
    [
      'warning: with 8 not even the real server itself is answered for',
      'dr-well',
      [arp('eth0', [8, 0])],
      [],
      'WARNING',
      "eth0 answers no ARP request, not for this host's own address either: arp_ignore is 8 (all 8, eth0 0), wanted 1",
      ['arp-silent'],
    ],
    [
      'ok: arptables in place of the sysctls',
      'dr-arp-off',
      [
        facts => {
          facts.firewall = success({ asked: ['nft -j list ruleset'], filters: [], arpAddresses: [vip] })
        },
      ],
      [],
      'OK',
      'port 80 listens',
      [],
    ],
    [
      'critical: a director whose own table knows nothing of the VIP is none',
      'director-active',
      [
        facts => {
          delete facts.director
        },
      ],
      [],
      'CRITICAL',
      'eth0 answers ARP requests for 10.99.0.100',
      ['arp-answers'],
    ],
    [
      'ok: one that balances by firewall marks may hold any VIP',
      'director-active',
      [
        facts => {
          if (facts.director !== undefined)
            facts.director = { ...facts.director, vips: [], shared: [], marks: true }
        },
      ],
      [],
      'OK',
      'is on eth0',
      [],
    ],
    [
      'ok: a backup with backup_only',
      'director-backup',
      [
        facts => {
          if (facts.director !== undefined) facts.director.backupOnly = success(1)
        },
      ],
      [],
      'OK',
      'is on lo',
      [],
    ],
    [
      'critical: listens on the real server alone',
      'dr-well',
      [listenOn('10.99.0.21', '::'), ask({ [`${vip}:80`]: 'refuses' })],
      [],
      'CRITICAL',
      'port 80 listens on 10.99.0.21 and all addresses of IPv6 only, not on the VIP 10.99.0.100: what directors forward here is refused, and their health checks, which ask the real server itself, still pass',
      ['service-not-on-vip'],
    ],
    [
      'warning: connections wait, and nobody accepts them',
      'dr-well',
      [
        facts => {
          const [socket] = known(facts.sockets).sockets
          if (socket !== undefined) socket.waiting = 12
        },
      ],
      [],
      'WARNING',
      '12 connections wait on port 80 to be accepted, for 2 s and longer: the service hangs or has too much to do, and a TCP_CHECK of the directors still passes',
      ['not-accepted'],
    ],
    [
      'critical: a rule of the packet filter for the VIP, which health checks do not meet',
      'dr-well',
      [refuse('-d 10.99.0.100/32 -p tcp -m tcp --dport 80 -j DROP')],
      [],
      'CRITICAL',
      'the packet filter (iptables INPUT) has a rule that refuses port 80 of 10.99.0.100, -d 10.99.0.100/32 -p tcp -m tcp --dport 80 -j DROP: what directors forward here is lost, and their health checks, which ask the real server itself, still pass',
      ['firewall-refuses'],
    ],
    [
      'critical: a rule of the packet filter for every address',
      'dr-well',
      [refuse('-p tcp -m tcp --dport 80 -j REJECT --reject-with icmp-port-unreachable')],
      [],
      'CRITICAL',
      'icmp-port-unreachable: what directors still forward here is lost',
      ['firewall-refuses'],
    ],
    [
      'ok: a rule of the packet filter for another port',
      'dr-well',
      [refuse('-p tcp -m tcp --dport 8080 -j DROP')],
      [],
      'OK',
      'port 80 listens',
      [],
    ],
    [
      'critical: the interface with the real server itself is down',
      'dr-well',
      [unplug('eth0', ['BROADCAST', 'MULTICAST'])],
      [],
      'CRITICAL',
      'eth0 with 10.99.0.21 and fd99::21 is down, so directors cannot reach this host',
      ['link-down'],
    ],
    [
      'critical: its cable is pulled',
      'dr-well',
      [unplug('eth0', ['NO-CARRIER', 'BROADCAST', 'MULTICAST', 'UP'])],
      [],
      'CRITICAL',
      'eth0 with 10.99.0.21 and fd99::21 has no link: its cable, or the port of the switch, is dead, so directors cannot reach this host',
      ['link-down'],
    ],
    [
      'critical: listens on the loopback alone, which the director sees',
      'dr-well',
      [forget6, listenOn('127.0.0.1'), ask({ [`${vip}:80`]: 'refuses' })],
      [],
      'CRITICAL',
      'port 80 listens on 127.0.0.1 only, not on the VIP 10.99.0.100: what directors still forward here is refused',
      ['service-not-on-vip'],
    ],
    ['ok: listens on the VIP alone', 'dr-well', [forget6, listenOn(vip)], [], 'OK', 'port 80 listens', []],
    [
      'ok: a socket of IPv6 of which nobody can tell whether it takes IPv4',
      'dr-well',
      [listenOn('::')],
      [],
      'OK',
      'port 80 listens',
      [],
    ],
    [
      'ok: no socket, and it answers: a packet filter hands it on',
      'dr-well',
      [forget6, listenOn(), ask({ [`${vip}:80`]: 'answers' })],
      [],
      'OK',
      'port 80 listens',
      [],
    ],
    [
      'critical: the VIP is gone, and the service is handed on to a container',
      'dr-drained',
      [forget6, ask({ '10.99.0.21:80': 'answers' })],
      [],
      'CRITICAL',
      'the VIP 10.99.0.100 is on no interface while port 80 listens',
      ['vip-not-bound'],
    ],
    [
      'critical: without a port nobody can call it drained',
      'dr-drained',
      [
        forget6,
        facts => {
          for (const each of known(facts.wanted).targets) each.service = undefined
        },
      ],
      [],
      'CRITICAL',
      'the VIP 10.99.0.100 is on no interface: what directors forward here is lost',
      ['vip-not-bound'],
    ],
    [
      'critical: duplicate address detection has found another holder',
      'dr-drained',
      [
        listenOn('::'),
        bind('eth0', held(vip6, { dadFailed: true, tentative: true, prefix: 64 })),
        facts => {
          const wanted = known(facts.wanted)
          wanted.targets = wanted.targets.filter(each => each.vip === vip6)
        },
      ],
      [],
      'CRITICAL',
      'the VIP fd99::100 is on eth0 and not in use, because another host holds it too (dadfailed) while port 80 listens',
      ['vip-not-bound'],
    ],
    [
      'ok: the kernel takes a whole network for its own (AnyIP)',
      'dr-well',
      [
        forget6,
        facts => {
          interfaceNamed(facts, 'lo').addresses = []
          facts.routes = { 4: success([{ address: '10.99.0.96', prefix: 28, device: 'lo' }]) }
        },
      ],
      [],
      'OK',
      '10.99.0.100 is here by the local route 10.99.0.96/28, port 80 listens',
      [],
    ],
    [
      'warning: an IPv6 VIP with the prefix of the network',
      'dr-well',
      [
        facts => {
          for (const each of interfaceNamed(facts, 'lo').addresses)
            if (each.address === vip6) each.prefix = 64
        },
      ],
      [],
      'WARNING',
      'the VIP fd99::100 is on lo with a prefix length of 64, wanted 128: this host looks for fd99::/64 on lo, and cannot talk to the hosts there',
      ['vip-netmask'],
    ],
    [
      'warning: a tunnel with too large an MTU',
      'tun-well',
      [
        facts => {
          interfaceNamed(facts, 'tunl0').mtu = 1500
        },
      ],
      [],
      'WARNING',
      'tunl0 has an MTU of 1500, wanted at most 1480: eth0 has 1500, and the outer header takes 20 bytes',
      ['mtu'],
    ],
    [
      'critical: a tunnel that is down',
      'tun-well',
      [
        facts => {
          interfaceNamed(facts, 'tunl0').flags = ['NOARP']
        },
      ],
      [],
      'CRITICAL',
      'tunl0 is down: what directors forward here by TUN for 10.99.0.200 is dropped',
      ['tunnel-down'],
    ],
    [
      'warning: no default route behind NAT',
      'nat-well',
      [
        facts => {
          facts.defaultRoutes = { 4: success([]) }
        },
      ],
      [],
      'WARNING',
      'this host has no default route of IPv4: its answers cannot go back through the director',
      ['gateway'],
    ],
    [
      'ok: behind NAT, of a director that nobody has named',
      'nat-other-gateway',
      [
        facts => {
          known(facts.wanted).gateways = []
        },
      ],
      [],
      'OK',
      'port 8080 listens, load',
      [],
    ],
    [
      'critical: nothing listens behind NAT',
      'nat-well',
      [
        facts => {
          known(facts.sockets).sockets = []
        },
      ],
      [],
      'CRITICAL',
      'nothing listens on port 8080: what directors still forward here is refused',
      ['service-down'],
    ],
    [
      'warning: the load over 5 minutes',
      'dr-well',
      [],
      ['-w', '2,0.05,2', '-c', '3'],
      'WARNING',
      'the load per core is 0.08 over 5 minutes (0.4, 0.08, 0.03 over 1, 5 and 15 minutes, 1 core), wanted at most 0.05',
      ['load'],
    ],
    [
      'critical: the worst of the averages',
      'dr-well',
      [],
      ['-w', '0.01', '-c', '0.2'],
      'CRITICAL',
      'the load per core is 0.4 over 1 minute',
      ['load'],
    ],
    [
      'unknown: the sockets cannot be read',
      'dr-well',
      [
        facts => {
          facts.sockets = failure('denied', "'/proc/net/tcp' cannot be read by this user")
        },
      ],
      [],
      'UNKNOWN',
      "what listens here is not known: '/proc/net/tcp' cannot be read by this user",
      ['sockets-unreadable'],
    ],
    [
      'critical: what is certain is said beside what cannot be read',
      'dr-arp-off',
      [
        facts => {
          facts.sockets = failure('denied', "'/proc/net/tcp' cannot be read by this user")
        },
      ],
      [],
      'CRITICAL',
      'eth0 answers ARP requests',
      ['arp-answers', 'sockets-unreadable'],
    ],
    [
      'unknown: the routes cannot be read',
      'dr-well',
      [
        facts => {
          facts.routes = {
            4: failure('missing', 'there is no program ip on this host', 'apt-get install iproute2'),
          }
        },
        forget6,
      ],
      [],
      'UNKNOWN',
      'whether the VIPs are here is not known: there is no program ip on this host',
      ['addresses-unreadable'],
    ],
    [
      'unknown: an interface of --interface that is not there',
      'dr-well',
      [
        facts => {
          facts.arp = failure('missing', "there is no file '/proc/sys/net/ipv4/conf/eth9/arp_ignore'")
        },
      ],
      [],
      'UNKNOWN',
      "the ARP settings are not known: there is no file '/proc/sys/net/ipv4/conf/eth9/arp_ignore'",
      ['settings-unreadable'],
    ],
    [
      'unknown: nothing in keepalived.conf is for this host',
      'dr-well',
      [
        facts => {
          known(facts.wanted).targets = []
        },
      ],
      [],
      'UNKNOWN',
      '/etc/keepalived/keepalived.conf has no real server with an address of this host (10.99.0.100, fd99::100, 10.99.0.21 and fd99::21)',
      ['no-entry'],
    ],
    [
      'unknown: a firewall mark does not tell its VIPs',
      'dr-well',
      [
        facts => {
          known(facts.wanted).marks = [7]
        },
      ],
      [],
      'UNKNOWN',
      'firewall mark 7 of /etc/keepalived/keepalived.conf is not looked at: the file does not tell its VIPs',
      ['mark-without-vip'],
    ],
    [
      'unknown: the packet filter, where it was asked for',
      'dr-well',
      [
        facts => {
          facts.firewall = failure('denied', 'this user may not run nft, neither directly nor by sudo -n')
        },
      ],
      ['--firewall'],
      'UNKNOWN',
      'the packet filter could not be looked at: this user may not run nft, neither directly nor by sudo -n',
      ['firewall-unreadable'],
    ],
    [
      'ok: the packet filter, where it was not',
      'dr-well',
      [
        facts => {
          facts.firewall = failure('denied', 'this user may not run nft, neither directly nor by sudo -n')
        },
      ],
      [],
      'OK',
      'port 80 listens',
      [],
    ],
  ]
  test.each(table)('%s', (_, scene, edits, argv, state, sentence, rules) => {
    const facts = edited(scene, ...edits)
    const finding = judgeWith(facts, argv)
    expect(outputOf(facts, argv).sentence).toContain(sentence)
    expect(finding.state).toBe(state)
    expect(rulesOf(finding)).toEqual(rules)
  })

  test('where the routes cannot be read, nothing is said to be down', () => {
    const facts = edited('dr-well', facts => {
      facts.routes = { 4: failure('timeout', 'ip did not end in 10 s and was killed') }
    })
    const text = JSON.stringify(judgeWith(facts))
    expect(text).toContain(`${vip} (DR) is on lo, and whether the kernel takes its packets is not known`)
    expect(text).not.toContain('is down')
  })

  // title, scene, edits, the hint
  const hints: readonly [string, string, Edit[], string][] = [
    [
      'arp_ignore 0: once for all interfaces',
      'dr-arp-off',
      [],
      'sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2, and the same',
    ],
    [
      'the larger value of the interface would stay the one that counts',
      'dr-well',
      [arp('eth0', [1, 3])],
      'sysctl -w net.ipv4.conf.eth0.arp_ignore=1, and the same',
    ],
    [
      'a VIP on the wrong interface is moved',
      'dr-ipv6-on-eth0',
      [],
      'ip address del fd99::100/64 dev eth0 && ip address add fd99::100/128 dev lo',
    ],
    [
      'before a VIP is bound, ARP is kept quiet',
      'dr-vip-gone',
      [arp('eth0', [0, 0], [0, 0])],
      'sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2 && ip address add 10.99.0.100/32 dev lo. If',
    ],
    ['where it is quiet, the VIP alone', 'dr-vip-gone', [], 'ip address add 10.99.0.100/32 dev lo. If this'],
    [
      'back from drained: first the VIP',
      'dr-drained',
      [],
      'To bring it back: first ip address add 10.99.0.100/32 dev lo && ip address add fd99::100/128 dev lo, then start the service',
    ],
    [
      'a mask of IPv4',
      'dr-wide-mask',
      [],
      'ip address add 10.99.0.100/32 dev lo && ip address del 10.99.0.100/24 dev lo',
    ],
    [
      'a tunnel without an address',
      'tun-rp-filter-2',
      [],
      'ip address add 10.99.0.200/32 dev tunl0 && sysctl -w',
    ],
    [
      'a service',
      'dr-service-down',
      [],
      "Start the service: systemctl --failed shows what has failed, sudo ss -lntp 'sport = :80' what listens",
    ],
    ['a packet filter', 'dr-firewall', [], 'iptables -I INPUT -p tcp --dport 80 -j ACCEPT'],
  ]
  test.each(hints)('hint, %s', (_, scene, edits, hint) => {
    const shown = outputOf(edited(scene, ...edits)).more.find(line => line.trim().startsWith('hint: '))
    expect(shown).toContain(`hint: ${hint}`)
  })

  test('VIPs that are wrong in the same way are one sentence', () => {
    const facts = edited('dr-drained', listenOn('0.0.0.0', '::'), facts => {
      const wanted = known(facts.wanted)
      for (let last = 101; last < 110; last++)
        wanted.targets.push({
          method: 'DR',
          vip: `10.99.0.${last}`,
          rip: '10.99.0.21',
          service: { protocol: 'TCP', port: 80 },
        })
    })
    const finding = judgeWith(facts)
    expect(rulesOf(finding)).toEqual(['vip-not-bound'])
    expect(outputOf(facts).sentence).toContain(
      'the VIPs 10.99.0.100, fd99::100, 10.99.0.101, 10.99.0.102, 10.99.0.103 and 6 more are on no interface',
    )
  })
})

describe('options', () => {
  const table: readonly [string[], string][] = [
    [[], 'no VIP is named: say --vip VIP -p PORT, or --config FILE; or -H RIP from the monitoring host'],
    [
      ['-p', '80'],
      'no VIP is named: say --vip VIP -p PORT, or --config FILE; or -H RIP from the monitoring host',
    ],
    [['--method', 'NAT'], 'no service is named: say -p PORT, or --config FILE'],
    [
      ['--vip', '192.0.2.10', '-H', '192.0.2.11'],
      '--vip is for a look from within, on the real server itself: leave out -H',
    ],
    [['--vip', '192.0.2.10', '-u', '/'], '--url is for a look from the monitoring host: say -H RIP'],
    [['-H', '192.0.2.11', '-p', '53/udp'], '-p: 53/udp cannot be asked from outside, ports of TCP can'],
    [['-H', '192.0.2.11', '-s', 'ok'], '--string is about an answer over HTTP: say -u PATH'],
    [['-H', '192.0.2.11', '-n', '0'], 'with -n 0 there is nothing to ask: say -p PORT or -u PATH'],
    [
      ['--config', '/etc/keepalived/keepalived.conf', '--method', 'TUN'],
      '--method is for the VIPs of --vip, a keepalived.conf says it itself',
    ],
    [
      ['--vip', '192.0.2.10', '--gateway', '192.0.2.1'],
      '--gateway is for --method NAT: with DR and TUN answers do not pass the director',
    ],
    [['--vip', '192.0.2.10', '-6'], '--vip: 192.0.2.10 is not an IPv6 address, as -6 demands'],
    [
      ['--vip', '192.0.2.10', '-w', '2,2,2', '-c', '3,1,3'],
      '-w: the warning has to come before -c, or together with it',
    ],
    [
      ['--vip', '192.0.2.10', '--config-id', 'd1'],
      '--config-id belongs to --config FILE, which is not given',
    ],
  ]
  test.each(table)('%j is refused', async (argv, problem) => {
    const surroundings = { probes: deafProbes, colour: false }
    const { exitCode, stdout } = await run(check, argv, new AbortController().signal, surroundings)
    expect(exitCode).toBe(3)
    expect(parseOutput(stdout).sentence).toBe(problem)
  })
})
