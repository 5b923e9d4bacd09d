import { afterAll, describe, expect, test } from 'vitest'
import { makeCertificates } from '../support/certificates.ts'
import { startSite } from '../support/http-server.ts'
import type { RunningServer, ServerOptions } from '../support/servers.ts'
import { behaviours, findRefusingPort, startTcp } from '../support/tcp-server.ts'
import { runVipService } from '../support/vip-service.ts'

const certificates = makeCertificates()
afterAll(() => certificates.remove())
const { authority, valid } = certificates
const tls = { identity: valid }

/** A server that notes every request as it came and answers what the path wants: `/302/to/where`. */
interface Recorder extends RunningServer {
  readonly requests: readonly string[]
}

async function startRecorder(options: ServerOptions = {}): Promise<Recorder> {
  const requests: string[] = []
  const server = await startTcp(socket => {
    socket.once('data', (words: Buffer) => {
      const text = words.toString('latin1')
      requests.push(text)
      const [, status, location] = /^\S+ \/(30\d)\/(\S*)/.exec(text) ?? []
      const head = status === undefined ? '200 OK' : `${status} Moved\r\nLocation: ${location}`
      socket.end(`HTTP/1.1 ${head}\r\nContent-Length: 5\r\n\r\nhello`)
    })
  }, options)
  return Object.create(server, { requests: { value: requests } }) as Recorder
}

const at = (server: RunningServer) => ['-I', server.host, '-p', String(server.port)]
const lineOf = (request: string | undefined) => request?.split('\r\n', 1)[0]

describe('redirects that are followed', () => {
  test.each([
    ['relative', '/redirect/relative', '/chunked'],
    ['absolute path', '/redirect/ok', '/'],
    ['three steps', '/redirect/chain/3', '/'],
  ])('ok: %s', async (_, path, end) => {
    await using site = await startSite()
    const run = await runVipService([...at(site), '-u', path, '-f', 'follow'])
    expect(run).toMatchObject({ exitCode: 0, state: 'OK' })
    expect(site.seen.at(-1)?.url).toBe(end)
  })

  test.each([
    ['GET', 301, 'GET'],
    ['GET', 307, 'GET'],
    ['HEAD', 302, 'HEAD'],
    ['POST', 301, 'GET'],
    ['POST', 302, 'GET'],
    ['POST', 303, 'GET'],
    ['POST', 307, 'POST'],
    ['POST', 308, 'POST'],
  ])('%s and %i: %s', async (method, status, then) => {
    await using server = await startRecorder()
    const body = method === 'POST' ? ['-P', 'a=1'] : []
    await runVipService([...at(server), '-j', method, ...body, '-u', `/${status}//next`, '-f', 'follow'])
    expect(server.requests.map(lineOf)).toEqual([
      `${method} /${status}//next HTTP/1.1`,
      `${then} /next HTTP/1.1`,
    ])
    expect(server.requests[1]?.endsWith('\r\n\r\na=1')).toBe(then === 'POST')
  })

  test('ok: POST answered by a redirect to the same place is no circle', async () => {
    await using server = await startTcp(socket => {
      socket.once('data', (words: Buffer) => {
        const posted = words.toString('latin1').startsWith('POST')
        socket.end(
          `HTTP/1.1 ${posted ? '303 See\r\nLocation: /login' : '200 OK'}\r\nContent-Length: 0\r\n\r\n`,
        )
      })
    })
    const run = await runVipService([...at(server), '-u', '/login', '-P', 'a=1', '-f', 'follow'])
    expect(run.state).toBe('OK')
  })

  test('the time is that of all of them', async () => {
    await using end = await startSite()
    await using vip = await startSite({ host: '127.0.0.2' })
    const to = `/redirect/to/${end.url('/slow-first-byte/300')}`
    const run = await runVipService([...at(vip), '-u', to, '-f', 'follow', '-w', '0.25'])
    expect(run).toMatchObject({ state: 'WARNING' })
  })
})

