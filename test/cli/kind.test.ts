import { describe, expect, test } from 'vitest'
import {
  choice,
  endpoint,
  file,
  host,
  integer,
  port,
  range,
  ruleState,
  seconds,
  text,
} from '../../lib/cli/kind.ts'
import type { Kind } from '../../lib/cli/option.ts'

type Case = readonly [
  name: string,
  kind: Kind<unknown>,
  good: readonly [string, unknown][],
  bad: readonly string[],
]

const cases: readonly Case[] = [
  [
    'integer 1 to 20',
    integer(1, 20),
    [
      ['1', 1],
      ['20', 20],
      ['007', 7],
    ],
    ['', '0', '21', '-1', '1.5', '1e1', '0x1', ' 1', '1 ', '+1', '9'.repeat(16)],
  ],
  [
    'seconds 0.1 to 60',
    seconds(0.1, 60),
    [
      ['0.1', 0.1],
      ['60', 60],
      ['.5', 0.5],
    ],
    ['', '0', '0.09', '61', '-1', '1,5', '10s', 'NaN', 'Infinity', '1e1'],
  ],
  [
    'port',
    port,
    [
      ['1', 1],
      ['65535', 65_535],
    ],
    ['0', '65536', 'http', ''],
  ],
  ['choice', choice('text', 'json'), [['json', 'json']], ['', 'JSON', 'xml', 'tex']],
  [
    'range',
    range('ms', '100'),
    [['10:20', { start: 10, end: 20, inside: false }]],
    ['', '20:10', '5%', '10,20'],
  ],
  [
    'text',
    text('TEXT', 'x'),
    [
      [' ', ' '],
      ['-x', '-x'],
      ['|', '|'],
    ],
    ['', 'a\0b'],
  ],
  [
    'file',
    file,
    [
      ['/etc/hosts', '/etc/hosts'],
      ['-', '-'],
    ],
    ['', 'a\0b'],
  ],
  [
    'host',
    host,
    [
      ['www.example.com', 'www.example.com'],
      ['192.0.2.1', '192.0.2.1'],
      ['2001:DB8::1', '2001:db8::1'],
    ],
    ['', '192.0.2.300', '1.2.3', 'a b', '-H', 'http://www.example.com', 'a..b', 'ex|ample', '192.0.2.1:80'],
  ],
  [
    'endpoint',
    endpoint,
    [
      ['192.0.2.1', { host: '192.0.2.1', port: undefined }],
      ['[2001:db8::1]:80', { host: '2001:db8::1', port: 80 }],
    ],
    ['', '192.0.2.1:', '192.0.2.1:0', '192.0.2.1:65536', ':80', 'a:b'],
  ],
  [
    'ruleState',
    ruleState,
    [
      ['no-reply=warning', { rule: 'no-reply', state: 'WARNING' }],
      ['slow=OK', { rule: 'slow', state: 'OK' }],
    ],
    ['', '=', '=ok', 'slow', 'slow=', 'slow=bad', 'slow=ok=ok'],
  ],
]

describe.each(cases)('%s', (_, kind, good, bad) => {
  test.each(good)('takes %j', (given, wanted) => {
    expect(kind.parse(given)).toEqual(wanted)
  })
  test.each(bad)('refuses %j', given => {
    expect(kind.parse(given)).toBeUndefined()
  })
  test('its own example is one', () => {
    expect(kind.parse(kind.example)).toBeDefined()
  })
})
