import { type Extras, type Finding, hintOf, measure, state } from '../core/finding.ts'
import type { Metric } from '../core/metric.ts'
import { alerts, describeRange, formatNumber } from '../core/range.ts'
import type { State } from '../core/state.ts'
import { count, quote, shorten } from '../core/text.ts'
import { parseAddress } from '../net/address.ts'
import { isPeersFault } from '../probe/outcome.ts'
import { present, ruleOfFailure, shownSeconds, type Trouble, type Verdict } from './attempt.ts'
import { failWithCertificate, judgeCertificate } from './certificate.ts'
import type { HttpAttempt } from './http-gather.ts'
import type { HttpGiven } from './http-options.ts'
import { asksForPage, followsRedirects, isRedirect, virtualHostOf } from './http-step.ts'

/** Judges one request. */
export function judgeHttp(attempt: HttpAttempt, options: HttpGiven): Verdict {
  const subject = subjectOf(attempt, options)
  const seconds = secondsOf(attempt)
  const { trouble, connection } = attempt
  const ownTls = (attempt.firstConnection ?? connection)?.tls
  const certificate = judgeCertificate(subject, attempt.firstConnection ?? connection, options.certificate)
  if (trouble !== undefined) {
    const failed = judgeTrouble(subject, trouble, timeMetric(options, undefined))
    const expired = attempt.firstConnection === undefined && ownTls !== undefined && ownTls.daysLeft < 0
    const finding = failWithCertificate(failed, trouble, certificate, expired)
    return { finding, reason: trouble.text, seconds: undefined }
  }
  if (!asksForPage(options) && certificate !== undefined) {
    return { finding: certificate, reason: certificate.text.slice(subject.length + 1), seconds }
  }
  const findings = judgeAnswer(subject, attempt, options)
  if (certificate !== undefined) findings.push(certificate)
  const wrong = findings.filter(each => each.state !== 'OK')
  const reason = wrong[0] === undefined ? '' : shortReason(subject, wrong[0], attempt)
  const metrics = [...findings.flatMap(each => each.metrics), ...moreMetrics(attempt, options)]
  const well = state('OK', describeAnswer(subject, attempt))
  return { finding: present(well, wrong, { metrics, details: detailsOf(attempt, options) }), reason, seconds }
}

/** `www.example.com at 192.0.2.10:80`, or the endpoint alone where it is not asked by a name of its own. */
function subjectOf(attempt: HttpAttempt, options: HttpGiven): string {
  const name = virtualHostOf(options)
  const said = parseAddress(name) !== undefined || attempt.endpoint.startsWith(`${name}:`)
  return said ? attempt.endpoint : `${name} at ${attempt.endpoint}`
}

/** A failure to get an answer: the peer's fault is CRITICAL, what could not be asked is UNKNOWN. */
export function judgeTrouble(subject: string, trouble: Trouble, metric: Metric): Finding {
  const verdict: State = isPeersFault(trouble.kind) ? 'CRITICAL' : 'UNKNOWN'
  const hint = hintOf(trouble)
  return state(verdict, `${subject} ${trouble.text}`, {
    rule: ruleOfFailure[trouble.kind],
    metrics: [metric],
    ...hint,
  })
}

/** Every rule about the answer itself; those that are content say nothing, but for the time. */
function judgeAnswer(subject: string, attempt: HttpAttempt, options: HttpGiven): Finding[] {
  const seconds = secondsOf(attempt)
  const slow = measure(`${subject} answers in ${shownSeconds(seconds)}`, timeMetric(options, seconds), {
    rule: 'slow',
  })
  return [
    ...judgeStatus(subject, attempt, options),
    ...judgeRedirect(subject, attempt, options),
    ...judgeContent(subject, attempt, options),
    ...judgeSize(subject, attempt, options),
    ...judgeAge(subject, attempt, options),
    slow,
  ]
}

