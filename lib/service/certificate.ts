import { describeDays } from '../core/days.ts'
import { type Finding, measure, state } from '../core/finding.ts'
import type { Metric } from '../core/metric.ts'
import type { Range } from '../core/range.ts'
import { quote } from '../core/text.ts'
import type { ConnectionFacts } from '../probe/connection.ts'
import { ruleOfFailure, type Trouble } from './attempt.ts'

/**
 * The days a certificate still has, when -C or -D asks for them. A certificate that is trusted by nobody is said
 * to be so, whatever its days; undefined when no certificate was seen, which is the connection's failure to tell.
 */
export function judgeCertificate(
  subject: string,
  connection: ConnectionFacts | undefined,
  days: { readonly warning: Range; readonly critical: Range } | undefined,
  trouble: Trouble | undefined,
): Finding | undefined {
  const tls = connection?.tls
  if (days === undefined || tls === undefined) return undefined
  const metric: Metric = { label: 'certificate_days', value: Math.floor(tls.daysLeft), unit: '', ...days }
  if (tls.daysLeft < 0) {
    const text = `${subject} certificate ${quote(tls.subject)} expired ${describeDays(-tls.daysLeft)} ago, on ${tls.validTo}`
    return state('CRITICAL', text, { rule: 'certificate-expires', metrics: [metric] })
  }
  if (trouble?.kind === 'untrusted') {
    const hint = trouble.hint === undefined ? {} : { hint: trouble.hint }
    return state('CRITICAL', `${subject} ${trouble.text}`, {
      rule: ruleOfFailure.untrusted,
      metrics: [metric],
      ...hint,
    })
  }
  const text = `${subject} certificate ${quote(tls.subject)} expires in ${describeDays(tls.daysLeft)}, on ${tls.validTo}`
  return measure(text, metric, { rule: 'certificate-expires' })
}
