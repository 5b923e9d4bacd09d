import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { need } from '../support/need.ts'
import { ask, type Verdict } from '../support/verdict.ts'
import { siteName } from './certificates.ts'
import { type Cluster, startCluster } from './cluster.ts'
import { buildGuest } from './machine/build.ts'
import { bootGuest } from './machine/guest.ts'
import { addressOf, type HostName, markPort, vips } from './network.ts'

// A guest beside other tests takes its time.
vi.setConfig({ testTimeout: 120_000 })

const { web, web6, mark, mark6 } = vips

/** A virtual server of the lab's directors, and who has to be behind it. */
interface Kind {
  readonly title: string
  /** As check_ipvs_drift has it: all that is configured, as the kernel has it. */
  readonly drift: string
  /** What a client asks for; UDP has no URL. */
  readonly url?: string
  readonly servedBy: readonly HostName[]
  /** Persistence and the scheduler sh keep a client with one real server. */
  readonly stays?: boolean
  /** As check_lvs_realserver has the service on one of these. */
  readonly listens: string
}

const four: readonly HostName[] = ['r1', 'r2', 'r3', 'r4']
const two: readonly HostName[] = ['r1', 'r2']

const kinds: readonly Kind[] = [
  {
    title: 'DR, IPv4, with a quorum',
    drift: `${web}:80 TCP: 4 of 4 real servers up, rr, DR`,
    url: `http://${web}/`,
    servedBy: four,
    listens: `${web}:80 TCP listens`,
  },
  {
    title: 'DR, IPv6',
    drift: `[${web6}]:80 TCP: 4 of 4 real servers up, rr, DR`,
    url: `http://[${web6}]/`,
    servedBy: four,
    listens: `[${web6}]:80 TCP listens`,
  },
  {
    title: 'persistence, with inhibit_on_failure',
    drift: `${web}:8080 TCP: 2 of 2 real servers up, wlc, DR, persistent for 60 s`,
    url: `http://${web}:8080/`,
    servedBy: two,
    stays: true,
    listens: `${web}:8080 TCP listens`,
  },
  {
    title: 'a sorry server, which has nothing to do',
    drift: `${web}:8000 TCP: 2 of 2 real servers up, wrr, DR`,
    url: `http://${web}:8000/`,
    servedBy: two,
    listens: `${web}:8000 TCP listens`,
  },
  {
    title: 'a virtual_server_group with TLS, by its first address',
    drift: `${web}:443 TCP: 2 of 2 real servers up, rr, DR`,
    url: `https://${web}/`,
    servedBy: two,
    listens: `${web}:443 TCP listens`,
  },
  {
    title: 'a virtual_server_group with TLS, by its second address',
    drift: `${mark}:443 TCP: 2 of 2 real servers up, rr, DR`,
    url: `https://${mark}/`,
    servedBy: two,
    listens: `${mark}:443 TCP listens`,
  },
  {
    title: 'UDP, packet by packet',
    drift: `${web}:53 UDP: 2 of 2 real servers up, rr, DR`,
    servedBy: two,
    listens: `${web}:53 UDP listens`,
  },
  {
    title: 'a firewall mark, IPv4',
    drift: 'FWM 1: 2 of 2 real servers up, sh, DR',
    url: `http://${mark}:${markPort}/`,
    servedBy: two,
    stays: true,
    listens: `${mark}:${markPort} TCP listens`,
  },
  {
    title: 'a firewall mark, IPv6',
    drift: 'FWM 2 IPv6: 2 of 2 real servers up, rr, DR',
    url: `http://[${mark6}]:${markPort}/`,
    servedBy: two,
    listens: `[${mark6}]:${markPort} TCP listens`,
  },
  {
    title: 'NAT, IPv4',
    drift: `${web}:8081 TCP: 1 of 1 real server up, rr, NAT`,
    url: `http://${web}:8081/`,
    servedBy: ['n1'],
    listens: 'port 80 listens, default route to 198.51.100.1',
  },
  {
    title: 'NAT, IPv6',
    drift: `[${web6}]:8081 TCP: 1 of 1 real server up, rr, NAT`,
    url: `http://[${web6}]:8081/`,
    servedBy: ['n1'],
    listens: 'port 80 listens, default route to 198.51.100.1, default route to 2001:db8:1::1',
  },
  {
    title: 'TUN, IPv4',
    drift: `${web}:8082 TCP: 2 of 2 real servers up, lc, TUN`,
    url: `http://${web}:8082/`,
    servedBy: two,
    listens: `${web}:8082 TCP listens`,
  },
  {
    title: 'TUN, IPv6',
    drift: `[${web6}]:8082 TCP: 2 of 2 real servers up, lc, TUN`,
    url: `http://[${web6}]:8082/`,
    servedBy: two,
    listens: `[${web6}]:8082 TCP listens`,
  },
]

const requests = 8

/** So many echoes over UDP, each from a port of its own; prints one line for each that comes back. */
const echoes = `
const { createSocket } = require('node:dgram')
for (let i = 0; i < ${requests}; i++) {
  const socket = createSocket('udp4').on('message', text => { console.log(String(text)); socket.close() })
  socket.send('echo ' + i, 53, '${web}')
  setTimeout(() => socket.close(), 3000).unref()
}`

