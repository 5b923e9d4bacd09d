import type { Word } from '../tree.ts'
import { nameLimit, parsePlain } from './address.ts'
import type { InstanceDraft, World } from './draft.ts'
import { type Handlers, markOfStatement, quoted, type Report } from './report.ts'

const types = ['bridge', 'private', 'vepa']

/** use_vmac and use_ipvlan: interfaces of an instance's own. vrrp_parser.c of keepalived. */
export function vmacHandlers(world: World): Handlers<InstanceDraft> {
  return {
    use_vmac(statement, draft, report) {
      draft.vmac ??= markOfStatement(statement)
      for (const word of statement.words.slice(1, 3)) {
        if (word.text.includes(':')) readMac(word, draft, report)
        else if (readName(word, draft, world, report, isInterfaceName)) draft.vmacName = word.text
      }
    },
    use_vmac_addr(_statement, draft) {
      draft.vmacForAll = true
    },
    vmac_xmit_base(statement, draft) {
      draft.transmitBase = markOfStatement(statement)
    },
    use_ipvlan(statement, draft, report) {
      const mark = markOfStatement(statement)
      if (draft.ipvlan !== undefined) {
        report(
          'given-twice',
          mark,
          `use_ipvlan of ${draft.title} is given again: keepalived ignores this one`,
        )
        return
      }
      draft.ipvlan = mark
      readIpvlan(statement.words.slice(1), draft, world, report)
    },
    vrf(statement, draft, report) {
      const word = statement.words[1]
      if (word === undefined) return
      const problem =
        word.text.length > nameLimit
          ? `has more than ${nameLimit} characters`
          : draft.interface !== undefined
            ? 'stands with an interface'
            : draft.vrf !== undefined
              ? 'is given again'
              : undefined
      if (problem === undefined) draft.vrf = { value: word.text, mark: word.mark }
      else
        report(
          'vrrp-value',
          word.mark,
          `vrf ${quoted(word)} of ${draft.title} ${problem}: keepalived ignores it`,
        )
    },
  }
}

function readMac(word: Word, draft: InstanceDraft, report: Report): void {
  if (draft.vmacAddress !== undefined) {
    report(
      'given-twice',
      word.mark,
      `use_vmac of ${draft.title} has a second MAC address: keepalived ignores it`,
    )
    return
  }
  const problem = judgeMac(word.text)
  if (problem === undefined) draft.vmacAddress = word.mark
  else
    report(
      'vrrp-value',
      word.mark,
      `MAC address ${quoted(word)} of ${draft.title} ${problem}: keepalived ignores it`,
    )
}

/** Six octets, or five and the virtual_router_id for the sixth. */
function judgeMac(text: string): string | undefined {
  const octets = text.replace(/:$/, '').split(':')
  const plausible = octets.every(octet => /^[0-9A-Fa-f]{1,2}$/.test(octet))
  if (!plausible || octets.length < 5 || octets.length > 6 || (text.endsWith(':') && octets.length === 6))
    return 'is none'
  const values = octets.map(octet => Number.parseInt(octet, 16))
  if (((values[0] ?? 0) & 1) === 1) return 'is a multicast address'
  const own = values.slice(0, 4).join() === '0,0,94,0' && (values[4] === 1 || values[4] === 2)
  return own ? 'is one that VRRP reserves' : undefined
}

/** What the kernel takes for a name, but for its length. `eth0:1` is a label and no interface. */
export function isInterfaceName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/:\s]/.test(name)
}

function readName(
  word: Word,
  draft: InstanceDraft,
  world: World,
  report: Report,
  valid: (name: string) => boolean,
): boolean {
  const owner = world.vmacNames.get(word.text)
  if (draft.vmacName !== undefined) {
    report(
      'given-twice',
      word.mark,
      `${draft.title} has a second name ${quoted(word)} for its own interface: keepalived ignores it`,
    )
  } else if (word.text.length > nameLimit || !valid(word.text)) {
    report(
      'interface-name',
      word.mark,
      `${quoted(word)} cannot be the name of an interface of ${draft.title}: keepalived ignores it`,
      `Use at most ${nameLimit} characters, no / and no :`,
    )
  } else if (owner !== undefined) {
    report(
      'vmac-conflict',
      word.mark,
      `interface name ${quoted(word)} of ${draft.title} is that of ${owner}: keepalived ignores it`,
    )
  } else {
    world.vmacNames.set(word.text, draft.title)
    return true
  }
  return false
}

function readIpvlan(words: readonly Word[], draft: InstanceDraft, world: World, report: Report): void {
  let typed = false
  for (const word of words) {
    const address = parsePlain(word.text.replace(/\/\d+$/, ''))
    if (types.includes(word.text)) {
      if (typed)
        report(
          'given-twice',
          word.mark,
          `use_ipvlan of ${draft.title} has a second type ${quoted(word)}: keepalived ignores it`,
        )
      typed = true
    } else if (address === undefined) {
      if (readName(word, draft, world, report, () => true)) draft.vmacName = word.text
    } else if (draft.ipvlanAddress !== undefined) {
      report(
        'given-twice',
        word.mark,
        `use_ipvlan of ${draft.title} has a second address ${quoted(word)}: keepalived ignores it`,
      )
    } else if ((draft.family ?? address.family) !== address.family) {
      report(
        'vrrp-address',
        word.mark,
        `use_ipvlan address ${quoted(word)} is not of the family of ${draft.title}: keepalived ignores it`,
      )
    } else {
      draft.family = address.family
      draft.ipvlanAddress = { value: address.text, mark: word.mark }
      draft.source ??= { family: address.family, value: address.text, mark: word.mark }
    }
  }
}
