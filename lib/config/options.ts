import { configIdOption } from '../cli/config.ts'
import { configFile, configId, file } from '../cli/kind.ts'
import { flag, type Kind, single, withDefault } from '../cli/option.ts'
import { parseRange, type Range } from '../core/range.ts'
import type { Given } from '../runtime/check.ts'

const peerFile: Kind<string> = { ...file, example: '/var/backups/lvs2/keepalived.conf' }
const backupPath: Kind<string> = {
  ...file,
  placeholder: 'FILE|DIR',
  wanted: 'a file name or a folder',
  example: '/var/backups/keepalived.conf',
}

const version: Kind<string> = {
  placeholder: 'VERSION',
  wanted: 'a version of keepalived such as 2.2.7',
  example: '2.2.7',
  parse: value => (/^\d{1,3}\.\d{1,3}(\.\d{1,3})?$/.test(value) ? value : undefined),
}

/** A range of ages, in seconds, and the unit it was given in. */
export interface AgeRange {
  readonly range: Range
  readonly unit: 'days' | 'hours'
}

const secondsOf = { days: 86_400, hours: 3600 } as const

/** `7`, `7d`, `12h`, `1:7d`: a range with the unit behind it. */
const ageRange: Kind<AgeRange> = {
  placeholder: 'RANGE',
  wanted: 'a range of days, or of hours with h behind it, such as 7, 7d, 12h or 1:26h',
  example: '26h',
  parse: value => {
    const [, body = '', letter = 'd'] = /^([^dh]{1,40})([dh])?$/.exec(value) ?? []
    const found = parseRange(body)
    if (found === undefined) return undefined
    return { range: found, unit: letter === 'h' ? 'hours' : 'days' }
  },
}

/** The range in seconds, as the metric has it. */
export function toSeconds({ range, unit }: AgeRange): Range {
  return { ...range, start: range.start * secondsOf[unit], end: range.end * secondsOf[unit] }
}

export const configOptions = {
  config: withDefault(configFile, '/etc/keepalived/keepalived.conf', {
    short: 'f',
    help: 'The file that keepalived reads, with all that it includes; as an option or as a word of its own.',
    section: 'Configuration',
  }),
  'config-id': configIdOption('Configuration', 'i'),
  'keepalived-version': single(version, {
    help: 'The version that is to read it: keywords that came later are unknown then. By default all that are known here are taken.',
    section: 'Configuration',
  }),
  copy: flag({
    help: 'The file is a copy from another host: its scripts are not looked for here, and interfaces of that host are not missed.',
    section: 'Configuration',
  }),
  'keepalived-test': flag({
    help: 'Ask keepalived -t as well, and show what it says beyond this check. Runs the keepalived of this host.',
    section: 'Configuration',
  }),
  peer: single(peerFile, {
    help: "A copy of the other director's keepalived.conf: what has to be equal in both, and what has to differ.",
    section: 'The other director',
  }),
  'peer-id': single(configId, {
    help: 'The id of the other director, where its file has lines with @ID.',
    section: 'The other director',
  }),
  backup: single(backupPath, {
    help: 'A copy of the file that has to be the same byte by byte; of a folder, the copies of the includes too.',
    section: 'Backup',
  }),
  'backup-age': single(ageRange, {
    help: 'WARNING when the backup was written longer ago, by the time of its last change: 7 is 7 days, 26h is 26 hours.',
    section: 'Backup',
  }),
} as const

export type ConfigGiven = Given<typeof configOptions>

/** What contradicts itself, in a sentence. */
export function validateConfig(options: ConfigGiven): string | undefined {
  if (options['peer-id'] !== undefined && options.peer === undefined) {
    return '--peer-id belongs to --peer FILE, which is not given'
  }
  if (options['backup-age'] !== undefined && options.backup === undefined) {
    return '--backup-age belongs to --backup FILE, which is not given'
  }
  return undefined
}
