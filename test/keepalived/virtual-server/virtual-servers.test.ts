import { describe, expect, test } from 'vitest'
import { countServices } from '../../../lib/keepalived/services.ts'
import { checked, plain, readText } from '../../support/virtual-servers.ts'

/** The first virtual server, with these lines in its block. */
function first(lines: string, head = '192.0.2.10 80') {
  return readText(`virtual_server ${head} {\n ${lines}\n}`).virtualServers[0]
}

function realServer(lines: string, more = plain, address = '192.0.2.21 80', head = '192.0.2.10 80') {
  return first(`${more}\n real_server ${address} {\n ${lines}\n}`, head)?.realServers[0]
}

test('a plain virtual server, as it is in the kernel', () => {
  const text = `virtual_server 192.0.2.10 80 {
    delay_loop 6
    lb_algo wrr
    lb_kind DR
    protocol TCP
    sorry_server 192.0.2.99 80
    real_server 192.0.2.21 80 {
      weight 3
      TCP_CHECK {
        connect_timeout 2
      }
    }
  }`
  const { virtualServers, diagnostics } = readText(text)
  expect(diagnostics).toEqual([])
  expect(virtualServers).toMatchObject([
    {
      name: '192.0.2.10 80',
      mark: { line: 1, column: 1 },
      targets: [{ kind: 'address', family: 4, first: '192.0.2.10', last: '192.0.2.10', port: 80 }],
      protocol: 'TCP',
      scheduler: 'wrr',
      flags: [],
      method: 'DR',
      onePacket: false,
      persistence: undefined,
      quorum: 1,
      hysteresis: 0,
      sorryServer: { address: '192.0.2.99', port: 80, method: 'DR', inhibit: false },
      realServers: [
        {
          family: 4,
          address: '192.0.2.21',
          port: 80,
          method: 'DR',
          weight: 3,
          dynamicWeight: false,
          inhibitOnFailure: false,
          mark: { line: 7 },
          checkers: [
            {
              type: 'TCP_CHECK',
              address: '192.0.2.21',
              port: 80,
              timeout: 2,
              delayLoop: 6,
              retry: 1,
              delayBeforeRetry: 1,
              warmup: 6,
              alpha: false,
            },
          ],
        },
      ],
    },
  ])
})

test('nothing set: UDP, wlc, NAT, weight 1, checked each minute', () => {
  expect(first(checked)).toMatchObject({
    protocol: 'UDP',
    scheduler: 'wlc',
    method: 'NAT',
    realServers: [{ method: 'NAT', weight: 1, checkers: [{ delayLoop: 60, timeout: 5 }] }],
  })
})

describe('scheduler, method and protocol', () => {
  test.each([
    ['lb_algo RR', { scheduler: 'wlc' }],
    ['lb_algo rr\n lb_algo RR', { scheduler: 'rr' }],
    ['lvs_sched sed', { scheduler: 'sed' }],
    ['lb_kind dr', { method: 'NAT' }],
    ['lb_kind FNAT', { method: 'NAT' }],
    ['lvs_method TUN type gre', { method: 'TUN' }],
    ['protocol sctp', { protocol: 'SCTP' }],
    ['protocol HTTP', { protocol: 'UDP' }],
    ['protocol TCP\n ops', { onePacket: false }],
    ['protocol UDP\n ops', { onePacket: true }],
    ['lb_algo sh\n sh-port\n sh-fallback', { flags: ['sh-fallback', 'sh-port'] }],
    ['sh-port\n lb_algo sh', { flags: [] }],
    ['lb_algo sh\n mh-port\n flag-1', { flags: ['sh-fallback'] }],
    ['lb_algo mh\n mh-port', { flags: ['mh-port'] }],
    ['lb_algo wrr\n flag-3\n flag-1', { flags: ['flag-1', 'flag-3'] }],
    ['alpha false', { alpha: true }],
    ['ha_suspend', { haSuspend: true }],
    ['quorum 5', { quorum: 1, hysteresis: 0 }],
    ['hysteresis 4', { hysteresis: 0 }],
  ])('%j', (lines, expected) => {
    expect(first(`${lines}\n ${checked}`)).toMatchObject(expected)
  })
})

