import { formatEndpoint } from '../net/endpoint.ts'
import type { ConnectionFacts, Target, TlsRequest } from '../probe/connection.ts'
import { type Deadline, remaining } from '../probe/deadline.ts'
import type { HttpReply } from '../probe/http.ts'
import type { Outcome } from '../probe/outcome.ts'
import type { Probes } from '../probe/probes.ts'
import type { Trouble } from './attempt.ts'
import type { HttpGiven } from './http-options.ts'
import { type Searched, searchBody } from './search.ts'
import { readHttpSecrets, type Secrets } from './secrets.ts'

/** One redirect that was followed. */
export interface Hop {
  readonly status: number
  readonly to: string
}

/** One request, with the redirects it led to, as plain facts. Times in ms. */
export interface HttpAttempt {
  /** `192.0.2.10:80`, where it was sent first. */
  readonly endpoint: string
  readonly trouble?: Trouble
  readonly connection?: ConnectionFacts
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
  const vip = addressOf(options)
  const ask = (host: string, port: number) =>
    followRedirects(options, { host, port, family: familyOf(options) }, secrets.value, probes, deadline)
  const port = options.port ?? (usesTls(options) ? 443 : 80)
  const [throughVip, direct] = await Promise.all([
    Promise.all(Array.from({ length: options.connections }, () => ask(vip, port))),
    Promise.all(options.realserver.map(each => ask(each.host, each.port ?? port))),
  ])
  return { vip: throughVip, realServers: direct }
}

/** The address or name that is connected to. */
export function addressOf(options: HttpGiven): string {
  return options['IP-address'] ?? options.hostname ?? ''
}

/** The name the service is asked by. */
export function virtualHostOf(options: HttpGiven): string {
  return options.hostname ?? options['IP-address'] ?? ''
}

export function usesTls(options: Pick<HttpGiven, 'ssl' | 'certificate'>): boolean {
  return options.ssl !== undefined || options.certificate !== undefined
}

export function familyOf(options: Pick<HttpGiven, 'use-ipv4' | 'use-ipv6'>): 4 | 6 | undefined {
  return options['use-ipv4'] ? 4 : options['use-ipv6'] ? 6 : undefined
}

/** What is asked at one hop. */
interface Step {
  readonly target: Target
  readonly secure: boolean
  /** Host name of the URL; decides Host header, SNI and certificate. */
  readonly host: string
  readonly path: string
  readonly method: string
  readonly body: string | undefined
  /** False once a redirect has led to another host: credentials are not for it. */
  readonly trusted: boolean
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
  const seen = new Set([urlOf(step)])
  for (;;) {
    const outcome = await probes.http(requestOf(options, step, secrets), deadline)
    if (!outcome.ok) return failed(endpoint, outcome, hops)
    const attempt = describeReply(endpoint, outcome.value, hops, options, deadline)
    const location = locationOf(outcome.value)
    if (location === undefined || !['follow', 'sticky', 'stickyport'].includes(options.onredirect))
      return attempt
    const next = nextStep(options, step, location, outcome.value.status)
    if (typeof next === 'string') return { ...attempt, redirectProblem: next }
    const url = urlOf(next)
    if (seen.has(url)) return { ...attempt, redirectProblem: `redirects go in a circle, back to ${url}` }
    if (hops.length >= options['max-redirs']) {
      return {
        ...attempt,
        redirectProblem: `more than ${options['max-redirs']} redirects, the last to ${url}`,
      }
    }
    hops.push({ status: outcome.value.status, to: url })
    seen.add(url)
    step = next
  }
}

function firstStep(options: HttpGiven, target: Target): Step {
  const method = options.method ?? (options.post === undefined ? 'GET' : 'POST')
  return {
    target,
    secure: usesTls(options),
    host: virtualHostOf(options),
    path: options.url,
    method,
    body: options.post,
    trusted: true,
  }
}

