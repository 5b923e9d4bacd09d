import { addressOf, type DirectorName, type HostName, markPort, vips } from './network.ts'

/** What a director's configuration has otherwise than its twin's. */
const own = {
  d1: { state: 'MASTER', priority: 150 },
  d2: { state: 'BACKUP', priority: 100 },
} as const

/**
 * keepalived.conf of a director: an instance for each family and one for the gateway of the inner network, and every kind of
 * virtual server: DR, NAT and TUN, IPv4 and IPv6, TCP and UDP, a firewall mark, persistence, a virtual_server_group, a sorry
 * server, a quorum, inhibit_on_failure.
 */
export function directorConfig(name: DirectorName): string {
  return `# keepalived.conf of ${name}
global_defs {
    router_id ${name}
    enable_script_security
    script_user root
    vrrp_version 3
    vrrp_garp_master_repeat 1
    lvs_sync_daemon eth0 VI_WEB id 51
}

vrrp_sync_group VG_SHOP {
    group {
        VI_WEB
        VI_WEB6
        VI_GATEWAY
        VI_GATEWAY6
    }
}

${instance(name, 'VI_WEB', 51, 'eth0', [vips.web, vips.mark])}
${instance(name, 'VI_WEB6', 52, 'eth0', [vips.web6, vips.mark6])}
${instance(name, 'VI_GATEWAY', 53, 'eth1', [vips.gateway])}
${instance(name, 'VI_GATEWAY6', 54, 'eth1', [vips.gateway6])}
${services.map(virtualServer).join('\n')}`
}

function instance(
  of: DirectorName,
  name: string,
  id: number,
  device: string,
  addresses: readonly string[],
): string {
  const { state, priority } = own[of]
  const prefixed = addresses.map(each => `        ${each}/${each.includes(':') ? 128 : 24}`)
  return `vrrp_instance ${name} {
    state ${state}
    interface ${device}
    virtual_router_id ${id}
    priority ${priority}
    advert_int 1
    virtual_ipaddress {
${prefixed.join('\n')}
    }
}
`
}

interface Service {
  /** Behind \`virtual_server\`. */
  readonly key: string
  /** A group with what is in it, for a virtual_server_group. */
  readonly group?: readonly string[]
  readonly lines: readonly string[]
  readonly realServers: readonly HostName[]
  readonly family?: 4 | 6
  readonly port: number
  readonly realServerLines?: readonly string[]
  readonly check: readonly string[]
}

const tcpCheck = ['TCP_CHECK {', '    connect_timeout 1', '    retry 1', '    delay_before_retry 1', '}']
const pageCheck = [
  'HTTP_GET {',
  ...['    url {', '        path /health', '        status_code 200', '    }'],
  ...['    connect_timeout 1', '    retry 1', '    delay_before_retry 1', '}'],
]
const echoCheck = [
  'UDP_CHECK {',
  '    connect_timeout 1',
  '    payload 70 69 6e 67',
  '    require_reply',
  '}',
]
const web: readonly HostName[] = ['r1', 'r2', 'r3', 'r4']
const half: readonly HostName[] = ['r1', 'r2']
const dr = ['lb_kind DR', 'protocol TCP']

const services: readonly Service[] = [
  {
    key: `${vips.web} 80`,
    lines: ['lb_algo rr', ...dr, 'quorum 2', 'hysteresis 0'],
    realServers: web,
    port: 80,
    check: pageCheck,
  },
  {
    key: `${vips.web6} 80`,
    lines: ['lb_algo rr', ...dr],
    realServers: web,
    family: 6,
    port: 80,
    check: tcpCheck,
  },
  {
    key: `${vips.web} 8080`,
    lines: ['lb_algo wlc', ...dr, 'persistence_timeout 60'],
    realServers: half,
    port: 8080,
    realServerLines: ['weight 3', 'inhibit_on_failure'],
    check: pageCheck,
  },
  {
    key: `${vips.web} 8000`,
    lines: ['lb_algo wrr', ...dr, `sorry_server ${addressOf('r3')} 8000`],
    realServers: half,
    port: 8000,
    check: tcpCheck,
  },
  {
    key: 'group SECURE',
    group: [`${vips.web} 443`, `${vips.mark} 443`],
    lines: ['lb_algo rr', ...dr],
    realServers: half,
    port: 443,
    check: tcpCheck,
  },
  {
    key: `${vips.web} 53`,
    lines: ['lb_algo rr', 'lb_kind DR', 'protocol UDP', 'ops'],
    realServers: half,
    port: 53,
    check: echoCheck,
  },
  {
    key: 'fwmark 1',
    lines: ['lb_algo sh', 'lb_kind DR'],
    realServers: half,
    port: 0,
    check: ['TCP_CHECK {', `    connect_port ${markPort}`, '    connect_timeout 1', '}'],
  },
  {
    key: 'fwmark 2',
    lines: ['ip_family inet6', 'lb_algo rr', 'lb_kind DR'],
    realServers: half,
    family: 6,
    port: 0,
    check: ['TCP_CHECK {', `    connect_port ${markPort}`, '    connect_timeout 1', '}'],
  },
  {
    key: `${vips.web} 8081`,
    lines: ['lb_algo rr', 'lb_kind NAT', 'protocol TCP'],
    realServers: ['n1'],
    port: 80,
    check: tcpCheck,
  },
  {
    key: `${vips.web6} 8081`,
    lines: ['lb_algo rr', 'lb_kind NAT', 'protocol TCP'],
    realServers: ['n1'],
    family: 6,
    port: 80,
    check: tcpCheck,
  },
  {
    key: `${vips.web} 8082`,
    lines: ['lb_algo lc', 'lb_kind TUN', 'protocol TCP'],
    realServers: half,
    port: 8082,
    check: tcpCheck,
  },
  {
    key: `${vips.web6} 8082`,
    lines: ['lb_algo lc', 'lb_kind TUN', 'protocol TCP'],
    realServers: half,
    family: 6,
    port: 8082,
    check: tcpCheck,
  },
]

/** How many real servers the kernel's table has on either director: each of a group's addresses has its own. */
export const entries = services.reduce(
  (sum, { group = [''], realServers }) => sum + group.length * realServers.length,
  0,
)

function virtualServer({
  key,
  group,
  lines,
  realServers,
  family = 4,
  port,
  realServerLines = [],
  check,
}: Service): string {
  const indent = (text: readonly string[], by: number) =>
    text.map(line => `${' '.repeat(by)}${line}\n`).join('')
  const real = realServers.map(
    host =>
      `    real_server ${addressOf(host, family)} ${port} {\n${indent([...realServerLines, ...check], 8)}    }\n`,
  )
  const listed =
    group === undefined ? '' : `virtual_server_group ${key.split(' ')[1]} {\n${indent(group, 4)}}\n`
  return `${listed}virtual_server ${key} {\n${indent(['delay_loop 2', ...lines], 4)}${real.join('')}}\n`
}
