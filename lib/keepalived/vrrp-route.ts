import { readUnsigned } from './numbers.ts'
import type { Statement, Word } from './tree.ts'
import { parsePlain } from './vrrp-address.ts'
import { quoted, type Report } from './vrrp-report.ts'

const max32 = 4_294_967_295

/** What a word of a route or rule wants behind it. */
type Wants =
  | { readonly kind: 'nothing' }
  /** Any word: names of tables and interfaces depend on the host. */
  | { readonly kind: 'word' }
  | { readonly kind: 'number'; readonly max: number; readonly lock?: boolean }
  | { readonly kind: 'address' | 'network' }
  | { readonly kind: 'one'; readonly of: readonly string[] }

const nothing: Wants = { kind: 'nothing' }
const word: Wants = { kind: 'word' }
const number: Wants = { kind: 'number', max: max32 }
const lockable: Wants = { ...number, lock: true }
const network: Wants = { kind: 'network' }

/** Words of virtual_routes and static_routes: keepalived's vrrp_iproute.c. */
const routeWords: Readonly<Record<string, Wants>> = {
  inet: nothing,
  inet6: nothing,
  src: { kind: 'address' },
  via: { kind: 'address' },
  gw: { kind: 'address' },
  from: network,
  to: network,
  tos: word,
  dsfield: word,
  table: word,
  protocol: word,
  scope: word,
  metric: number,
  priority: number,
  preference: number,
  dev: word,
  oif: word,
  onlink: nothing,
  expires: number,
  mtu: lockable,
  hoplimit: { kind: 'number', max: 255 },
  advmss: lockable,
  rtt: word,
  rttvar: word,
  reordering: lockable,
  window: number,
  cwnd: lockable,
  ssthresh: lockable,
  realms: word,
  rto_min: word,
  initcwnd: number,
  initrwnd: number,
  features: { kind: 'one', of: ['ecn'] },
  quickack: { kind: 'number', max: 1 },
  congctl: word,
  pref: word,
  'ttl-propagate': { kind: 'one', of: ['enabled', 'disabled'] },
  fastopen_no_cookie: { kind: 'number', max: 1 },
  add: nothing,
  prepend: nothing,
  append: nothing,
  no_track: nothing,
  track_group: word,
  vrf: word,
}

const routeTypes = [
  'unicast',
  'local',
  'broadcast',
  'anycast',
  'multicast',
  'blackhole',
  'unreachable',
  'prohibit',
  'throw',
  'nat',
  'xresolve',
]

/** Words of virtual_rules and static_rules: keepalived's vrrp_iprule.c. */
const ruleWords: Readonly<Record<string, Wants>> = {
  inet: nothing,
  inet6: nothing,
  from: network,
  to: network,
  table: word,
  lookup: word,
  not: nothing,
  preference: word,
  order: word,
  priority: word,
  tos: word,
  dsfield: word,
  fwmark: word,
  realms: word,
  suppress_prefixlength: { kind: 'number', max: 2_147_483_647 },
  sup_pl: { kind: 'number', max: 2_147_483_647 },
  suppress_ifgroup: word,
  sup_group: word,
  dev: word,
  iif: word,
  oif: word,
  'tunnel-id': word,
  uidrange: word,
  l3mdev: nothing,
  protocol: { kind: 'number', max: 255 },
  ipproto: word,
  sport: word,
  dport: word,
  no_track: nothing,
  track_group: word,
  type: nothing,
  goto: number,
  nop: nothing,
  blackhole: nothing,
  unreachable: nothing,
  prohibit: nothing,
}

const ruleActions = ['table', 'lookup', 'l3mdev', 'goto', 'nop', 'blackhole', 'unreachable', 'prohibit']
const rulePreferences = ['preference', 'order', 'priority']

interface Read {
  readonly found: ReadonlySet<string>
  readonly destination: Word | undefined
}

/** A line of virtual_routes or static_routes. What depends on the host (tables, interfaces) is left to keepalived. */
export function readRouteLine(line: Statement, report: Report): void {
  const read = readWords(line, routeWords, 'route', report)
  const first = line.words[0]
  if (read === undefined || first === undefined) return
  const { found, destination } = read
  if (found.has('gw'))
    report('vrrp-deprecated', first.mark, 'gw in a route is deprecated', 'Write via instead')
  if (destination === undefined) {
    report(
      'route-entry',
      first.mark,
      'a route has no destination: keepalived leaves it out',
      'Begin it with an address or default',
    )
    return
  }
  if (found.has('no_track') || found.has('dev') || found.has('oif')) return
  const text = `route ${quoted(destination)} names no interface: keepalived does not track it`
  report('route-entry', destination.mark, text, 'Write dev and the interface, or no_track')
}

