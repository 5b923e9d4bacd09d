import type { Statement, Word } from '../tree.ts'
import { readUnsigned } from '../values/numbers.ts'
import { parsePlain } from './address.ts'
import { quoted, type Report } from './report.ts'
import { routeTypes, routeWords, ruleWords, type Wants } from './route-words.ts'

const ruleActions = ['table', 'lookup', 'l3mdev', 'goto', 'nop', 'blackhole', 'unreachable', 'prohibit']
const rulePreferences = ['preference', 'order', 'priority']

interface Read {
  readonly found: ReadonlySet<string>
  readonly destination: Word | undefined
  readonly interfaces: readonly Word[]
}

/** Words of routes and rules that have the name of an interface behind them. */
const beforeInterface = ['dev', 'oif', 'iif']

/**
 * A line of virtual_routes or static_routes. What depends on the host is left to keepalived. Answers the interfaces that
 * it names, none where keepalived leaves the route out.
 */
export function readRouteLine(line: Statement, report: Report): readonly Word[] {
  const read = readWords(line, routeWords, 'route', report)
  if (read === undefined) return []
  checkRoute(line, read, report)
  return read.interfaces
}

function checkRoute({ words: [first] }: Statement, { found, destination }: Read, report: Report): void {
  if (first === undefined) return
  if (found.has('gw'))
    report('vrrp-deprecated', first.mark, 'gw in a route is deprecated', 'Write via instead')
  if (destination === undefined) {
    report(
      'route-entry',
      first.mark,
      'a route has no destination: keepalived leaves it out',
      'Begin it with an address or default',
    )
    return
  }
  if (found.has('no_track') || found.has('dev') || found.has('oif')) return
  const text = `route ${quoted(destination)} names no interface: keepalived does not track it`
  report('route-entry', destination.mark, text, 'Write dev and the interface, or no_track')
}

/** A line of virtual_rules or static_rules; answers as readRouteLine() does. */
export function readRuleLine(line: Statement, report: Report): readonly Word[] {
  const read = readWords(line, ruleWords, 'rule', report)
  if (read === undefined) return []
  checkRule(line, read, report)
  return read.interfaces
}

function checkRule(line: Statement, read: Read, report: Report): void {
  const first = line.words[0]
  if (first === undefined) return
  const actions = ruleActions.filter(action => read.found.has(action))
  const preferred = rulePreferences.some(each => read.found.has(each))
  if (actions.length === 0) {
    report(
      'route-entry',
      first.mark,
      'a rule says not what to do: keepalived leaves it out',
      'Write table and its name',
    )
  } else if (actions.length > 1) {
    report(
      'route-entry',
      first.mark,
      `a rule says both ${actions.slice(0, 2).join(' and ')}: keepalived leaves it out`,
    )
  } else if (
    actions[0] === 'goto' &&
    preferred &&
    numberOf(line, ruleActions) <= numberOf(line, rulePreferences)
  ) {
    report(
      'route-entry',
      first.mark,
      'a rule goes to one that is not behind it: keepalived leaves it out',
      'Write goto with a number above its preference',
    )
  } else if (!preferred) {
    const why = actions[0] === 'goto' ? 'keepalived leaves it out' : 'keepalived chooses one'
    report('route-entry', first.mark, `a rule has no preference: ${why}`, 'Write preference and a number')
  }
}

/** The number behind the first of these words. */
function numberOf({ words }: Statement, names: readonly string[]): number {
  const at = words.findIndex(each => names.includes(each.text))
  return Number(words[at + 1]?.text)
}

/** undefined: the line is left out, which is reported. */
function readWords(
  { words }: Statement,
  known: Readonly<Record<string, Wants>>,
  what: 'route' | 'rule',
  report: Report,
): Read | undefined {
  const found = new Set<string>()
  const families = new Set<4 | 6>()
  const interfaces: Word[] = []
  let destination: Word | undefined
  for (let at = 0; at < words.length; at++) {
    const current = words[at]
    if (current === undefined) continue
    if (what === 'route' && ['nexthop', 'encap', 'or', 'as'].includes(current.text)) {
      // What follows is not looked at, so neither may an interface be missed.
      const named = words.slice(at).filter((_, index) => words[at + index - 1]?.text === 'dev')
      return {
        found: found.add('dev'),
        destination: destination ?? current,
        interfaces: [...interfaces, ...named],
      }
    }
    const wants = Object.hasOwn(known, current.text) ? known[current.text] : undefined
    if (wants === undefined) {
      if (what === 'route' && routeTypes.includes(current.text)) continue
      if (what === 'rule' || parseNetwork(current.text) === undefined) {
        report(
          'route-entry',
          current.mark,
          `${quoted(current)} is no word for a ${what}: keepalived leaves the ${what} out`,
        )
        return undefined
      }
      const { family } = parseNetwork(current.text) ?? {}
      if (family !== undefined) families.add(family)
      destination = current
      continue
    }
    found.add(current.text)
    if (wants.kind === 'nothing') continue
    let value = words[++at]
    if (value?.text === 'lock' && wants.kind === 'number' && wants.lock) value = words[++at]
    if (current.text === 'via' && (value?.text === 'inet' || value?.text === 'inet6')) value = words[++at]
    if (value === undefined) {
      report(
        'route-entry',
        current.mark,
        `${quoted(current)} of a ${what} lacks its value: keepalived exits on this line`,
      )
      return undefined
    }
    const problem = judge(value, wants)
    if (problem !== undefined) {
      report('route-entry', value.mark, `${current.text} ${problem}: keepalived leaves the ${what} out`)
      return undefined
    }
    if (what === 'route' && current.text === 'to') destination = value
    if (beforeInterface.includes(current.text)) interfaces.push(value)
    const family =
      wants.kind === 'network' || wants.kind === 'address' ? parseNetwork(value.text)?.family : undefined
    if (family !== undefined) families.add(family)
  }
  if (families.size < 2) return { found, destination, interfaces }
  const mark = (destination ?? words[0])?.mark
  if (mark !== undefined)
    report('route-entry', mark, `a ${what} has IPv4 and IPv6 addresses: keepalived leaves it out`)
  return undefined
}

function judge(value: Word, wants: Wants): string | undefined {
  switch (wants.kind) {
    case 'number':
      return readUnsigned(value, 0, wants.max).problem
    case 'address':
      return parsePlain(value.text) === undefined ? `${quoted(value)} is no IP address` : undefined
    case 'network':
      return parseNetwork(value.text) === undefined ? `${quoted(value)} is no network` : undefined
    case 'one':
      return wants.of.includes(value.text) ? undefined : `${quoted(value)} is not ${wants.of.join(' or ')}`
    default:
      return undefined
  }
}

/** `default`, `any`, `all`, or an address with an optional prefix length; undefined for anything else. */
function parseNetwork(text: string): { family: 4 | 6 | undefined } | undefined {
  if (['default', 'any', 'all'].includes(text)) return { family: undefined }
  const [address = '', prefix] = text.split('/', 2)
  const longest = address.includes(':') ? 128 : 32
  const length = prefix === undefined ? longest : Number(prefix)
  return length >= 0 && length <= longest ? parsePlain(address) : undefined
}
