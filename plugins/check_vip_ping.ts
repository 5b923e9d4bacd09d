import { familyOf } from '../lib/cli/common.ts'
import { checkConfigId, configOptionsFor } from '../lib/cli/config.ts'
import { host, integer } from '../lib/cli/kind.ts'
import { many, single, withDefault } from '../lib/cli/option.ts'
import { type Finding, hintOf, state } from '../lib/core/finding.ts'
import { parseAddress } from '../lib/net/address.ts'
import { judgePings, type PingFacts } from '../lib/ping/judge.ts'
import { interval, limits, source } from '../lib/ping/kind.ts'
import { planPing, sideBySide } from '../lib/ping/plan.ts'
import { pingRules } from '../lib/ping/rules.ts'
import { listTargets } from '../lib/ping/targets.ts'
import type { Deadline } from '../lib/probe/deadline.ts'
import { type Failure, failure } from '../lib/probe/outcome.ts'
import type { PingRequest } from '../lib/probe/ping.ts'
import type { Probes } from '../lib/probe/probes.ts'
import { type Check, defineMode, type Given } from '../lib/runtime/check.ts'
import { mainOf } from '../lib/runtime/main.ts'

const usualPackets = 5
const bytes = integer(16, 65_507, 'BYTES', 'a number of data bytes')
/** -s is the source address in check_icmp. */
const dataBytes = { ...bytes, wanted: `${bytes.wanted} (an address to send from goes with --source)` }
const packetCount = integer(1, 1000, 'N', 'a number of packets')

const options = {
  hostname: many(host, {
    short: 'H',
    help: 'Name or address of a VIP, as an option or as a word of its own. Repeatable.',
    section: 'Target',
  }),
  ...configOptionsFor('Target', "All VIPs of this keepalived.conf, or of a copy of a director's."),
  warning: withDefault(limits, '200,40%', {
    short: 'w',
    help: 'WARNING from this round trip time (in ms, or with us, ms or s) or this loss on.',
    section: 'Thresholds',
  }),
  critical: withDefault(limits, '500,80%', {
    short: 'c',
    help: 'CRITICAL from this round trip time or this loss on.',
    section: 'Thresholds',
  }),
  packets: single(packetCount, {
    short: 'p',
    help: `Packets to each target. Default: ${usualPackets}.`,
    section: 'Packets',
  }),
  number: single(packetCount, {
    short: 'n',
    help: 'The same as -p, by the letter check_icmp has for it.',
    section: 'Packets',
  }),
  interval: withDefault(interval, '0.2', {
    short: 'i',
    help: 'Time between two packets, in seconds, or with us, ms or s. Older versions of ping allow less than 0.2 to root only.',
    section: 'Packets',
  }),
  size: withDefault(dataBytes, '56', {
    short: 's',
    help: 'Data bytes in a packet. The time cannot be measured with less than 16.',
    section: 'Packets',
  }),
  ttl: single(integer(1, 255, 'HOPS', 'a number of hops'), {
    short: 'l',
    help: 'Routers a packet may pass.',
    section: 'Packets',
  }),
  source: single(source, {
    help: 'Address or interface of this host to send from.',
    section: 'Packets',
  }),
} as const

type Options = Given<typeof options>

/** What all targets answered, in the order of the command line and then of keepalived.conf. */
export interface Facts {
  /** Why keepalived.conf does not tell the targets: nobody was asked then. */
  readonly problem?: Failure
  readonly targets: readonly PingFacts[]
}

/** Pings all targets, a bounded number at a time. */
export async function gather(options: Options, probes: Probes, deadline: Deadline): Promise<Facts> {
  const listed = await listTargets(options, probes, deadline)
  if (!listed.ok) return { problem: listed, targets: [] }
  const names = listed.value
  const targets: PingFacts[] = []
  const { enough, needed, seconds } = plan(options, names.length)
  if (!enough) {
    const text = `${names.length} targets do not fit in ${options.timeout} s`
    return { problem: failure('timeout', text, `Give it the time: -t ${needed}`), targets: [] }
  }
  const queue = names.entries()
  const work = async () => {
    // All workers draw from one queue: each takes its next target when it is done with the last.
    for (const [at, target] of queue) {
      targets[at] = { target, answer: await probes.ping(buildRequest(target, options, seconds), deadline) }
    }
  }
  await Promise.all(Array.from({ length: Math.min(sideBySide, names.length) }, work))
  return { targets }
}

function buildRequest(target: string, options: Options, seconds: number): PingRequest {
  const { interval, size, source, ttl } = options
  const family = familyOf(options)
  return {
    target,
    ...(family === undefined ? {} : { family }),
    packets: packetsOf(options),
    interval,
    seconds,
    size,
    ...(source === undefined ? {} : { source }),
    ...(ttl === undefined ? {} : { ttl }),
  }
}

