import { certificate } from '../certificates.ts'
import type { Fault } from '../fault.ts'
import { install } from '../tls.ts'

/** Clients see nothing of it yet. */
export const fault: Fault = {
  title: 'the certificate of the service expires in ten days',
  kind: 'service',
  port: 443,
  cause: install(certificate(10)),
  seen: [
    {
      by: 'TLS',
      rule: 'certificate-expires',
      state: 'CRITICAL',
      names: ['www.example.com', 'expires in', 'days'],
      within: 6,
    },
  ],
  mend: install(certificate(90)),
}
