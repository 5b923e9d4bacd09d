import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CertificateRequest, type Identity, makeIdentity } from './certificate.ts'

/** What the certificates below are good for: the loopback, and a name no test looks up. */
const here = ['localhost', 'vip.example.com', '127.0.0.1', '::1']

/** An identity with its PEM files, for options that take a file name. */
export interface StoredIdentity extends Identity {
  readonly certFile: string
  readonly keyFile: string
}

const requests = {
  /** Signed by the authority, good for here, for a year. */
  valid: { name: 'localhost', names: here, from: -1, until: 365 },
  expired: { name: 'localhost', names: here, from: -30, until: -2 },
  notYetValid: { name: 'localhost', names: here, from: 2, until: 365 },
  /** Half a day over five, so that "5 days" stays true while the tests run. */
  expiring: { name: 'localhost', names: here, from: -1, until: 5.5 },
  wrongName: { name: 'other.example.net', names: ['other.example.net'], from: -1, until: 365 },
  /** For a client to show; signed by the same authority. */
  client: { name: 'monitoring', names: ['monitoring.example.com'], from: -1, until: 365 },
} as const satisfies Record<string, CertificateRequest>

export type CertificateName = keyof typeof requests | 'selfSigned' | 'authority'

/** One of each, in a folder of their own. */
export interface Certificates extends Readonly<Record<CertificateName, StoredIdentity>> {
  readonly folder: string
  remove(): void
}

/** Makes the test authority and all certificates. Takes milliseconds; call it once a test file. */
export function makeCertificates(): Certificates {
  const folder = mkdtempSync(join(tmpdir(), 'lvs-certificates-'))
  const authority = makeIdentity({ name: 'Test authority', from: -400, until: 400, isAuthority: true })
  const signed = (request: CertificateRequest) => makeIdentity({ ...request, issuer: authority })
  const store = (file: string, identity: Identity) => storeIdentity(folder, file, identity)
  return {
    folder,
    authority: store('authority', authority),
    valid: store('valid', signed(requests.valid)),
    expired: store('expired', signed(requests.expired)),
    notYetValid: store('not-yet-valid', signed(requests.notYetValid)),
    expiring: store('expiring', signed(requests.expiring)),
    wrongName: store('wrong-name', signed(requests.wrongName)),
    client: store('client', signed(requests.client)),
    selfSigned: store('self-signed', makeIdentity(requests.valid)),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function storeIdentity(folder: string, file: string, identity: Identity): StoredIdentity {
  const certFile = join(folder, `${file}.crt`)
  const keyFile = join(folder, `${file}.key`)
  writeFileSync(certFile, identity.cert)
  writeFileSync(keyFile, identity.key, { mode: 0o600 })
  return { ...identity, certFile, keyFile }
}