describe('persistence, as ipvsadm shows it', () => {
  const none = undefined
  test.each([
    ['192.0.2.10 80', '', none],
    ['192.0.2.10 80', 'persistence_timeout', { timeout: 360, granularity: 32 }],
    ['192.0.2.10 80', 'persistence_timeout 50', { timeout: 50, granularity: 32 }],
    ['192.0.2.10 80', 'persistence_timeout 0', none],
    ['192.0.2.10 80', 'persistence_granularity 255.255.255.0', { timeout: 360, granularity: 24 }],
    ['192.0.2.10 80', 'persistence_granularity 24', { timeout: 360, granularity: 2 }],
    ['192.0.2.10 80', 'persistence_granularity foo', none],
    ['192.0.2.10 80', 'persistence_engine sip', none],
    [
      '192.0.2.10 80',
      'persistence_engine sip\n persistence_timeout',
      { timeout: 360, granularity: 32, engine: 'sip' },
    ],
    ['192.0.2.10', '', { timeout: 360, granularity: 32 }],
    ['192.0.2.10 0', '', { timeout: 360, granularity: 32 }],
    ['fwmark 3', 'persistence_granularity 255.255.0.0', { timeout: 360, granularity: 16 }],
    ['fwmark 3', '', none],
  ])('%s with %j', (head, lines, expected) => {
    expect(first(`${lines}\n ${plain}\n ${checked}`, head)?.persistence).toEqual(expected)
  })

  test('IPv6 counts 128 bits', () => {
    const lines = 'persistence_timeout 50\n real_server 2001:db8::21 80 {\n }'
    expect(first(lines, '2001:db8::10 80')?.persistence).toEqual({ timeout: 50, granularity: 128 })
    expect(first(`persistence_granularity 64\n${lines}`, '2001:db8::10 80')?.persistence).toEqual({
      timeout: 50,
      granularity: 64,
    })
  })

  test('a group takes no granularity in 2.2.7', () => {
    const { virtualServers } = readText(
      `virtual_server_group G {\n 192.0.2.10 80\n}\nvirtual_server group G {\n persistence_granularity 255.255.255.0\n ${plain}\n ${checked}\n}`,
    )
    expect(virtualServers[0]?.persistence).toEqual({ timeout: 360, granularity: 32 })
  })
})

describe('the port of a real server', () => {
  test.each([
    ['192.0.2.10 80', 'NAT', '192.0.2.21 8080', 8080],
    ['192.0.2.10 80', 'NAT', '192.0.2.21', 80],
    ['192.0.2.10 80', 'DR', '192.0.2.21 8080', 80],
    ['192.0.2.10 80', 'TUN', '192.0.2.21', 80],
    ['192.0.2.10', 'NAT', '192.0.2.21', 0],
    ['fwmark 3', 'DR', '192.0.2.21 80', 0],
    ['fwmark 3', 'NAT', '192.0.2.21 80', 80],
    ['fwmark 3', 'NAT', '192.0.2.21 00', 0],
    ['group G', 'NAT', '192.0.2.21 8080', 8080],
    ['group G', 'NAT', '192.0.2.21', 0],
    ['group G', 'DR', '192.0.2.21 8080', undefined],
  ])('%s with %s and %s', (head, method, address, expected) => {
    const { virtualServers } = readText(`virtual_server_group G {\n 192.0.2.10 80\n}
      virtual_server ${head} {\n lb_kind ${method}\n real_server ${address} {\n }\n sorry_server ${address}\n}`)
    expect(virtualServers[0]?.realServers[0]).toMatchObject({ method, port: expected })
    // A sorry server behind NAT is not given the port of the service.
    const sorry = method === 'NAT' && address === '192.0.2.21' ? 0 : expected
    expect(virtualServers[0]?.sorryServer).toMatchObject({ method, port: sorry })
  })

  test('its check goes to the port that is written', () => {
    const made = realServer('TCP_CHECK {\n }', 'lb_kind DR\n lb_algo rr\n protocol TCP', '192.0.2.21 8080')
    expect(made).toMatchObject({ port: 80, checkers: [{ port: 8080 }] })
  })
})

