import { familyOf } from '../cli/common.ts'
import { checkConfigId, configOptionsFor } from '../cli/config.ts'
import { address, choice, host, interfaceName, text } from '../cli/kind.ts'
import { flag, many, single, withDefault } from '../cli/option.ts'
import { warnsFirst } from '../core/range.ts'
import { parseAddress } from '../net/address.ts'
import type { Given } from '../runtime/check.ts'
import { path, statusTexts } from '../service/kind.ts'
import { loadRanges, servicePort } from './kind.ts'

export const realServerOptions = {
  vip: many(address, {
    help: 'A VIP that this host serves. Repeatable. With --config, one that firewall marks stand for.',
    section: 'On the real server',
  }),
  port: many(servicePort, {
    short: 'p',
    help: 'A port of the service: it must listen here; with -H it must take a TCP connection. Repeatable.',
    section: 'What is served',
  }),
  ...configOptionsFor(
    'On the real server',
    "VIPs and ports from this copy of the directors' keepalived.conf: the entries whose real server is this host.",
  ),
  method: single(choice('DR', 'NAT', 'TUN'), {
    help: 'How directors forward to the VIPs of --vip. Default: DR. A keepalived.conf says it itself.',
    section: 'On the real server',
  }),
  gateway: many(address, {
    help: 'NAT: what the default route must lead to, the address that moves with the active director. Repeatable. Default: the VIPs in the network of the real server, of --config.',
    section: 'On the real server',
  }),
  interface: many(interfaceName, {
    help: 'An interface that faces the directors. Repeatable. Default: those in the network of a VIP or of the real server.',
    section: 'On the real server',
  }),
  firewall: flag({
    help: 'Ask by sudo for the rules of the packet filter, where this user may not see them.',
    section: 'On the real server',
  }),
  warning: single(loadRanges, {
    short: 'w',
    help: 'WARNING when the load average per core is outside, over 1, 5 and 15 minutes.',
    section: 'Thresholds',
  }),
  critical: single(loadRanges, { short: 'c', help: 'CRITICAL likewise.', section: 'Thresholds' }),
  hostname: single(host, {
    short: 'H',
    help: 'From the monitoring host: name or address of the real server, which is pinged.',
    section: 'From the monitoring host',
  }),
  url: single(path, {
    short: 'u',
    help: 'Ask for this path too, by HTTP straight from the real server, on the first port of -p or 80 (443 with -S).',
    section: 'From the monitoring host',
  }),
  vhost: single(host, {
    help: 'Name for the Host header, SNI and the certificate. Default: that of -H.',
    section: 'From the monitoring host',
  }),
  expect: single(statusTexts, {
    short: 'e',
    help: 'One of these texts must be in the status line. Default: a status below 400.',
    section: 'From the monitoring host',
  }),
  string: many(text('TEXT', 'welcome'), {
    short: 's',
    help: 'Text that must be in the body. Repeatable.',
    section: 'From the monitoring host',
  }),
  ssl: flag({ short: 'S', help: 'Ask by HTTPS.', section: 'From the monitoring host' }),
  'no-verify': flag({ help: 'Accept any certificate.', section: 'From the monitoring host' }),
  packets: withDefault(
    { placeholder: 'N', wanted: 'a number of packets from 0 to 20', example: '5', parse: readPackets },
    '5',
    { short: 'n', help: 'Packets of ping, 0 for no ping.', section: 'From the monitoring host' },
  ),
} as const

function readPackets(words: string): number | undefined {
  return /^\d{1,2}$/.test(words) && Number(words) <= 20 ? Number(words) : undefined
}

export type RealServerOptions = Given<typeof realServerOptions>

const remoteOnly = ['url', 'vhost', 'expect', 'string', 'ssl', 'no-verify'] as const
const localOnly = [
  'vip',
  'config',
  'config-id',
  'method',
  'gateway',
  'interface',
  'firewall',
  'warning',
  'critical',
] as const

/** What is wrong with these options together, in one sentence. */
export function validateRealServer(options: RealServerOptions): string | undefined {
  return options.hostname === undefined ? validateLocal(options) : validateRemote(options)
}

function isGiven(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : value !== undefined && value !== false
}

function validateRemote(options: RealServerOptions): string | undefined {
  const stray = localOnly.find(name => isGiven(options[name]))
  if (stray !== undefined)
    return `--${stray} is for a look from within, on the real server itself: leave out -H`
  const other = options.port.find(({ protocol }) => protocol !== 'TCP')
  if (other !== undefined)
    return `-p: ${other.port}/${other.protocol.toLowerCase()} cannot be asked from outside, ports of TCP can`
  const needsUrl = (['vhost', 'expect', 'string', 'ssl', 'no-verify'] as const).find(name =>
    isGiven(options[name]),
  )
  if (needsUrl !== undefined && options.url === undefined)
    return `--${needsUrl} is about an answer over HTTP: say -u PATH`
  if (options.packets === 0 && options.port.length === 0 && options.url === undefined)
    return 'with -n 0 there is nothing to ask: say -p PORT or -u PATH'
  return undefined
}

function validateLocal(options: RealServerOptions): string | undefined {
  const { vip, port, config, method, gateway, warning, critical } = options
  const stray = remoteOnly.find(name => isGiven(options[name]))
  if (stray !== undefined) return `--${stray} is for a look from the monitoring host: say -H RIP`
  const isNat = method === 'NAT'
  if (config === undefined && vip.length === 0 && !(isNat && port.length > 0)) {
    return isNat
      ? 'no service is named: say -p PORT, or --config FILE'
      : 'no VIP is named: say --vip VIP -p PORT, or --config FILE; or -H RIP from the monitoring host'
  }
  const id = checkConfigId(options)
  if (id !== undefined) return id
  if (method !== undefined && config !== undefined && vip.length === 0)
    return '--method is for the VIPs of --vip, a keepalived.conf says it itself'
  if (gateway.length > 0 && !isNat && config === undefined)
    return '--gateway is for --method NAT: with DR and TUN answers do not pass the director'
  const family = familyOf(options)
  const stranger = vip.find(each => family !== undefined && parseAddress(each)?.family !== family)
  if (stranger !== undefined)
    return `--vip: ${stranger} is not an IPv${family} address, as -${family} demands`
  const isLate = warning?.some(
    (range, at) => critical?.[at] !== undefined && !warnsFirst(range, critical[at]),
  )
  return isLate === true ? '-w: the warning has to come before -c, or together with it' : undefined
}
