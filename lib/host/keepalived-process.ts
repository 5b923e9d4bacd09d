import { baseName, type Process } from './processes.ts'

/** What a running keepalived was told on its command line. Plain JSON. */
export interface KeepalivedArguments {
  readonly config?: string
  readonly configId?: string
  readonly parentPidFile?: string
  readonly vrrpPidFile?: string
  readonly checkersPidFile?: string
  readonly bfdPidFile?: string
  readonly namespace?: string
  /** -P or -C: the other subsystem is not run, whatever the configuration has. */
  readonly only?: 'vrrp' | 'checkers'
  /** It only tests a configuration or prints something, and ends: no keepalived that serves. */
  readonly isErrand: boolean
}

/** Options of keepalived 1.2 to 2.3 that take a value, by letter and by name (its core/main.c). */
const valued: Readonly<Record<string, keyof KeepalivedArguments | undefined>> = {
  f: 'config',
  'use-file': 'config',
  i: 'configId',
  'config-id': 'configId',
  p: 'parentPidFile',
  pid: 'parentPidFile',
  r: 'vrrpPidFile',
  vrrp_pid: 'vrrpPidFile',
  c: 'checkersPidFile',
  checkers_pid: 'checkersPidFile',
  b: 'bfdPidFile',
  bfd_pid: 'bfdPidFile',
  s: 'namespace',
  namespace: 'namespace',
}
const valuedOtherwise: readonly string[] = ['S', 'log-facility', 'A', 'snmp-agent-socket', 'u', 'umask']
/** A value is one only where it is attached. */
const valuedPerhaps: readonly string[] = ['g', 'M', 't']
const errands = new Set(['t', 'config-test', 'v', 'version', 'h', 'help', 'signum', 'T', 'genhash'])

/** Reads the arguments of keepalived as getopt_long(3) would. Words that are none of ours are passed over. */
export function readKeepalivedArguments(words: readonly string[]): KeepalivedArguments {
  const found: Record<string, string> = {}
  const flags = new Set<string>()
  for (let at = 1; at < words.length; at++) {
    const word = words[at] ?? ''
    if (word === '--') break
    const options = word.startsWith('--') ? readLong(word) : readLetters(word)
    for (const { name, value } of options) {
      flags.add(name)
      const takesValue = Object.hasOwn(valued, name) || valuedOtherwise.includes(name)
      const given = value ?? (takesValue ? words[++at] : undefined)
      const key = Object.hasOwn(valued, name) ? valued[name] : undefined
      if (key !== undefined && given !== undefined && given !== '') found[key] = given
    }
  }
  const isVrrp = flags.has('P') || flags.has('vrrp')
  const isCheckers = flags.has('C') || flags.has('check')
  return {
    ...found,
    ...(isVrrp === isCheckers ? {} : { only: isVrrp ? ('vrrp' as const) : ('checkers' as const) }),
    isErrand: [...flags].some(flag => errands.has(flag)),
  }
}

interface Option {
  readonly name: string
  readonly value?: string
}

function readLong(word: string): Option[] {
  const at = word.indexOf('=')
  return at < 0 ? [{ name: word.slice(2) }] : [{ name: word.slice(2, at), value: word.slice(at + 1) }]
}

/** `-nlf/etc/keepalived.conf`: what follows the letter of an option with a value is the value. */
function readLetters(word: string): Option[] {
  if (!word.startsWith('-') || word === '-') return []
  const options: Option[] = []
  for (let at = 1; at < word.length; at++) {
    const name = word[at] ?? ''
    const rest = word.slice(at + 1)
    const mayHave = Object.hasOwn(valued, name) || [...valuedOtherwise, ...valuedPerhaps].includes(name)
    options.push(mayHave && rest !== '' ? { name, value: rest } : { name })
    if (mayHave) break
  }
  return options
}

/**
 * True for a process that runs the program keepalived. What only carries the name is none: a script (its interpreter
 * stands first, itself second), an exporter, something that has ended.
 */
export function isKeepalived({ name }: Pick<Process, 'name'>, words: readonly string[]): boolean {
  const [program = '', ...others] = words
  if (/^keepalived$/i.test(baseName(program))) return true
  return /^keepalived$/i.test(name) && program !== '' && !others.some(word => baseName(word) === 'keepalived')
}
