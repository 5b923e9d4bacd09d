import { describe, expect, test } from 'vitest'
import { listTargets } from '../../lib/ping/targets.ts'
import { failure, success } from '../../lib/probe/outcome.ts'
import { sourcesOf } from '../support/config-sources.ts'
import { within } from '../support/deadline.ts'
import { probesThatAnswer } from '../support/probes.ts'

const text = `
vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    virtual_ipaddress {
        192.0.2.10/24 dev eth0
        192.0.2.11
        @lvs2 192.0.2.12
    }
    virtual_ipaddress_excluded {
        2001:db8::10/128
    }
}
vrrp_instance VI_2 {
    interface eth0
    virtual_router_id 52
    virtual_ipaddress {
        192.0.2.20
    }
}
`

interface Given {
  readonly hostname?: readonly string[]
  readonly id?: string
  readonly family?: 4 | 6
  readonly file?: string
}

async function list({ hostname = [], id, family, file = text }: Given) {
  const probes = {
    ...probesThatAnswer(failure('missing', 'not asked for')),
    configFiles: (_: string, asked: string | undefined) =>
      Promise.resolve(success({ sources: sourcesOf(file), configId: asked ?? 'lvs1', diagnostics: [] })),
  }
  const options = {
    hostname,
    config: 'keepalived.conf',
    'config-id': id,
    'use-ipv4': family === 4,
    'use-ipv6': family === 6,
  }
  const found = await within(5, deadline => listTargets(options, probes, deadline))
  return found.ok ? found.value : found
}

describe('the VIPs of keepalived.conf', () => {
  test('of all instances, excluded ones too', async () => {
    expect(await list({})).toEqual(['192.0.2.10', '192.0.2.11', '2001:db8::10', '192.0.2.20'])
  })
  test('behind those of the command line, each once', async () => {
    const wanted = ['www.example.com', '192.0.2.20', '192.0.2.10', '192.0.2.11', '2001:db8::10']
    expect(await list({ hostname: ['www.example.com', '192.0.2.20'] })).toEqual(wanted)
  })
  test('by the id of the director', async () => {
    expect(await list({ id: 'lvs2' })).toContain('192.0.2.12')
  })
  test('of one family', async () => {
    expect(await list({ family: 6 })).toEqual(['2001:db8::10'])
    expect(await list({ family: 4 })).toEqual(['192.0.2.10', '192.0.2.11', '192.0.2.20'])
  })
  test('unknown: there is none', async () => {
    expect(await list({ file: 'global_defs {\n}\n' })).toMatchObject({
      ok: false,
      text: "'keepalived.conf' has no VIP",
    })
  })
  test('without a file the command line alone counts, and nothing is read', async () => {
    const probes = probesThatAnswer(failure('denied', 'nobody is asked'))
    const options = {
      hostname: ['192.0.2.1'],
      config: undefined,
      'config-id': undefined,
      'use-ipv4': false,
      'use-ipv6': false,
    }
    const found = await within(5, deadline => listTargets(options, probes, deadline))
    expect(found).toEqual(success(['192.0.2.1']))
  })
})
