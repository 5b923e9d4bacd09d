/**
 * The service of a real server in the lab: pages over HTTP and HTTPS, and an echo over UDP. How it behaves is in /run/mode,
 * read with every request; `+health` behind a word means the health page as well:
 * `well`, `500`, `wrong` (another page), `slow` (4 s), `hang` (takes the request and never answers).
 * SIGHUP has it read its certificate again. Once it listens it makes /run/serves.
 */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import { hostname } from 'node:os'

const ports = [80, 8000, 8080, 8082, 8088]
const name = hostname()

const answer: RequestListener = (request, response) => {
  const [mode = 'well', whole] = readFileSync('/run/mode', 'latin1').trim().split('+')
  const health = request.url === '/health'
  const now = health && whole === undefined ? 'well' : mode
  response.sendDate = false
  response.setHeader('Connection', 'close')
  const well = health ? 'ok\n' : `Welcome to the shop, from ${name}\n`
  if (now === 'hang') return
  if (now === '500') response.writeHead(500).end('the database is gone\n')
  else if (now === 'wrong') response.end('It works!\n')
  else if (now === 'slow') setTimeout(() => response.end(well), 4000)
  else response.end(well)
}

// Without an address of its own it is on all of them.
const [, , host = '::'] = process.argv
const servers = ports.map(port => createServer(answer).listen(port, host))
const readTls = () => ({ key: readFileSync('/run/tls.pem'), cert: readFileSync('/run/tls.pem') })
const tls = createTlsServer(readTls(), answer).listen(443, host)
process.on('SIGHUP', () => tls.setSecureContext(readTls()))

const echo = createSocket(host.includes(':') ? 'udp6' : 'udp4')
echo.on('message', (text, { port, address }) => echo.send(text, port, address))
echo.bind(53, host)

void Promise.all([...servers, tls, echo].map(each => once(each, 'listening'))).then(() =>
  writeFileSync('/run/serves', ''),
)
