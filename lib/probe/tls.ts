import { X509Certificate } from 'node:crypto'
import {
  checkServerIdentity,
  connect as connectTls,
  createSecureContext,
  type DetailedPeerCertificate,
  getCACertificates,
  type SecureContext,
  type TLSSocket,
} from 'node:tls'
import { describeDays } from '../core/days.ts'
import { quote } from '../core/text.ts'
import { parseAddress } from '../net/address.ts'
import {
  type Connection,
  type ConnectionFacts,
  explainSocketError,
  noAnswer,
  type TlsFacts,
  type TlsRequest,
} from './connection.ts'
import type { Deadline } from './deadline.ts'
import { type Failure, failure, type Outcome, success } from './outcome.ts'

/** Problems that other roots could solve. */
const issuerProblems = new Set([
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
])

/** Keys, roots and versions, ready to use. What takes time is here, and what of our own files is not usable. */
export function prepare(request: TlsRequest): Outcome<SecureContext> {
  try {
    // OpenSSL passes over a CA text that is none, and everybody would be called untrusted.
    if (request.ca !== undefined) new X509Certificate(request.ca)
    return success(
      createSecureContext({
        ...(request.minVersion === undefined ? {} : { minVersion: request.minVersion }),
        ...(request.maxVersion === undefined ? {} : { maxVersion: request.maxVersion }),
        ...(request.ca === undefined ? {} : { ca: request.ca }),
        ...(request.certificate === undefined ? {} : { cert: request.certificate }),
        ...(request.key === undefined ? {} : { key: request.key }),
      }),
    )
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return failure('denied', `the client certificate or CA file is not usable: ${quote(reason)}`)
  }
}

/**
 * TLS over an open socket. Node's own roots come first, because they are there at no cost; when they do not know
 * the issuer the caller is asked to come again with those of the system, which cost 100 ms to read.
 */
export async function secure(
  plain: Connection,
  request: TlsRequest,
  context: SecureContext,
  deadline: Deadline,
): Promise<Outcome<Connection> | 'issuer unknown'> {
  const began = deadline.elapsed()
  const opened = await handshake(plain, request, context, deadline)
  if (!opened.ok) return opened
  const secured = opened.value
  const tlsMs = deadline.elapsed() - began
  const tls = describe(secured, request, deadline)
  const facts: ConnectionFacts = { ...plain.facts, tlsMs, tls }
  if (tls.problem === undefined || !request.verify) return success({ socket: secured, facts })
  secured.destroy()
  if (request.ca === undefined && issuerProblems.has(problemCode(secured))) return 'issuer unknown'
  return failure('untrusted', tls.problem, tls.hint, facts)
}

/** The roots Node brings and those of the system, as one PEM text. */
export function systemRoots(): string {
  return [...getCACertificates('default'), ...getCACertificates('system')].join('\n')
}

function handshake(
  plain: Connection,
  request: TlsRequest,
  context: SecureContext,
  deadline: Deadline,
): Promise<Outcome<TLSSocket>> {
  const { promise, resolve } = Promise.withResolvers<Outcome<TLSSocket>>()
  const secured = connectTls({
    socket: plain.socket,
    secureContext: context,
    // Verified by hand in secure(), so that the certificate can be shown whatever is wrong with it.
    rejectUnauthorized: false,
    checkServerIdentity: (_, certificate) => checkServerIdentity(request.serverName, certificate),
    ...(parseAddress(request.serverName) === undefined ? { servername: request.serverName } : {}),
    ...(request.protocols === undefined ? {} : { ALPNProtocols: [...request.protocols] }),
  })
  const expire = () => resolve(noAnswer(deadline, plain.facts))
  deadline.signal.addEventListener('abort', expire)
  if (deadline.signal.aborted) expire()
  secured.once('error', error => resolve(explainTlsError(error, deadline, plain.facts)))
  secured.once('close', () =>
    resolve(failure('closed', 'connection closed in the TLS handshake', undefined, plain.facts)),
  )
  secured.once('secureConnect', () => resolve(success(secured)))
  return promise.then(outcome => {
    deadline.signal.removeEventListener('abort', expire)
    if (!outcome.ok) secured.destroy()
    return outcome
  })
}

