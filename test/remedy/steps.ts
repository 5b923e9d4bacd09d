import type { Remedy, Step } from '../../lib/runtime/remedy.ts'
import { checks } from '../support/contract.ts'

/** A remedy with the rule that it is of. */
export interface Told {
  readonly check: string
  readonly rule: string
  readonly remedy: Remedy | undefined
}

/** Each rule of each check, with what is told of it. */
export const told: readonly Told[] = (
  await Promise.all(
    checks.map(async check => {
      const remedies = await check.remedies()
      return Object.keys(check.rules).map(rule => ({ check: check.name, rule, remedy: remedies[rule] }))
    }),
  )
).flat()

/** The commands of steps, each once. */
export function commandsOf(steps: readonly Step[]): string[] {
  return [...new Set(steps.flatMap(({ run }) => run ?? []))]
}

/** What stands for a word that the reader fills in, and what a reader may fill in. */
const examples: Readonly<Record<string, string>> = {
  ADDRESS: '192.0.2.2',
  BACKUP: 'backup.conf',
  FILE: 'keepalived.conf',
  FOLDER: '/etc/keepalived',
  GATEWAY: '198.51.100.1',
  HOST: '192.0.2.2',
  ID: '1',
  IFACE: 'eth0',
  INSTANCE: 'VI_1',
  MAC: '00:00:5e:00:53:01',
  NAME: 'lvs1',
  NUMBER: '262144',
  PID: '4711',
  PORT: '80',
  PREFIX: '24',
  RIP: '192.0.2.21',
  SCHEDULER: 'wrr',
  SERVICE: 'nginx',
  VIP: '192.0.2.10',
  WEIGHT: '1',
}

/** The words of a command as a shell hands them on, with the reader's own in place of those in capitals. */
export function fillIn(command: string): string[] {
  const words = command.match(/(?:'[^']*'|"[^"]*"|[^\s'"])+/g) ?? []
  return words.map(word =>
    word
      .replace(/'([^']*)'|"([^"]*)"/g, (_, one?: string, two?: string) => one ?? two ?? '')
      .replace(/(?<![A-Za-z])[A-Z]{2,}(?![A-Za-z])/g, name => examples[name] ?? name),
  )
}

/** Words in capitals that nobody can fill in: neither ours nor a word of the program itself. */
export function strangers(command: string): string[] {
  const own = /^(STATE|INPUT|PREROUTING|ACCEPT|CT|CONT|TARGET|OPTIONS|SEQ|UTF)$/
  const found = command.match(/(?<![A-Za-z_])[A-Z]{2,}(?![A-Za-z])/g) ?? []
  return found.filter(name => examples[name] === undefined && !own.test(name))
}
