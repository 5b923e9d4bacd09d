import type { Remedies } from '../../../runtime/remedy.ts'
import type { vrrpRules } from '../../rules/vrrp.ts'
import { addresses, adverts, change, changeAndStart, log, neverLoad, told, untold } from '../steps.ts'

const ended = addresses('VIPs that are still here although keepalived has ended do harm.')
const bothAtOnce = 'Load both directors within seconds: as long as they differ, both are MASTER.'

/** What to do about a vrrp_instance as a whole, and about who is MASTER. */
export const instanceRemedies = {
  'vrrp-block-refused': {
    means:
      'The whole block counts for nothing. An instance that is lost so has no VIPs; a sync group does not move its instances together.',
    confirm: told(addresses('The VIPs of a lost instance are missing.')),
    mend: change(
      'Give the block one name that no other block of its kind has: vrrp_instance INSTANCE {. Put all members of a sync group into one group block.',
    ),
  },
  'vrrp-stops': {
    means:
      'keepalived ends as a whole because of this one instance: no VIP is bound, no service balanced. One that loads it ends without taking its VIPs off.',
    confirm: told({ run: 'systemctl status keepalived', text: 'See whether it still runs.' }, ended),
    mend: changeAndStart(
      'Give the instance what it lacks: virtual_router_id 51, interface IFACE, and a VIP in virtual_ipaddress. Or take the instance out.',
    ),
    never: neverLoad,
  },
  'duplicate-vrid': {
    means:
      'keepalived ends as a whole: no VIP is bound, no service balanced. One that loads it ends without taking its VIPs off.',
    confirm: told({ run: 'systemctl status keepalived', text: 'See whether it still runs.' }, ended),
    mend: changeAndStart(
      'Give one of the two another virtual_router_id, that no other cluster of the network uses, the same on both directors.',
    ),
    never: neverLoad,
  },
  'vrrp-value': {
    means:
      'keepalived does without the line, or takes the value that the alarm names: another priority, another time, another script.',
    confirm: told(),
    mend: change('Write a value as the alarm advises, or take the line out: the default holds then.'),
  },
  'vrrp-state': {
    means: 'The instance starts as BACKUP, or with the first of two states. The priority decides after that.',
    confirm: told(),
    mend: change(
      'Write state MASTER or state BACKUP once, in capitals. With auth_type AH only BACKUP is possible.',
    ),
  },
  'given-twice': {
    means:
      'The first of the two counts: a script, a weight or an interface that somebody added later does nothing.',
    confirm: told(),
    mend: change('Keep the line that is meant, and take the other out. It may stand in an included file.'),
  },
  'auth-pass-cut': {
    means:
      'Only 8 characters protect the adverts. The directors understand each other as long as these are the same.',
    confirm: told(),
    mend: change('Write only the first 8 characters, on every director: nothing changes on the network.'),
  },
  'authentication-ignored': {
    means:
      'Adverts carry no password, whatever the block says. Who can send on the network can take the VIPs.',
    confirm: told(adverts('Of VRRP version 2 it shows the authtype: none.')),
    mend: change(
      'Take the authentication block out on every director. Where a password is wanted, use version 2 without vrrp_strict, and an auth_pass.',
      bothAtOnce,
    ),
  },
  'nopreempt-ignored': {
    means: 'A director that comes back takes the VIPs at once, which nopreempt should prevent.',
    confirm: told(log('It says: nopreempt will not work.')),
    mend: change(
      'Write state BACKUP on every director and a priority below 255: the priority alone decides who is MASTER first.',
    ),
  },
  'preempt-delay-ignored': {
    means: 'A director that comes back takes the VIPs at once, perhaps before its services are ready.',
    confirm: told(),
    mend: change(
      'Write state BACKUP on every director, and take out nopreempt or vrrp_strict if they stand there too.',
    ),
  },
  'advert-interval': {
    means:
      'The director sends with the interval that the alarm names. With VRRP version 2 another one on the peer makes both MASTER.',
    confirm: told(adverts('It shows the interval that is sent.')),
    mend: change(
      'Write whole seconds with version 2, hundredths with version 3, the same on both directors. A shorter interval than 1 s needs version 3.',
      bothAtOnce,
    ),
  },
  'version-conflict': {
    means:
      'keepalived chooses the version. If the other director has another one, each refuses the adverts of the other and both are MASTER.',
    confirm: told(adverts('It shows the version of each director.')),
    mend: change(
      'Write version once in the instance, the same on both directors: 3 for IPv6, and no native_ipv6 with IPv4 addresses.',
      bothAtOnce,
    ),
  },
  'strict-conflict': {
    means: 'Strict mode undoes the setting, and the instance behaves otherwise than it is written.',
    confirm: told(),
    mend: change(
      'Take vrrp_strict out on both directors, if nothing demands RFC 5798 to the letter. Otherwise take the setting out.',
      bothAtOnce,
    ),
  },
  'priority-missing': {
    means:
      'With priority 255 the director takes the VIPs at once whenever it starts, whatever nopreempt says, and no tracked failure makes it give them up by its weight.',
    confirm: untold(adverts('The adverts of this director have prio 255.')),
    mend: change('Write priority 150 into the instance, and a lower one on the other director.'),
  },
  'no-vip': {
    means: 'The instance has nothing to take over. It may be left over, or its VIPs are lost.',
    confirm: told(),
    mend: change('Name the VIPs in a virtual_ipaddress block, on both directors, or take the instance out.'),
  },
  'sync-member-unknown': {
    means:
      'An instance of the group is not moved with the others: after a failure VIPs may be on both directors.',
    confirm: told(),
    mend: change('Write the name of a vrrp_instance, case counts, each in one group and once.'),
  },
  'sync-group-empty': {
    means: 'The group does not exist, and its instances move each by itself.',
    confirm: told(),
    mend: change('Name at least two instances: group { INSTANCE, each on a line of its own, and }.'),
  },
  'sync-group-single': {
    means: 'The group does nothing. Perhaps the other instance has been lost or renamed.',
    confirm: told(),
    mend: change('Add the other instance, or take the group out.'),
  },
  'sync-group-mixed': {
    means:
      'An instance of priority 255 never gives its VIPs up and another has to: the group cannot move together.',
    confirm: told(),
    mend: change('Give all instances of the group a priority below 255.'),
  },
  'vrrp-deprecated': {
    means: 'Now it works or does nothing. A later version of keepalived may not know the keyword any more.',
    confirm: told({ run: 'keepalived --version', text: 'See which version reads the file.' }),
    mend: change('Write what the alarm names in its place.'),
  },
  'instance-fault': {
    means: 'The instance is in FAULT from its start and never takes its VIPs on this director.',
    confirm: told(log('It says: Entering FAULT STATE.')),
    mend: change('Write an address of its own behind it: use_ipvlan 192.0.2.3/24.'),
  },
} as const satisfies Partial<Remedies<typeof vrrpRules>>