function judgeStatus(subject: string, attempt: HttpAttempt, options: HttpGiven): Finding[] {
  const { status = 0, statusLine = '' } = attempt
  const answered = `${subject} answers ${shownStatus(attempt)}`
  if (options.expect !== undefined) {
    if (options.expect.some(text => statusLine.includes(text))) return []
    return [
      state('CRITICAL', `${answered}, wanted ${options.expect.map(text => quote(text)).join(' or ')}`, {
        rule: 'status',
      }),
    ]
  }
  if (status >= 100 && status < 400) return []
  const verdict: State = status >= 400 && status < 500 ? 'WARNING' : 'CRITICAL'
  return [state(verdict, `${answered}, wanted a status below 400`, { rule: 'status' })]
}

function judgeRedirect(subject: string, attempt: HttpAttempt, options: HttpGiven): Finding[] {
  const { status = 0, redirectProblem } = attempt
  if (redirectProblem !== undefined) {
    return [state('CRITICAL', `${subject} ${redirectProblem}`, { rule: 'redirect' })]
  }
  if (!isRedirect(status) || options.expect !== undefined) return []
  const location = attempt.headers?.find(([name]) => name === 'location')?.[1]
  if (location === undefined && followsRedirects(options)) {
    return [
      state('CRITICAL', `${subject} answers ${shownStatus(attempt)} without saying where to`, {
        rule: 'redirect',
      }),
    ]
  }
  if (options.onredirect !== 'warning' && options.onredirect !== 'critical') return []
  const verdict = options.onredirect === 'warning' ? 'WARNING' : 'CRITICAL'
  const to = location === undefined ? '' : ` to ${quote(location)}`
  return [state(verdict, `${subject} redirects${to}, wanted no redirect`, { rule: 'redirect' })]
}

function judgeContent(subject: string, attempt: HttpAttempt, options: HttpGiven): Finding[] {
  const findings: Finding[] = []
  const say = (verdict: State, text: string, extras: Extras = {}) =>
    findings.push(state(verdict, `${subject} ${text}`, { rule: 'content', ...extras }))
  const { headers = [], strings = [], notStrings = [], pattern } = attempt.searched ?? {}
  for (const each of headers) if (!each.found) say('CRITICAL', `has no header with ${quote(each.text)}`)
  const absent: [State, string] = attempt.bodyCut === true ? undecided(options) : ['CRITICAL', '']
  const searches = strings.length > 0 || notStrings.length > 0 || pattern !== undefined
  if (searches && attempt.decodeProblem !== undefined)
    say('CRITICAL', `cannot be read: ${attempt.decodeProblem}`)
  for (const each of strings)
    if (!each.found) say(absent[0], `has no ${quote(each.text)} in its page${absent[1]}`)
  for (const each of notStrings) if (each.found) say('CRITICAL', `has ${quote(each.text)} in its page`)
  if (pattern?.problem !== undefined) {
    say('UNKNOWN', `was not searched: ${pattern.problem}`, { hint: 'Use a pattern without nested repeats' })
  } else if (pattern !== undefined && pattern.found === options['invert-regex']) {
    if (pattern.found) say('CRITICAL', `has a page that matches ${quote(pattern.text)}, wanted no match`)
    else say(absent[0], `has a page that does not match ${quote(pattern.text)}${absent[1]}`)
  }
  return findings
}

/** What is not in the part that was read may be in the rest: that is no verdict on the page. */
function undecided(options: HttpGiven): [State, string] {
  return ['UNKNOWN', ` as far as it was read, ${options['max-body']} bytes, see --max-body`]
}

function judgeSize(subject: string, attempt: HttpAttempt, options: HttpGiven): Finding[] {
  const { pagesize } = options
  if (pagesize === undefined || attempt.bodyBytes === undefined || !alerts(pagesize, attempt.bodyBytes))
    return []
  const text = `${subject} has a page of ${count(attempt.bodyBytes, 'byte')}, wanted ${describeRange(pagesize, 'bytes')}`
  return [state('WARNING', text, { rule: 'size' })]
}

