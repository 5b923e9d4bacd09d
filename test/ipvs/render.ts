import type { Table, TableServer, TableService, Tunnel } from '../../lib/ipvs/table.ts'
import { formatEndpoint } from '../../lib/net/endpoint.ts'
import type { Service } from '../../lib/net/service.ts'

/** Writes a table as the kernel and ipvsadm 1.31 do, for tests that read it back. */

const version = 'IP Virtual Server version 1.2.1 (size=4096)\nProt LocalAddress:Port Scheduler Flags\n'
const forwards = { DR: 'Route', NAT: 'Masq', TUN: 'Tunnel', Local: 'Local' } as const
const switches = { DR: '-g', NAT: '-m', TUN: '-i', Local: '-g' } as const

/** `/proc/net/ip_vs`. */
export function renderProc(table: Table, hz: number): string {
  const rows = [...table.services.values()].map(service => {
    const persistence = service.persistence
    const flags =
      persistence === undefined
        ? ''
        : `persistent ${(persistence.timeout ?? 0) * hz} ${hex(maskWord(service.service.family, persistence.granularity), 8)}`
    return `${procHead(service)}${flags}\n${service.servers.map(procServer).join('')}`
  })
  return `${version}  -> RemoteAddress:Port Forward Weight ActiveConn InActConn\n${rows.join('')}`
}

function procHead({ service, scheduler, onePacket }: TableService): string {
  const ops = onePacket === true ? 'ops ' : ''
  if (service.kind === 'fwmark') return `FWM  ${hex(service.mark, 8)} ${scheduler} ${ops}`
  const where = procEndpoint(service)
  // There is no place for ops in the line of an IPv6 address.
  return service.family === 6
    ? `${service.protocol}  ${where} ${scheduler} `
    : `${service.protocol}  ${where} ${scheduler} ${ops} `
}

function procServer(server: TableServer): string {
  const columns = [
    forwards[server.forward].padEnd(7),
    String(server.weight).padEnd(6),
    String(server.active ?? 0).padEnd(10),
    String(server.inactive ?? 0).padEnd(10),
  ]
  return `  -> ${procEndpoint(server)}      ${columns.join(' ')}\n`
}

function procEndpoint({ family, address, port }: { family: 4 | 6; address: string; port: number }): string {
  if (family === 4) return `${hex(toNumber(address), 8)}:${hex(port, 4)}`
  return `[${expand(address)}]:${hex(port, 4)}`
}

/** The eight groups of an IPv6 address, as the kernel's %pI6 writes them. */
function expand(address: string): string {
  const dotted = /^(.*:)(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)
  const plain =
    dotted === null
      ? address
      : `${dotted[1]}${(Number(dotted[2]) * 256 + Number(dotted[3])).toString(16)}:${(Number(dotted[4]) * 256 + Number(dotted[5])).toString(16)}`
  const [head = '', tail] = plain.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? [] : Array<string>(8 - before.length - after.length).fill('0')
  return [...before, ...zeros, ...after].map(group => group.padStart(4, '0')).join(':')
}

function maskWord(family: 4 | 6, granularity: number): number {
  return family === 6 ? granularity * 2 ** 24 : (0xffffffff << (32 - granularity)) >>> 0
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0')
}

function toNumber(address: string): number {
  return address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0)
}

/** `ipvsadm -Sn`. */
export function renderSave(table: Table): string {
  return [...table.services.values()].map(saveService).join('')
}

function saveService(entry: TableService): string {
  const target = saveTarget(entry.service)
  const { persistence } = entry
  const words = [`-A ${target} -s ${entry.scheduler}`]
  if (persistence !== undefined) {
    words.push(`-p ${persistence.timeout}`, ...maskOf(entry).map(mask => `-M ${mask}`))
    if (persistence.engine !== undefined) words.push(`--pe ${persistence.engine}`)
  }
  if (entry.onePacket === true) words.push('-o')
  if (entry.flags !== undefined && entry.flags.length > 0) words.push(`-b ${entry.flags.join(',')}`)
  const servers = entry.servers.map(server => {
    const where = formatEndpoint(server.address, server.port)
    const tunnel = server.tunnel === undefined ? '' : saveTunnel(server.tunnel)
    return `-a ${target} -r ${where} ${switches[server.forward]} -w ${server.weight}${tunnel}\n`
  })
  return `${words.join(' ')}\n${servers.join('')}`
}

function saveTarget(service: Service): string {
  // ipvsadm writes a mark with %d.
  if (service.kind === 'fwmark') return `-f ${service.mark | 0}${service.family === 6 ? ' -6' : ''}`
  const option = { TCP: '-t', UDP: '-u', SCTP: '--sctp-service' }[service.protocol]
  return `${option} ${formatEndpoint(service.address, service.port)}`
}

function saveTunnel({ type, port, checksum }: Tunnel): string {
  const sum = { none: '--tun-nocsum', full: '--tun-csum', remote: '--tun-remcsum' }[checksum ?? 'none']
  return ` --tun-type ${type}${port === undefined ? '' : ` --tun-port ${port}`}${type === 'ipip' ? '' : ` ${sum}`}`
}

function maskOf({ service, persistence }: TableService): string[] {
  const granularity = persistence?.granularity ?? 0
  if (granularity === (service.family === 6 ? 128 : 32)) return []
  if (service.family === 6) return [String(granularity)]
  const word = maskWord(4, granularity)
  return [[24, 16, 8, 0].map(shift => (word >>> shift) & 255).join('.')]
}

/** `ipvsadm -Ln`, or with `--tun-info`. */
export function renderList(table: Table, tunnels = false): string {
  const title = tunnels ? 'Forward TunnelInfo    Weight' : 'Forward Weight'
  const rows = [...table.services.values()].map(entry => {
    const words = [`${listHead(entry.service)} ${entry.scheduler}`]
    if (entry.flags !== undefined && entry.flags.length > 0) words.push(`(${entry.flags.join(',')})`)
    if (entry.persistence !== undefined) {
      words.push(`persistent ${entry.persistence.timeout}`, ...maskOf(entry).map(mask => `mask ${mask}`))
      if (entry.persistence.engine !== undefined) words.push(`pe ${entry.persistence.engine}`)
    }
    if (entry.onePacket === true) words.push('ops')
    return `${words.join(' ')}\n${entry.servers.map(server => listServer(server, tunnels)).join('')}`
  })
  return `${version}  -> RemoteAddress:Port           ${title} ActiveConn InActConn\n${rows.join('')}`
}

function listHead(service: Service): string {
  if (service.kind === 'fwmark') return `FWM  ${service.mark | 0}${service.family === 6 ? ' IPv6' : ''}`
  return `${service.protocol.padEnd(4)} ${formatEndpoint(service.address, service.port)}`
}

function listServer(server: TableServer, tunnels: boolean): string {
  const columns = [
    formatEndpoint(server.address, server.port).padEnd(28),
    forwards[server.forward].padEnd(7),
    ...(tunnels ? [listTunnel(server.tunnel).padEnd(13)] : []),
    String(server.weight).padEnd(6),
    String(server.active ?? 0).padEnd(10),
    String(server.inactive ?? 0).padEnd(10),
  ]
  return `  -> ${columns.join(' ')}\n`
}

function listTunnel(tunnel: Tunnel | undefined): string {
  if (tunnel === undefined) return 'n/a'
  const sum = { none: '-c', full: '+c', remote: 'r+c' }[tunnel.checksum ?? 'none']
  if (tunnel.type === 'ipip') return 'ipip'
  return tunnel.type === 'gre' ? `gre:${sum}` : `gue:${tunnel.port}:${sum}`
}
