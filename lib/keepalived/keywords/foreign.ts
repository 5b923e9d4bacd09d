/**
 * Words that are met in the field and that keepalived 2.2.7 does not have where they stand: what they are and what to
 * write. They come from other programs, from forks, and from keepalived's own past.
 */
const foreignKeywords: Readonly<Record<string, string>> = {
  ...fromPast(),
  ...fromForks(),
  ...fromHeartbeat(),
  ...fromPiranha(),
  ...guesses(),
}

/** What to do about such a word. ldirectord's lines are `word=value` or `word = value`, so what follows an `=` is cut off. */
export function adviseForeign(word: string): string | undefined {
  const name = word.split('=', 1)[0] ?? ''
  return Object.hasOwn(foreignKeywords, name) ? foreignKeywords[name] : undefined
}

type Advice = Readonly<Record<string, string>>

function withAdvice(advice: string, ...words: readonly string[]): Advice {
  return Object.fromEntries(words.map(word => [word, advice]))
}

/** Keywords that keepalived had once, in its documents or in its code, and those of other builds of it. */
function fromPast(): Advice {
  return {
    lvs_id: 'lvs_id is keepalived 1.0, write router_id NAME',
    ...withAdvice('nat_mask is keepalived 1.x and did nothing, take it out', 'nat_mask', 'net_mask'),
    lvs_sync_daemon_inteface:
      'A misspelling of old documents: write lvs_sync_daemon INTERFACE INSTANCE in global_defs',
    lb_kind: 'lb_kind belongs in virtual_server, in real_server write lvs_method',
    sorry_server_lb_kind: 'Write sorry_server_lvs_method',
    vrrp_unicast_bind: 'A patch of keepalived 1.2: write unicast_src_ip ADDRESS',
    vrrp_unicast_peer: 'A patch of keepalived 1.2: write the address in a block, unicast_peer { ADDRESS }',
    vrrp_ipsets: 'This build of keepalived has no iptables, it uses nftables: take it out',
    static_iprules: 'Write static_rules',
    track_scripts: 'Write track_script',
  }
}

/** Alibaba's LVS and dpvs, which keep to keepalived's syntax. */
function fromForks(): Advice {
  return {
    ...withAdvice(
      'It is for full NAT of Alibaba LVS and dpvs, which the kernel of a distribution has not: take it out and use NAT, DR or TUN',
      'laddr_group_name',
      'local_address_group',
      'syn_proxy',
      'vip_bind_dev',
      'oneself_up',
      'oneself_down',
    ),
    ...withAdvice(
      'dpvs reads it, keepalived does not: take it out',
      'dpdk_interface',
      'est_timeout',
      'establish_timeout',
      'conn_timeout',
      'proxy_protocol',
      'quic',
      'limit_proportion',
      'hash_target',
      'expire_quiescent_conn',
      'blklst_addr_gname',
      'whtlst_addr_gname',
      'deny_address_group',
      'allow_address_group',
      'tunnel_entry',
    ),
  }
}

/** ldirectord.cf and ha.cf. */
function fromHeartbeat(): Advice {
  return {
    virtual: 'virtual= is ldirectord: write virtual_server ADDRESS PORT { … }',
    real: 'real= is ldirectord: write real_server ADDRESS PORT { … } in a virtual_server',
    fallback: 'fallback= is ldirectord: write sorry_server ADDRESS PORT in the virtual_server',
    checkinterval: 'checkinterval is ldirectord: write delay_loop SECONDS in the virtual_server',
    ...withAdvice(
      'It is ldirectord: write connect_timeout SECONDS in the checker',
      'checktimeout',
      'negotiatetimeout',
    ),
    ...withAdvice('It is ldirectord: write retry COUNT in the checker', 'checkcount', 'failurecount'),
    checkport: 'checkport is ldirectord: write connect_port PORT in the checker',
    checktype: 'checktype is ldirectord: put a block TCP_CHECK, HTTP_GET or MISC_CHECK into the real_server',
    checkcommand: 'checkcommand is ldirectord: write misc_path "PROGRAM" in a MISC_CHECK',
    ...withAdvice(
      'It is ldirectord: write url { path /… status_code 200 } in an HTTP_GET',
      'request',
      'receive',
      'httpmethod',
    ),
    quiescent: 'quiescent is ldirectord: write inhibit_on_failure in the virtual_server',
    emailalert: 'emailalert is ldirectord: write notification_email { ADDRESS } in global_defs',
    emailalertfrom: 'emailalertfrom is ldirectord: write notification_email_from ADDRESS in global_defs',
    ...withAdvice(
      'It is ldirectord or heartbeat, keepalived has nothing like it: take it out',
      'autoreload',
      'callback',
      'cleanstop',
      'fork',
      'supervised',
      'logfile',
      'logfacility',
      'auto_failback',
      'initdead',
      'warntime',
      'respawn',
      'bcast',
      'ucast',
      'mcast',
      'udpport',
    ),
  }
}

/** lvs.cf of Piranha and the Red Hat Cluster Suite, whose lines are `word = value`. */
function fromPiranha(): Advice {
  return {
    ...withAdvice(
      'It is lvs.cf of Piranha, keepalived has nothing like it: take it out',
      'serial_no',
      'active',
      'backup_active',
      'backup_private',
      'primary_private',
      'heartbeat',
      'heartbeat_port',
      'keepalive',
      'deadtime',
      'debug_level',
      'monitor_links',
      'reentry',
      'use_regex',
      'load_monitor',
      'nat_router',
      'nat_nmask',
    ),
    ...withAdvice(
      'It is lvs.cf of Piranha: write lvs_sync_daemon INTERFACE INSTANCE in global_defs',
      'syncdaemon',
      'syncd_iface',
      'syncd_id',
    ),
    vip_nmask: 'vip_nmask is lvs.cf of Piranha: write ADDRESS/PREFIX in virtual_ipaddress',
    pmask: 'pmask is lvs.cf of Piranha: write persistence_granularity MASK',
    persistent: 'persistent is lvs.cf or ldirectord: write persistence_timeout SECONDS',
    scheduler: 'scheduler is lvs.cf or ldirectord: write lvs_sched NAME',
    ...withAdvice(
      'It is lvs.cf of Piranha: put a checker, TCP_CHECK or MISC_CHECK, into the real_server',
      'send',
      'expect',
      'send_program',
      'expect_program',
    ),
    quiesce_server: 'quiesce_server is lvs.cf of Piranha: write inhibit_on_failure',
  }
}

/** What people write for a keyword whose letters do not resemble it. */
function guesses(): Advice {
  return {
    ...withAdvice('Write HTTP_GET', 'HTTP_CHECK', 'HTTP_POST', 'HTTP_HEAD'),
    ...withAdvice('Write SSL_GET', 'HTTPS_CHECK', 'HTTPS_GET', 'SSL_CHECK'),
    ...withAdvice('Write PING_CHECK', 'ICMP_CHECK'),
    ...withAdvice('Write MISC_CHECK with misc_path "PROGRAM"', 'SCRIPT_CHECK', 'EXEC_CHECK'),
    ...withAdvice('Write lvs_sched', 'lvs_scheduler', 'lb_scheduler', 'lb_method', 'algorithm'),
    ...withAdvice('Write virtual_router_id', 'vrid', 'VRID'),
    ...withAdvice('Write auth_pass in authentication { … }', 'passwd', 'auth_password'),
  }
}
