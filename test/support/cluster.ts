import fc from 'fast-check'

/** A virtual server in words of nobody: written down as keepalived.conf and as the kernel's table alike. */
export interface Truth {
  /** `TCP`, `UDP`, `SCTP`, or a firewall mark. */
  readonly front:
    | { readonly protocol: 'TCP' | 'UDP' | 'SCTP'; readonly vip: string; readonly port: number }
    | number
  readonly family: 4 | 6
  readonly scheduler: string
  readonly method: 'DR' | 'NAT' | 'TUN'
  readonly persistence: { readonly seconds: number; readonly bits: number } | undefined
  readonly onePacket: boolean
  readonly flags: readonly string[]
  readonly servers: readonly TruthServer[]
}

export interface TruthServer {
  readonly address: string
  readonly port: number
  readonly weight: number
  readonly inhibit: boolean
}

/** Any cluster that keepalived would set up as it is written, without a word of its own. */
export const anyCluster: fc.Arbitrary<readonly Truth[]> = fc
  .uniqueArray(fc.oneof(anyFront(), fc.integer({ min: 1, max: 99 })), {
    minLength: 1,
    maxLength: 8,
    selector: front =>
      typeof front === 'number' ? `${front}` : `${front.protocol} ${front.vip} ${front.port}`,
  })
  .chain(fronts => fc.tuple(...fronts.map(anyTruth)))

function anyFront() {
  return fc.record({
    protocol: fc.constantFrom('TCP', 'UDP', 'SCTP' as const),
    vip: fc.constantFrom('192.0.2.10', '192.0.2.11', '2001:db8::10', '2001:db8:0:1::ffff'),
    port: fc.constantFrom(53, 80, 443, 65_535),
  })
}

function anyTruth(front: Truth['front']): fc.Arbitrary<Truth> {
  const ipv6 = typeof front === 'number' ? fc.boolean() : fc.constant(front.vip.includes(':'))
  return fc
    .record({
      ipv6,
      scheduler: fc.constantFrom('rr', 'wrr', 'wlc', 'sh'),
      method: fc.constantFrom('DR', 'NAT', 'TUN' as const),
      seconds: fc.option(fc.integer({ min: 1, max: 100_000 })),
      // The mask of one bit is that of a whole IPv6 address in /proc, and nobody's.
      bits: fc.integer({ min: 2, max: 32 }),
      ops: fc.boolean(),
      flags: fc.subarray(['sh-fallback', 'sh-port']),
      servers: fc.uniqueArray(anyServer(), { minLength: 1, maxLength: 6, selector: each => each.host }),
    })
    .map(({ ipv6, seconds, bits, ops, flags, servers, ...rest }) => {
      const mayBePacketwise = typeof front === 'number' || front.protocol === 'UDP'
      return {
        ...rest,
        front,
        family: ipv6 ? 6 : 4,
        persistence: seconds === null ? undefined : { seconds, bits: ipv6 ? bits * 4 : bits },
        onePacket: ops && mayBePacketwise,
        flags: rest.scheduler === 'sh' ? flags : [],
        servers: servers.map(({ host, port, weight, inhibit }) => ({
          address: ipv6 ? `2001:db8:2::${host.toString(16)}` : `198.51.100.${host}`,
          port: rest.method === 'NAT' ? port : typeof front === 'number' ? 0 : front.port,
          weight,
          inhibit,
        })),
      }
    })
}

function anyServer() {
  return fc.record({
    host: fc.integer({ min: 1, max: 254 }),
    port: fc.integer({ min: 1, max: 65_535 }),
    weight: fc.integer({ min: 1, max: 65_535 }),
    inhibit: fc.boolean(),
  })
}

/** The cluster as keepalived.conf has it. */
export function writeConfig(cluster: readonly Truth[]): string {
  return cluster.map(writeBlock).join('')
}

function writeBlock(truth: Truth): string {
  const { front, family, persistence, servers } = truth
  const isMark = typeof front === 'number'
  const lines = [
    `virtual_server ${isMark ? `fwmark ${front}` : `${front.vip} ${front.port}`} {`,
    `    lb_algo ${truth.scheduler}`,
    `    lb_kind ${truth.method}`,
    ...(isMark ? [`    ip_family ${family === 6 ? 'inet6' : 'inet'}`] : [`    protocol ${front.protocol}`]),
    ...(persistence === undefined
      ? []
      : [
          `    persistence_timeout ${persistence.seconds}`,
          `    persistence_granularity ${family === 6 ? persistence.bits : maskOf(persistence.bits)}`,
        ]),
    ...(truth.onePacket ? ['    ops'] : []),
    ...truth.flags.map(flag => `    ${flag}`),
    ...servers.flatMap(server => [
      `    real_server ${server.address} ${server.port} {`,
      `        weight ${server.weight}`,
      ...(server.inhibit ? ['        inhibit_on_failure'] : []),
      '        TCP_CHECK {',
      '            connect_port 80',
      '        }',
      '    }',
    ]),
    '}',
  ]
  return `${lines.join('\n')}\n`
}

