import type { TroubleKind } from './trouble-kind.ts'
import { ofInstance, word } from './words.ts'

const whoSends = 'See who sends: tcpdump -nn -v -c 20 -i INTERFACE ip proto 112 or ip6 proto 112'
const compare = 'Compare both directors: check_keepalived_config --peer FILE, a copy of the other one'
/** Two clusters with one VRID seldom agree in what comes before the VIPs. */
const orStranger = `If they agree, another cluster uses this virtual_router_id. ${whoSends}`

const authentication: Readonly<Record<string, string>> = { '0': 'none', '1': 'PASS', '2': 'AH' }

/** What goes wrong between the directors. Adverts that are refused let both of them become MASTER. */
export const vrrpTroubles: readonly TroubleKind[] = [
  {
    id: 'vrid-taken',
    state: 'critical',
    patterns: [
      ofInstance(
        String.raw`ip address associated with VRID(?: (\d+))? not present in MASTER advert ?: (\S+)`,
      ),
      ofInstance(String.raw`receiv\w+ an (?:unexpected|invalid) ip number count (\d+), expected (\d+)`),
      ofInstance(String.raw`expected (\d+) VIPs but received (\d+)`),
      /^()(?:receive an invalid ip number count|ip address associated with VRID|one or more VIP associated with VRID)/,
    ],
    text: found =>
      `${owner(found)} refuses adverts that come with its VRID and without its VIPs: another cluster uses the same virtual_router_id, or virtual_ipaddress differs between the directors`,
    hint: `${whoSends}. ${compare}`,
  },
  {
    id: 'passwords-differ',
    state: 'critical',
    patterns: [
      ofInstance(String.raw`receiv\w+ an invalid passwd`),
      ofInstance('IPSEC-AH : invalid IPSEC HMAC-MD5 value'),
      /^()receive an invalid passwd/,
    ],
    text: found => `${owner(found)} refuses adverts that come with its VRID and another auth_pass`,
    hint: `The same auth_pass on both directors, of at most 8 characters. If it is the same, another cluster uses this virtual_router_id. ${whoSends}`,
  },
  {
    id: 'authentication-differs',
    state: 'critical',
    patterns: [
      ofInstance(String.raw`receiv\w+ a (\d+) auth, expecting (\d+)`),
      ofInstance('(?:Received AH header but auth type not AH|No AH header but auth type is AH)'),
      /^()receive a (\d+) auth, expecting (\d+)/,
    ],
    text: found => {
      const [, , received, wanted] = found
      const types =
        received === undefined || wanted === undefined
          ? ''
          : `: auth_type ${authentication[received] ?? received} came, ${authentication[wanted] ?? wanted} is configured here`
      return `${owner(found)} refuses adverts with another kind of authentication${types}`
    },
    hint: `The same authentication block on both directors. ${compare}. ${orStranger}`,
  },
  {
    id: 'advert-int-differs',
    state: 'critical',
    patterns: [
      ofInstance(
        String.raw`advertisement interval mismatch mine ?= ?(\d+)(?: sec)? (?:rcv'd|rcved) ?= ?(\d+)`,
      ),
    ],
    text: found =>
      `${owner(found)} refuses adverts with another interval: advert_int is ${word(found[2])} here, ${word(found[3])} came`,
    hint: `The same advert_int on both directors. ${compare}. ${orStranger}`,
  },
  {
    id: 'advert-int-changed',
    state: 'warning',
    // VRRP version 3 takes over the interval of the MASTER.
    patterns: [
      ofInstance(String.raw`advertisement interval updated from (\d+)ms to (\d+)ms by master`),
      ofInstance(String.raw`advertisement interval changed: mine=(\d+) milli-sec, rcved=(\d+) milli-sec`),
    ],
    text: found =>
      `${owner(found)} has taken over the interval of the MASTER: advert_int is ${word(found[2])} ms here and ${word(found[3])} ms there`,
    hint: `The same advert_int on both directors. ${compare}`,
  },
  {
    id: 'version-differs',
    state: 'critical',
    patterns: [
      ofInstance(String.raw`(?:wrong|invalid) version\. Received (\d+) and expect (\d+)`),
      /^()invalid version\. (\d+) and expect (\d+)/,
    ],
    text: found =>
      `${owner(found)} refuses adverts of VRRP version ${word(found[2])}: it is configured for version ${word(found[3])}`,
    hint: `The same vrrp_version on both directors. ${compare}. ${orStranger}`,
  },
  {
    id: 'advert-ttl',
    state: 'critical',
    patterns: [
      ofInstance(String.raw`(?:invalid|wrong) (?:TTL|ttl)(?:/HL)?\. Received (\d+) and expect (\d+)`),
      ofInstance(String.raw`TTL/HL (\d+) not in range (\d+ - \d+)`),
      /^()invalid ttl\. (\d+) and expect (\d+)/,
    ],
    text: found =>
      `${owner(found)} refuses adverts whose TTL is ${word(found[2])} rather than ${word(found[3])}: they came through a router or were rewritten on the way`,
    hint: `A firewall or router between the directors changes them. ${whoSends}`,
  },
  {
    id: 'peer-unknown',
    state: 'critical',
    patterns: [ofInstance(String.raw`unicast source address (\S{1,60}) not a unicast peer`)],
    text: found => `${owner(found)} refuses adverts of ${word(found[2])}, which is not in its unicast_peer`,
    hint: `unicast_peer must hold the unicast_src_ip of the other director. ${compare}`,
    subject: found => `${found[1]} ${found[2]}`,
  },
  {
    id: 'cast-differs',
    state: 'critical',
    patterns: [ofInstance(String.raw`Expected (\w{2,5})icast packet but received (\w{2,5})icast packet`)],
    text: found =>
      `${owner(found)} refuses ${word(found[3])}icast adverts: it is configured for ${word(found[2])}icast`,
    hint: `unicast_peer on both directors or on neither. ${compare}`,
  },
  {
    id: 'advert-refused',
    state: 'warning',
    patterns: [
      /^bogus VRRP packet received on (\S{1,40})/,
      ofInstance(
        String.raw`((?:vrrp packet too|Invalid packet type|ip_tot_len mismatch|Invalid VRRPv\d checksum).{0,200})`,
      ),
      /^()(IPv[46] VRRP packet .{0,40}too short.{0,80})/,
    ],
    text: ([, one, what]) =>
      what === undefined
        ? `keepalived refuses VRRP packets on ${word(one)}`
        : `${one === '' ? 'keepalived' : word(one)} refuses VRRP packets: ${word(what)}`,
    hint: whoSends,
    after: Object.fromEntries(
      [
        'vrid-taken',
        'passwords-differ',
        'authentication-differs',
        'advert-int-differs',
        'version-differs',
        'advert-ttl',
      ].map(id => [id, '*' as const]),
    ),
  },
  {
    id: 'two-masters',
    state: 'warning',
    patterns: [
      ofInstance(
        String.raw`Received advert from (\S{1,60}) with lower priority (\d+), ours (\d+), forcing new election`,
      ),
      ofInstance('Received lower prio(?:rity)? advert(), forcing new election'),
    ],
    text: found =>
      `${owner(found)} was MASTER here and on ${found[2] === '' ? 'another director' : word(found[2])} at the same time`,
    hint: 'The other director does not hear the adverts of this one: a firewall (protocol 112), filtered multicast, a stalled host. Who holds the VIPs now: check_vip_conflict',
    // A single one may be two directors that started at once.
    atLeast: 2,
    // It stood still, and has found the other one MASTER.
    after: { 'timer-late': 'at once' },
  },
  {
    id: 'equal-priority',
    state: 'warning',
    patterns: [
      ofInstance(
        String.raw`Master received advert from (\S{1,60}) with same priority (\d+) but higher IP address than ours`,
      ),
    ],
    text: found =>
      `${owner(found)} has priority ${word(found[3])} here and on ${word(found[2])}: the higher address decides who is MASTER`,
    hint: 'Give each director a priority of its own',
  },
  {
    id: 'own-address',
    state: 'critical',
    patterns: [ofInstance('WARNING - equal priority advert received from remote host with our IP address')],
    text: found =>
      `${owner(found)} receives adverts from this director's own address: another host has it, or a unicast_peer is this director itself`,
    hint: `check_keepalived_config says whether it is its own peer. Find the other host: arping -D -c 3 -I INTERFACE ADDRESS. ${whoSends}`,
  },
  {
    id: 'two-owners',
    state: 'critical',
    patterns: [
      ofInstance(
        'CONFIGURATION ERROR: local instance and a remote instance are both configured as address owner',
      ),
    ],
    text: found => `${owner(found)} has priority 255 on two directors: both of them stay MASTER`,
    hint: 'Priority 255 on one director at most',
  },
  {
    id: 'advert-not-sent',
    state: 'critical',
    patterns: [
      ofInstance(String.raw`Can'?t send advert to \S{1,60} \(([^()]{1,80})\)`),
      ofInstance(String.raw`send advert error \d+ \(([^()]{1,80})\)`),
    ],
    text: found => `${owner(found)} cannot send its adverts: ${word(found[2])}`,
    hint: 'Operation not permitted is a firewall on this host: nft list ruleset; iptables -S OUTPUT. Unreachable is its network: ip address; ip route',
    // An interface that goes down makes one or two before the instance is in FAULT.
    atLeast: 3,
  },
  {
    id: 'vip-removed',
    state: 'warning',
    // With --address-monitoring it is said of any address: that of an instance ends its being MASTER.
    confirmedBy: ofInstance('Entering BACKUP STATE'),
    patterns: [/^Netlink reflector reports IP (\S{1,60}) removed(?: from (\S{1,40}))?/],
    text: ([, address, device]) =>
      `the VIP ${word(address)} was removed${device === undefined ? '' : ` from ${word(device)}`} by something other than keepalived, which gave up being MASTER until it had won again`,
    hint: 'systemd-networkd, NetworkManager, netplan apply, ifdown or a person: networkd needs KeepConfiguration=yes or ManageForeignRoutes=no, NetworkManager an unmanaged interface',
  },
]

/** Whom a line is of: its instance, where it names one. */
function owner([, instance]: RegExpExecArray): string {
  return instance === undefined || instance === '' ? 'a vrrp_instance' : word(instance)
}
