import { familyOf } from '../cli/common.ts'
import { type Finding, measure, state } from '../core/finding.ts'
import { quote } from '../core/text.ts'
import { formatEndpoint } from '../net/endpoint.ts'
import type { ConnectionFacts, TlsRequest } from '../probe/connection.ts'
import type { Deadline } from '../probe/deadline.ts'
import type { Probes } from '../probe/probes.ts'
import { present, shownSeconds, type Trouble, troubleOf, type Verdict } from './attempt.ts'
import { askBoth } from './balance.ts'
import { failWithCertificate, judgeCertificate } from './certificate.ts'
import { judgeTrouble, timeMetric } from './http-judge.ts'
import { usesTls } from './http-step.ts'
import { listRealServers } from './real-servers.ts'
import { readTlsFiles, type Secrets } from './secrets.ts'
import type { TcpGiven } from './tcp-options.ts'

/** One conversation, as plain facts. Times in ms. */
export interface TcpAttempt {
  readonly endpoint: string
  readonly trouble?: Trouble
  readonly connection?: ConnectionFacts
  readonly received?: string
  readonly bytes?: number
  readonly found?: readonly boolean[]
  readonly ended?: string
  readonly totalMs?: number
}

export interface TcpFacts {
  readonly problem?: Trouble
  readonly vip: readonly TcpAttempt[]
  readonly realServers: readonly TcpAttempt[]
}

/** Holds the conversation through the VIP, once or many times at once, and with each real server. */
export async function gatherTcp(options: TcpGiven, probes: Probes, deadline: Deadline): Promise<TcpFacts> {
  const files = await readTlsFiles(options, probes)
  if (!files.ok) return { problem: troubleOf(files), vip: [], realServers: [] }
  const { hostname: host = '', port = 0 } = options
  const vip = { host, port }
  const realServers = await listRealServers(options, vip, probes, deadline)
  if (!realServers.ok) return { problem: troubleOf(realServers), vip: [], realServers: [] }
  const ask = (to: string, at: number) => talkTo(to, at, options, files.value, probes, deadline)
  return askBoth(options.connections, vip, realServers.value, ask)
}

async function talkTo(
  host: string,
  port: number,
  options: TcpGiven,
  files: Secrets['tls'],
  probes: Probes,
  deadline: Deadline,
): Promise<TcpAttempt> {
  const endpoint = formatEndpoint(host, port)
  const interpret = (words: string | undefined) =>
    options.escape && words !== undefined ? unescapeText(words) : words
  const outcome = await probes.tcp(
    {
      target: { host, port, family: familyOf(options), tls: tlsOf(options, files) },
      send: interpret(options.send),
      expect: options.expect,
      all: options.all,
      quit: interpret(options.quit),
      maxBytes: options.maxbytes,
      delay: options.delay,
    },
    deadline,
  )
  if (outcome.ok) {
    const { connection, received, bytes, found, ended, totalMs } = outcome.value
    return { endpoint, connection, received: received.slice(0, 1_000), bytes, found, ended, totalMs }
  }
  const connection = outcome.connection === undefined ? {} : { connection: outcome.connection }
  return { endpoint, trouble: troubleOf(outcome), ...connection }
}

function tlsOf(options: TcpGiven, files: Secrets['tls']): TlsRequest | undefined {
  if (!usesTls(options)) return undefined
  const version = typeof options.ssl === 'object' ? options.ssl : undefined
  const serverName = options.sni ?? options.hostname ?? ''
  return {
    serverName,
    verify: !options['no-verify'],
    minVersion: version?.min,
    maxVersion: version?.max,
    ...files,
  }
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\' }

/** As check_tcp -E: any other escaped letter stands for itself. */
function unescapeText(words: string): string {
  return words.replace(/\\(.)/gs, (_, letter: string) => escapes[letter] ?? letter)
}

/** Judges one conversation. */
export function judgeTcp(attempt: TcpAttempt, options: TcpGiven): Verdict {
  const subject = attempt.endpoint
  const seconds = attempt.totalMs === undefined ? undefined : attempt.totalMs / 1000
  const { trouble, connection } = attempt
  const certificate = judgeCertificate(subject, connection, options.certificate)
  if (trouble !== undefined) {
    const failed = judgeTrouble(subject, trouble, timeMetric(options, undefined))
    const refused = trouble.kind === 'refused' && connection === undefined
    const chosen = refused ? { ...failed, state: chosenStates[options.refuse] } : failed
    const expired = (connection?.tls?.daysLeft ?? 0) < 0
    const finding = failWithCertificate(chosen, trouble, certificate, expired)
    return { finding, reason: trouble.text, seconds: undefined }
  }
  const said = (attempt.received ?? '').trim()
  const shown = said === '' || options.jail ? '' : `, ${quote(said)}`
  const well = `${subject} ${attempt.bytes === 0 ? 'connected' : 'answers'} in ${shownSeconds(seconds)}${shown}`
  const slow = measure(well, timeMetric(options, seconds), { rule: 'slow' })
  const wrong = [judgeWords(subject, attempt, options), certificate, slow]
    .filter(each => each !== undefined)
    .filter(each => each.state !== 'OK')
  const metrics = [...slow.metrics, ...(certificate?.metrics ?? [])]
  return {
    finding: present(slow, wrong, { metrics, details: [] }),
    reason: shortReason(subject, wrong[0]),
    seconds,
  }
}

function shortReason(subject: string, finding: Finding | undefined): string {
  if (finding === undefined) return ''
  if (finding.rule === 'slow') return 'too slow'
  return finding.rule === 'mismatch' ? 'unexpected answer' : finding.text.slice(subject.length + 1)
}

const chosenStates = { ok: 'OK', warn: 'WARNING', crit: 'CRITICAL' } as const

function judgeWords(subject: string, attempt: TcpAttempt, options: TcpGiven): Finding | undefined {
  const found = attempt.found ?? []
  if (found.length === 0 || (options.all ? found.every(Boolean) : found.some(Boolean))) return undefined
  const missing = options.expect.filter((_, at) => found[at] !== true).map(each => quote(each, 40))
  const said = options.jail ? `${attempt.bytes} bytes` : quote((attempt.received ?? '').trim())
  const text = `${subject} answers ${said}, wanted ${missing.join(options.all ? ' and ' : ' or ')}`
  return state(chosenStates[options.mismatch], text, { rule: 'mismatch' })
}
