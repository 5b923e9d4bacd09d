import type { Statement, Word } from '../tree.ts'
import { readDecimal } from '../values/numbers.ts'
import { readAddressLine } from './address.ts'
import { noteInterfaces, type World } from './draft.ts'
import { linesOf } from './instance.ts'
import {
  type Handlers,
  markOfStatement,
  nameOf,
  numberHandler,
  quoted,
  type Report,
  readStatements,
} from './report.ts'
import { readRouteLine, readRuleLine } from './route.ts'

/** Seconds in a signed number of microseconds. */
const intervalMax = 2147.483647

interface GarpDraft {
  readonly world: World
  hasInterval: boolean
  readonly interfaces: Set<string>
}

const interval = numberHandler<GarpDraft>({
  read: word => readDecimal(word, 0, intervalMax, 6),
  otherwise: () => 'keepalived ignores the line',
  lenient: true,
  wanted: 'seconds, such as 0.001',
  take: draft => {
    draft.hasInterval = true
  },
})

function addInterface(word: Word | undefined, draft: GarpDraft, report: Report): void {
  if (word === undefined) return
  noteInterfaces(draft.world, 'garp_group', [word])
  if (draft.interfaces.has(word.text)) {
    report(
      'given-twice',
      word.mark,
      `interface ${quoted(word)} is in a garp_group already: keepalived ignores it here`,
    )
  } else draft.interfaces.add(word.text)
}

const garpHandlers: Handlers<GarpDraft> = {
  garp_interval: interval,
  gna_interval: interval,
  interface: (statement, draft, report) => addInterface(statement.words[1], draft, report),
  interfaces(statement, draft, report) {
    const words = linesOf(statement).flatMap(line => line.words)
    if (words.length === 0)
      report(
        'vrrp-value',
        markOfStatement(statement),
        'interfaces of a garp_group is empty',
        'Remove the block',
        statement.block?.close,
      )
    for (const word of words) addInterface(word, draft, report)
  },
}

/** Blocks outside of instances that keepalived's VRRP process reads besides. `garp` are interfaces with a garp_group. */
export function staticHandlers(world: World): Handlers<{ readonly garp: Set<string> }> {
  return {
    track_group(statement, _draft, report) {
      const name = statement.words[1]
      if (name !== undefined) world.trackGroups.add(name.text)
      const groups = linesOf(statement).filter(({ keyword }) => keyword === 'group')
      if (groups.length > 0 && groups.every(group => linesOf(group).length === 0)) {
        report(
          'vrrp-value',
          markOfStatement(statement),
          `track_group ${name === undefined ? '' : nameOf(name.text)} has no members`,
        )
      }
    },
    static_ipaddress(statement, _draft, report) {
      for (const line of linesOf(statement)) {
        const device = readAddressLine(line, report, world.trackGroups)?.device
        if (device?.mark !== undefined)
          world.interfaces.push({ name: device.value, by: statement.keyword, mark: device.mark })
      }
    },
    static_routes(statement, _draft, report) {
      noteInterfaces(
        world,
        statement.keyword,
        linesOf(statement).flatMap(line => readRouteLine(line, report)),
      )
    },
    static_rules(statement, _draft, report) {
      noteInterfaces(
        world,
        statement.keyword,
        linesOf(statement).flatMap(line => readRuleLine(line, report)),
      )
    },
    garp_group(statement, { garp }, report) {
      const draft = { world, hasInterval: false, interfaces: garp }
      readStatements(linesOf(statement), garpHandlers, draft, report)
      if (!draft.hasInterval) {
        report(
          'vrrp-value',
          markOfStatement(statement),
          'a garp_group has neither garp_interval nor gna_interval: keepalived removes it',
          'Write: garp_interval 0.001',
          statement.block?.close,
        )
      }
    },
    linkbeat_interfaces(statement, _draft, report) {
      for (const line of linesOf(statement)) checkLinkbeat(line, report)
    },
    interface_up_down_delays(statement, _draft, report) {
      for (const line of linesOf(statement)) checkDelays(line, report)
    },
  }
}

function checkLinkbeat({ words }: Statement, report: Report): void {
  const [, type, more] = words
  if (type === undefined) return
  if (!['MII', 'ETHTOOL', 'IOCTL'].includes(type.text) || more !== undefined) {
    report(
      'vrrp-value',
      type.mark,
      `${quoted(more ?? type)} is no word for a linkbeat interface`,
      'Write MII, ETHTOOL, IOCTL or nothing',
    )
  }
}

function checkDelays({ words }: Statement, report: Report): void {
  for (const word of words.slice(1, 3)) {
    const { problem } = readDecimal(word, 0, 255, 6)
    if (problem !== undefined)
      report(
        'vrrp-value',
        word.mark,
        `delay ${problem}: keepalived ignores the line`,
        'Write seconds, 0 to 255',
      )
  }
}
