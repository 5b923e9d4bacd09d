import { formatEndpoint } from '../net/endpoint.ts'
import type { Target, TlsRequest } from '../probe/connection.ts'
import type { HttpReply, HttpRequest } from '../probe/http.ts'
import type { HttpGiven } from './http-options.ts'
import type { Secrets } from './secrets.ts'

/** Which request is sent where: the first one, and those that redirects lead to. Pure. */

/** The address or name that is connected to. */
export function addressOf(options: HttpGiven): string {
  return options['IP-address'] ?? options.hostname?.host ?? ''
}

/** The name the service is asked by. */
export function virtualHostOf(options: HttpGiven): string {
  return options.hostname?.host ?? options['IP-address'] ?? ''
}

/** The port to connect to: as in check_http, one inside -H counts where -p is not given. */
export function portOf(options: HttpGiven): number {
  return options.port ?? options.hostname?.port ?? (usesTls(options) ? 443 : 80)
}

export function usesTls(options: Pick<HttpGiven, 'ssl' | 'certificate'>): boolean {
  return options.ssl !== undefined || options.certificate !== undefined
}

/** False when -C asks for the certificate and nothing else. */
export function asksForPage(options: HttpGiven): boolean {
  return options.certificate === undefined || options['continue-after-certificate']
}

/** What is asked at one hop. */
export interface Step {
  readonly target: Target
  readonly secure: boolean
  /** Host name of the URL; decides Host header, SNI and certificate. */
  readonly host: string
  /** The port in the Host header; that of the connection, unless -H names another. */
  readonly namedPort: number
  readonly path: string
  readonly method: string
  readonly body: string | undefined
  /** False once a redirect has led to another host: credentials are not for it. */
  readonly trusted: boolean
}

export function firstStep(options: HttpGiven, target: Target): Step {
  const method = options.method ?? (options.post === undefined ? 'GET' : 'POST')
  return {
    target,
    secure: usesTls(options),
    host: virtualHostOf(options),
    namedPort: options.hostname?.port ?? target.port,
    path: options.url,
    method,
    body: options.post,
    trusted: true,
  }
}

/** The step a redirect leads to, or why it leads nowhere. */
export function nextStep(options: HttpGiven, from: Step, location: string, status: number): Step | string {
  if (!URL.canParse(location, urlOf(from))) return `redirect to a place that is no URL`
  const url = new URL(location, urlOf(from))
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    return `redirect to ${url.protocol} is not followed`
  const host = url.hostname.replace(/^\[|\]$/g, '')
  const secure = url.protocol === 'https:'
  const same = host === from.host
  const urlPort = Number(url.port) || (secure ? 443 : 80)
  const stayPort = options.onredirect === 'stickyport' || (same && urlPort === from.namedPort)
  const port = stayPort ? from.target.port : urlPort
  const stay = same || options.onredirect !== 'follow'
  // Another port is another service, but the same name over TLS instead of without is the same one, better.
  const samePlace = same && (secure === from.secure ? port === from.target.port : secure)
  const keepsMethod = status === 307 || status === 308 || from.method === 'HEAD'
  return {
    target: { ...from.target, host: stay ? from.target.host : host, port },
    secure,
    host,
    namedPort: options.onredirect === 'stickyport' ? port : urlPort,
    path: `${url.pathname}${url.search}`,
    method: keepsMethod ? from.method : 'GET',
    body: keepsMethod ? from.body : undefined,
    trusted: from.trusted && samePlace,
  }
}

/** POST and then GET of one URL is no circle. */
export function askedBy(step: Step): string {
  return `${step.method} ${urlOf(step)}`
}

export function urlOf(step: Step): string {
  const scheme = step.secure ? 'https' : 'http'
  return `${scheme}://${authorityOf(step)}${step.path}`
}

function authorityOf(step: Step): string {
  const usual = step.namedPort === (step.secure ? 443 : 80)
  const host = step.host.replace(/%.*/, '')
  if (usual) return host.includes(':') ? `[${host}]` : host
  return formatEndpoint(host, step.namedPort)
}

export function requestOf(options: HttpGiven, step: Step, secrets: Secrets): HttpRequest {
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

export function tlsOf(options: HttpGiven, host: string, secrets: Secrets): TlsRequest {
  const version = typeof options.ssl === 'object' ? options.ssl : undefined
  return {
    serverName: (host === virtualHostOf(options) ? options['server-name'] : undefined) ?? host,
    verify: !options['no-verify'],
    minVersion: version?.min,
    maxVersion: version?.max,
    ...secrets.tls,
    protocols: ['http/1.1'],
  }
}

/** Where an answer leads, when it is a redirect that is to be followed. One that -e asks for is the answer itself. */
export function redirectOf(reply: HttpReply, options: HttpGiven): string | undefined {
  if (!followsRedirects(options) || !isRedirect(reply.status)) return undefined
  if (options.expect?.some(text => reply.statusLine.includes(text))) return undefined
  return reply.headers.find(([name]) => name === 'location')?.[1]
}

export function followsRedirects(options: HttpGiven): boolean {
  return ['follow', 'sticky', 'stickyport'].includes(options.onredirect)
}

/** 304 says that nothing is new, and leads nowhere. */
export function isRedirect(status: number): boolean {
  return status >= 300 && status < 400 && status !== 304
}
