import { createSign, generateKeyPairSync, type KeyObject, randomBytes } from 'node:crypto'
import { isIP } from 'node:net'

/** A key with the certificate for it, both also as PEM. */
export interface Identity {
  readonly name: string
  readonly privateKey: KeyObject
  readonly key: string
  readonly cert: string
}

export interface CertificateRequest {
  /** Common name of the subject. */
  readonly name: string
  /** Names and addresses it is good for (subjectAltName). */
  readonly names?: readonly string[]
  /** Days from now, fractions allowed, negative for the past. */
  readonly from: number
  readonly until: number
  /** Who signs it; without, it signs itself. */
  readonly issuer?: Identity
  readonly isAuthority?: boolean
}

/**
 * Makes an X.509 certificate. Written out in DER here because no command line tool of every distribution makes
 * one that has expired already, and because a test that begins with ten runs of openssl is a slow one.
 */
export function makeIdentity(request: CertificateRequest): Identity {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const issuer = request.issuer ?? { name: request.name, privateKey }
  const body = sequence(
    tagged(0xa0, integer(Buffer.from([2]))),
    integer(Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    ecdsaWithSha256,
    distinguishedName(issuer.name),
    sequence(time(request.from), time(request.until)),
    distinguishedName(request.name),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(...extensions(request))),
  )
  const signature = createSign('sha256').update(body).sign(issuer.privateKey)
  const der = sequence(body, ecdsaWithSha256, tagged(0x03, Buffer.from([0]), signature))
  return {
    name: request.name,
    privateKey,
    key: String(privateKey.export({ type: 'pkcs8', format: 'pem' })),
    cert: toPem(der),
  }
}

function extensions(request: CertificateRequest): Buffer[] {
  const found: Buffer[] = []
  if (request.isAuthority === true) {
    const basicConstraints = objectIdentifier([0x55, 0x1d, 0x13])
    const isAuthority = tagged(0x01, Buffer.from([0xff]))
    found.push(sequence(basicConstraints, isAuthority, tagged(0x04, sequence(isAuthority))))
  }
  const names = request.names ?? []
  if (names.length > 0) {
    const subjectAltName = objectIdentifier([0x55, 0x1d, 0x11])
    found.push(sequence(subjectAltName, tagged(0x04, sequence(...names.map(alternativeName)))))
  }
  return found
}

function alternativeName(name: string): Buffer {
  return isIP(name) === 0 ? tagged(0x82, Buffer.from(name)) : tagged(0x87, addressBytes(name))
}

/** The four or sixteen bytes of an address. Of IPv6 only what tests use: groups and one `::`. */
function addressBytes(address: string): Buffer {
  if (isIP(address) === 4) return Buffer.from(address.split('.').map(Number))
  const [head = [], tail = []] = address.split('::').map(half => half.split(':').filter(each => each !== ''))
  const groups = [...head, ...Array<string>(8 - head.length - tail.length).fill('0'), ...tail]
  return Buffer.from(groups.map(group => group.padStart(4, '0')).join(''), 'hex')
}

const ecdsaWithSha256 = sequence(objectIdentifier([0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02]))

function distinguishedName(name: string): Buffer {
  const commonName = objectIdentifier([0x55, 0x04, 0x03])
  return sequence(tagged(0x31, sequence(commonName, tagged(0x0c, Buffer.from(name)))))
}

/** GeneralizedTime, `YYYYMMDDHHMMSSZ`. */
function time(daysFromNow: number): Buffer {
  const date = new Date(Date.now() + daysFromNow * 86_400_000)
  const digits = date.toISOString().replace(/\.\d+Z$|\D/g, '')
  return tagged(0x18, Buffer.from(`${digits}Z`))
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, ...parts)
}

function integer(bytes: Buffer): Buffer {
  return tagged(0x02, bytes)
}

function objectIdentifier(bytes: readonly number[]): Buffer {
  return tagged(0x06, Buffer.from(bytes))
}

function tagged(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

function toPem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`
}