/** By name where it is TLS, and with the authority of the lab. */
function curl(url: string): string {
  const { protocol, hostname } = new URL(url)
  if (protocol === 'http:') return `curl -sS --max-time 5 '${url}'`
  return `curl -sS --max-time 5 --cacert /run/lvs/ca.pem --resolve ${siteName}:443:${hostname} https://${siteName}/`
}

need('lab', 'binaries')('each kind of virtual server, in a real LVS', () => {
  let cluster: Cluster
  beforeAll(async () => {
    await buildGuest()
    cluster = await startCluster(await bootGuest())
  }, 300_000)
  afterAll(async () => {
    await cluster?.guest[Symbol.asyncDispose]()
  })

  /** What the checks say of a healthy host is asked once. */
  const known = new Map<string, Promise<Verdict>>()
  const see = (host: HostName, check: string, ...argv: readonly string[]) => {
    const key = [host, check, ...argv].join(' ')
    const verdict = known.get(key) ?? ask(cluster.hosts[host], check, argv)
    known.set(key, verdict)
    return verdict
  }
  const markedVips = ['--vip', mark, '--vip', mark6]

  describe.each(kinds)('$title', ({ drift, url, servedBy, stays = false, listens }) => {
    test('a client is served', async () => {
      const { m } = cluster.hosts
      if (url === undefined) {
        const said = await m.shell(`/lab/node -e '${echoes.replaceAll("'", '"')}'`)
        expect(said.trim().split('\n').sort()).toEqual(
          Array.from({ length: requests }, (_, index) => `echo ${index}`),
        )
        return
      }
      const pages = await m.shell(`for i in $(seq ${requests}); do ${curl(url)}; done`)
      const served = pages
        .trim()
        .split('\n')
        .map(page => page.replace('Welcome to the shop, from ', ''))
      expect(served).toHaveLength(requests)
      const hosts = [...new Set(served)].sort()
      if (stays) {
        expect(hosts).toHaveLength(1)
        expect(servedBy).toContain(hosts[0])
      } else {
        expect(hosts).toEqual(servedBy)
      }
    })

    test.each(['d1', 'd2'] as const)('check_ipvs_drift on %s has it as it is configured', async name => {
      const verdict = await see(name, 'check_ipvs_drift')
      expect(verdict.state, verdict.stdout).toBe('OK')
      expect(verdict.finding.details).toContain(drift)
    })

    test('check_lvs_realserver on its real servers finds it listening', async () => {
      for (const name of servedBy) {
        const marked = name === 'n1' ? [] : markedVips
        const verdict = await see(name, 'check_lvs_realserver', '--config', '/run/lvs/d1.conf', ...marked)
        expect(verdict.state, verdict.stdout).toBe('OK')
        expect([verdict.text, ...verdict.finding.details].join('\n')).toContain(listens)
      }
    })

    if (url === undefined) return
    test('check_vip_service is served on every connection, and by each real server', async () => {
      const { protocol, hostname, port } = new URL(url)
      const vip = hostname.replace(/^\[|\]$/g, '')
      const tls = protocol === 'https:' ? ['-S', '--ca-cert', '/run/lvs/ca.pem'] : []
      const number = port || (protocol === 'https:' ? '443' : '80')
      // Nobody but the directors reaches a real server behind NAT, and a mark's real servers have no port of their own.
      const isDirect = servedBy[0] !== 'n1'
      const family = vip.includes(':') ? 6 : 4
      const verdict = await ask(cluster.hosts.m, 'check_vip_service', [
        ...['-I', vip, '-H', siteName, '-p', number, '-s', 'Welcome', '--connections', '4', ...tls],
        ...(isDirect ? servedBy : []).flatMap(name => {
          const address = addressOf(name, family)
          return ['--realserver', family === 6 ? `[${address}]:${number}` : `${address}:${number}`]
        }),
      ])
      expect(verdict.state, verdict.stdout).toBe('OK')
      expect(verdict.text).toContain('on all 4 connections')
      if (isDirect) {
        const all = servedBy.length === 2 ? 'both' : `all ${servedBy.length}`
        expect(verdict.text).toContain(`and ${all} real servers answer directly`)
      }
    })
  })

  test('a long table is read whole where another network namespace has IPVS too', async () => {
    // Two that are no directors, and have nothing else in their tables.
    const ports = Array.from({ length: 150 }, (_, index) => 2_000 + index)
    const config = ports.map(
      port =>
        `virtual_server ${web} ${port} {\nlvs_sched rr\nlvs_method DR\nprotocol TCP\nreal_server ${addressOf('r1', 4)} ${port} {\n}\n}\n`,
    )
    const table = ports.map(
      port => `-A -t ${web}:${port} -s rr\n-a -t ${web}:${port} -r ${addressOf('r1', 4)}:${port} -g -w 1\n`,
    )
    for (const name of ['x', 'm'] as const) {
      await cluster.hosts[name].shell(
        `cat >/run/long.conf <<'END'\n${config.join('')}END\nipvsadm -R <<'END'\n${table.join('')}END`,
      )
    }
    const inOnePiece = await cluster.hosts.x.shell("grep -c '^TCP' /proc/net/ip_vs")
    expect(Number(inOnePiece), 'the kernel leaves none out: the test is of no use').toBeLessThan(ports.length)
    const verdict = await ask(cluster.hosts.x, 'check_ipvs_drift', ['--config', '/run/long.conf'])
    expect(verdict.state, verdict.stdout).toBe('OK')
    expect(verdict.text).toContain(`${ports.length} virtual servers`)
  })
})
