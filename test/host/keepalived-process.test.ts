import { describe, expect, test } from 'vitest'
import { isKeepalived, readKeepalivedArguments } from '../../lib/host/keepalived-process.ts'

describe('the command line of keepalived', () => {
  test.each<[string, object]>([
    ['', {}],
    ['-n -l -D', {}],
    ['--dont-fork --log-console --log-detail', {}],
    ['-f /etc/lvs.conf -i lvs1', { config: '/etc/lvs.conf', configId: 'lvs1' }],
    ['-nlf/etc/lvs.conf', { config: '/etc/lvs.conf' }],
    ['--use-file=/etc/lvs.conf --config-id lvs1', { config: '/etc/lvs.conf', configId: 'lvs1' }],
    [
      '-p /run/p -r /run/v -c /run/c -b /run/b',
      { parentPidFile: '/run/p', vrrpPidFile: '/run/v', checkersPidFile: '/run/c', bfdPidFile: '/run/b' },
    ],
    ['--pid /run/p --vrrp_pid=/run/v', { parentPidFile: '/run/p', vrrpPidFile: '/run/v' }],
    ['-S 7 -f /a', { config: '/a' }],
    ['-g/var/log/k -f /a', { config: '/a' }],
    ['-g -f /a', { config: '/a' }],
    ['-s red', { namespace: 'red' }],
    ['-P', { only: 'vrrp' }],
    ['--check', { only: 'checkers' }],
    ['-P -C', {}],
    ['-f', {}],
    ['-- -f /a', {}],
    ['plain words', {}],
  ])('%s', (line, expected) => {
    const words = ['keepalived', ...line.split(' ').filter(Boolean)]
    expect(readKeepalivedArguments(words)).toEqual({ isErrand: false, ...expected })
  })
  test.each(['-t', '-t/tmp/out', '--config-test', '-v', '-h', '--signum=DATA', '-nt', '--genhash'])(
    '%s is an errand',
    word => {
      expect(readKeepalivedArguments(['keepalived', word]).isErrand).toBe(true)
    },
  )
})

describe('what runs keepalived', () => {
  test.each([
    ['keepalived', '/usr/sbin/keepalived -n'],
    ['keepalived', 'keepalived'],
    ['lb_vrrp', '/usr/sbin/keepalived --dont-fork'],
    ['Keepalived', '/opt/Keepalived -D'],
    ['keepalived', '[vrrp] -n'],
  ])('%s: %s does', (name, line) => {
    expect(isKeepalived({ name }, line.split(' '))).toBe(true)
  })
  test.each([
    ['keepalived', '/bin/sh /etc/init.d/keepalived restart'],
    ['keepalived_expo', '/usr/bin/keepalived_exporter'],
    ['keepalived-expo', 'keepalived-exporter --port 9165'],
    ['vi', 'vi /etc/keepalived/keepalived.conf'],
    ['tail', 'tail -f keepalived'],
    ['keepalived', ''],
  ])('%s: %s does not', (name, line) => {
    expect(isKeepalived({ name }, line === '' ? [] : line.split(' '))).toBe(false)
  })
})
