import type { Socket } from 'node:net'
import Client from 'undici/lib/dispatcher/client.js'
import { formatEndpoint } from '../net/endpoint.ts'
import { type ConnectionFacts, connect, explainSocketError, noAnswer, type Target } from './connection.ts'
import type { Deadline } from './deadline.ts'
import { type Head, statusLineOf, tapHead } from './http-head.ts'
import { type Failure, failure, type Outcome, success } from './outcome.ts'

/** One HTTP/1.1 request on a connection of its own. */
export interface HttpRequest {
  readonly target: Target
  readonly method: string
  /** Path and query, percent-encoded, beginning with `/`. */
  readonly path: string
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body?: string | undefined
  /** False: the connection is closed as soon as the headers are there. */
  readonly readBody: boolean
  /** Bytes of the body that are read, and of the decoded body that are kept. */
  readonly maxBody: number
}

/**
 * How it went. Times in ms, connecting included, and nothing else of what this process does before the request
 * leaves it: looking up the name, loading TLS, compiling the parser.
 */
export interface HttpReply {
  readonly connection: ConnectionFacts
  /** `HTTP/1.1 200 OK` */
  readonly statusLine: string
  readonly status: number
  /** Names in lower case, in the order they came. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly firstByteMs: number
  readonly totalMs: number
  /** Bytes of the body as they came over the wire. */
  readonly bodyBytes: number
  /** True when the body went on after `maxBody` bytes. */
  readonly bodyCut: boolean
  /** The body, decoded when it came compressed. */
  readonly body: Buffer
  /** Why the body could not be decoded. */
  readonly decodeProblem?: string
}

const maxHeaderSize = 65_536

/** Sends one request and reads the answer, up to `maxBody` bytes of it. Redirects are the caller's business. */
export async function request(asked: HttpRequest, deadline: Deadline): Promise<Outcome<HttpReply>> {
  const opened = await connect(asked.target, deadline)
  if (!opened.ok) return opened
  const { socket, facts } = opened.value
  const answer = await exchange(asked, socket, facts, deadline)
  if (!answer.ok) return answer
  const { body, ...reply } = answer.value
  const encoding = reply.headers.find(([name]) => name === 'content-encoding')?.[1]
  if (encoding === undefined || body.length === 0) return success({ connection: facts, ...reply, body })
  const { decode } = await import('./decode.ts')
  const decoded = await decode(body, encoding, asked.maxBody, reply.bodyCut)
  return success({ connection: facts, ...reply, ...decoded })
}

type Answer = Omit<HttpReply, 'connection' | 'decodeProblem'>

/** The exchange itself, over a socket that is already open: this way its times and its certificate are ours. */
async function exchange(
  asked: HttpRequest,
  socket: Socket,
  facts: ConnectionFacts,
  deadline: Deadline,
): Promise<Outcome<Answer>> {
  const { promise, resolve } = Promise.withResolvers<Outcome<Answer>>()
  const setUpMs = facts.connectMs + (facts.tlsMs ?? 0)
  let sentAt = deadline.elapsed()
  const clock = () => setUpMs + deadline.elapsed() - sentAt
  const collector = new Collector(asked, tapHead(socket, clock), resolve)
  const client = new Client(
    `http://${formatEndpoint(asked.target.host.replace(/%.*/, ''), asked.target.port)}`,
    {
      // Not at once: the client is in the middle of its own bookkeeping when it asks.
      connect: (_, done) => queueMicrotask(() => done(null, socket)),
      pipelining: 1,
      headersTimeout: 0,
      bodyTimeout: 0,
      maxHeaderSize,
      allowH2: false,
      strictContentLength: false,
    },
  )
  const expire = () =>
    resolve(collector.begun ? bodyTooSlow(collector.bytes, facts, deadline) : noAnswer(deadline, facts))
  deadline.signal.addEventListener('abort', expire)
  if (deadline.signal.aborted) expire()
  const options = {
    method: asked.method as 'GET',
    path: asked.path,
    headers: asked.headers.flat(),
    body: asked.body ?? null,
    reset: true,
  }
  try {
    client.dispatch(options, {
      onRequestStart: () => {
        sentAt = deadline.elapsed()
      },
      onResponseStart: (_, status, headers, reason) => collector.begin(status, headers, reason ?? ''),
      onResponseData: (_, part) => collector.add(part),
      onResponseEnd: () => collector.end(false),
      onResponseError: (_, error) => resolve(explainHttpError(error, collector, facts, deadline)),
    })
  } catch (error) {
    resolve(
      failure(
        'denied',
        `the request cannot be sent: ${error instanceof Error ? error.message : String(error)}`,
      ),
    )
  }
  return promise.finally(() => {
    deadline.signal.removeEventListener('abort', expire)
    client.destroy().catch(() => undefined)
    socket.on('error', () => undefined)
    socket.destroy()
  })
}