describe('redirects that lead nowhere', () => {
  test.each([
    ['/redirect/loop', /redirects go in a circle, back to http:\/\/127\.0\.0\.1:\d+\/redirect\/loop$/],
    [
      '/redirect/chain/20',
      /more than 15 redirects, the last to http:\/\/127\.0\.0\.1:\d+\/redirect\/chain\/4$/,
    ],
    ['/redirect/no-location', /answers 302 Found without saying where to$/],
    ['/redirect/no-url', /redirect to a place that is no URL$/],
    ['/redirect/file', /redirect to file: is not followed$/],
  ])('critical: %s', async (path, text) => {
    await using site = await startSite()
    const run = await runVipService([...at(site), '-u', path, '-f', 'follow', '-vvv'])
    expect(run.sentence).toMatch(text)
    expect(run.exitCode).toBe(2)
  })

  test('ok: markup in a place it leads to is no markup in the output', async () => {
    await using site = await startSite()
    const run = await runVipService([...at(site), '-u', '/broken/header-markup', '-f', 'ok', '-vvv'])
    expect(run).toMatchObject({ exitCode: 0, state: 'OK' })
    expect(run.more.join()).toContain('location: /a¦b=1‹script›')
  })

  test('critical: the place it leads to refuses, and both are named', async () => {
    await using site = await startSite()
    const dead = `http://127.0.0.1:${await findRefusingPort()}/`
    const run = await runVipService([...at(site), '-u', `/redirect/to/${dead}`, '-f', 'follow'])
    expect(run).toMatchObject({
      exitCode: 2,
      sentence: `${site.endpoint} redirects to ${dead}: connection refused`,
    })
  })
})

describe('redirects that are not followed', () => {
  test.each([
    [['-f', 'ok'], 0, 1],
    [['-f', 'warning'], 1, 1],
    [['-f', 'critical'], 2, 1],
    [['-f', 'follow'], 0, 2],
    [['-f', 'follow', '-e', '302'], 0, 1],
    [['-f', 'follow', '-e', '200'], 0, 2],
    [[], 0, 1],
  ])('%j: exit %i after %i requests', async (argv, exitCode, requests) => {
    await using server = await startRecorder()
    const run = await runVipService([...at(server), '-u', '/302//next', ...argv])
    expect({ exitCode: run.exitCode, requests: server.requests.length }).toEqual({ exitCode, requests })
  })
})

describe('what a redirect does not take along', () => {
  const secrets = ['-a', 'monitor:s3cret', '-b', 'p:q', '-k', 'X-Api-Key: k3y', '-k', 'Cookie: a=1']
  const secret = /authorization|x-api-key|cookie/i

  test('the same place gets all of it again', async () => {
    await using server = await startRecorder()
    await runVipService([...at(server), '-u', '/302//next', '-f', 'follow', ...secrets])
    expect(server.requests.map(each => each.match(new RegExp(secret, 'gi'))?.length)).toEqual([4, 4])
  })

  test.each([
    ['another address', { host: '127.0.0.2' }],
    ['another port', {}],
  ])('%s gets no credentials and no headers of ours', async (_, options) => {
    await using other = await startRecorder(options)
    await using vip = await startRecorder()
    await runVipService([...at(vip), '-u', `/302/http://${other.endpoint}/`, '-f', 'follow', ...secrets])
    expect(vip.requests[0]).toMatch(secret)
    expect(lineOf(other.requests[0])).toBe('GET / HTTP/1.1')
    expect(other.requests[0]).not.toMatch(secret)
  })

  test('nor does it get them back by a second redirect', async () => {
    await using vip = await startRecorder()
    await using other = await startRecorder({ host: '127.0.0.2' })
    const back = `http://${vip.endpoint}/end`
    await runVipService([
      ...at(vip),
      '-u',
      `/302/http://${other.endpoint}/302/${back}`,
      '-f',
      'follow',
      ...secrets,
    ])
    expect(lineOf(vip.requests[1])).toBe('GET /end HTTP/1.1')
    expect(vip.requests[1]).not.toMatch(secret)
  })

  test('TLS given up: nothing goes along in the clear', async () => {
    await using plain = await startRecorder()
    await using vip = await startRecorder({ tls })
    await runVipService([
      ...at(vip),
      '-S',
      '--ca-cert',
      authority.certFile,
      '-u',
      `/302/http://${plain.endpoint}/`,
      '-f',
      'follow',
      ...secrets,
    ])
    expect(vip.requests[0]).toMatch(secret)
    expect(plain.requests[0]).not.toMatch(secret)
  })

  test('the same host with TLS instead of without gets it', async () => {
    await using better = await startRecorder({ tls })
    await using vip = await startRecorder()
    await runVipService([
      ...at(vip),
      '--ca-cert',
      authority.certFile,
      '-u',
      `/302/https://${better.endpoint}/`,
      '-f',
      'follow',
      ...secrets,
    ])
    expect(better.requests[0]).toMatch(secret)
  })
})