describe('what a real server inherits and has of its own', () => {
  test.each([
    ['weight 5', 'weight 0', { weight: 0 }],
    ['weight 5', '', { weight: 5 }],
    ['weight 0', '', { weight: 1 }],
    ['inhibit_on_failure', '', { inhibitOnFailure: true }],
    ['inhibit_on_failure', 'inhibit_on_failure no', { inhibitOnFailure: false }],
    ['lb_kind DR', 'lvs_method TUN', { method: 'TUN' }],
    ['', 'uthreshold 100\n lthreshold 50', { upper: 100, lower: 50 }],
    ['', 'weight 3x', { weight: 3 }],
    ['', 'weight x', { weight: 0 }],
    ['', 'weight -1', { weight: 1 }],
    ['', 'MISC_CHECK {\n misc_path "/bin/true"\n misc_dynamic\n}', { dynamicWeight: true }],
    ['', 'MISC_CHECK {\n misc_path "/bin/true"\n}', { dynamicWeight: false }],
  ])('%j and %j', (outer, inner, expected) => {
    expect(realServer(inner, `${plain}\n ${outer}`)).toMatchObject(expected)
  })

  test('the method above counts, or the last where none stood above', () => {
    const text = `lb_kind DR\n real_server 192.0.2.21 80 {\n }\n lb_kind NAT\n real_server 192.0.2.22 80 {\n }`
    expect(first(text)?.realServers.map(each => each.method)).toEqual(['DR', 'NAT'])
    const late = `real_server 192.0.2.21 80 {\n }\n lb_kind DR`
    expect(first(late)?.realServers.map(each => each.method)).toEqual(['DR'])
  })
})

describe('checks', () => {
  const outer = `${plain}\n delay_loop 7\n warmup 2`
  test.each([
    ['TCP_CHECK {\n }', { type: 'TCP_CHECK', delayLoop: 7, warmup: 2, retry: 1, delayBeforeRetry: 1 }],
    ['HTTP_GET {\n url {\n path /a\n }\n}', { subject: '/a', retry: 1, delayBeforeRetry: 3 }],
    ['SSL_GET {\n url {\n path /a\n }\n nb_get_retry 4\n}', { type: 'SSL_GET', retry: 4 }],
    ['DNS_CHECK {\n }', { subject: '.', retry: 3, delayBeforeRetry: 7 }],
    ['DNS_CHECK {\n name www.example.com\n type a\n}', { subject: 'www.example.com' }],
    [
      'MISC_CHECK {\n misc_path "/bin/test a b"\n}',
      { subject: '/bin/test a b', retry: 0, timeout: 7, port: undefined },
    ],
    ['MISC_CHECK {\n misc_path /bin/test\n misc_timeout 3\n}', { timeout: 3 }],
    ['TCP_CHECK {\n connect_ip 192.0.2.77\n connect_port 81\n}', { address: '192.0.2.77', port: 81 }],
    ['TCP_CHECK {\n connect_timeout 0.5\n delay_loop 1.25\n}', { timeout: 0.5, delayLoop: 1.25 }],
    ['TCP_CHECK {\n delay_loop 6s\n}', { delayLoop: 0.000006 }],
    ['TCP_CHECK {\n delay_loop 0\n}', { delayLoop: 7 }],
    ['SMTP_CHECK {\n }', { address: '192.0.2.21', port: 80 }],
    ['SMTP_CHECK {\n host {\n connect_port 25\n }\n}', { address: '192.0.2.21', port: 25 }],
    ['PING_CHECK {\n alpha\n}', { type: 'PING_CHECK', alpha: true }],
  ])('%j', (lines, expected) => {
    expect(realServer(lines, outer)?.checkers).toMatchObject([expected])
  })

  test.each([
    'HTTP_GET {\n }',
    'HTTP_GET {\n url {\n status_code 200\n }\n}',
    'MISC_CHECK {\n misc_timeout 3\n}',
    'TCP_CHECK {\n connect_ip fe80::1\n}',
    'FILE_CHECK {\n track_file below\n}',
    'BFD_CHECK {\n name below\n}',
    'BFD_CHECK {\n }',
  ])('dropped: %j', lines => {
    expect(realServer(lines, outer)?.checkers).toEqual([])
  })

  test('files and BFD instances are known below their blocks', () => {
    const text = `track_file above {\n file /run/x\n}
      bfd_instance peer {\n neighbor_ip 192.0.2.77\n}
      virtual_server 192.0.2.10 80 {\n ${plain}
      real_server 192.0.2.21 80 {\n FILE_CHECK {\n track_file above\n }\n BFD_CHECK {\n name peer\n }\n }\n}`
    const { virtualServers, diagnostics } = readText(text)
    expect(diagnostics).toEqual([])
    expect(virtualServers[0]?.realServers[0]).toMatchObject({
      dynamicWeight: true,
      checkers: [
        { type: 'FILE_CHECK', subject: 'above', delayLoop: undefined },
        { type: 'BFD_CHECK', subject: 'peer', delayLoop: undefined },
      ],
    })
  })
})

