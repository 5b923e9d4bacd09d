/** What a message of keepalived is: which rules of ours may answer for it, and what it is about. */
export interface Kind {
  readonly rules: readonly string[]
  /** A name or an address that our sentence has to hold too; undefined where the line says it. */
  readonly subject: string | undefined
  /** keepalived says it at the brace that closes the block, we at the block: only the subject counts. */
  readonly atEnd: boolean
}

const structure = [
  'missing-brace',
  'missing-open-brace',
  'extra-brace',
  'unexpected-brace',
  'unknown-block',
  'unknown-keyword',
  'undefined-definition',
]

/**
 * Messages by what they begin with or hold, the first that fits; the group that a pattern catches is the subject. What
 * is not here has a line, and any rule answers for it there that does not say keepalived is silent.
 */
const kinds: readonly (readonly [pattern: RegExp, rules: readonly string[], atEnd?: 'at the end'])[] = [
  [/^Unknown keyword /, [...structure, 'byte-order-mark', 'byte-order-mark-alone', 'utf-16']],
  [/^Unexpected '\{'|^Missing '\{'|^Extra '\}'/, structure],
  [/^There (?:are|is) \d+ missing '\}'s/, structure],
  [/^Unmatched quote|^Unterminated quote|missing terminating/, ['unmatched-quote']],
  // A group without a brace: keepalived says it of the next line.
  [/starting `\*\*\*MISSING/, ['missing-parameter', 'missing-open-brace'], 'at the end'],
  [/is missing a parameter/, ['missing-parameter', 'missing-open-brace']],
  [/^Block \S+ has extra parameters/, ['value-before-brace']],
  [/^Config files missing /, ['include-missing', 'include-no-match']],
  [/^No config files matched /, ['include-no-match']],
  [/^Configuration file .* skipping/, ['include-skipped', 'main-executable']],

  [/^Virtual server (.*) has no real servers/, ['no-real-servers']],
  [/^Virtual server (.*?): no protocol set/, ['no-protocol']],
  [/^Virtual server (.*?): no scheduler set/, ['no-scheduler']],
  [/^Virtual server (.*?): no forwarding method set/, ['no-forwarding']],
  [/^Virtual server (.*?): zero port only valid for persistent/, ['forced-persistence']],
  [/^Virtual server (.*?): one packet scheduling requires UDP/, ['cleared-ops']],
  [/^Virtual server (.*?): hysteresis /, ['hysteresis-reduced', 'no-weight']],
  [/^Warning: Virtual server (.*?): protocol specified for fwmark/, ['ignored-protocol']],
  [/^Warning - quorum \d+ for (.*?) exceeds total weight/, ['quorum-reduced', 'no-weight']],
  [/^WARNING - virtual server (.*?) and (?:real|sorry) server .*ports don't match/, ['port-mismatch']],
  [/^virtual server (\[.*?\]:\d+):\[.*\] and real server .* ports don't match/, ['ignored-port']],
  [/^virtual server group (\S+) has no entries/, ['empty-group'], 'at the end'],
  [/^HTTP\/SSL_GET checker has no urls/, ['dropped-checker'], 'at the end'],
  [/^HTTP\/SSL_GET checker url has no path/, ['dropped-url'], 'at the end'],
  [/^\(\[(.*?)\]:.*\) No name has been specified for BFD_CHECKER/, ['dropped-checker'], 'at the end'],
  [/^VS (.*?): real server .* is duplicated/, ['duplicate-real-server']],
  [/^Address family of virtual server/, ['family-mismatch']],
  [/^No file set for track_file (\S+)/, ['vrrp-value', ...structure], 'at the end'],
  [
    /^Configuration error: BFD instance (\S+) (?:has no neighbor|source address|has duplicate)/,
    ['bfd-instance-lost'],
    'at the end',
  ],
  [/^BFD instance (.*?): max_hops exceeds/, ['bfd-value'], 'at the end'],
  [/^SECURITY VIOLATION - start\/shutdown scripts/, ['start-script-security']],
  [/^SECURITY VIOLATION - /, ['script-security']],

  [/^\((\S+)\) Unknown interface!/, ['vrrp-stops']],
  [/^\((\S+)\) the virtual router id must be set/, ['vrrp-stops']],
  [/^\((\S+)\) No VIP specified; at least one is required/, ['vrrp-stops']],
  [/^\((\S+)\) No VIP specified/, ['no-vip']],
  [/^\((\S+)\) VRRPv2 advertisement interval .* must be an integer/, ['advert-interval']],
  [/^\((\S+)\) Authentication specified but no password given/, ['authentication-ignored']],
  [/^Virtual router (\S+) cannot exist in more than one sync group/, ['sync-member-unknown']],
  [/^Warning - track group (\S+) has empty group block/, ['vrrp-value'], 'at the end'],
  [/^(\S+) and \S+ both use VRID /, ['duplicate-vrid']],
  [/^Virtual router (\S+) specified in sync group \S+ doesn't exist/, ['sync-member-unknown']],
  [/^Sync group (\S+) has only \d+ virtual router/, ['sync-group-single']],
  [/^Sync group (\S+) has no virtual router/, ['sync-group-empty']],
  [
    /^Sync group (\S+), no matching virtual router found/,
    ['sync-group-empty', 'sync-member-unknown', 'sync-group-single'],
  ],
  [/^\((\S+)\) ignoring tracked (?:script|file) \S+ with weight/, ['track-weight-ignored']],
  [/^\((\S+)\) .*does not support authentication/, ['authentication-ignored']],
  [/^\((\S+)\) State MASTER must match being address owner/, ['strict-conflict']],
  [/^\((\S+)\) vmac_xmit_base is only valid with a vmac/, ['vmac-conflict']],
  [/^\((\S+)\) IPv[46] ipvlan requires a source ip address/, ['instance-fault']],
  [/^Non-existent interface specified/, ['vrrp-stops']],
  [/^\((\S+)\) A unicast keyword has been specified without any unicast peers/, ['unicast-conflict']],
  [/^\((\S+)\) Warning - nopreempt will not work/, ['nopreempt-ignored']],
]

export function kindOf(text: string): Kind | undefined {
  for (const [pattern, rules, atEnd] of kinds) {
    const found = pattern.exec(text)
    if (found !== null) return { rules, subject: subjectOf(found[1]), atEnd: atEnd !== undefined }
  }
  return undefined
}

/** `[192.0.2.10]:tcp:80` and `[WEB]:0` without what is not in our sentences, `FWM 5` as the configuration says it. */
function subjectOf(name: string | undefined): string | undefined {
  if (name === undefined) return undefined
  const [, bracketed] = /^\[(.*)\]:/.exec(name) ?? []
  return (bracketed ?? name).replace(/^FWM /, 'fwmark ')
}
