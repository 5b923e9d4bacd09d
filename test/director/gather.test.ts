import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { commonOptions } from '../../lib/cli/common.ts'
import { parseOptions } from '../../lib/cli/parse.ts'
import type { LocalFacts } from '../../lib/director/facts.ts'
import { check } from '../../plugins/check_lvs_director.ts'
import { type Host, makeHost } from '../support/drift.ts'

const config = `
global_defs {
    lvs_sync_daemon eth0 VI_1
}
vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    authentication {
        auth_type PASS
        auth_pass hunter2
    }
    virtual_ipaddress {
        192.0.2.10
        192.0.2.11 dev eth1
    }
    notify "/usr/local/bin/notify -p hunter2"
}
virtual_server 192.0.2.10 80 {
    lb_algo rr
    lb_kind NAT
    protocol TCP
    real_server 198.51.100.11 80 {
        MISC_CHECK {
            misc_path "/usr/local/bin/check -p hunter2"
        }
    }
}
`
const stat = (pid: number, parent: number, started: number) =>
  `${pid} (keepalived) S ${parent} ${'1 '.repeat(17)}${started * 100}\n`
const words = '/usr/sbin/keepalived\0--dont-fork\0'
const table = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
TCP  C000020A:0050 rr
  -> C633640B:0050      Masq    1      3          5
