import { configIdOption } from '../cli/config.ts'
import { configFile, file, pidFile, range } from '../cli/kind.ts'
import { flag, type Kind, many, single, withDefault } from '../cli/option.ts'
import { warnsFirst } from '../core/range.ts'
import { parseAddress } from '../net/address.ts'
import { type Endpoint, parseEndpoint } from '../net/endpoint.ts'
import type { Service } from '../net/service.ts'
import type { Given } from '../runtime/check.ts'

/** Which virtual servers are meant: those of an address, of an address and a port, or of a firewall mark. */
export type ServiceFilter = { readonly fwmark: number } | Endpoint

const serviceFilter: Kind<ServiceFilter> = {
  placeholder: 'VIP[:PORT]',
  wanted:
    'a VIP with an optional port such as 192.0.2.10 or [2001:db8::10]:80, or a firewall mark such as fwmark:5',
  example: '192.0.2.10:80',
  parse: words => {
    const [, digits] = /^(?:fwmark|fwm)[: ](\d{1,10})$/i.exec(words) ?? []
    if (digits !== undefined) return { fwmark: Number(digits) }
    const endpoint = parseEndpoint(words)
    return endpoint !== undefined && parseAddress(endpoint.host) !== undefined ? endpoint : undefined
  },
}

const tableFile: Kind<string> = { ...file, example: '/var/tmp/ip_vs' }

export const driftOptions = {
  config: withDefault(configFile, '/etc/keepalived/keepalived.conf', {
    short: 'f',
    help: 'What is wanted: keepalived.conf, with all that it includes.',
    section: 'Wanted',
  }),
  'config-id': configIdOption('Wanted', 'i'),
  table: single(tableFile, {
    help: 'A saved table instead of the one in the kernel: what /proc/net/ip_vs, ipvsadm -Sn or ipvsadm -Ln said.',
    section: 'Running',
  }),
  ipvsadm: flag({
    help: 'Ask ipvsadm -Sn, which also shows the flags of schedulers and persistence engines. Needs root, CAP_NET_ADMIN or sudo.',
    section: 'Running',
  }),
  'pid-file': single(pidFile, {
    help: "Pid file of the keepalived whose network namespace is meant. Default: keepalived's own ones in /run.",
    section: 'Running',
  }),
  warning: withDefault(range('percent', '100:'), '100:', {
    short: 'w',
    help: 'WARNING when the share of real servers of a virtual server that are up is outside, in percent.',
    section: 'Thresholds',
  }),
  critical: single(range('percent', '50:'), {
    short: 'c',
    help: 'CRITICAL likewise. A virtual server without any is CRITICAL by a rule of its own.',
    section: 'Thresholds',
  }),
  'virtual-server': many(serviceFilter, {
    help: 'Look at these virtual servers only. Repeatable.',
    section: 'Selection',
  }),
  ignore: many(serviceFilter, {
    help: 'Do not look at these virtual servers. Repeatable.',
    section: 'Selection',
  }),
  'per-service': flag({
    help: 'Performance data of each virtual server: its share of real servers that are up, its connections.',
    section: 'Output',
  }),
} as const

export type DriftOptions = Given<typeof driftOptions>

/** What is wrong with these options together, in one sentence. */
export function validateDrift(options: DriftOptions): string | undefined {
  const { table, ipvsadm, 'pid-file': pid, warning, critical } = options
  if (table !== undefined && ipvsadm) return '--table and --ipvsadm exclude each other'
  if (table !== undefined && pid !== undefined) return '--table and --pid-file exclude each other'
  if (critical !== undefined && !warnsFirst(warning, critical)) {
    return '-w: the warning has to come before -c, or together with it'
  }
  return undefined
}

/** True when the options want this virtual server to be looked at. */
export function isMeant(service: Service, options: Pick<DriftOptions, 'virtual-server' | 'ignore'>): boolean {
  const wanted = options['virtual-server']
  const isOneOf = (filters: readonly ServiceFilter[]) => filters.some(each => matches(service, each))
  return (wanted.length === 0 || isOneOf(wanted)) && !isOneOf(options.ignore)
}

function matches(service: Service, filter: ServiceFilter): boolean {
  if ('fwmark' in filter) return service.kind === 'fwmark' && service.mark === filter.fwmark
  if (service.kind === 'fwmark' || service.address !== filter.host) return false
  return filter.port === undefined || service.port === filter.port
}