/** A line of virtual_rules or static_rules. */
export function readRuleLine(line: Statement, report: Report): void {
  const read = readWords(line, ruleWords, 'rule', report)
  const first = line.words[0]
  if (read === undefined || first === undefined) return
  const actions = ruleActions.filter(action => read.found.has(action))
  const preferred = rulePreferences.some(each => read.found.has(each))
  if (actions.length === 0) {
    report(
      'route-entry',
      first.mark,
      'a rule says not what to do: keepalived leaves it out',
      'Write table and its name',
    )
  } else if (actions.length > 1) {
    report(
      'route-entry',
      first.mark,
      `a rule says both ${actions.slice(0, 2).join(' and ')}: keepalived leaves it out`,
    )
  } else if (
    actions[0] === 'goto' &&
    preferred &&
    numberOf(line, ruleActions) <= numberOf(line, rulePreferences)
  ) {
    report(
      'route-entry',
      first.mark,
      'a rule goes to one that is not behind it: keepalived leaves it out',
      'Write goto with a number above its preference',
    )
  } else if (!preferred) {
    const why = actions[0] === 'goto' ? 'keepalived leaves it out' : 'keepalived chooses one'
    report('route-entry', first.mark, `a rule has no preference: ${why}`, 'Write preference and a number')
  }
}

/** The number behind the first of these words. */
function numberOf({ words }: Statement, names: readonly string[]): number {
  const at = words.findIndex(each => names.includes(each.text))
  return Number(words[at + 1]?.text)
}

/** undefined: the line is left out, which is reported. */
function readWords(
  { words }: Statement,
  known: Readonly<Record<string, Wants>>,
  what: 'route' | 'rule',
  report: Report,
): Read | undefined {
  const found = new Set<string>()
  const families = new Set<4 | 6>()
  let destination: Word | undefined
  for (let at = 0; at < words.length; at++) {
    const current = words[at]
    if (current === undefined) continue
    if (what === 'route' && ['nexthop', 'encap', 'or', 'as'].includes(current.text)) {
      // What follows is not looked at, so neither may an interface be missed.
      return { found: found.add('dev'), destination: destination ?? current }
    }
    const wants = Object.hasOwn(known, current.text) ? known[current.text] : undefined
    if (wants === undefined) {
      if (what === 'route' && routeTypes.includes(current.text)) continue
      if (what === 'rule' || parseNetwork(current.text) === undefined) {
        report(
          'route-entry',
          current.mark,
          `${quoted(current)} is no word for a ${what}: keepalived leaves the ${what} out`,
        )
        return undefined
      }
      const { family } = parseNetwork(current.text) ?? {}
      if (family !== undefined) families.add(family)
      destination = current
      continue
    }
    found.add(current.text)
    if (wants.kind === 'nothing') continue
    let value = words[++at]
    if (value?.text === 'lock' && wants.kind === 'number' && wants.lock) value = words[++at]
    if (current.text === 'via' && (value?.text === 'inet' || value?.text === 'inet6')) value = words[++at]
    if (value === undefined) {
      report(
        'route-entry',
        current.mark,
        `${quoted(current)} of a ${what} lacks its value: keepalived exits on this line`,
      )
      return undefined
    }
    const problem = judge(value, wants)
    if (problem !== undefined) {
      report('route-entry', value.mark, `${current.text} ${problem}: keepalived leaves the ${what} out`)
      return undefined
    }
    if (what === 'route' && current.text === 'to') destination = value
    const family =
      wants.kind === 'network' || wants.kind === 'address' ? parseNetwork(value.text)?.family : undefined
    if (family !== undefined) families.add(family)
  }
  if (families.size < 2) return { found, destination }
  const mark = (destination ?? words[0])?.mark
  if (mark !== undefined)
    report('route-entry', mark, `a ${what} has IPv4 and IPv6 addresses: keepalived leaves it out`)
  return undefined
}

function judge(value: Word, wants: Wants): string | undefined {
  switch (wants.kind) {
    case 'number':
      return readUnsigned(value, 0, wants.max).problem
    case 'address':
      return parsePlain(value.text) === undefined ? `${quoted(value)} is no IP address` : undefined
    case 'network':
      return parseNetwork(value.text) === undefined ? `${quoted(value)} is no network` : undefined
    case 'one':
      return wants.of.includes(value.text) ? undefined : `${quoted(value)} is not ${wants.of.join(' or ')}`
    default:
      return undefined
  }
}

/** `default`, `any`, `all`, or an address with an optional prefix length; undefined for anything else. */
function parseNetwork(text: string): { family: 4 | 6 | undefined } | undefined {
  if (['default', 'any', 'all'].includes(text)) return { family: undefined }
  const [address = '', prefix] = text.split('/', 2)
  const longest = address.includes(':') ? 128 : 32
  const length = prefix === undefined ? longest : Number(prefix)
  return length >= 0 && length <= longest ? parsePlain(address) : undefined
}