function judgeAge(subject: string, attempt: HttpAttempt, options: HttpGiven): Finding[] {
  const limit = options['max-age']
  if (limit === undefined) return []
  const header = (name: string) => attempt.headers?.find(each => each[0] === name)?.[1]
  const modified = Date.parse(header('last-modified') ?? '')
  const now = Date.parse(header('date') ?? '')
  const missing = Number.isNaN(modified) ? 'Last-Modified' : Number.isNaN(now) ? 'Date' : undefined
  const wrong = (text: string) => [state('CRITICAL', `${subject} ${text}`, { rule: 'document-age' })]
  if (missing !== undefined)
    return wrong(`does not say how old its page is, it has no usable ${missing} header`)
  const age = (now - modified) / 1000
  if (age < -30) return wrong(`says its page was modified ${formatNumber(-age)} s in the future`)
  return age > limit ? wrong(`has a page ${formatNumber(age)} s old, wanted at most ${limit} s`) : []
}

function describeAnswer(subject: string, attempt: HttpAttempt): string {
  const more = attempt.bodyCut === true ? 'more than ' : ''
  const size = attempt.bodyBytes === undefined ? '' : `, ${more}${count(attempt.bodyBytes, 'byte')}`
  return `${subject} ${shownStatus(attempt)} in ${shownSeconds(secondsOf(attempt))}${size}${shownHops(attempt)}`
}

function shortReason(subject: string, finding: Finding, attempt: HttpAttempt): string {
  if (finding.rule === 'status') return shownStatus(attempt)
  if (finding.rule === 'slow') return 'too slow'
  if (finding.rule === 'redirect') return attempt.redirectProblem ?? 'redirect'
  if (finding.rule === 'content') return 'wrong page'
  return finding.text.slice(subject.length + 1)
}

function secondsOf(attempt: HttpAttempt): number | undefined {
  return attempt.totalMs === undefined ? undefined : attempt.totalMs / 1000
}

function shownStatus(attempt: HttpAttempt): string {
  return shorten((attempt.statusLine ?? '').replace(/^HTTP\/\S+ /, ''), 60)
}

function shownHops(attempt: HttpAttempt): string {
  const last = attempt.hops.at(-1)
  return last === undefined
    ? ''
    : `, after ${count(attempt.hops.length, 'redirect')} to ${shorten(last.to, 80)}`
}

/** The time that -w and -c are about. */
export function timeMetric(
  options: Pick<HttpGiven, 'warning' | 'critical' | 'timeout'>,
  seconds: number | undefined,
  label = 'time',
): Metric {
  const { warning, critical, timeout } = options
  return { label, value: seconds, unit: 's', warning, critical, min: 0, max: timeout }
}

function moreMetrics(attempt: HttpAttempt, options: HttpGiven): Metric[] {
  const size: Metric = {
    label: 'size',
    value: attempt.bodyBytes,
    unit: 'B',
    warning: options.pagesize,
    min: 0,
  }
  if (!options['extended-perfdata']) return [size]
  const { connection, firstByteMs = 0, totalMs = 0 } = attempt
  const time = (label: string, ms: number): Metric => ({ label, value: ms / 1000, unit: 's', min: 0 })
  return [
    size,
    time('time_connect', connection?.connectMs ?? 0),
    ...(connection?.tlsMs === undefined ? [] : [time('time_ssl', connection.tlsMs)]),
    time('time_firstbyte', firstByteMs),
    time('time_transfer', totalMs - firstByteMs),
  ]
}

function detailsOf(attempt: HttpAttempt, options: HttpGiven): string[] {
  const { tls } = attempt.connection ?? {}
  const lines = [
    attempt.statusLine ?? '',
    ...(attempt.headers ?? []).map(([name, value]) => `${name}: ${value}`),
  ]
  if (tls !== undefined)
    lines.unshift(`${tls.version} ${tls.cipher}, certificate ${quote(tls.subject)} valid to ${tls.validTo}`)
  for (const hop of attempt.hops) lines.unshift(`redirect ${hop.status} to ${hop.to}`)
  if (options['show-body'] && attempt.excerpt !== undefined) lines.push(attempt.excerpt)
  return lines
}