`
const statistics = readFileSync(
  fileURLToPath(new URL('../fixtures/ipvs/running/proc-statistics.txt', import.meta.url)),
  'latin1',
)
const files: NonNullable<Host['files']> = {
  '/proc/1/stat': stat(1, 0, 0),
  '/proc/29/stat': stat(29, 1, 100),
  '/proc/30/stat': stat(30, 29, 101),
  '/proc/31/stat': stat(31, 29, 102),
  '/proc/29/cmdline': words,
  '/proc/30/cmdline': words,
  '/proc/31/cmdline': words,
  '/proc/29/task/29/children': '30 31 ',
  '/run/keepalived.pid': '29\n',
  '/run/checkers.pid': '30\n',
  '/run/vrrp.pid': '31\n',
  '/proc/uptime': '1000.00 900.00\n',
  '/proc/net/ip_vs': table,
  '/proc/net/ip_vs_stats': statistics,
  '/proc/net/udp': 'sl local\n 1: 0B0200C0:D94B 510000E0:2290 01 0:0 00:0 0 0 0 6 2 0 0\n',
  '/proc/sys/net/ipv4/ip_forward': '1\n',
  '/proc/sys/net/ipv4/vs/expire_nodest_conn': '0\n',
  '/proc/sys/net/netfilter/nf_conntrack_count': '7\n',
  '/proc/sys/net/netfilter/nf_conntrack_max': '4096\n',
}
const device = (name: string, addresses: readonly string[], about: object = {}) => ({
  ifindex: 2,
  ifname: name,
  flags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'],
  mtu: 1500,
  operstate: 'UP',
  addr_info: addresses.map(local => ({ family: 'inet', local, prefixlen: 24, scope: 'global' })),
  ...about,
})
const ip = 'ip -j -d address show'
const shown = (...devices: object[]) => ({ [ip]: { stdout: JSON.stringify(devices) } })
const here = shown(
  device('eth0', ['192.0.2.2', '192.0.2.10']),
  device('eth1', ['192.0.2.11']),
  device('eth2', []),
)
const inodes = {
  '/proc/self/net/dev': 1,
  '/proc/29/net/dev': 1,
  '/proc/30/net/dev': 1,
  '/proc/31/net/dev': 1,
}

async function gatherOn(host: Host, argv: readonly string[] = []) {
  const mode = check.modes[0]
  const asking = makeHost({ config, files, commands: here, inodes, ...host })
  const parsed = parseOptions({ ...commonOptions, ...mode.options }, ['--no-log', ...argv])
  if (!parsed.ok) throw new Error(parsed.problem)
  const values = parsed.values as Parameters<typeof mode.gather>[0]
  const deadline = {
    signal: new AbortController().signal,
    seconds: 10,
    elapsed: () => 0,
    today: () => 1_700_000_000_000,
  }
  const { local } = JSON.parse(JSON.stringify(await mode.gather(values, asking.probes, deadline)))
  return { facts: local as LocalFacts, asked: asking.asked }
}

test('facts hold what concerns the director, no password and no script', async () => {
  const { facts } = await gatherOn({})
  expect(JSON.stringify(facts)).not.toContain('hunter2')
  expect(facts).toMatchObject({
    now: 1_700_000_000_000,
    uptime: { value: 1000 },
    config: '/etc/keepalived/keepalived.conf',
    wanted: {
      value: {
        instances: [
          {
            name: 'VI_1',
            interface: 'eth0',
            vips: [{ address: '192.0.2.10' }, { address: '192.0.2.11', device: 'eth1' }],
          },
        ],
        // Without an id it is the virtual_router_id.
        syncDaemon: { interface: 'eth0', instance: 'VI_1', id: 51 },
        virtualServers: 1,
        natServers: { 4: 1, 6: 0 },
      },
    },
    keepalived: { value: { running: { parent: { pid: 29, started: 100 }, network: 'same' } } },
    network: {
      value: {
        from: 'ip address',
        holdings: [
          { address: '192.0.2.10', interface: 'eth0', quiet: false },
          { address: '192.0.2.11', interface: 'eth1', quiet: false },
        ],
        interfaces: [{ name: 'eth0', state: 'up' }],
      },
    },
    ipvs: { value: { noModule: false, services: 1, destinations: 1, traffic: { ok: true } } },
    syncDaemons: { value: ['master'] },
    settings: {
      forward4: { value: 1 },
      expireNodest: { value: 0 },
      conntrackCount: { value: 7 },
      conntrackMax: { value: 4096 },
    },
  })
  expect(facts).not.toHaveProperty('log')
})

test('a sync daemon that does not fit the VIPs is looked at again with them, a failover may have come in between', async () => {
  const backup = 'sl local\n 1: 510000E0:2290 00000000:0 07 0:0 00:0 0 0 0 6 2 0 0\n'
  const { facts, asked } = await gatherOn({ files: { ...files, '/proc/net/udp': backup } })
  expect(facts.syncDaemons).toMatchObject({ value: ['backup'] })
  expect(asked.filter(each => each === ip)).toHaveLength(2)
  expect(asked.filter(each => each === '/proc/net/udp')).toHaveLength(2)
})

test('no program is asked but ip: ipvsadm would load the module', async () => {
  const { asked } = await gatherOn({ files: { ...files, '/proc/net/ip_vs': '' } })
  expect(asked.filter(each => !each.startsWith('/'))).toEqual([ip])
})

describe('interfaces', () => {
  test.each<[string, object, string]>([
    ['down', { flags: ['BROADCAST'], operstate: 'DOWN' }, 'down'],
    ['without a carrier', { flags: ['UP', 'NO-CARRIER'], operstate: 'DOWN' }, 'no-carrier'],
    ['of a bridge that is down', { flags: ['UP'], operstate: 'LOWERLAYERDOWN' }, 'no-carrier'],
    ['that does not tell', { operstate: 'UNKNOWN' }, 'up'],
  ])('one %s', async (_, about, state) => {
    const { facts } = await gatherOn({ commands: shown(device('eth0', [], about)) })
    expect(facts.network).toMatchObject({ value: { interfaces: [{ name: 'eth0', state }] } })
  })
  test('a VIP on lo or on a dummy is quiet', async () => {
    const commands = shown(
      device('lo', ['192.0.2.10'], { flags: ['LOOPBACK', 'UP', 'LOWER_UP'] }),
      device('lvs0', ['192.0.2.11'], { linkinfo: { info_kind: 'dummy' } }),
    )
    const { facts } = await gatherOn({ commands })
    expect(facts.network).toMatchObject({ value: { holdings: [{ quiet: true }, { quiet: true }] } })
  })
  test('VIPs that are not all here are looked at again, a failover takes a moment', async () => {
    const { facts, asked } = await gatherOn({ commands: shown(device('eth0', ['192.0.2.10'])) })
    expect(asked.filter(each => each === ip)).toHaveLength(2)
    expect(facts.network).toMatchObject({ value: { holdings: [{ address: '192.0.2.10' }] } })
  })
  test('so are the instances of a sync group, which change together', async () => {
    const two = `vrrp_instance VI_2 {
    interface eth0
    virtual_router_id 52
    virtual_ipaddress {
        192.0.2.12
    }
}
vrrp_sync_group VG_1 {
    group {
        VI_1
        VI_2
    }
}
${config}`
    const { facts, asked } = await gatherOn({ config: two })
    expect(asked.filter(each => each === ip)).toHaveLength(2)
    expect(facts.wanted).toMatchObject({ value: { groups: [{ name: 'VG_1', members: ['VI_1', 'VI_2'] }] } })
  })
  test('without ip there is the way to get it', async () => {
    const { facts } = await gatherOn({ commands: {} })
    expect(facts.network).toMatchObject({ ok: false, kind: 'missing', hint: 'apt-get install iproute2' })
  })
})

describe('in another network namespace', () => {
  const fib = `Local:
  +-- 0.0.0.0/0 3 0 5
     |-- 192.0.2.10
        /32 host LOCAL
