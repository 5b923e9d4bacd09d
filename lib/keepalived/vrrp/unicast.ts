import type { Statement } from '../tree.ts'
import { readUnsigned } from '../values/numbers.ts'
import { parseSocketAddress } from './address.ts'
import type { InstanceDraft } from './draft.ts'
import { type Handlers, markOfStatement, numberHandler, quoted, type Report } from './report.ts'

function askForUnicast(draft: InstanceDraft, statement: Statement): void {
  draft.unicast ??= { value: statement.keyword, mark: markOfStatement(statement) }
}

/** True when the address belongs to the instance's family, which the first address decides. */
function takeFamily(draft: InstanceDraft, family: 4 | 6): boolean {
  draft.family ??= family
  return draft.family === family
}

/** unicast_*, mcast_*: the addresses that adverts come from and go to. vrrp_parser.c and vrrp_data.c of keepalived. */
export const unicastHandlers: Handlers<InstanceDraft> = {
  unicast_peer(statement, draft, report) {
    askForUnicast(draft, statement)
    for (const line of statement.block?.statements ?? []) readPeer(line, draft, report)
  },
  unicast_fault_no_peer(statement, draft) {
    askForUnicast(draft, statement)
    draft.faultWithoutPeers = true
  },
  check_unicast_src: (statement, draft) => askForUnicast(draft, statement),
  old_unicast_checksum(statement, draft, report) {
    askForUnicast(draft, statement)
    const word = statement.words[1]
    if (word === undefined || word.text === 'never') return
    const text = `old_unicast_checksum ${quoted(word)} of ${draft.title} is not never: keepalived ignores the line`
    report('vrrp-value', word.mark, text, 'Write old_unicast_checksum alone or with never')
  },
  unicast_ttl: numberHandler({
    read: word => readUnsigned(word, 0, 255),
    otherwise: () => 'keepalived ignores the line',
    wanted: 'a number of 0 to 255',
    take: (draft, _value, mark) => {
      draft.unicastTtl = mark
    },
  }),
  mcast_src_ip: readSource,
  unicast_src_ip(statement, draft, report) {
    askForUnicast(draft, statement)
    readSource(statement, draft, report)
  },
  mcast_dst_ip(statement, draft, report) {
    const word = statement.words[1]
    if (word === undefined) return
    const address = parseSocketAddress(word.text)
    const wanted = 'Write a multicast address, such as 224.0.0.18'
    if (address === undefined) {
      report(
        'vrrp-address',
        word.mark,
        `mcast_dst_ip ${quoted(word)} of ${draft.title} is no IP address: keepalived ignores it`,
        wanted,
      )
      return
    }
    draft.multicastGroup = undefined
    if (!takeFamily(draft, address.family)) {
      report(
        'vrrp-address',
        word.mark,
        `mcast_dst_ip ${quoted(word)} is not of the family of ${draft.title}: keepalived ignores it`,
      )
      return
    }
    if (!isMulticast(address)) {
      report(
        'vrrp-address',
        word.mark,
        `mcast_dst_ip ${quoted(word)} of ${draft.title} is no ${address.family === 6 ? 'link-local ' : ''}multicast address: keepalived ignores it`,
        wanted,
      )
      return
    }
    draft.multicastGroup = { value: address.text, mark: word.mark }
  },
}

/** 224.0.0.0/4, and for IPv6 the link-local ff02. */
function isMulticast({ family, text }: { family: 4 | 6; text: string }): boolean {
  if (family === 6) return /^ff[0-9a-f]2:/.test(text)
  const first = Number(text.split('.', 1)[0])
  return first >= 224 && first < 240
}

function readSource(statement: Statement, draft: InstanceDraft, report: Report): void {
  const word = statement.words[1]
  if (word === undefined) return
  const address = parseSocketAddress(word.text)
  if (address === undefined) {
    report(
      'vrrp-address',
      word.mark,
      `${statement.keyword} ${quoted(word)} of ${draft.title} is no IP address: keepalived ignores it`,
    )
    return
  }
  if (takeFamily(draft, address.family)) {
    draft.source = { family: address.family, value: address.text, mark: word.mark }
    return
  }
  draft.source = undefined
  report(
    'vrrp-address',
    word.mark,
    `${statement.keyword} ${quoted(word)} is not of the family of ${draft.title}: keepalived ignores it`,
  )
}

function readPeer(line: Statement, draft: InstanceDraft, report: Report): void {
  const [word, ...options] = line.words
  if (word === undefined) return
  const address = parseSocketAddress(word.text)
  if (address === undefined) {
    report(
      'vrrp-address',
      word.mark,
      `peer ${quoted(word)} of ${draft.title} is no IP address: keepalived leaves it out`,
      'Write one address a line',
    )
    return
  }
  if (!takeFamily(draft, address.family)) {
    report(
      'vrrp-address',
      word.mark,
      `peer ${quoted(word)} is not of the family of ${draft.title}: keepalived leaves it out`,
    )
    return
  }
  const limits = { min_ttl: 0, max_ttl: 255 }
  for (let at = 0; at < options.length; at += 2) {
    const [name, value] = [options[at], options[at + 1]]
    if (name === undefined) break
    if (value === undefined) {
      report(
        'vrrp-value',
        name.mark,
        `${quoted(name)} of peer ${quoted(word)} lacks its value`,
        'Write one address a line',
      )
      break
    }
    const reading = readUnsigned(value, 0, 255)
    if (reading.value === undefined) {
      report('vrrp-value', value.mark, `${quoted(name)} ${reading.problem}, in peer ${quoted(word)}`)
    } else if (name.text === 'min_ttl' || name.text === 'max_ttl') limits[name.text] = reading.value
    else {
      report(
        'vrrp-value',
        name.mark,
        `${quoted(name)} is no word for a unicast peer`,
        'min_ttl and max_ttl are right',
      )
      break
    }
  }
  if (limits.min_ttl > limits.max_ttl) {
    report(
      'vrrp-value',
      word.mark,
      `peer ${quoted(word)} has a min_ttl above its max_ttl: all its adverts are thrown away`,
    )
  }
  draft.peers.push({ value: address.text, mark: word.mark })
}