function maskOf(bits: number): string {
  return [0, 8, 16, 24].map(at => 256 - 2 ** (8 - Math.min(8, Math.max(0, bits - at)))).join('.')
}

/** The cluster as `ipvsadm -Sn` shows it. */
export function writeSave(cluster: readonly Truth[]): string {
  return cluster
    .flatMap(truth => {
      const { persistence, family } = truth
      const mask =
        persistence === undefined || persistence.bits === (family === 6 ? 128 : 32)
          ? ''
          : ` -M ${family === 6 ? persistence.bits : maskOf(persistence.bits)}`
      const time = persistence === undefined ? '' : ` -p ${persistence.seconds}${mask}`
      const flags = truth.flags.length === 0 ? '' : ` -b ${truth.flags.join(',')}`
      const where = frontOf(truth)
      return [
        `-A ${where} -s ${truth.scheduler}${time}${flags}${truth.onePacket ? ' -o' : ''}`,
        ...truth.servers.map(
          ({ address, port, weight }) =>
            `-a ${where} -r ${endpointOf(address, port)} ${letters[truth.method]} -w ${weight}${truth.method === 'TUN' ? ' --tun-type ipip' : ''}`,
        ),
      ]
    })
    .map(line => `${line}\n`)
    .join('')
}

const letters = { DR: '-g', NAT: '-m', TUN: '-i' } as const
const forwards = { DR: 'Route', NAT: 'Masq', TUN: 'Tunnel' } as const

function frontOf({ front, family }: Truth): string {
  if (typeof front === 'number') return `-f ${front}${family === 6 ? ' -6' : ''}`
  const letter = { TCP: '-t', UDP: '-u', SCTP: '--sctp-service' }[front.protocol]
  return `${letter} ${endpointOf(front.vip, front.port)}`
}

function endpointOf(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`
}

const titles = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
`

/** The cluster as `/proc/net/ip_vs` shows it, of a kernel with so many jiffies a second. */
export function writeProc(cluster: readonly Truth[], hz: number): string {
  const lines = cluster.flatMap(truth => {
    const { front, family, persistence } = truth
    const where =
      typeof front === 'number'
        ? `FWM  ${hex(front, 8)}`
        : `${front.protocol}  ${hexEndpoint(front.vip, front.port)}`
    // The kernel does not show one-packet scheduling of an IPv6 address.
    const ops = truth.onePacket && (family === 4 || typeof front === 'number') ? ' ops' : ''
    const time =
      persistence === undefined
        ? ''
        : ` persistent ${persistence.seconds * hz} ${hexMask(persistence.bits, family)}`
    return [
      `${where} ${truth.scheduler}${ops}${time} `,
      ...truth.servers.map(
        ({ address, port, weight }) =>
          `  -> ${hexEndpoint(address, port)}      ${forwards[truth.method]}   ${weight}      0          0         `,
      ),
    ]
  })
  return titles + lines.map(line => `${line}\n`).join('')
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0')
}

function hexEndpoint(address: string, port: number): string {
  if (!address.includes(':'))
    return `${address
      .split('.')
      .map(part => hex(Number(part), 2))
      .join('')}:${hex(port, 4)}`
  const [head = '', tail = ''] = address.split('::')
  const groups = (text: string) => (text === '' ? [] : text.split(':'))
  const [first, last] = [groups(head), groups(tail)]
  const all = [...first, ...Array<string>(8 - first.length - last.length).fill('0'), ...last]
  return `[${all.map(group => group.padStart(4, '0')).join(':')}]:${hex(port, 4)}`
}

/** The kernel keeps the netmask of IPv4 in network order, and shows the bits of IPv6 swapped. */
function hexMask(bits: number, family: 4 | 6): string {
  if (family === 6) return `${hex(bits, 2)}000000`
  return maskOf(bits)
    .split('.')
    .map(part => hex(Number(part), 2))
    .join('')
}
