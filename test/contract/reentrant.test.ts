import { getEventListeners } from 'node:events'
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Result } from '../../lib/runtime/run.ts'
import { runCheck } from '../../plugins/index.ts'
import { makeCertificates } from '../support/certificates.ts'
import { type Site, startSite } from '../support/http-server.ts'
import { need } from '../support/need.ts'
import { countResources, leftForGood } from '../support/process.ts'
import type { RunningServer } from '../support/servers.ts'
import { behaviours, findRefusingPort, startTcp } from '../support/tcp-server.ts'

// A resident front end runs any number of checks in one process: they may not get into each other's way.

const certificates = makeCertificates()
const servers: RunningServer[] = []
let calls: readonly (readonly string[])[] = []

beforeAll(async () => {
  const keep = async <S extends RunningServer>(starting: Promise<S>) => {
    const server = await starting
    servers.push(server)
    return server
  }
  const site = await keep(startSite())
  const secure = await keep(startSite({ tls: { identity: certificates.valid } }))
  const banner = await keep(startTcp(behaviours.banner))
  const silent = await keep(startTcp(behaviours.silent))
  calls = callsFor(site, secure, banner.port, silent.port, await findRefusingPort())
})

afterAll(async () => {
  for (const server of servers) await server.close()
  certificates.remove()
})

/** Calls of every kind and outcome. None may depend on how busy the machine is: the good ones have a minute. */
function callsFor(site: Site, secure: Site, banner: number, silent: number, refusing: number) {
  const http = (port: number, ...words: string[]) => [
    'check_vip_service',
    '-I',
    '127.0.0.1',
    '-p',
    `${port}`,
    ...words,
  ]
  const tcp = (port: number, ...words: string[]) => [
    'check_vip_service',
    '--tcp',
    '-H',
    '127.0.0.1',
    '-p',
    `${port}`,
    ...words,
  ]
  const minute = ['-t', '60']
  return [
    http(site.port, ...minute),
    http(site.port, ...minute, '-u', '/status/503'),
    http(site.port, ...minute, '-u', '/gzip', '-s', 'Welcome', '-vvv'),
    http(site.port, ...minute, '-u', '/redirect/ok', '-f', 'follow'),
    http(site.port, ...minute, '-u', '/broken/garbage'),
    http(site.port, ...minute, '--connections', '3', '--output', 'json'),
    http(secure.port, ...minute, '-S', '-H', 'localhost', '--ca-cert', certificates.authority.certFile),
    http(secure.port, ...minute, '-S', '-H', 'localhost'),
    http(refusing, ...minute),
    tcp(banner, ...minute, '-e', '220'),
    tcp(refusing, ...minute),
    tcp(silent, '-t', '0.5', '-e', '220'),
    ['check_vip_ping', '-H', '127.0.0.1', '-p', '1', '-w', '50000,100%', '-c', '50000,100%', '-t', '60'],
    http(secure.port, ...minute, '-S', '--ca-cert', '/no/such/file'),
    ['check_vip_ping', '--bogus'],
    ['check_vip_service', '--help'],
    ['check_none'],
  ]
}

/** A result without what two runs may differ in: measured numbers. */
function comparable({ exitCode, stdout }: Result): string {
  return `${exitCode} ${stdout.replace(/\d+(\.\d+)?(e-\d+)?/g, '0')}`
}

need('ping')('a thousand checks in one process', () => {
  test('say what each says alone, and leave nothing behind', { timeout: 120_000 }, async () => {
    const shared = new AbortController().signal
    const alone: string[] = []
    for (const argv of calls) alone.push(comparable(await runCheck(argv, shared)))
    expect(new Set(alone.map(each => each[0]))).toEqual(new Set(['0', '2', '3']))

    const before = describeProcess()
    const resources = countResources()
    const warnings: Error[] = []
    const note = (warning: Error) => warnings.push(warning)
    process.on('warning', note)
    const many = Array.from({ length: 1000 }, (_, at) => at)
    const results = await Promise.all(
      many.map(async at => comparable(await runCheck(calls[at % calls.length] ?? [], shared))),
    )
    process.off('warning', note)

    expect(results).toEqual(many.map(at => alone[at % calls.length]))
    expect(warnings).toEqual([])
    expect(getEventListeners(shared, 'abort')).toEqual([])
    expect(describeProcess()).toEqual(before)
    expect(await leftForGood(resources)).toEqual({})
    expect(childrenOf(process.pid)).toEqual(childrenBefore)
  })

  test('end together when they are stopped, and leave nothing behind', async () => {
    const silent = servers.at(-1)
    const slow = ['check_vip_service', '--tcp', '-H', '127.0.0.1', '-p', `${silent?.port}`, '-e', 'never']
    const ping = ['check_vip_ping', '-H', '127.0.0.1', '-p', '20', '-i', '1', '-t', '60']
    const resources = countResources()
    const controller = new AbortController()
    const running = Array.from({ length: 100 }, (_, at) =>
      runCheck(at % 10 === 0 ? ping : slow, controller.signal),
    )
    await expect.poll(() => childrenOf(process.pid).length).toBeGreaterThan(childrenBefore.length)
    controller.abort()
    for (const { exitCode, stdout } of await Promise.all(running)) {
      expect(stdout).toMatch(
        /^VIP (SERVICE|PING) UNKNOWN - check_vip_(service|ping) was stopped before it was done\n$/,
      )
      expect(exitCode).toBe(3)
    }
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
    expect(await leftForGood(resources)).toEqual({})
    await expect.poll(() => childrenOf(process.pid)).toEqual(childrenBefore)
  })
})

const childrenBefore = childrenOf(process.pid)

/** What a check could change of the process it runs in. */
function describeProcess() {
  const listeners = process.eventNames().map(name => [String(name), process.listenerCount(name)])
  return { cwd: process.cwd(), exitCode: process.exitCode, environment: { ...process.env }, listeners }
}

function childrenOf(pid: number): string[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean)
}