const notTls = ['ERR_SSL_WRONG_VERSION_NUMBER', 'ERR_SSL_PACKET_LENGTH_TOO_LONG', 'ERR_SSL_HTTP_REQUEST']

function explainTlsError(error: Error, deadline: Deadline, plain: ConnectionFacts): Failure {
  const code = 'code' in error ? String(error.code) : ''
  if (notTls.includes(code))
    return failure('malformed', 'the answer is not TLS', 'Without TLS: leave -S away', plain)
  return explainSocketError(error, deadline, plain)
}

function problemCode(secured: TLSSocket): string {
  const problem: unknown = secured.authorizationError
  if (problem instanceof Error && 'code' in problem) return String(problem.code)
  return typeof problem === 'string' ? problem : ''
}

function describe(secured: TLSSocket, request: TlsRequest, deadline: Deadline): TlsFacts {
  const certificate = secured.getPeerCertificate(true)
  const expires = Date.parse(certificate.valid_to)
  const daysLeft = (expires - deadline.today()) / 86_400_000
  const names = (certificate.subjectaltname ?? '')
    .split(', ')
    .filter(name => name !== '')
    .map(name => name.replace(/^(?:DNS|IP Address):/, ''))
  const about = {
    version: secured.getProtocol() ?? '',
    cipher: secured.getCipher().name,
    subject: nameOf(certificate.subject),
    issuer: nameOf(certificate.issuer),
    names: names.slice(0, 50),
    validFrom: isoDate(Date.parse(certificate.valid_from)),
    validTo: isoDate(expires),
    daysLeft,
  }
  if (secured.authorized) return about
  return { ...about, ...explainProblem(problemCode(secured), about, certificate, request) }
}

function explainProblem(
  code: string,
  about: Omit<TlsFacts, 'problem'>,
  certificate: DetailedPeerCertificate,
  request: TlsRequest,
): { problem: string; hint?: string } {
  const ca = 'Name its issuer with: --ca-cert FILE, or accept any certificate with: --no-verify'
  switch (code) {
    case 'CERT_HAS_EXPIRED':
      if (about.daysLeft > 0)
        return { problem: `an issuer of certificate ${quote(about.subject)} has expired` }
      return {
        problem: `certificate ${quote(about.subject)} expired ${describeDays(-about.daysLeft)} ago, on ${about.validTo}`,
      }
    case 'CERT_NOT_YET_VALID':
      return { problem: `certificate ${quote(about.subject)} is not valid before ${about.validFrom}` }
    case 'DEPTH_ZERO_SELF_SIGNED_CERT':
      return { problem: `certificate ${quote(about.subject)} is self-signed`, hint: ca }
    case 'ERR_TLS_CERT_ALTNAME_INVALID': {
      const shown = about.names.length === 0 ? about.subject : about.names.slice(0, 3).join(', ')
      return {
        problem: `certificate is for ${quote(shown)}, not for ${request.serverName}`,
        hint: 'Say which name users use with: -H NAME (and the address with -I), or --server-name NAME',
      }
    }
    default:
      if (certificate.issuer === undefined) return { problem: 'the server shows no certificate', hint: ca }
      return {
        problem: `certificate ${quote(about.subject)} is signed by an issuer not trusted here, ${quote(about.issuer)}`,
        hint: ca,
      }
  }
}

function nameOf(name: DetailedPeerCertificate['subject'] | undefined): string {
  const shown: unknown = name?.CN ?? name?.O ?? ''
  return String(Array.isArray(shown) ? shown.join(', ') : shown)
}

function isoDate(time: number): string {
  return Number.isFinite(time) ? `${new Date(time).toISOString().slice(0, 19)}Z` : ''
}