/** Gathers the answer piece by piece, and stops reading where enough has been read. */
class Collector {
  bytes = 0
  #parts: Buffer[] = []
  #answer: Pick<Answer, 'status' | 'statusLine' | 'headers' | 'firstByteMs'> | undefined
  #asked: HttpRequest
  #head: Head
  #resolve: (answer: Outcome<Answer>) => void

  constructor(asked: HttpRequest, head: Head, resolve: (answer: Outcome<Answer>) => void) {
    this.#asked = asked
    this.#head = head
    this.#resolve = resolve
  }

  get begun(): boolean {
    return this.#answer !== undefined
  }

  begin(
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
    reason: string,
  ): void {
    if (status < 200) return
    const statusLine = statusLineOf(this.#head, status, reason)
    this.#answer = { status, statusLine, headers: flatten(headers), firstByteMs: this.#head.firstMs }
    if (!this.#asked.readBody) this.end(false)
  }

  add(part: Buffer): void {
    const room = this.#asked.maxBody - this.bytes
    // A copy: the parser's own buffer is used again for the next part.
    if (room > 0) this.#parts.push(Buffer.from(part.subarray(0, room)))
    this.bytes += part.length
    if (part.length > room) this.end(true)
  }

  end(bodyCut: boolean): void {
    if (this.#answer === undefined) return
    const body = Buffer.concat(this.#parts)
    const totalMs = this.#head.lastMs
    this.#resolve(success({ ...this.#answer, totalMs, bodyBytes: this.bytes, bodyCut, body }))
  }
}

function flatten(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): (readonly [string, string])[] {
  return Object.entries(headers).flatMap(([name, value]) =>
    [value ?? []].flat().map(each => [name.toLowerCase(), each] as const),
  )
}

function bodyTooSlow(bytes: number, facts: ConnectionFacts, deadline: Deadline): Failure {
  return failure(
    'timeout',
    `the body was not complete in ${deadline.seconds} s, ${bytes} bytes came`,
    undefined,
    facts,
  )
}

function explainHttpError(
  error: Error,
  heard: { readonly begun: boolean; readonly bytes: number },
  facts: ConnectionFacts,
  deadline: Deadline,
): Failure {
  const code = 'code' in error ? String(error.code) : ''
  if (deadline.signal.aborted) return noAnswer(deadline, facts)
  const after = heard.begun ? ` after ${heard.bytes} bytes of the body` : ' before an answer came'
  // undici's own words for an answer out of turn: a 101 that nobody asked for is one.
  if (code === 'ERR_ASSERTION' || error.message === 'bad response' || error.message === 'bad upgrade')
    return failure('malformed', 'the answer is not one to this request', undefined, facts)
  if (code === 'UND_ERR_SOCKET')
    return failure('closed', `connection closed by the peer${after}`, undefined, facts)
  if (code === 'ECONNRESET')
    return failure('closed', `connection reset by the peer${after}`, undefined, facts)
  if (code === 'UND_ERR_HEADERS_OVERFLOW') {
    return failure('malformed', `the headers are longer than ${maxHeaderSize} bytes`, undefined, facts)
  }
  if (error.name === 'HTTPParserError') {
    const why = /\([^()]*\)$/.exec(error.message)?.[0] ?? `(${error.message})`
    if (heard.begun)
      return failure('malformed', `the body is not framed as HTTP wants it ${why}`, undefined, facts)
    const hint = 'For another protocol than HTTP: --tcp; for TLS: -S'
    return failure('malformed', `the answer is not HTTP ${why}`, hint, facts)
  }
  if (code.startsWith('UND_ERR_')) return failure('malformed', error.message, undefined, facts)
  return explainSocketError(error, deadline, facts)
}