describe('the address and the name', () => {
  test('follow asks the named place, sticky the address given with -I', async () => {
    await using there = await startRecorder({ host: '127.0.0.2' })
    await using here = await startRecorder({ port: there.port })
    const to = `/302/http://${there.endpoint}/end`
    await runVipService([...at(here), '-u', to, '-f', 'follow'])
    expect([here.requests.length, there.requests.length]).toEqual([1, 1])
    await runVipService([...at(here), '-u', to, '-f', 'sticky'])
    expect([here.requests.length, there.requests.length]).toEqual([3, 1])
    expect(here.requests[2]).toContain(`host: ${there.endpoint}\r\n`)
  })

  test('stickyport keeps the port as well', async () => {
    await using vip = await startRecorder()
    await runVipService([...at(vip), '-u', '/302/http://www.example.com:1/end', '-f', 'stickyport'])
    expect(lineOf(vip.requests[1])).toBe('GET /end HTTP/1.1')
  })

  test('a redirect to the own name stays at the address of the VIP', async () => {
    await using vip = await startRecorder()
    const to = `/302/http://vip.example.com:${vip.port}/end`
    const run = await runVipService([...at(vip), '-H', 'vip.example.com', '-u', to, '-f', 'follow'])
    expect({ state: run.state, requests: vip.requests.length }).toEqual({ state: 'OK', requests: 2 })
  })

  test.each([
    [['-H', 'vip.example.com'], 'vip.example.com:PORT'],
    [[], '127.0.0.1:PORT'],
    [['-H', 'vip.example.com', '-k', 'Host: other.example.com'], 'other.example.com'],
  ])('%j: Host: %s', async (argv, host) => {
    await using server = await startRecorder()
    await runVipService([...at(server), ...argv])
    expect(server.requests[0]).toContain(`host: ${host.replace('PORT', String(server.port))}\r\n`)
  })

  test('--server-name is for the first host only', async () => {
    await using end = await startRecorder({ tls: { identity: certificates.wrongName } })
    await using vip = await startRecorder({ tls: { identity: certificates.wrongName } })
    const first = [...at(vip), '-S', '--ca-cert', authority.certFile, '--server-name', 'other.example.net']
    expect(await runVipService(first)).toMatchObject({ state: 'OK' })
    const to = `/302/https://localhost:${end.port}/`
    const run = await runVipService([...first, '-u', to, '-f', 'follow', '-4'])
    expect(run.sentence).toMatch(/certificate is for 'other\.example\.net', not for localhost$/)
  })
})

describe('-C', () => {
  test('asks for the certificate and sends no request', async () => {
    await using vip = await startRecorder({ tls })
    const argv = [...at(vip), '--ca-cert', authority.certFile, '-C', '30,14']
    expect(await runVipService(argv)).toMatchObject({ exitCode: 0 })
    expect(vip.requests).toEqual([])
    expect(await runVipService([...argv, '--continue-after-certificate'])).toMatchObject({ exitCode: 0 })
    expect(vip.requests.length).toBe(1)
  })

  test('a server that never answers a request still shows its certificate', async () => {
    await using vip = await startTcp(behaviours.silent, { tls: { identity: certificates.expiring } })
    const run = await runVipService([...at(vip), '--ca-cert', authority.certFile, '-C', '30,3', '-t', '2'])
    expect(run).toMatchObject({
      exitCode: 1,
      sentence: expect.stringMatching(
        /certificate 'localhost' expires in 5 days, on .*, wanted at least 30$/,
      ),
    })
  })
})
