import { quote } from '../core/text.ts'
import { failure, type Outcome, success } from '../probe/outcome.ts'
import type { Probes } from '../probe/probes.ts'
import type { HttpGiven } from './http-options.ts'

/** What is read from files and the environment before anything is asked. Never part of the facts. */
export interface Secrets {
  readonly headers: readonly (readonly [string, string])[]
  readonly tls: { readonly ca?: string; readonly certificate?: string; readonly key?: string }
}

type TlsFiles = Pick<HttpGiven, 'ca-cert' | 'client-cert' | 'private-key'>

const secretLimit = 65_536
const pemLimit = 4_194_304

/** Authorization headers and TLS files of an HTTP request. */
export async function readHttpSecrets(options: HttpGiven, probes: Probes): Promise<Outcome<Secrets>> {
  const tls = await readTlsFiles(options, probes)
  if (!tls.ok) return tls
  const authorization = await readAuthorization(options, probes)
  if (!authorization.ok) return authorization
  const headers: (readonly [string, string])[] = []
  if (authorization.value !== undefined) headers.push(['Authorization', authorization.value])
  const proxy = options['proxy-authorization']
  if (proxy !== undefined) headers.push(['Proxy-Authorization', basic(proxy)])
  return success({ headers, tls: tls.value })
}

/** The PEM files of a TLS connection. */
export async function readTlsFiles(options: TlsFiles, probes: Probes): Promise<Outcome<Secrets['tls']>> {
  const names = [
    ['ca', options['ca-cert']],
    ['certificate', options['client-cert']],
    ['key', options['private-key']],
  ] as const
  const texts: Record<string, string> = {}
  for (const [name, path] of names) {
    if (path === undefined) continue
    const bytes = await probes.readFile(path, pemLimit)
    if (!bytes.ok) return bytes
    const text = bytes.value.toString('latin1')
    if (!text.includes('-----BEGIN ')) return failure('malformed', `${quote(path)} is not a PEM file`)
    texts[name] = text
  }
  return success(texts)
}

/** The facts without the credentials that were sent: a page may repeat them, and the facts are shown with -vvv. */
export function hideSecrets<Facts>(facts: Facts, secrets: Secrets): Facts {
  const hidden = secrets.headers.flatMap(([, value]) => value.split(' ').slice(1))
  const hide = (value: unknown): unknown => {
    if (typeof value === 'string') return hidden.reduce((text, each) => text.replaceAll(each, '***'), value)
    if (Array.isArray(value)) return value.map(hide)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, hide(each)]))
  }
  return hidden.length === 0 ? facts : (hide(facts) as Facts)
}

async function readAuthorization(options: HttpGiven, probes: Probes): Promise<Outcome<string | undefined>> {
  if (options.authorization !== undefined) return success(basic(options.authorization))
  const basicSource = await readSource(options['auth-file'], options['auth-env'], probes)
  if (basicSource !== undefined) {
    if (!basicSource.ok) return basicSource
    if (basicSource.value.includes(':')) return success(basic(basicSource.value))
    return failure('malformed', 'the credentials for basic authentication are not USER:PASSWORD')
  }
  const token = await readSource(options['bearer-file'], options['bearer-env'], probes)
  if (token === undefined) return success(undefined)
  if (!token.ok) return token
  if (/^[\x21-\x7e]+$/.test(token.value)) return success(`Bearer ${token.value}`)
  return failure('malformed', 'the bearer token is empty or holds blanks or control characters')
}

/** The first line of a file, or an environment variable; undefined when neither is asked for. */
async function readSource(
  file: string | undefined,
  variable: string | undefined,
  probes: Probes,
): Promise<Outcome<string> | undefined> {
  if (variable !== undefined) return probes.environment(variable)
  if (file === undefined) return undefined
  const bytes = await probes.readFile(file, secretLimit)
  return bytes.ok ? success(bytes.value.toString('utf8').split(/\r?\n/, 1)[0] ?? '') : bytes
}

function basic(credentials: string): string {
  return `Basic ${Buffer.from(credentials).toString('base64')}`
}
