/**
 * Clients of the cluster, run by Node on the monitoring host of the lab: one request after the other, by connections of their own,
 * and whether the last one has been answered or not. /run/clients/urls has a line for each service: its URL and,
 * where it matters, the address to come from. Each request is a line of /run/clients/sent, `NUMBER URL`, and later one of
 * served, `NUMBER MILLISECONDS`, or of failed, `NUMBER REASON`. It ends when /run/clients/enough is there and all is answered.
 */
import { createSocket } from 'node:dgram'
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { get as getPlain } from 'node:http'
import { get as getSecure } from 'node:https'

const folder = '/run/clients'
/** Milliseconds between two requests, and those that a client waits. */
const [pace, patience] = [100, 8000]

/** Resolves when it is served, and rejects with why not. */
function askPage(url: string, localAddress: string | undefined): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const get = url.startsWith('https') ? getSecure : getPlain
  const words = { agent: false, rejectUnauthorized: false, ...(localAddress && { localAddress }) }
  const request = get(url, words, response => {
    let body = ''
    response.setEncoding('utf8').on('data', part => {
      body += part
    })
    response.on('end', () =>
      body.startsWith('Welcome') ? resolve() : reject(new Error(`${response.statusCode} ${body}`)),
    )
    response.on('error', reject)
  })
  request.on('error', reject)
  setTimeout(() => request.destroy(new Error('no answer')), patience).unref()
  return promise
}

function askEcho(url: URL): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const socket = createSocket('udp4')
  const timer = setTimeout(() => reject(new Error('no answer')), patience)
  socket.once('message', () => resolve()).once('error', reject)
  socket.send('ping', Number(url.port), url.hostname)
  return promise.finally(() => {
    clearTimeout(timer)
    socket.close()
  })
}

let [sent, open, turn] = [0, 0, 0]

async function askNext(): Promise<void> {
  const lines = readFileSync(`${folder}/urls`, 'utf8').trim().split('\n')
  const [url = '', from] = (lines[turn++ % lines.length] ?? '').split(' ')
  const number = ++sent
  appendFileSync(`${folder}/sent`, `${number} ${url}\n`)
  open++
  const began = performance.now()
  try {
    await (url.startsWith('udp:') ? askEcho(new URL(url)) : askPage(url, from))
    appendFileSync(`${folder}/served`, `${number} ${Math.round(performance.now() - began)}\n`)
  } catch (error) {
    appendFileSync(`${folder}/failed`, `${number} ${error instanceof Error ? error.message : error}\n`)
  } finally {
    open--
  }
}

const timer = setInterval(() => {
  if (!existsSync(`${folder}/enough`)) void askNext()
  else if (open === 0) clearInterval(timer)
}, pace)
