import { certificate } from '../certificates.ts'
import type { Fault } from '../fault.ts'
import { install } from '../tls.ts'

export const fault: Fault = {
  title: 'the certificate of the service is that of another name',
  kind: 'service',
  port: 443,
  cause: install(certificate(90, 'shop.example.net')),
  seen: [
    {
      by: 'TLS',
      rule: 'certificate-untrusted',
      state: 'CRITICAL',
      names: ['www.example.com', 'shop.example.net'],
      within: 6,
    },
  ],
  mend: install(certificate(90)),
}
