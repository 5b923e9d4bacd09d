const max32 = 4_294_967_295

/** What a word of a route or rule wants behind it. */
export type Wants =
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
export const routeWords: Readonly<Record<string, Wants>> = {
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

export const routeTypes = [
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
export const ruleWords: Readonly<Record<string, Wants>> = {
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
