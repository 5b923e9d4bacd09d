import { certificate } from '../certificates.ts'
import type { Fault } from '../fault.ts'
import { install } from '../tls.ts'

export const fault: Fault = {
  title: 'the certificate of the service has expired three days ago',
  kind: 'service',
  port: 443,
  cause: install(certificate(-3)),
  seen: [
    {
      by: 'TLS',
      rule: 'certificate-expires',
      state: 'CRITICAL',
      names: ['www.example.com', 'expired', '3 days ago'],
      within: 6,
    },
  ],
  mend: install(certificate(90)),
}
