import { quote } from '../core/text.ts'
import { nearest } from '../text/nearest.ts'

/** How each option of ipvsadm(8) that adds something is called in short. `-p` may go without a value. */
const names: Readonly<Record<string, string>> = {
  '--add-service': '-A',
  '--add-server': '-a',
  '--tcp-service': '-t',
  '--udp-service': '-u',
  '--fwmark-service': '-f',
  '--ipv6': '-6',
  '--scheduler': '-s',
  '--sched-flags': '-b',
  '--persistent': '-p',
  '--netmask': '-M',
  '--ops': '-o',
  '--real-server': '-r',
  '--gatewaying': '-g',
  '--ipip': '-i',
  '--masquerading': '-m',
  '--weight': '-w',
  '--u-threshold': '-x',
  '--l-threshold': '-y',
  // As ipvsadm 1.26 and 1.27 saved them.
  ops: '-o',
  pe: '--pe',
}
const switches = new Set(['-6', '-o', '-g', '-i', '-m', '--tun-nocsum', '--tun-csum', '--tun-remcsum'])
const targets = ['-t', '-u', '--sctp-service', '-f']
const ofService = new Set([...targets, '-6', '-s', '-b', '-p', '-M', '-o', '--pe'])
const ofServer = new Set([
  ...[...targets, '-6', '-r', '-g', '-i', '-m', '-w', '-x', '-y'],
  ...['--tun-type', '--tun-port', '--tun-nocsum', '--tun-csum', '--tun-remcsum'],
])

/** One line of `ipvsadm -Sn`, its options by their short names. */
export interface SavedLine {
  readonly command: '-A' | '-a'
  readonly options: ReadonlyMap<string, string>
  /** Which word of the line the value of each option is, or the option where it has none. */
  readonly places: ReadonlyMap<string, number>
}

/** Why a line is no command that adds something, and at which word. */
export interface Refusal {
  readonly text: string
  readonly word: number
}

/** The short name of the command a line begins with, or undefined when it adds neither a service nor a server. */
export function commandOf(word: string | undefined): '-A' | '-a' | undefined {
  const name = word === undefined ? undefined : shorten(word)
  return name === '-A' || name === '-a' ? name : undefined
}

function shorten(word: string): string {
  return Object.hasOwn(names, word) ? (names[word] ?? word) : word
}

/** Reads the options of a line: `-s rr`, `--scheduler rr`, `--scheduler=rr`. */
export function readOptions(words: readonly string[]): SavedLine | Refusal {
  const command = commandOf(words[0])
  if (command === undefined) {
    const text = `the command ${quote(words[0] ?? '')} is not one of a saved table: -A or -a is right`
    return { text, word: 0 }
  }
  const allowed = command === '-A' ? ofService : ofServer
  const options = new Map<string, string>()
  const places = new Map<string, number>()
  for (let at = 1; at < words.length; at++) {
    const word = words[at] ?? ''
    const equals = word.startsWith('--') ? word.indexOf('=') : -1
    const name = shorten(equals < 0 ? word : word.slice(0, equals))
    if (!allowed.has(name)) return { text: refuse(command, word, [...allowed]), word: at }
    if (options.has(name)) return { text: `the option ${name} is there twice`, word: at }
    places.set(name, at)
    if (switches.has(name)) options.set(name, '')
    else if (equals >= 0) options.set(name, word.slice(equals + 1))
    else if (name === '-p' && (words[at + 1] ?? '-').startsWith('-')) options.set(name, '')
    else if (at + 1 < words.length) {
      options.set(name, words[++at] ?? '')
      places.set(name, at)
    } else return { text: `the option ${name} has no value`, word: at }
  }
  return { command, options, places }
}

function refuse(command: string, word: string, allowed: readonly string[]): string {
  const near = word.startsWith('--')
    ? nearest(
        word,
        allowed.filter(name => name.startsWith('--')),
      )
    : undefined
  const advice = near === undefined ? `${allowed.join(', ')} are right` : `did you mean ${near}?`
  return `${quote(word)} is no option of ${command}: ${advice}`
}

/** The option that says what is balanced, and that there is just one. */
export function targetOf(line: SavedLine): string | undefined {
  const given = targets.filter(name => line.options.has(name))
  return given.length === 1 ? given[0] : undefined
}
