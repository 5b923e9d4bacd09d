import builder from 'ping/lib/builder/linux.js'
import LinuxParser from 'ping/lib/parser/linux.js'
import { quote } from '../core/text.ts'
import { type Notice, type PingOutput, parsePingOutput } from '../net/ping-output.ts'
import { explainPingError } from '../net/ping-trouble.ts'
import { type CommandOutcome, runCommand } from './command.ts'
import { type Deadline, remaining } from './deadline.ts'
import { failure, type Outcome, success } from './outcome.ts'

/** One run of ping at one target. */
export interface PingRequest {
  /** An address or a name; ping resolves it. */
  readonly target: string
  readonly family?: 4 | 6
  readonly packets: number
  /** Seconds between two packets. */
  readonly interval: number
  /** Whole seconds after which ping ends by itself and says what it knows. */
  readonly seconds: number
  /** Data bytes in a packet. */
  readonly size: number
  /** An address or an interface of this host. */
  readonly source?: string
  readonly ttl?: number
}

/** What came back. Times in milliseconds; absent where nothing was measured. */
export interface PingReply {
  /** The address that was pinged. */
  readonly address?: string
  /** Absent when ping was killed before its summary: nobody knows then how many packets were lost. */
  readonly sent?: number
  readonly received: number
  readonly duplicates: number
  readonly damaged: number
  readonly notices: readonly Notice[]
  readonly redirects: readonly Notice[]
  readonly times: readonly number[]
  readonly rta?: number
  readonly rtmin?: number
  readonly rtmax?: number
}

/**
 * Runs the system's ping. No answer from the target is a reply with `received: 0`, not a failure.
 *
 * The arguments and the round trip times come from the npm package `ping`. Its promise front end is not used: it
 * cannot be killed at a deadline, hands on this process's environment, and mixes stderr into stdout, where error
 * messages make its parser throw.
 * Failures: missing (no ping here), denied, unresolved, unreachable (this host has no route), timeout (ping
 * printed nothing until the deadline), malformed.
 */
export async function ping(request: PingRequest, deadline: Deadline): Promise<Outcome<PingReply>> {
  let run = await runPing(request, buildArguments(request), deadline)
  if (isCutShort(request, run.output) && remaining(deadline) > 1000 * secondsBeside(request)) {
    run = await runPing(request, buildArguments(request, 'beside redirects'), deadline)
  }
  const { outcome, said, output } = run
  const trouble = output.received === 0 ? explainPingError(said.stderr, request.target) : undefined
  if (trouble !== undefined) return failure(trouble.kind, trouble.text, trouble.hint)
  const spoke = output.lines.length > 0 || output.notices.length > 0
  const known = outcome.ok ? output.sent !== undefined : spoke
  return known ? success(describeReply(request, output)) : explainSilence(outcome)
}

async function runPing(request: PingRequest, argv: readonly string[], deadline: Deadline) {
  const outcome = await runCommand('ping', argv, deadline)
  const said = outcome.ok ? outcome.value : (outcome.said ?? { stdout: '', stderr: '' })
  return { outcome, said, output: parsePingOutput(said.stdout, request.packets) }
}

/** iputils takes a redirect for an error, and with -w it ends at the first error: most packets are never sent. */
function isCutShort({ packets }: PingRequest, { sent = packets, redirects, notices }: PingOutput): boolean {
  return sent < packets && redirects.length > 0 && notices.length === 0
}

/** Why ping itself, and not the target, has nothing to tell. */
function explainSilence(outcome: CommandOutcome): Outcome<never> {
  if (!outcome.ok) {
    const hint = outcome.kind === 'missing' ? 'apt-get install iputils-ping' : outcome.hint
    return failure(outcome.kind, outcome.text, hint)
  }
  const { stdout, stderr, signal, exitCode } = outcome.value
  const words = stderr.trim() || stdout.trim()
  const end = signal ?? `exit code ${exitCode}`
  return failure('malformed', `ping ended with ${end} and said ${words === '' ? 'nothing' : quote(words)}`)
}

/** Without -w, iputils ends once answers and errors are as many as -c: each packet has room for a redirect, too. */
const eventsBeside = ({ packets }: PingRequest) => 2 * packets
/** Seconds that it takes at most, where no redirect comes any more. */
const secondsBeside = (request: PingRequest) => (eventsBeside(request) - 1) * request.interval + 1

/**
 * The builder fills in defaults for what is 0 or empty and writes into the object it is given, so it gets one of
 * its own, without such values. `--` goes last: no target can pass for an option.
 */
function buildArguments(request: PingRequest, way?: 'beside redirects'): string[] {
  const { family, ttl } = request
  const sending = (request.packets - 1) * request.interval
  return builder.getCommandArguments(request.target, {
    numeric: true,
    // iputils heeds -w and busybox -W, which is the time after the last packet and must be a whole number.
    timeout: Math.max(1, Math.floor(request.seconds - sending)),
    ...(way === undefined
      ? { deadline: request.seconds, min_reply: request.packets }
      : { min_reply: eventsBeside(request) }),
    packetSize: request.size,
    ...(request.source === undefined ? {} : { sourceAddr: request.source }),
    extra: [
      '-i',
      String(request.interval),
      ...(ttl === undefined ? [] : ['-t', String(ttl)]),
      ...(family === undefined ? [] : [`-${family}`]),
      '--',
    ],
  })
}

/** The reply that ping's output comes to. */
export function describeReply(request: PingRequest, output: PingOutput): PingReply {
  return {
    ...(output.address === undefined ? {} : { address: output.address }),
    ...(output.sent === undefined ? {} : { sent: output.sent }),
    received: output.received,
    duplicates: output.duplicates,
    damaged: output.damaged,
    notices: output.notices,
    redirects: output.redirects,
    ...readTimes(request, output),
  }
}

/** Ping's own figures where they are about our packets only; the package finds none in busybox's summary. */
function readTimes(
  request: PingRequest,
  output: PingOutput,
): Pick<PingReply, 'times' | 'rta' | 'rtmin' | 'rtmax'> {
  const parser = new LinuxParser(request.target, {})
  try {
    for (const line of output.lines) parser.eat(line)
  } catch {
    // Only lines of known shape get here. Should one throw all the same, what was read before it stands.
  }
  const found = parser.getResult()
  const times = (found.times ?? []).filter(
    time => typeof time === 'number' && Number.isFinite(time),
  ) as number[]
  if (times.length === 0) return { times }
  const sum = times.reduce((total, time) => total + time, 0)
  const own = (figure: unknown, fallback: number) =>
    output.overrun || !Number.isFinite(Number(figure)) ? fallback : Number(figure)
  return {
    times,
    rta: own(found.avg, roundTo(sum / times.length)),
    rtmin: own(
      found.min,
      times.reduce((a, b) => Math.min(a, b)),
    ),
    rtmax: own(
      found.max,
      times.reduce((a, b) => Math.max(a, b)),
    ),
  }
}

/** Microseconds are what ping prints; more digits would be noise. */
function roundTo(ms: number): number {
  return Math.round(ms * 1000) / 1000
}