describe('scripts that it runs', () => {
  test('notify scripts and checks, in the order of the lines', () => {
    const { scripts } = readText(`virtual_server 192.0.2.10 80 {
      quorum_up "/bin/up a 'b c'"
      quorum_up /bin/other
      ${plain}
      real_server 192.0.2.21 80 {
        notify_down "/bin/down"
        MISC_CHECK {
          misc_path "/bin/check 1"
        }
      }
    }`)
    expect(scripts.map(({ keyword, words, mark }) => [keyword, words, mark.line])).toEqual([
      ['quorum_up', ['/bin/up', 'a', 'b c'], 2],
      ['notify_down', ['/bin/down'], 8],
      ['misc_path', ['/bin/check', '1'], 10],
    ])
  })
})

describe('families', () => {
  test('a fwmark takes that of its real servers', () => {
    const targets = (lines: string) => first(lines, 'fwmark 4')?.targets
    expect(targets('real_server 2001:db8::21 80 {\n }')).toMatchObject([{ family: 6 }])
    expect(targets('real_server 192.0.2.21 80 {\n }')).toMatchObject([{ family: 4 }])
    expect(targets('ip_family inet6\n real_server 2001:db8::21 80 {\n }')).toMatchObject([{ family: 6 }])
    expect(targets('lb_kind TUN\n real_server 2001:db8::21 80 {\n }')).toMatchObject([{ family: 6 }])
    const both = 'lb_kind TUN\n real_server 2001:db8::21 80 {\n }\n real_server 192.0.2.21 80 {\n }'
    expect(targets(both)).toMatchObject([{ family: 4 }])
  })

  test('the wrong one is left out unless it is tunnelled', () => {
    const lines = `${plain}\n real_server 192.0.2.21 80 {\n }\n real_server 2001:db8::21 80 {\n }`
    expect(first(lines)?.realServers).toHaveLength(1)
    const tunnelled = `${plain}\n real_server 192.0.2.21 80 {\n }\n real_server 2001:db8::21 80 {\n lvs_method TUN\n }`
    expect(first(tunnelled)?.realServers).toHaveLength(2)
  })
})

