import { describeDays } from '../core/days.ts'
import { type Finding, group, measure, state } from '../core/finding.ts'
import type { Metric } from '../core/metric.ts'
import type { Range } from '../core/range.ts'
import { quote } from '../core/text.ts'
import type { ConnectionFacts } from '../probe/connection.ts'
import { type Trouble, withoutMetrics } from './attempt.ts'

/**
 * The days a certificate still has, when -C or -D asks for them; undefined when no certificate was seen, which is
 * the connection's failure to tell.
 */
export function judgeCertificate(
  subject: string,
  connection: ConnectionFacts | undefined,
  days: { readonly warning: Range; readonly critical: Range } | undefined,
): Finding | undefined {
  const tls = connection?.tls
  if (days === undefined || tls === undefined) return undefined
  const metric: Metric = { label: 'certificate_days', value: Math.floor(tls.daysLeft), unit: '', ...days }
  const rule = 'certificate-expires'
  if (tls.daysLeft < 0) {
    const text = `${subject} certificate ${quote(tls.subject)} expired ${describeDays(-tls.daysLeft)} ago, on ${tls.validTo}`
    return state('CRITICAL', text, { rule, metrics: [metric] })
  }
  const text = `${subject} certificate ${quote(tls.subject)} expires in ${describeDays(tls.daysLeft)}, on ${tls.validTo}`
  return measure(text, metric, { rule })
}

/** A failure with what there is to say of the certificate. One that has expired is not called untrusted as well. */
export function failWithCertificate(
  failed: Finding,
  trouble: Trouble,
  certificate: Finding | undefined,
  expired: boolean,
): Finding {
  if (certificate === undefined) return failed
  const metrics = [...failed.metrics, ...certificate.metrics]
  if (trouble.kind === 'untrusted' && expired) return { ...certificate, metrics }
  if (certificate.state === 'OK') return { ...failed, metrics }
  return group('the connection and its certificate', [withoutMetrics(failed), withoutMetrics(certificate)], {
    metrics,
  })
}
