import { familyOf } from '../cli/common.ts'
import { formatEndpoint } from '../net/endpoint.ts'
import type { ConnectionFacts, Target } from '../probe/connection.ts'
import { type Deadline, remaining } from '../probe/deadline.ts'
import type { HttpReply } from '../probe/http.ts'
import type { Failure } from '../probe/outcome.ts'
import type { Probes } from '../probe/probes.ts'
import { type Trouble, troubleOf } from './attempt.ts'
import { askBoth } from './balance.ts'
import type { HttpGiven } from './http-options.ts'
import {
  addressOf,
  askedBy,
  asksForPage,
  firstStep,
  nextStep,
  portOf,
  redirectOf,
  requestOf,
  tlsOf,
  urlOf,
  virtualHostOf,
} from './http-step.ts'
import { listRealServers } from './real-servers.ts'
import { type Searched, search } from './search.ts'
import { hideSecrets, readHttpSecrets, type Secrets } from './secrets.ts'

/** One redirect that was followed. */
export interface Hop {
  readonly status: number
  readonly to: string
}

/** One request, with the redirects it led to, as plain facts. Times in ms, from the first to the last of them. */
export interface HttpAttempt {
  /** `192.0.2.10:80`, where it was sent first. */
  readonly endpoint: string
  readonly trouble?: Trouble
  /** The last connection. */
  readonly connection?: ConnectionFacts
  /** The one before all redirects, where there were any: its certificate is that of the VIP. */
  readonly firstConnection?: ConnectionFacts
  readonly status?: number
  readonly statusLine?: string
  readonly headers?: readonly (readonly [string, string])[]
  readonly hops: readonly Hop[]
  /** Why the last redirect was not followed any further. */
  readonly redirectProblem?: string
  readonly bodyBytes?: number
  readonly bodyCut?: boolean
  readonly decodeProblem?: string
  readonly searched?: Searched
  /** The beginning of the body. */
  readonly excerpt?: string
  readonly firstByteMs?: number
  readonly totalMs?: number
}

export interface HttpFacts {
  /** A file or variable of ours that could not be read: nothing was asked then. */
  readonly problem?: Trouble
  readonly vip: readonly HttpAttempt[]
  readonly realServers: readonly HttpAttempt[]
}

/** Sends the request through the VIP, once or many times at once, and to each real server. */
export async function gatherHttp(options: HttpGiven, probes: Probes, deadline: Deadline): Promise<HttpFacts> {
  const secrets = await readHttpSecrets(options, probes)
  if (!secrets.ok) return { problem: troubleOf(secrets), vip: [], realServers: [] }
  const vip = { host: addressOf(options), port: portOf(options) }
  const realServers = await listRealServers(options, vip, probes, deadline)
  if (!realServers.ok) return { problem: troubleOf(realServers), vip: [], realServers: [] }
  const family = familyOf(options)
  const answer = asksForPage(options) ? followRedirects : showCertificate
  const ask = (host: string, port: number) =>
    answer(options, { host, port, family }, secrets.value, probes, deadline)
  return hideSecrets(await askBoth(options.connections, vip, realServers.value, ask), secrets.value)
}

/** Connects and sends nothing: the certificate is all that is wanted. */
async function showCertificate(
  options: HttpGiven,
  target: Target,
  secrets: Secrets,
  probes: Probes,
  deadline: Deadline,
): Promise<HttpAttempt> {
  const endpoint = formatEndpoint(target.host, target.port)
  const tls = tlsOf(options, virtualHostOf(options), secrets)
  const asked = { target: { ...target, tls }, expect: [], all: false, maxBytes: 1, delay: 0 }
  const outcome = await probes.tcp(asked, deadline)
  if (!outcome.ok) return failed(endpoint, outcome, [], undefined)
  const { connection, totalMs } = outcome.value
  return { endpoint, hops: [], connection, totalMs }
}

async function followRedirects(
  options: HttpGiven,
  target: Target,
  secrets: Secrets,
  probes: Probes,
  deadline: Deadline,
): Promise<HttpAttempt> {
  const endpoint = formatEndpoint(target.host, target.port)
  const hops: Hop[] = []
  let step = firstStep(options, target)
  let first: ConnectionFacts | undefined
  let spentMs = 0
  const seen = new Set([askedBy(step)])
  for (;;) {
    const outcome = await probes.http(requestOf(options, step, secrets), deadline)
    if (!outcome.ok) return failed(endpoint, outcome, hops, first)
    const reply = outcome.value
    const attempt = describeReply(endpoint, reply, hops, options, deadline, spentMs, first)
    const location = redirectOf(reply, options)
    if (location === undefined) return attempt
    const next = nextStep(options, step, location, reply.status)
    if (typeof next === 'string') return { ...attempt, redirectProblem: next }
    const url = urlOf(next)
    if (seen.has(askedBy(next)))
      return { ...attempt, redirectProblem: `redirects go in a circle, back to ${url}` }
    if (hops.length >= options['max-redirs']) {
      const redirectProblem = `more than ${options['max-redirs']} redirects, the last to ${url}`
      return { ...attempt, redirectProblem }
    }
    first ??= reply.connection
    spentMs += reply.totalMs
    hops.push({ status: reply.status, to: url })
    seen.add(askedBy(next))
    step = next
  }
}

function failed(
  endpoint: string,
  outcome: Failure,
  hops: readonly Hop[],
  firstConnection: ConnectionFacts | undefined,
): HttpAttempt {
  const trouble = troubleOf(outcome)
  const last = hops.at(-1)
  return {
    endpoint,
    hops,
    trouble: last === undefined ? trouble : { ...trouble, text: `redirects to ${last.to}: ${trouble.text}` },
    ...(outcome.connection === undefined ? {} : { connection: outcome.connection }),
    ...(firstConnection === undefined ? {} : { firstConnection }),
  }
}

function describeReply(
  endpoint: string,
  reply: HttpReply,
  hops: readonly Hop[],
  options: HttpGiven,
  deadline: Deadline,
  spentMs: number,
  firstConnection: ConnectionFacts | undefined,
): HttpAttempt {
  const { connection, status, statusLine, bodyBytes, bodyCut, decodeProblem } = reply
  return {
    endpoint,
    hops: [...hops],
    connection,
    ...(firstConnection === undefined ? {} : { firstConnection }),
    status,
    statusLine,
    headers: reply.headers.slice(0, 100).map(([name, value]) => [name, value.slice(0, 1_000)] as const),
    bodyBytes,
    bodyCut,
    ...(decodeProblem === undefined ? {} : { decodeProblem }),
    searched: search(reply, options, Math.min(1_000, remaining(deadline))),
    excerpt: reply.body.toString('utf8', 0, 1_000),
    firstByteMs: spentMs + reply.firstByteMs,
    totalMs: spentMs + reply.totalMs,
  }
}