`
  const away = {
    files: {
      ...files,
      '/proc/31/net/fib_trie': fib,
      '/proc/31/net/dev': 'Inter-| Receive\n face |bytes\n    lo: 0 0\n  eth0: 1 2\n',
      '/proc/30/net/ip_vs': table,
      '/proc/30/net/ip_vs_stats': statistics,
      '/proc/30/net/udp': 'sl\n',
      '/proc/net/ip_vs': '',
    },
    config: `net_namespace red\n${config}`,
    inodes: { '/proc/self/net/dev': 1, '/proc/29/net/dev': 2, '/proc/30/net/dev': 2, '/proc/31/net/dev': 2 },
  }
  test('all is read from there, but for what cannot be seen', async () => {
    const { facts, asked } = await gatherOn(away)
    expect(facts.network).toMatchObject({
      value: {
        from: '/proc/31/net',
        holdings: [{ address: '192.0.2.10', quiet: false }],
        interfaces: [{ name: 'eth0', state: 'unknown' }],
      },
    })
    expect(facts.ipvs).toMatchObject({ value: { from: '/proc/30/net/ip_vs', services: 1 } })
    expect(facts.syncDaemons).toEqual({ ok: true, value: [] })
    expect(facts.settings).toEqual({ elsewhere: true })
    expect(asked).not.toContain(ip)
    expect(asked.filter(each => each.startsWith('/proc/sys/'))).toEqual([])
  })
  test('net_namespace_ipvs is a place where keepalived itself is not', async () => {
    const apart = {
      config: `net_namespace_ipvs red\n${config}`,
      files: { ...files, '/proc/30/net/ip_vs': '' },
    }
    const unseen = await gatherOn(apart)
    expect(unseen.facts.ipvs).toMatchObject({
      ok: false,
      kind: 'denied',
      hint: 'Run the check in there: ip netns exec red check_lvs_director',
    })
    expect(unseen.facts).not.toHaveProperty('syncDaemons')
    const within = await gatherOn({
      ...apart,
      inodes: { ...inodes, '/run/netns/red': 7, '/proc/self/ns/net': 7 },
    })
    expect(within.facts.ipvs).toMatchObject({ value: { from: '/proc/net/ip_vs', services: 1 } })
  })
})

test('without virtual servers nothing of IPVS is asked for', async () => {
  const only = config.slice(0, config.indexOf('virtual_server'))
  const { facts, asked } = await gatherOn({ config: only })
  expect(facts).not.toHaveProperty('ipvs')
  expect(asked).not.toContain('/proc/net/ip_vs')
})

test('a kernel without IPVS is no failure to read', async () => {
  const { '/proc/net/ip_vs': _, ...rest } = files
  const { facts } = await gatherOn({ files: { ...rest, '/proc/net/dev': 'x' } })
  expect(facts.ipvs).toMatchObject({ ok: true, value: { noModule: true } })
})

test('how the kernel treats persistence is asked where a real server that fails gets weight 0', async () => {
  const path = '/proc/sys/net/ipv4/vs/expire_quiescent_template'
  const persistent = config.replace('protocol TCP', 'protocol TCP\n    persistence_timeout 60')
  const inhibited = persistent.replace('MISC_CHECK', 'inhibit_on_failure\n        MISC_CHECK')
  const host = { files: { ...files, [path]: '0\n' } }
  const { facts } = await gatherOn({ ...host, config: inhibited })
  expect(facts.wanted).toMatchObject({ value: { lingering: [{ name: '192.0.2.10 80', seconds: 60 }] } })
  expect(facts.settings).toMatchObject({ expireQuiescent: { value: 0 } })
  const { facts: others } = await gatherOn({ ...host, config: persistent })
  expect(others.wanted).toMatchObject({ value: { lingering: [] } })
  expect(others.settings).not.toHaveProperty('expireQuiescent')
})

const emptied = `${table.split('\n').slice(0, 3).join('\n')}\n`

test('a table that is empty while keepalived runs is read again: it clears it before it ends', async () => {
  const { facts } = await gatherOn({ files: { ...files, '/proc/net/ip_vs': [emptied, emptied, table] } })
  expect(facts.ipvs).toMatchObject({ value: { services: 1, destinations: 1 } })
})

test('a table that stays empty is looked at twice and no more', async () => {
  // Each time it is read until two readings agree.
  const { facts, asked } = await gatherOn({
    files: { ...files, '/proc/net/ip_vs': [emptied, emptied, emptied, emptied, table] },
  })
  expect(facts.ipvs).toMatchObject({ value: { services: 0 } })
  expect(JSON.stringify(asked).split('/proc/net/ip_vs"')).toHaveLength(5)
})
