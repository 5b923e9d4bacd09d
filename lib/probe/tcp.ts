import type { Socket } from 'node:net'
import {
  type Connection,
  type ConnectionFacts,
  connect,
  explainSocketError,
  noAnswer,
  type Target,
} from './connection.ts'
import type { Deadline } from './deadline.ts'
import { type Failure, failure, type Outcome, success } from './outcome.ts'

/** One TCP conversation. */
export interface TcpRequest {
  readonly target: Target
  /** Sent once the connection stands. */
  readonly send?: string | undefined
  /** Reading ends when these are found: any of them, or all with `all`. None: nothing is read. */
  readonly expect: readonly string[]
  readonly all: boolean
  /** Sent before the connection is closed. */
  readonly quit?: string | undefined
  /** Reading ends after this many bytes. */
  readonly maxBytes: number
  /** Seconds to wait between sending and reading. */
  readonly delay: number
}

/** How it went. Times in ms: connecting and waiting for the peer, without `delay` and what is done here before. */
export interface TcpReply {
  readonly connection: ConnectionFacts
  /** What was read, as UTF-8 with U+FFFD for what is not. Bounded. */
  readonly received: string
  readonly bytes: number
  /** Which of `expect` were found, in their order. */
  readonly found: readonly boolean[]
  /** Why reading ended. `silent`: something came, then nothing for two seconds. */
  readonly ended: 'not read' | 'found' | 'closed' | 'limit' | 'silent'
  readonly totalMs: number
}

/** A server that has begun to speak and pauses this long has said its piece; check_tcp waits as long. */
const pauseMs = 2_000
const keptCharacters = 4_000

/** Connects, sends, reads until what was expected has come, and closes. */
export async function converse(request: TcpRequest, deadline: Deadline): Promise<Outcome<TcpReply>> {
  const opened = await connect(request.target, deadline)
  if (!opened.ok) return wasConnected(request, opened) ?? opened
  const { socket, facts } = opened.value
  try {
    const began = deadline.elapsed() + request.delay * 1000
    const heard = await talk(opened.value, request, deadline)
    if (!heard.ok) return heard
    const waitedMs = Math.max(0, deadline.elapsed() - began)
    const totalMs = facts.connectMs + (facts.tlsMs ?? 0) + waitedMs
    if (request.quit !== undefined && socket.writable) await sayGoodbye(socket, request.quit)
    return success({ connection: facts, ...heard.value, totalMs })
  } finally {
    socket.destroy()
  }
}

/**
 * A reset right after the handshake may be seen before the handshake itself, and then looks like a failure to
 * connect; a refusal never does. Where nothing is to be read the connection is what was asked for, and it was made:
 * that must not depend on who is faster.
 */
function wasConnected(request: TcpRequest, problem: Failure): Outcome<TcpReply> | undefined {
  const { connection } = problem
  if (problem.kind !== 'closed' || connection === undefined || connection.tls !== undefined) return undefined
  if (request.target.tls !== undefined || request.expect.length > 0) return undefined
  return success({
    connection,
    received: '',
    bytes: 0,
    found: [],
    ended: 'not read',
    totalMs: connection.connectMs,
  })
}

type Heard = Pick<TcpReply, 'received' | 'bytes' | 'found' | 'ended'>

async function talk(
  connection: Connection,
  request: TcpRequest,
  deadline: Deadline,
): Promise<Outcome<Heard>> {
  const { socket } = connection
  socket.on('error', () => undefined)
  if (request.send !== undefined) socket.write(request.send)
  if (request.delay > 0) await pause(request.delay * 1000, deadline)
  if (request.expect.length > 0) return listen(connection, request, deadline)
  if (deadline.signal.aborted) return noAnswer(deadline, connection.facts)
  return success({ received: '', bytes: 0, found: [], ended: 'not read' })
}

/** Reads until one of the reasons to stop. Nothing at all until the deadline is the peer's silence. */
function listen(connection: Connection, request: TcpRequest, deadline: Deadline): Promise<Outcome<Heard>> {
  const { promise, resolve } = Promise.withResolvers<Outcome<Heard>>()
  const { socket, facts } = connection
  const wanted = request.expect.map(text => Buffer.from(text))
  let bytes = Buffer.alloc(0)
  let pausing: NodeJS.Timeout | undefined
  const search = () => wanted.map(needle => bytes.includes(needle))
  const stop = (ended: Heard['ended']) =>
    resolve(
      success({
        received: bytes.toString('utf8').slice(0, keptCharacters),
        bytes: bytes.length,
        found: search(),
        ended,
      }),
    )
  const fail = (problem: Failure) => (bytes.length > 0 ? stop('closed') : resolve(problem))
  const expire = () => (bytes.length > 0 ? stop('silent') : resolve(noAnswer(deadline, facts)))

  socket.on('data', (part: Buffer) => {
    bytes = Buffer.concat([bytes, part.subarray(0, request.maxBytes - bytes.length)])
    const found = search()
    if (request.all ? found.every(Boolean) : found.some(Boolean)) return stop('found')
    if (bytes.length >= request.maxBytes) return stop('limit')
    clearTimeout(pausing)
    pausing = setTimeout(() => stop('silent'), pauseMs)
  })
  socket.once('end', () => fail(failure('closed', 'connection closed without a word', undefined, facts)))
  socket.once('error', error => fail(explainSocketError(error, deadline, facts)))
  socket.once('close', () => fail(failure('closed', 'connection closed without a word', undefined, facts)))
  deadline.signal.addEventListener('abort', expire)
  if (deadline.signal.aborted) expire()
  return promise.finally(() => {
    clearTimeout(pausing)
    deadline.signal.removeEventListener('abort', expire)
  })
}

/** Hands the last words to the kernel, but does not wait for a peer that does not take them. */
function sayGoodbye(socket: Socket, words: string): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, 100)
  socket.end(words, resolve)
  socket.once('close', () => resolve())
  return promise.finally(() => clearTimeout(timer))
}

function pause(ms: number, deadline: Deadline): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const done = () => resolve()
  const timer = setTimeout(done, ms)
  deadline.signal.addEventListener('abort', done)
  return promise.finally(() => {
    clearTimeout(timer)
    deadline.signal.removeEventListener('abort', done)
  })
}