describe('what does not come into the kernel', () => {
  test.each([
    'virtual_server 192.0.2.10:80 {\n real_server 192.0.2.21 80 {\n }\n}',
    'virtual_server www.example.com 80 {\n real_server 192.0.2.21 80 {\n }\n}',
    'virtual_server [2001:db8::10] 80 {\n real_server 2001:db8::21 80 {\n }\n}',
    'virtual_server 192.0.2.10 http {\n real_server 192.0.2.21 80 {\n }\n}',
    'virtual_server 192.0.2.10 80 {\n }',
    'virtual_server 192.0.2.10 80 {\n real_server web1 80 {\n }\n}',
    'virtual_server fwmark 0 {\n real_server 192.0.2.21 80 {\n }\n}',
    'virtual_server group NOSUCH {\n real_server 192.0.2.21 80 {\n }\n}',
    'virtual_server_group G {\n nonsense\n}\nvirtual_server group G {\n real_server 192.0.2.21 80 {\n }\n}',
    'virtual_server_group G {\n 2001:db8::1 80\n}\nvirtual_server group G {\n real_server 192.0.2.21 80 {\n }\n}',
    'virtual_server_group G {\n 192.0.2.1 80\n 2001:db8::1 80\n fwmark 3\n}\nvirtual_server group G {\n real_server 192.0.2.21 80 {\n lvs_method TUN\n }\n}',
  ])('%j', text => {
    expect(readText(text).virtualServers).toEqual([])
  })
})

test('a port with something behind it is cut, as the daemon does', () => {
  expect(first(checked, '192.0.2.10 80x')?.targets).toMatchObject([{ port: 80 }])
})

describe('services that are there twice', () => {
  const twice = (second: string) => `virtual_server 192.0.2.10 80 {\n lb_algo rr\n lb_kind DR\n protocol TCP
    real_server 192.0.2.21 80 {\n weight 5\n }\n}
    virtual_server ${second} {\n lb_algo wlc\n lb_kind NAT\n protocol TCP
    real_server 192.0.2.21 80 {\n weight 9\n }\n real_server 192.0.2.22 80 {\n }\n}`

  test('the kernel keeps the first and gets the real servers of both', () => {
    const { virtualServers } = readText(twice('192.0.2.10 80'))
    expect(virtualServers).toHaveLength(1)
    expect(virtualServers[0]).toMatchObject({
      scheduler: 'rr',
      realServers: [
        { address: '192.0.2.21', method: 'DR', weight: 5 },
        { address: '192.0.2.22', method: 'NAT', weight: 1 },
      ],
    })
  })

  test('another protocol or port is another service', () => {
    expect(readText(twice('192.0.2.10 81')).virtualServers).toHaveLength(2)
    expect(readText(twice('192.0.2.11 80')).virtualServers).toHaveLength(2)
  })
})

describe('nftables_ipvs', () => {
  const group = (name: string, entries: string) => `virtual_server_group ${name} {\n ${entries}\n}\n`
  const server = (name: string, protocol: string, method = 'DR') =>
    `virtual_server group ${name} {\n protocol ${protocol}\n lb_kind ${method}\n real_server 192.0.2.21 80 {\n }\n}\n`

  test('each group and protocol is one mark, in their order', () => {
    const text =
      group('A', '192.0.2.10-200 80') +
      group('B', '192.0.2.10 81') +
      server('B', 'UDP') +
      server('A', 'TCP') +
      server('A', 'UDP')
    const { virtualServers } = readText(text, 1000)
    expect(virtualServers.map(each => each.targets)).toMatchObject([
      [{ kind: 'fwmark', fwmark: 1000 }],
      [{ kind: 'fwmark', fwmark: 1001 }],
      [{ kind: 'fwmark', fwmark: 1002 }],
    ])
    expect(virtualServers[0]?.realServers[0]?.port).toBe(0)
  })

  test('both families of a group are two services of one mark', () => {
    const { virtualServers } = readText(
      group('A', '192.0.2.10 80\n 2001:db8::1 80') + server('A', 'TCP', 'TUN'),
      5,
    )
    expect(virtualServers[0]?.targets).toMatchObject([
      { family: 4, fwmark: 5 },
      { family: 6, fwmark: 5 },
    ])
  })

  test('a group with a mark of its own stays as it is', () => {
    const { virtualServers } = readText(group('A', '192.0.2.10 80\n fwmark 9') + server('A', 'TCP'), 1000)
    expect(virtualServers[0] && countServices(virtualServers[0])).toBe(2)
  })
})