/** The verdict on what was gathered. */
export function judge(facts: Facts, options: Options): Finding {
  const { problem } = facts
  if (problem === undefined) return judgePings(facts.targets, options)
  const hint = hintOf(problem)
  return state('UNKNOWN', problem.text, { rule: 'no-targets', ...hint })
}

function packetsOf(options: Options): number {
  return options.packets ?? options.number ?? usualPackets
}

function plan(options: Options, targets: number) {
  return planPing({
    targets,
    packets: packetsOf(options),
    interval: options.interval,
    critical: options.critical.rta / 1000,
    timeout: options.timeout,
  })
}

function validate(options: Options): string | undefined {
  return validateTargets(options) ?? validateThresholds(options) ?? validateTime(options)
}

function validateTargets(options: Options): string | undefined {
  const targets = options.hostname
  if (targets.length === 0 && options.config === undefined)
    return 'no target is given, say -H ADDRESS or --config FILE'
  const stray = checkConfigId(options)
  if (stray !== undefined) return stray
  const names = targets.map(target => target.toLowerCase().replace(/\.$/, ''))
  const twice = targets.find((_, at) => names.indexOf(names[at] ?? '') !== at)
  if (twice !== undefined) return `-H: ${twice} is given more than once, once is right`
  const family = familyOf(options)
  const stranger = targets.find(
    target => family !== undefined && (parseAddress(target)?.family ?? family) !== family,
  )
  return stranger === undefined
    ? undefined
    : `-H: ${stranger} is not an IPv${family} address, as -${family} demands`
}

function validateThresholds({ warning, critical, packets, number }: Options): string | undefined {
  if (packets !== undefined && number !== undefined) return '-p and -n mean the same, give one of them'
  if (warning.rta > critical.rta) {
    return `-w: the rta of ${warning.rta} ms is above the ${critical.rta} ms of -c, the warning has to come first`
  }
  if (warning.loss > critical.loss) {
    return `-w: the loss of ${warning.loss} % is above the ${critical.loss} % of -c, the warning has to come first`
  }
  return undefined
}

/** What can never be done by the deadline would be an UNKNOWN for ever: said at once, with what would do. */
function validateTime(options: Options): string | undefined {
  const targets = options.hostname.length
  const { enough, needed } = plan(options, targets)
  if (enough) return undefined
  const waves = targets > sideBySide ? `${targets} targets, ${sideBySide} at a time, with ` : ''
  const what = `${waves}${packetsOf(options)} packets, one every ${options.interval} s, and ${Math.max(1000, options.critical.rta)} ms for the last answer`
  return `-t: ${what} do not fit in ${options.timeout} s, give -t ${needed} or fewer packets`
}

/** check_vip_ping: does a VIP answer, how fast, and does it lose packets (as check_ping and check_icmp ask). */
export const check: Check = {
  name: 'check_vip_ping',
  service: 'VIP PING',
  summary: 'VIPs answer ping: packet loss, round trip time, and whether one host alone answers',
  reads: ['ping'],
  rules: pingRules,
  remedies: async () => (await import('../lib/ping/remedies.ts')).pingRemedies,
  modes: [
    defineMode({
      options,
      positional: 'hostname',
      declined: {
        '-b': 'the data bytes of a packet are -s',
        '-I': 'targets are pinged side by side, there is no interval between them',
        '-m': 'every target counts here, make one service a target and put check_cluster over them',
        '-L': 'the output holds no markup, put the link into notes_url',
        '--extra-opts': 'all options stand on the command line',
        '-J': 'jitter is not judged, rtmin and rtmax are in the performance data',
        '-R': 'say -w RTA,PL% and -c RTA,PL%',
        '-P': 'say -w RTA,PL% and -c RTA,PL%',
      },
      examples: [
        { argv: ['-H', '192.0.2.10'], about: 'A VIP with the thresholds of check_icmp.' },
        {
          argv: ['-H', '192.0.2.10', '-w', '100,20%', '-c', '500,60%', '-p', '10'],
          about: 'Ten packets, warning from 100 ms or 20 % loss on.',
        },
        {
          argv: ['192.0.2.10', '2001:db8::10', '-i', '80ms'],
          about: 'All VIPs of a cluster at once, each with its own performance data.',
        },
        {
          argv: ['--config', '/etc/keepalived/keepalived.conf'],
          about: 'The same, as the director has them.',
        },
      ],
      validate,
      gather,
      judge,
    }),
  ],
}

if (import.meta.main) void mainOf(check)
