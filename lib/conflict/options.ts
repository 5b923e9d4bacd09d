import { familyOf } from '../cli/common.ts'
import { checkConfigId, configOptionsFor } from '../cli/config.ts'
import { configFile, integer, interfaceName } from '../cli/kind.ts'
import { many, single, withDefault } from '../cli/option.ts'
import { parseAddress } from '../net/address.ts'
import type { Given } from '../runtime/check.ts'
import { hostName, namedHost, program, vip } from './kind.ts'
import { planRound, sideBySide } from './plan.ts'

export const conflictOptions = {
  hostname: many(vip, {
    short: 'H',
    help: 'A VIP, as an option or as a word of its own. Repeatable.',
    section: 'Target',
  }),
  ...configOptionsFor(
    'Target',
    'All VIPs of this keepalived.conf, or of a copy; its VRIDs, its real servers and its unicast peers tell who answers.',
  ),
  interface: single(interfaceName, {
    short: 'I',
    help: 'Interface on the network of the VIPs. Default: the one by which the kernel would go there.',
    section: 'Target',
  }),
  director: many(namedHost, {
    help: 'A director, by its MAC or by an address of its own on this network. Repeatable.',
    section: 'Who may answer',
  }),
  realserver: many(namedHost, {
    help: 'A real server likewise. With --config its real servers are known by their addresses. Repeatable.',
    section: 'Who may answer',
  }),
  owner: single(hostName, {
    help: 'The director that should hold the VIPs, by its name.',
    section: 'Who may answer',
  }),
  peer: single(configFile, {
    help: "The other director's keepalived.conf, for its name (router_id) and its address (unicast_src_ip).",
    section: 'Who may answer',
  }),
  neighbour: many(configFile, {
    help: 'The keepalived.conf of another cluster on this network: no VRID may be in both. Repeatable.',
    section: 'Who may answer',
  }),
  count: withDefault(integer(3, 20, 'N', 'a number of requests'), '3', {
    help: 'Requests for each VIP, a second apart. Every one is a broadcast, so that all who hold the VIP are heard.',
    section: 'Asking',
  }),
  listen: single(integer(1, 600, 'SECONDS', 'a time in seconds'), {
    help: 'Listen to VRRP adverts with tcpdump, too: two MASTERs at once, a VRID that two clusters use, no MASTER.',
    section: 'Asking',
  }),
  arping: withDefault(program, 'arping', {
    help: 'The arping to use; those of iputils, Thomas Habets and BusyBox are told apart.',
    section: 'Asking',
  }),
  ndisc6: withDefault(program, 'ndisc6', { help: 'The ndisc6 to use.', section: 'Asking' }),
} as const

export type ConflictOptions = Given<typeof conflictOptions>

/** What is wrong with these options together, in one sentence. */
export function validateConflict(options: ConflictOptions): string | undefined {
  return validateTargets(options) ?? validateNames(options) ?? validateTime(options)
}

function validateTargets(options: ConflictOptions): string | undefined {
  const { hostname, config, peer, neighbour } = options
  if (hostname.length === 0 && config === undefined) return 'no VIP is given, say -H VIP or --config FILE'
  const stray = checkConfigId(options)
  if (stray !== undefined) return stray
  if (peer !== undefined && config === undefined) return '--peer belongs to --config FILE, which is not given'
  if (neighbour.length > 0 && config === undefined)
    return '--neighbour is compared with --config FILE, which is not given'
  const twice = hostname.find((each, at) => hostname.indexOf(each) !== at)
  if (twice !== undefined) return `-H: ${twice} is given more than once, once is right`
  const family = familyOf(options)
  const stranger = hostname.find(each => family !== undefined && parseAddress(each)?.family !== family)
  return stranger === undefined
    ? undefined
    : `-H: ${stranger} is not an IPv${family} address, as -${family} demands`
}

function validateNames({ director, realserver, owner, config }: ConflictOptions): string | undefined {
  const names = director.map(({ name }) => name)
  const both = realserver.find(({ name }) => names.includes(name))
  if (both !== undefined) return `--realserver: ${both.name} is a director already`
  if (owner === undefined || config !== undefined || names.includes(owner)) return undefined
  return `--owner: ${owner} is no name of a director, say --director ${owner}=ADDRESS too`
}

/** What can never be done by the deadline would be an UNKNOWN for ever: said at once, with what would do. */
function validateTime({ hostname, count, listen, timeout }: ConflictOptions): string | undefined {
  const { enough, needed } = planRound(hostname.length, count, timeout)
  if (!enough) {
    const waves =
      hostname.length > sideBySide ? `${hostname.length} VIPs, ${sideBySide} at a time, with ` : ''
    return `-t: ${waves}${count} requests, a second apart, do not fit in ${timeout} s, give -t ${needed}`
  }
  if (listen === undefined || listen + 1 <= timeout) return undefined
  return `--listen: ${listen} s do not fit in the ${timeout} s of -t, give -t ${listen + 2}`
}
