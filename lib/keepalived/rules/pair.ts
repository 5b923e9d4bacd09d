import type { ConfigRules } from './rule.ts'

const alone = 'keepalived sees the configuration of one director only.'

/** Where the configurations of two directors do not go together: lib/config/pair*.ts. */
export const pairRules = {
  'pair-instance': {
    state: 'CRITICAL',
    when: 'a vrrp_instance is in the configuration of one director only, so that its VIPs have no backup',
    silence: alone,
  },
  'pair-vrid': {
    state: 'CRITICAL',
    when: 'virtual_router_id of an instance differs, so that both directors become MASTER',
    silence: alone,
  },
  'pair-vips': {
    state: 'CRITICAL',
    when: 'a VIP is in the instance of one director only, or excluded from the adverts of one only: adverts are refused, or the address is lost at a failover',
    silence: 'keepalived sees it when the first advert comes in, and goes on with its own list.',
  },
  'pair-vip-prefix': {
    state: 'WARNING',
    when: 'the prefix length of a VIP differs',
    silence: alone,
  },
  'pair-authentication': {
    state: 'CRITICAL',
    when: 'auth_type or the first eight characters of auth_pass differ, so that both directors become MASTER',
    silence: alone,
  },
  'pair-advert-interval': {
    state: 'CRITICAL',
    when: 'advert_int differs with VRRP version 2, which refuses such adverts, so that both directors become MASTER',
    silence: alone,
  },
  'pair-advert-interval-v3': {
    state: 'WARNING',
    when: 'advert_int differs with VRRP version 3, where the backup takes that of the master, so that it changes at each failover',
    silence: alone,
  },
  'pair-version': {
    state: 'CRITICAL',
    when: 'the VRRP version of an instance differs, so that both directors become MASTER',
    silence: alone,
  },
  'pair-unicast': {
    state: 'CRITICAL',
    when: 'adverts do not reach the other director: unicast peers are not mirrored, one has unicast and the other multicast, or the multicast group differs',
    silence: alone,
  },
  'pair-priority': {
    state: 'WARNING',
    when: 'the priority of an instance is the same, so that the higher address decides who is MASTER',
    silence: alone,
  },
  'pair-master': {
    state: 'WARNING',
    when: 'an instance has state MASTER on both directors, so that both take the VIPs when they start',
    silence: alone,
  },
  'pair-sync-group': {
    state: 'WARNING',
    when: 'instances are in one sync group on one director only, so that at a failover only some of them move',
    silence: alone,
  },
  'pair-host-name': {
    state: 'WARNING',
    when: 'router_id is the same, so that mails and traps of both directors look alike',
    silence: alone,
  },
  'pair-virtual-server': {
    state: 'CRITICAL',
    when: 'a virtual server is in the configuration of one director only',
    silence: alone,
  },
  'pair-real-server': {
    state: 'WARNING',
    when: 'a real server of a virtual server is in the configuration of one director only',
    silence: alone,
  },
  'pair-forwarding': {
    state: 'CRITICAL',
    when: 'a real server is reached by another method (DR, NAT, TUN), so that it can work behind one director only',
    silence: alone,
  },
  'pair-setting': {
    state: 'WARNING',
    when: 'scheduler, persistence, quorum, sorry server or a weight of a virtual server differs',
    silence: alone,
  },
  'pair-sync-daemon': {
    state: 'WARNING',
    when: 'lvs_sync_daemon is set on one director only, or its id differs, so that connections are not handed over',
    silence: alone,
  },
} as const satisfies ConfigRules
