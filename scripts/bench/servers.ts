import { makeCertificates } from '../../test/support/certificates.ts'
import { startSite } from '../../test/support/http-server.ts'
import { behaviours, startTcp } from '../../test/support/tcp-server.ts'

/** What is measured against, in a process of its own: its work is not that of a check. */
export interface Ports {
  readonly tcp: number
  readonly http: number
  readonly https: number
  /** PEM file of the authority that the HTTPS server's certificate is from. */
  readonly authority: string
}

if (import.meta.main) {
  const certificates = makeCertificates()
  const tcp = await startTcp(behaviours.banner)
  const http = await startSite()
  const https = await startSite({ tls: { identity: certificates.valid } })
  const ports: Ports = {
    tcp: tcp.port,
    http: http.port,
    https: https.port,
    authority: certificates.authority.certFile,
  }
  process.stdout.write(`${JSON.stringify(ports)}\n`)
  // Ends with its parent, however that ends.
  process.stdin.resume().once('close', () => {
    certificates.remove()
    process.exit(0)
  })
}
