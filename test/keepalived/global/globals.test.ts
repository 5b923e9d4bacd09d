import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readGlobals } from '../../../lib/keepalived/global/globals.ts'
import { rootKeywords } from '../../../lib/keepalived/keywords/root.ts'
import { parse } from '../../../lib/keepalived/parse.ts'
import { globalRules } from '../../../lib/keepalived/rules/global.ts'
import { sourcesOf } from '../../support/config-sources.ts'

function read(text: string) {
  return readGlobals(parse(sourcesOf(text), { configId: 'lvs1', version: '2.2.7' }).trees.parent)
}

/** `rule line` of what stands in global_defs from line 3 on. */
function rulesOf(lines: string): string[] {
  const { diagnostics } = read(`global_defs {\nrouter_id lvs1\n${lines}\n}`)
  return diagnostics.map(({ rule, mark }) => `${rule} ${mark?.line}`)
}

describe('the model', () => {
  test('without global_defs has defaults', () => {
    const { global, diagnostics } = read('')
    expect(diagnostics).toEqual([])
    expect(global).toMatchObject({
      routerId: undefined,
      vrrpStrict: false,
      vrrpVersion: 2,
      scriptSecurity: false,
      syncDaemon: undefined,
      nftablesIpvsStart: undefined,
      netNamespace: undefined,
      ipvsNamespace: undefined,
    })
  })

  test('has what is written', () => {
    const { global, scripts } = read(`net_namespace lvs
net_namespace_ipvs
global_defs {
  router_id lvs1
  vrrp_strict
  vrrp_version 3
  enable_script_security
  lvs_sync_daemon eth0 inst VI_1 id 7
  nftables_ipvs
  nftables_ipvs_start_fwmark 5000
  notify_fifo_script "/etc/keepalived/fifo.sh a"
}`)
    expect(global).toMatchObject({
      routerId: { value: 'lvs1', mark: { line: 4 } },
      vrrpStrict: true,
      vrrpVersion: 3,
      scriptSecurity: true,
      syncDaemon: { value: { interface: 'eth0', instance: 'VI_1', id: 7 }, mark: { line: 8 } },
      nftablesIpvsStart: 5000,
      netNamespace: 'lvs',
      ipvsNamespace: '',
    })
    expect(scripts).toMatchObject([
      { keyword: 'notify_fifo_script', words: ['/etc/keepalived/fifo.sh', 'a'] },
    ])
  })

  test.each([
    ['eth0', { interface: 'eth0', instance: undefined, id: undefined }],
    ['eth0 VI_1', { interface: 'eth0', instance: 'VI_1', id: undefined }],
    ['eth0 VI_1 id 0', { interface: 'eth0', instance: 'VI_1', id: 0 }],
    ['eth0 VI_1 9', { interface: 'eth0', instance: 'VI_1', id: 9 }],
    ['eth0 id 300', { interface: 'eth0', instance: undefined, id: undefined }],
  ])('lvs_sync_daemon %s', (words, expected) => {
    expect(read(`global_defs {\nlvs_sync_daemon ${words}\n}`).global.syncDaemon?.value).toEqual(expected)
  })

  test('a start of firewall marks before nftables_ipvs is undone by it', () => {
    const lines = 'nftables_ipvs_start_fwmark 5000\nnftables_ipvs'
    expect(read(`global_defs {\n${lines}\n}`).global.nftablesIpvsStart).toBe(1000)
  })
})

describe('keepalived says it too', () => {
  test.each([
    ['smtp_connect_timeout 0', ['global-value 3']],
    ['smtp_alert maybe', ['global-value 3']],
    ['vrrp_version 4', ['global-value 3']],
    ['vrrp_mcast_group4 192.0.2.1', ['multicast-group 3']],
    ['vrrp_mcast_group6 ff05::1', ['multicast-group 3']],
    ['lvs_sync_daemon', ['sync-daemon-option 3']],
    ['lvs_sync_daemon eth0 VI_1\nlvs_sync_daemon eth0 VI_1', ['global-twice 4']],
    ['lvs_sync_daemon eth0 VI_1 ttl 0 port x group 192.0.2.1 x', Array(4).fill('sync-daemon-option 3')],
    ['lvs_timeouts tcp', ['sync-daemon-option 3']],
    ['lvs_flush_on_stop RS', ['global-value 3']],
    ['vrrp_priority 20', ['global-value 3']],
    ['vrrp_rt_priority 100', ['global-value 3']],
    ['process_name abcdefghijklmnop', ['global-value 3']],
    ['notify_fifo a\nnotify_fifo b', ['global-twice 4']],
    ['startup_script "/bin/a \'b"\nenable_script_security', ['global-script 3']],
    ['startup_script /bin/a', ['start-script-security 3']],
    ['vrrp_iptables', ['global-deprecated 3']],
    ['vrrp_vmac_garp_intvl 5', ['global-deprecated 3']],
    ['umask 0177', []],
    ['umask IRWXG', ['global-value 3']],
    ['umask IRGRP | IWGRP', []],
    ['umask 0999', ['global-value 3']],
    ['notification_email {\n}', ['global-value 3']],
    ['vrrp_rx_bufs_policy MTU ADVERT', ['global-value 3']],
    ['dynamic_interfaces x', ['global-value 3']],
  ])('%s', (lines, expected) => {
    expect(rulesOf(lines)).toEqual(expected)
  })

  test('of words outside of all blocks', () => {
    const { diagnostics } = read('instance a\ninstance b\nnet_namespace\nchild_wait_time x')
    expect(diagnostics.map(({ rule, mark }) => `${rule} ${mark?.line}`)).toEqual([
      'global-twice 2',
      'global-value 3',
      'global-value 4',
    ])
  })
})

test('keepalived is silent: global_defs without router_id', () => {
  expect(read('global_defs {\n}').diagnostics).toMatchObject([
    { rule: 'router-id-missing', mark: { line: 1 } },
  ])
})

test('whatever stands behind a keyword, it ends and every rule is known', () => {
  const keywords = Object.keys(rootKeywords.global_defs?.children ?? {})
  const word = fc.constantFrom(
    '',
    '0',
    '-1',
    '300',
    'x',
    '"',
    'eth0',
    'id',
    'inst',
    '192.0.2.1',
    'tcp',
    'IRUSR|',
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom(...keywords), fc.array(word, { maxLength: 5 }))), lines => {
      const text = lines.map(([keyword, words]) => [keyword, ...words].join(' ')).join('\n')
      for (const { rule, text: sentence } of read(`global_defs {\n${text}\n}`).diagnostics) {
        expect(globalRules).toHaveProperty([rule])
        expect(sentence).not.toMatch(/undefined|\.$/)
      }
    }),
  )
})