/** The step a redirect leads to, or why it leads nowhere. */
function nextStep(options: HttpGiven, from: Step, location: string, status: number): Step | string {
  if (!URL.canParse(location, urlOf(from))) return `redirect to a place that is no URL`
  const url = new URL(location, urlOf(from))
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return `redirect to ${url.protocol} is not followed`
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const secure = url.protocol === 'https:'
  const port =
    options.onredirect === 'stickyport' ? from.target.port : Number(url.port) || (secure ? 443 : 80)
  const same = host === from.host
  const stay = same || options.onredirect !== 'follow'
  const keepsMethod = status === 307 || status === 308 || from.method === 'HEAD'
  return {
    target: { ...from.target, host: stay ? from.target.host : host, port },
    secure,
    host,
    path: `${url.pathname}${url.search}`,
    method: keepsMethod ? from.method : 'GET',
    body: keepsMethod ? from.body : undefined,
    trusted: from.trusted && same && (secure || !from.secure),
  }
}

function urlOf(step: Step): string {
  const scheme = step.secure ? 'https' : 'http'
  return `${scheme}://${authorityOf(step)}${step.path}`
}

function authorityOf(step: Step): string {
  const usual = step.target.port === (step.secure ? 443 : 80)
  const host = step.host.replace(/%.*/, '')
  if (usual) return host.includes(':') ? `[${host}]` : host
  return formatEndpoint(host, step.target.port)
}

function requestOf(options: HttpGiven, step: Step, secrets: Secrets) {
  const given = new Set(options.header.map(([name]) => name.toLowerCase()))
  const defaults: (readonly [string, string])[] = [
    ['Host', authorityOf(step)],
    ['User-Agent', options.useragent ?? 'check_vip_service (nagios-plugins-lvs)'],
    ['Accept', '*/*'],
  ]
  if (step.body !== undefined) {
    defaults.push(['Content-Type', options['content-type'] ?? 'application/x-www-form-urlencoded'])
  }
  if (step.trusted) defaults.push(...secrets.headers)
  // A redirect to another host gets no header that was meant for this one: any of them may be a secret.
  const own = step.trusted ? options.header : []
  return {
    target: { ...step.target, tls: step.secure ? tlsOf(options, step.host, secrets) : undefined },
    method: step.method,
    path: step.path,
    headers: [...defaults.filter(([name]) => !given.has(name.toLowerCase()) || !step.trusted), ...own],
    body: step.body,
    readBody: !options['no-body'] && step.method !== 'HEAD',
    maxBody: options['max-body'],
  }
}

function tlsOf(options: HttpGiven, host: string, secrets: Secrets): TlsRequest {
  const version = typeof options.ssl === 'object' ? options.ssl : undefined
  return {
    serverName: options['server-name'] ?? host,
    verify: !options['no-verify'],
    minVersion: version?.min,
    maxVersion: version?.max,
    ...secrets.tls,
    protocols: ['http/1.1'],
  }
}

function locationOf(reply: HttpReply): string | undefined {
  if (reply.status < 300 || reply.status > 399 || reply.status === 304) return undefined
  return reply.headers.find(([name]) => name === 'location')?.[1]
}

export function troubleOf(outcome: Outcome<unknown> & { readonly ok: false }): Trouble {
  const { kind, text, hint } = outcome
  return { kind, text, ...(hint === undefined ? {} : { hint }) }
}

function failed(
  endpoint: string,
  outcome: Outcome<never> & { readonly ok: false },
  hops: readonly Hop[],
): HttpAttempt {
  const connection = outcome.connection === undefined ? {} : { connection: outcome.connection }
  return { endpoint, hops, trouble: troubleOf(outcome), ...connection }
}

function describeReply(
  endpoint: string,
  reply: HttpReply,
  hops: readonly Hop[],
  options: HttpGiven,
  deadline: Deadline,
): HttpAttempt {
  const { connection, status, statusLine, bodyBytes, bodyCut, decodeProblem, firstByteMs, totalMs } = reply
  return {
    endpoint,
    hops: [...hops],
    connection,
    status,
    statusLine,
    headers: reply.headers.slice(0, 100).map(([name, value]) => [name, value.slice(0, 1_000)] as const),
    bodyBytes,
    bodyCut,
    ...(decodeProblem === undefined ? {} : { decodeProblem }),
    searched: searchBody(reply.body, options, Math.min(1_000, remaining(deadline))),
    excerpt: reply.body.toString('utf8', 0, 1_000),
    firstByteMs,
    totalMs,
  }
}
