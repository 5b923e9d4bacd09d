import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeCertificates } from '../../test/support/certificates.ts'
import { startSite } from '../../test/support/http-server.ts'
import { behaviours, startTcp } from '../../test/support/tcp-server.ts'
import { writeConfig, writeTable } from './cluster.ts'

/** What is measured against, in a process of its own: its work is not that of a check. */
export interface Ports {
  readonly tcp: number
  readonly http: number
  readonly https: number
  /** PEM file of the authority that the HTTPS server's certificate is from. */
  readonly authority: string
  /** A folder with keepalived.conf and the table of clusters, by their number of real servers: `40.conf`, `40.table`. */
  readonly clusters: string
}

function writeClusters(): string {
  const folder = mkdtempSync(join(tmpdir(), 'lvs-bench-'))
  for (const realServers of [40, 10_000]) {
    writeFileSync(join(folder, `${realServers}.conf`), writeConfig(realServers))
    writeFileSync(join(folder, `${realServers}.table`), writeTable(realServers))
  }
  return folder
}

if (import.meta.main) {
  const certificates = makeCertificates()
  const tcp = await startTcp(behaviours.banner)
  const http = await startSite()
  const https = await startSite({ tls: { identity: certificates.valid } })
  const clusters = writeClusters()
  const ports: Ports = {
    tcp: tcp.port,
    http: http.port,
    https: https.port,
    authority: certificates.authority.certFile,
    clusters,
  }
  process.stdout.write(`${JSON.stringify(ports)}\n`)
  // Ends with its parent, however that ends.
  process.stdin.resume().once('close', () => {
    certificates.remove()
    rmSync(clusters, { recursive: true })
    process.exit(0)
  })
}
