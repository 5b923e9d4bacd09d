import { makeIdentity } from '../support/certificate.ts'

/** The name that clients ask for by TLS. */
export const siteName = 'www.example.com'

/** Who signs for the lab: the monitoring host trusts it. */
const authority = makeIdentity({ name: 'CA of the lab', isAuthority: true, from: -365, until: 365 })

/** What the monitoring host trusts, in PEM. */
export const trusted = authority.cert

/** Key and certificate of the service, in PEM: valid for so many days from now, and for this name. */
export function certificate(until: number, name: string = siteName): string {
  const { key, cert } = makeIdentity({ name, names: [name], from: -300, until, issuer: authority })
  return key + cert
}
