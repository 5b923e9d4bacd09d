import { parseAddress } from '../../net/address.ts'
import type { Mark } from '../../text/mark.ts'
import type { Sourced } from '../model.ts'
import type { Statement, Word } from '../tree.ts'
import { readUnsigned } from '../values/numbers.ts'
import { quoted, type Report, takenValue } from './report.ts'

/** An address as inet_pton(3) takes it, or undefined: no zone, no brackets, no leading zeros. */
export function parsePlain(text: string): { family: 4 | 6; text: string } | undefined {
  return text.includes('%') ? undefined : parseAddress(text)
}

/** An address as keepalived's inet_stosockaddr() takes it: what follows a `-` or `/` does not count. */
export function parseSocketAddress(text: string): { family: 4 | 6; text: string } | undefined {
  const end = text.includes('-') ? text.indexOf('-') : text.indexOf('/')
  return parsePlain(end < 0 ? text : text.slice(0, end))
}

/** What a line of virtual_ipaddress or static_ipaddress is read into. */
interface Draft {
  readonly family: 4 | 6
  prefix: number
  device: Sourced<string> | undefined
  label: string | undefined
  peer: boolean
  broadcast: boolean
  /** Broadcast `+` or `-`, worked out from the prefix. */
  computed: boolean
  scope: boolean
  group: Word | undefined
  vmac: boolean
  preferred: string | undefined
}

/** An address line that keepalived takes. */
export interface AddressLine {
  readonly family: 4 | 6
  readonly address: string
  readonly prefix: number
  readonly device: Sourced<string> | undefined
  readonly label: string | undefined
  /** It is to be on a vmac interface of its own. */
  readonly vmac: boolean
  /** keepalived does not let the kernel take it for a source address; always so for an IPv6 address with /128. */
  readonly deprecated: boolean
  readonly mark: Mark
}

type Option = (draft: Draft, value: Word, report: Report, title: string) => 'drop' | 'again' | undefined

const scopes = ['global', 'nowhere', 'host', 'link', 'site']
const flags = ['home', '-nodad', 'mngtmpaddr', 'noprefixroute', 'autojoin', 'no_track']
/** IFNAMSIZ of the kernel holds a zero as well. */
export const nameLimit = 15

const options: Readonly<Record<string, Option>> = {
  dev(draft, value, report, title) {
    if (draft.device !== undefined) {
      report(
        'vip-refused',
        value.mark,
        `${title} has two interfaces, keepalived leaves it out`,
        'Write dev once',
      )
      return 'drop'
    }
    draft.device = { value: value.text, mark: value.mark }
    return undefined
  },
  scope(draft, value, report, title) {
    const known = scopes.includes(value.text) || readUnsigned(value, 0, 255).value !== undefined
    if (known) draft.scope = value.text !== 'global' && value.text !== '0'
    else
      report(
        'vip-option',
        value.mark,
        `${title} has the unknown scope ${quoted(value)}`,
        `Write one of ${scopes.join(', ')}`,
      )
    return undefined
  },
  brd: readBroadcast,
  broadcast: readBroadcast,
  label(draft, value, report, title) {
    if (value.text.length > nameLimit) {
      const text = `${title} has a label of ${value.text.length} characters, keepalived leaves the address out`
      report('vip-refused', value.mark, text, `Use at most ${nameLimit} characters`)
      return 'drop'
    }
    draft.label = value.text
    return undefined
  },
  peer(draft, value, report, title) {
    if (draft.peer) {
      report(
        'vip-option',
        value.mark,
        `${title} has a second peer address ${quoted(value)}`,
        'Write peer once',
      )
      return 'again'
    }
    const peer = parsePlain(value.text)
    if (peer === undefined)
      report('vip-option', value.mark, `peer address ${quoted(value)} of ${title} is no address`)
    else if (peer.family !== draft.family)
      report('vip-option', value.mark, `peer address ${quoted(value)} of ${title} is of another family`)
    else {
      if (draft.prefix !== full(draft.family)) {
        report('vip-option', value.mark, `${title} has a peer address, so its prefix length does not count`)
      }
      draft.peer = true
      draft.prefix = full(draft.family)
    }
    return undefined
  },
  preferred_lft(draft, value, report, title) {
    const { problem } = readUnsigned(value, 0, 4_294_967_295)
    draft.preferred = value.text
    if (value.text === 'forever' || problem === undefined) return undefined
    report('vip-option', value.mark, `preferred_lft ${problem}, in ${title}`, 'Write seconds or forever')
    return undefined
  },
}

