import { describe, expect, test } from 'vitest'
import { failure, success } from '../../lib/probe/outcome.ts'
import { listRealServers } from '../../lib/service/real-servers.ts'
import { sourcesOf } from '../support/config-sources.ts'
import { within } from '../support/deadline.ts'
import { probesThatAnswer } from '../support/probes.ts'

const text = `
virtual_server 192.0.2.10 80 {
    lb_algo rr
    lb_kind DR
    protocol TCP
    real_server 192.0.2.11 80 {
        weight 1
    }
    @lvs2 real_server 192.0.2.12 80 {
    @lvs2 }
}
virtual_server 192.0.2.10 443 {
    lb_algo rr
    lb_kind NAT
    protocol TCP
    real_server 192.0.2.11 8443 {
    }
    real_server 192.0.2.12 8443 {
    }
}
virtual_server 192.0.2.10 53 {
    lb_algo rr
    lb_kind DR
    protocol UDP
    real_server 192.0.2.13 53 {
    }
}
virtual_server_group WEB {
    192.0.2.20-25 80
}
virtual_server group WEB {
    lb_algo rr
    lb_kind TUN
    protocol TCP
    real_server 192.0.2.14 80 {
    }
}
`

async function list(host: string, port: number, options: { id?: string; realserver?: string[] } = {}) {
  const probes = {
    ...probesThatAnswer(failure('missing', 'not asked for')),
    configFiles: (_: string, id: string | undefined) =>
      Promise.resolve(success({ sources: sourcesOf(text), configId: id ?? 'lvs1', diagnostics: [] })),
  }
  const realserver = (options.realserver ?? []).map(each => ({ host: each, port: undefined }))
  const given = { realserver, config: 'keepalived.conf', 'config-id': options.id }
  const found = await within(5, deadline => listRealServers(given, { host, port }, probes, deadline))
  return found.ok ? found.value.map(each => `${each.host} ${each.port ?? '-'}`) : found
}

describe('the real servers behind a VIP', () => {
  test.each([
    ['192.0.2.10', 80, ['192.0.2.11 80']],
    ['192.0.2.10', 443, ['192.0.2.11 8443', '192.0.2.12 8443']],
    ['192.0.2.20', 80, ['192.0.2.14 -']],
    ['192.0.2.23', 80, ['192.0.2.14 -']],
  ])('%s %i', async (host, port, wanted) => {
    expect(await list(host, port)).toEqual(wanted)
  })
  test('by the id of the director', async () => {
    expect(await list('192.0.2.10', 80, { id: 'lvs2' })).toEqual(['192.0.2.11 80', '192.0.2.12 80'])
  })
  test('those that are named come first, and each is asked once', async () => {
    const wanted = ['192.0.2.99 -', '192.0.2.11 80']
    expect(await list('192.0.2.10', 80, { realserver: ['192.0.2.99', '192.0.2.11'] })).toEqual(wanted)
  })
  test.each([
    ['another port', '192.0.2.10', 8080],
    ['another protocol', '192.0.2.10', 53],
    ['another address', '192.0.2.26', 80],
    ['a name', 'www.example.com', 80],
  ])('unknown: %s', async (_, host, port) => {
    expect(await list(host, port)).toMatchObject({
      ok: false,
      kind: 'missing',
      text: expect.stringMatching(/^'keepalived.conf' has no virtual server \S+ over TCP$/),
    })
  })
  test('unknown: the file cannot be read', async () => {
    const denied = failure('denied', 'it cannot be read')
    const given = { realserver: [], config: 'keepalived.conf', 'config-id': undefined }
    const vip = { host: '192.0.2.10', port: 80 }
    const found = await within(5, deadline => listRealServers(given, vip, probesThatAnswer(denied), deadline))
    expect(found).toBe(denied)
  })
})
