/** A cluster of any size as text: its keepalived.conf, and the IPVS table the kernel has of it. */

const perService = 20

/** How many virtual servers that many real servers make. */
function servicesFor(realServers: number): number {
  return Math.ceil(realServers / perService)
}

/** Virtual server `at`: an address of 198.18.0.0/15 (RFC 2544, set aside for benchmarks) and port 80. */
function vip(at: number): [number, number, number, number] {
  return [198, 18, Math.floor(at / 250) % 256, (at % 250) + 1]
}

function rip(service: number, at: number): [number, number, number, number] {
  return [198, 19, service % 256, at + 1]
}

/** A configuration with this many real servers, twenty to a virtual server. */
export function writeConfig(realServers: number): string {
  const parts = ['global_defs {\n  router_id bench\n}\n']
  for (let service = 0, left = realServers; service < servicesFor(realServers); service++) {
    const port = portOf(service)
    parts.push(
      `virtual_server ${vip(service).join('.')} ${port} {\n  delay_loop 6\n  lb_algo wrr\n  lb_kind DR\n  protocol TCP\n`,
    )
    for (let at = 0; at < perService && left > 0; at++, left--) {
      parts.push(
        `  real_server ${rip(service, at).join('.')} ${port} {\n    weight 1\n    TCP_CHECK {\n      connect_timeout 3\n    }\n  }\n`,
      )
    }
    parts.push('}\n')
  }
  return parts.join('')
}

function portOf(service: number): number {
  return 1000 + Math.floor(service / (250 * 256)) * 1000 + (service % 1000)
}

/** What /proc/net/ip_vs holds when all of that is in the kernel. */
export function writeTable(realServers: number): string {
  const parts = [
    'IP Virtual Server version 1.2.1 (size=4096)\n',
    'Prot LocalAddress:Port Scheduler Flags\n',
    '  -> RemoteAddress:Port Forward Weight ActiveConn InActConn\n',
  ]
  for (let service = 0, left = realServers; service < servicesFor(realServers); service++) {
    const port = hex(portOf(service), 4)
    parts.push(`TCP  ${address(vip(service))}:${port} wrr  \n`)
    for (let at = 0; at < perService && left > 0; at++, left--) {
      parts.push(`  -> ${address(rip(service, at))}:${port}      Route   1      0          0\n`)
    }
  }
  return parts.join('')
}

function address(bytes: readonly number[]): string {
  return bytes.map(byte => hex(byte, 2)).join('')
}

function hex(value: number, digits: number): string {
  return value.toString(16).toUpperCase().padStart(digits, '0')
}