function readBroadcast(draft: Draft, value: Word, report: Report, title: string): 'drop' | undefined {
  if (draft.family === 6) {
    report(
      'vip-refused',
      value.mark,
      `${title} is IPv6 and has a broadcast address, keepalived leaves it out`,
    )
    return 'drop'
  }
  draft.broadcast = true
  draft.computed = value.text === '+' || value.text === '-'
  if (draft.computed || parsePlain(value.text)?.family === 4) return undefined
  report(
    'vip-refused',
    value.mark,
    `broadcast ${quoted(value)} of ${title} is no address, keepalived leaves it out`,
  )
  return 'drop'
}

function full(family: 4 | 6): number {
  return family === 4 ? 32 : 128
}

/**
 * Reads a line of virtual_ipaddress, virtual_ipaddress_excluded or static_ipaddress as alloc_ipaddress() of keepalived's
 * vrrp_ipaddress.c does. undefined: keepalived leaves the address out, which is reported.
 */
export function readAddressLine(
  line: Statement,
  report: Report,
  groups?: ReadonlySet<string>,
): AddressLine | undefined {
  const [word, ...rest] = line.words
  if (word === undefined) return undefined
  const family = word.text.includes(':') ? 6 : 4
  const prefix = readPrefix(word, family, report)
  const slash = word.text.indexOf('/')
  const address = parsePlain(slash < 0 ? word.text : word.text.slice(0, slash))
  if (address === undefined || address.family !== family) {
    const text = `${quoted(word)} is no IP address, keepalived leaves it out`
    report('vip-refused', word.mark, text, 'Write an address, such as 192.0.2.10/32; host names do not count')
    return undefined
  }
  const draft: Draft = {
    family,
    prefix,
    device: undefined,
    label: undefined,
    peer: false,
    broadcast: false,
    computed: false,
    scope: false,
    group: undefined,
    vmac: false,
    preferred: undefined,
  }
  if (!readOptions(draft, rest, word.text, report, groups)) return undefined
  finish(draft, word, report)
  const { device, label, vmac, preferred } = draft
  const deprecated = preferred === undefined ? family === 6 && draft.prefix === 128 : Number(preferred) === 0
  return {
    family,
    address: address.text,
    prefix: draft.prefix,
    device,
    label,
    vmac,
    deprecated,
    mark: word.mark,
  }
}

function readPrefix(word: Word, family: 4 | 6, report: Report): number {
  const slash = word.text.indexOf('/')
  if (slash < 0) return full(family)
  const reading = readUnsigned({ ...word, text: word.text.slice(slash + 1) }, 0, full(family))
  const value = takenValue(reading) ?? full(family)
  if (reading.problem !== undefined) {
    const text = `prefix length ${reading.problem}, in ${quoted(word)}: keepalived takes /${value}`
    report('vip-option', word.mark, text, `Write: ${word.text.slice(0, slash)}/${full(family)}`)
  }
  return value
}

function readOptions(
  draft: Draft,
  words: readonly Word[],
  title: string,
  report: Report,
  groups: ReadonlySet<string> | undefined,
): boolean {
  for (let at = 0; at < words.length; at++) {
    const word = words[at]
    if (word === undefined || flags.includes(word.text)) continue
    const isGroup = groups !== undefined && word.text === 'track_group'
    const option = Object.hasOwn(options, word.text) ? options[word.text] : undefined
    if (option === undefined && !isGroup) {
      if (groups === undefined && word.text === 'use_vmac') draft.vmac = true
      else {
        report('vip-option', word.mark, `${quoted(word)} is no word for an address, keepalived ignores it`)
      }
      continue
    }
    const value = words[at + 1]
    if (value === undefined) {
      report(
        'vip-refused',
        word.mark,
        `${word.text} of ${title} lacks its value, keepalived leaves the address out`,
      )
      return false
    }
    if (isGroup) {
      if (draft.group !== undefined) {
        report('vip-option', value.mark, `${title} has a second track_group ${quoted(value)}`)
        return true
      }
      if (groups.has(value.text)) draft.group = value
      else report('track-unknown', value.mark, `track_group ${quoted(value)} is not defined above`)
    }
    const outcome = option?.(draft, value, report, title)
    if (outcome === 'drop') return false
    if (outcome !== 'again') at++
  }
  return true
}

function finish(draft: Draft, word: Word, report: Report): void {
  const { family, prefix } = draft
  if (draft.broadcast && draft.peer)
    report('vip-option', word.mark, `${quoted(word)} has a peer address, its broadcast address is ignored`)
  else if (draft.computed && prefix > 30)
    report(
      'vip-option',
      word.mark,
      `prefix length ${prefix} of ${quoted(word)} is too long for a broadcast address`,
    )
  if (family === 4) return
  if (draft.scope) report('vip-option', word.mark, `${quoted(word)} is IPv6, its scope is ignored`)
  if (draft.label !== undefined) {
    report('vip-option', word.mark, `${quoted(word)} is IPv6, its label is ignored`)
    draft.label = undefined
  }
}
