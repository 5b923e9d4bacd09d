import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { brokenPages } from './http-broken-pages.ts'
import { pages } from './http-pages.ts'
import { listen, type RunningServer, type ServerOptions, toTlsOptions } from './servers.ts'

/** Answers one request; the words after the page's own path come in `rest`. */
export type Page = (request: IncomingMessage, response: ServerResponse, rest: string) => void

/** A request that has arrived. */
export interface Seen {
  readonly method: string
  readonly url: string
  /** Counts connections from 1: two requests with the same number came on one connection. */
  readonly connection: number
}

/** An HTTP(S) server that has a page for every way there is to answer. */
export interface Site extends RunningServer {
  readonly seen: readonly Seen[]
  /** The whole URL of a page. */
  url(path: string): string
}

/**
 * Starts a site with the pages of http-pages.ts and http-broken-pages.ts. A page is called `/name` and may take
 * the rest of the path: `/status/503`, `/redirect/to/http://127.0.0.1:8080/`.
 */
export async function startSite(options: ServerOptions = {}): Promise<Site> {
  const seen: Seen[] = []
  const numbers = new WeakMap<object, number>()
  let last = 0
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const connection = numbers.get(request.socket) ?? ++last
    numbers.set(request.socket, connection)
    seen.push({ method: request.method ?? '', url: request.url ?? '', connection })
    const { page, rest } = findPage(request.url ?? '/')
    page(request, response, rest)
  }
  const limits = { maxHeaderSize: 1_000_000, requestTimeout: 0, headersTimeout: 0 }
  const server =
    options.tls === undefined
      ? createServer(limits, answer)
      : createHttpsServer({ ...limits, ...toTlsOptions(options.tls) }, answer)
  server.on('clientError', (_error, socket) => socket.destroy())
  const running = await listen(server, options)
  const scheme = options.tls === undefined ? 'http' : 'https'
  return Object.create(running, {
    seen: { value: seen },
    url: { value: (path: string) => `${scheme}://${running.endpoint}${path}` },
  }) as Site
}

const all: Readonly<Record<string, Page>> = { ...pages, ...brokenPages }

/** The page with the longest name the path begins with. */
function findPage(url: string): { page: Page; rest: string } {
  const path = url.split('?', 1)[0] ?? ''
  const names = Object.keys(all).filter(name => path === name || path.startsWith(`${name}/`))
  const name = names.sort((a, b) => b.length - a.length)[0]
  const page = name === undefined ? undefined : all[name]
  if (page === undefined || name === undefined) return { page: pages['/status'], rest: '404' }
  return { page, rest: path.slice(name.length + 1) }
}
