import { type Certificates, makeCertificates } from '../support/certificates.ts'
import { startSite } from '../support/http-server.ts'
import type { RunningServer } from '../support/servers.ts'
import { type Behaviour, behaviours, findRefusingPort, startTcp } from '../support/tcp-server.ts'

/** Starts what a case talks to. */
type Start = (certificates: Certificates) => Promise<Pick<RunningServer, 'port' | 'close'>>

const site = (name?: 'valid' | 'expiring' | 'expired' | 'notYetValid' | 'wrongName' | 'selfSigned'): Start =>
  name === undefined
    ? () => startSite()
    : certificates => startSite({ tls: { identity: certificates[name] } })

const talk =
  (behaviour: Behaviour): Start =>
  () =>
    startTcp(behaviour)

const secretTalk =
  (name: 'valid' | 'expiring' | 'expired' | 'selfSigned', behaviour: Behaviour): Start =>
  certificates =>
    startTcp(behaviour, { tls: { identity: certificates[name] } })

const nobody = { close: async () => undefined }

/** The servers of the cases, by the names that the cases and the page of differences use. */
const starts = {
  nobody: async () => ({ port: 0, ...nobody }),
  refusing: async () => ({ port: await findRefusingPort(), ...nobody }),
  web: site(),
  'web on ::1': () => startSite({ host: '::1' }),
  https: site('valid'),
  'https, expires in 5 days': site('expiring'),
  'https, expired': site('expired'),
  'https, not yet valid': site('notYetValid'),
  'https, other name': site('wrongName'),
  'https, self-signed': site('selfSigned'),
  'https, client certificate': ({ valid, authority }) =>
    startSite({ tls: { identity: valid, clientAuthority: authority } }),
  'https, TLS 1.2': ({ valid }) => startSite({ tls: { identity: valid, maxVersion: 'TLSv1.2' } }),
  mail: talk(behaviours.smtp),
  'mail on ::1': () => startTcp(behaviours.smtp, { host: '::1' }),
  'mail, TLS': secretTalk('valid', behaviours.smtp),
  'mail, TLS, expires in 5 days': secretTalk('expiring', behaviours.smtp),
  'mail, TLS, expired': secretTalk('expired', behaviours.smtp),
  'mail, TLS, self-signed': secretTalk('selfSigned', behaviours.smtp),
  echo: talk(behaviours.echo),
  silent: talk(behaviours.silent),
  'closes at once': talk(behaviours.closesAtOnce),
  'resets at once': talk(behaviours.resets),
  'slow banner': talk(behaviours.slowBanner),
  'banner with a pipe': talk(behaviours.bannerWithPipe),
  'banner with NUL': talk(behaviours.bannerWithNul),
  'banner not UTF-8': talk(behaviours.bannerNotUtf8),
  'banner with markup': talk(behaviours.bannerWithMarkup),
  'banner of 10 MB': talk(behaviours.bannerTooLong),
  'never stops talking': talk(behaviours.endless),
} as const satisfies Record<string, Start>

export type SceneName = keyof typeof starts

/** All that is running for the cases. Each server is started when the first case asks for it. */
export interface Stage extends AsyncDisposable {
  /** The words with what stands in braces put in. */
  fill(scene: SceneName, word: string): Promise<string>
  /** The environment in which the authority of the test certificates is one that this machine trusts. */
  readonly env: Readonly<Record<string, string>>
}

export function openStage(): Stage {
  const certificates = makeCertificates()
  const running = new Map<SceneName, ReturnType<Start>>()
  const find = (scene: SceneName) => {
    const server = running.get(scene) ?? starts[scene](certificates)
    running.set(scene, server)
    return server
  }
  const { authority, client } = certificates
  return {
    fill: async (scene, word) => {
      const { port } = await find(scene)
      return word
        .replace('{port}', String(port))
        .replace('{ca.crt}', authority.certFile)
        .replace('{client.crt}', client.certFile)
        .replace('{client.key}', client.keyFile)
    },
    env: { SSL_CERT_FILE: authority.certFile },
    [Symbol.asyncDispose]: async () => {
      for (const server of running.values()) await (await server).close()
      certificates.remove()
    },
  }
}
