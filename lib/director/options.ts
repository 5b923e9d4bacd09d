import { configIdOption } from '../cli/config.ts'
import { configFile, file, host, pidFile, port, range } from '../cli/kind.ts'
import { flag, type Kind, many, single } from '../cli/option.ts'
import { type Range, warnsFirst } from '../core/range.ts'
import type { Given } from '../runtime/check.ts'
import { duration, wantedRole } from './kind.ts'

const logFile: Kind<string> = { ...file, example: '/var/log/keepalived.log' }
const within = 'On the director'
const from = 'From the monitoring host'
const thresholds = 'Thresholds'

const upTo = (end: number): Range => ({ start: 0, end, inside: false })

/** What is taken where the options say nothing. They are apart because the two ways of asking do not mix. */
export const usual = {
  config: '/etc/keepalived/keepalived.conf',
  /** Seconds. */
  since: 900,
  /** Seconds: somebody may be at work, and load what was changed just now in a moment. */
  loadedWithin: 300,
  port: 22,
  /** A failover and a failback, of which each is two changes of role at most, are below. */
  transitions: upTo(4),
  errors: upTo(0),
  conntrackWarning: upTo(80),
  conntrackCritical: upTo(95),
} as const

export const directorOptions = {
  config: single(configFile, {
    short: 'f',
    help: `What is wanted: keepalived.conf, with all that it includes. Default: ${usual.config}.`,
    section: within,
  }),
  'config-id': configIdOption(within, 'i'),
  'pid-file': single(pidFile, {
    help: "Pid file of the keepalived that is meant. Default: keepalived's own ones in /run, then all processes.",
    section: within,
  }),
  role: many(wantedRole, {
    help: 'What the instances are to be: master or backup for all, VI_1=master for one. Repeatable.',
    section: within,
  }),
  since: single(duration, {
    help: 'How far back errors and changes of role in the log count. Default: 15m.',
    section: 'Log',
  }),
  'loaded-within': single(duration, {
    help: 'How long keepalived.conf may be changed and not loaded. Default: 5m.',
    section: within,
  }),
  log: single(logFile, {
    help: "A log file instead of the journal or syslog's usual ones.",
    section: 'Log',
  }),
  'no-log': flag({ help: 'Do not look at the log.', section: 'Log' }),
  'errors-warning': single(range('', '0'), {
    help: 'WARNING when the number of lines in the log that tell of an error is outside. Default: 0.',
    section: thresholds,
  }),
  'errors-critical': single(range('', '10'), {
    help: 'CRITICAL likewise. Default: when one of them tells of an outage.',
    section: thresholds,
  }),
  'transitions-warning': single(range('', '4'), {
    help: 'WARNING when the number of changes of role of one instance is outside. Default: 4.',
    section: thresholds,
  }),
  'transitions-critical': single(range('', '20'), { help: 'CRITICAL likewise.', section: thresholds }),
  'conntrack-warning': single(range('percent', '80'), {
    help: 'WARNING when the share of the connection tracking table that is in use is outside. Default: 80.',
    section: thresholds,
  }),
  'conntrack-critical': single(range('percent', '95'), {
    help: 'CRITICAL likewise. Default: 95.',
    section: thresholds,
  }),
  hostname: single(host, {
    short: 'H',
    help: 'Look from here at a director: does it answer ping and on a TCP port? For a host check.',
    section: from,
  }),
  port: single(port, {
    short: 'p',
    help: 'A TCP port that the director answers on: 5666 for NRPE. Default: 22.',
    section: from,
  }),
} as const

export type DirectorOptions = Given<typeof directorOptions>

const ranges = [
  ['errors-warning', 'errors-critical', usual.errors, undefined],
  ['transitions-warning', 'transitions-critical', usual.transitions, undefined],
  ['conntrack-warning', 'conntrack-critical', usual.conntrackWarning, usual.conntrackCritical],
] as const

/** The two thresholds of a kind, as they are given or by default. */
export function limitsOf(
  kind: 'errors' | 'transitions' | 'conntrack',
  options: DirectorOptions,
): { readonly warning: Range; readonly critical: Range | undefined } {
  const [warning, critical, usualWarning, usualCritical] =
    ranges.find(([name]) => name === `${kind}-warning`) ?? ranges[0]
  return {
    warning: options[warning] ?? usualWarning,
    critical: options[critical] ?? usualCritical,
  }
}

/** What is wrong with these options together, in one sentence. */
export function validateDirector(options: DirectorOptions): string | undefined {
  if (options.hostname !== undefined) return validateRemote(options)
  if (options.port !== undefined) return '-p is for a look from the monitoring host: say -H ADDRESS'
  if (options.log !== undefined && options['no-log']) return '--log and --no-log exclude each other'
  for (const kind of ['errors', 'transitions', 'conntrack'] as const) {
    const { warning, critical } = limitsOf(kind, options)
    if (critical !== undefined && !warnsFirst(warning, critical)) {
      return `--${kind}-warning: the warning has to come before --${kind}-critical, or together with it`
    }
  }
  return validateRoles(options)
}

function validateRemote(options: DirectorOptions): string | undefined {
  const own: readonly string[] = [
    'config',
    'config-id',
    'pid-file',
    'since',
    'loaded-within',
    'log',
    ...ranges.map(([warning]) => warning),
    ...ranges.map(([, critical]) => critical),
  ]
  const given = Object.entries(options).find(([name, value]) => own.includes(name) && value !== undefined)
  const stray = given?.[0] ?? (options.role.length > 0 ? 'role' : options['no-log'] ? 'no-log' : undefined)
  return stray === undefined
    ? undefined
    : `--${stray} is for a look from within, on the director itself: leave out -H`
}

function validateRoles({ role }: DirectorOptions): string | undefined {
  const names = role.map(({ instance }) => instance)
  const twice = names.find((name, at) => names.indexOf(name) !== at)
  if (twice !== undefined) return `--role: ${twice} is given more than once, once is right`
  const all = names.filter(name => name === undefined)
  return all.length > 1
    ? '--role: a role for all instances is given more than once, once is right'
    : undefined
}
