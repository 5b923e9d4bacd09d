import { spawn } from 'node:child_process'
import { Agent, request } from 'node:https'
import { Duplex } from 'node:stream'
import { connect, type TLSSocket } from 'node:tls'
import type { Identity } from '../support/certificate.ts'
import { type Host, until } from '../support/host.ts'

/** An object as Icinga's API has it. */
export interface IcingaObject {
  /** `host!service` */
  readonly name: string
  readonly attrs: Readonly<Record<string, unknown>>
}

export interface IcingaApi extends Disposable {
  /** The objects of a type, `services`, or one of them by its name. @throws where Icinga refuses or has none */
  objects(type: string, name?: string): Promise<IcingaObject[]>
  /** An action: `reschedule-check`. @throws where Icinga refuses */
  act(action: string, body: object): Promise<void>
  /** When the configuration was read last, in seconds since 1970; undefined while Icinga does not answer. */
  startedAt(): Promise<number | undefined>
}

export interface ApiPlace {
  readonly address: string
  readonly port: number
  readonly authority: Identity
  /** Its loopback is another one: what is said goes through a program in that host. */
  readonly host?: Host | undefined
}

export function openApi(place: ApiPlace): IcingaApi {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const ask = (method: string, path: string, body: object = {}) => call(agent, place, method, path, body)
  return {
    // A name may have signs that no path of a URL takes.
    objects: async (type, name) => {
      const which = name === undefined ? {} : { [type.slice(0, -1)]: name }
      const path = `/v1/objects/${type}`
      // While it reloads, Icinga breaks connections off.
      return read<IcingaObject>(
        await until('Icinga to answer', () => ask('GET', path, which).catch(ignoreBroken)),
      )
    },
    act: async (action, body) => {
      const done = read<{ code: number; status: string }>(await ask('POST', `/v1/actions/${action}`, body))
      const failed = done.find(({ code }) => code >= 300)
      if (failed !== undefined || done.length === 0) throw new Error(`${action}: ${JSON.stringify(done)}`)
    },
    startedAt: async () => {
      try {
        const [status] = read<Started>(await ask('GET', '/v1/status/IcingaApplication'))
        return status?.status.icingaapplication.app.program_start
      } catch {
        return undefined
      }
    },
    [Symbol.dispose]: () => agent.destroy(),
  }
}

function ignoreBroken(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ECONNRESET' && error.code !== 'ECONNREFUSED') throw error
}

interface Started {
  readonly status: { readonly icingaapplication: { readonly app: { readonly program_start: number } } }
}

interface Answer {
  readonly code: number
  readonly text: string
}

function read<T>({ code, text }: Answer): T[] {
  if (code !== 200) throw new Error(`Icinga answers ${code}: ${text}`)
  return (JSON.parse(text) as { results: T[] }).results
}

async function call(
  agent: Agent,
  place: ApiPlace,
  method: string,
  path: string,
  body?: object,
): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  // Icinga reads no body of a GET.
  const sent = request({
    method: 'POST',
    path,
    host: place.address,
    port: place.port,
    auth: 'root:test',
    headers: { Accept: 'application/json', 'X-HTTP-Method-Override': method },
    ca: place.authority.cert,
    // The certificate is for the node's name, not for its address.
    checkServerIdentity: () => undefined,
    timeout: 10_000,
    ...(place.host === undefined ? { agent } : { createConnection: () => tunnel(place) }),
  })
  sent.once('error', reject)
  sent.once('timeout', () => sent.destroy(new Error('Icinga does not answer')))
  sent.once('response', response => {
    const parts: Buffer[] = []
    response.on('data', (part: Buffer) => parts.push(part))
    response.once('error', reject)
    response.once('end', () => {
      resolve({ code: response.statusCode ?? 0, text: Buffer.concat(parts).toString('utf8') })
    })
  })
  sent.end(JSON.stringify(body))
  return await promise
}

/** TLS over the stdin and stdout of a program that connects inside the host. */
function tunnel({ host, address, port, authority }: ApiPlace): TLSSocket {
  const [program = '', ...words] = [...(host?.enter ?? []), 'busybox', 'nc', address, String(port)]
  const { stdin, stdout, ...relay } = spawnRelay(program, words)
  const socket = new Duplex({
    read: () => {
      stdout.resume()
    },
    write: (chunk, _encoding, done) => {
      stdin.write(chunk, done)
    },
    final: done => {
      stdin.end(done)
    },
  })
  stdout.on('data', (part: Buffer) => {
    if (!socket.push(part)) stdout.pause()
  })
  stdout.once('end', () => socket.push(null))
  const secured = connect({ socket, ca: authority.cert, checkServerIdentity: () => undefined })
  for (const each of [stdin, stdout, socket]) each.on('error', () => secured.destroy())
  secured.once('close', () => relay.end())
  return secured
}

function spawnRelay(program: string, words: readonly string[]) {
  const child = spawn(program, words, { stdio: ['pipe', 'pipe', 'ignore'], cwd: '/' })
  child.on('error', () => undefined)
  return { stdin: child.stdin, stdout: child.stdout, end: () => child.kill() }
}
