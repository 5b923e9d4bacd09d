import { describe, expect, test } from 'vitest'
import type { Kind } from '../../lib/cli/option.ts'
import {
  age,
  certificateDays,
  credentials,
  header,
  method,
  pageSize,
  path,
  pattern,
  statusTexts,
  tlsVersion,
} from '../../lib/service/kind.ts'

const from = (start: number, end = Number.POSITIVE_INFINITY) => ({ start, end, inside: false })

const tables: readonly [string, Kind<unknown>, readonly (readonly [string, unknown])[]][] = [
  [
    'certificateDays',
    certificateDays,
    [
      ['30', { warning: from(30), critical: from(0) }],
      ['30,14', { warning: from(30), critical: from(14) }],
      ['14,30', { warning: from(14), critical: from(30) }],
      ['', undefined],
      ['-1', undefined],
      ['30,', undefined],
      ['30,14,7', undefined],
      ['30d', undefined],
      ['123456', undefined],
    ],
  ],
  [
    'tlsVersion',
    tlsVersion,
    [
      ['1', { min: 'TLSv1', max: 'TLSv1' }],
      ['1.0', { min: 'TLSv1', max: 'TLSv1' }],
      ['1.2', { min: 'TLSv1.2', max: 'TLSv1.2' }],
      ['1.2+', { min: 'TLSv1.2', max: 'TLSv1.3' }],
      ['1.3+', { min: 'TLSv1.3', max: 'TLSv1.3' }],
      ['2', undefined],
      ['3', undefined],
      ['1.4', undefined],
      ['+', undefined],
      ['1.2++', undefined],
      ['toString', undefined],
    ],
  ],
  [
    'header',
    header,
    [
      ['Accept: text/html', ['Accept', 'text/html']],
      ['X-Empty:', ['X-Empty', '']],
      ['X:a:b', ['X', 'a:b']],
      ['Cookie: a=1|b', ['Cookie', 'a=1|b']],
      ['no colon', undefined],
      [': value', undefined],
      ['A B: value', undefined],
      ['X: a\r\nY: b', undefined],
      ['X: a\0b', undefined],
      ['X: \u20ac', undefined],
      ['Connection: keep-alive', undefined],
      ['content-length: 5', undefined],
      ['Transfer-Encoding: chunked', undefined],
      ['Expect: 100-continue', undefined],
      ['Upgrade: h2c', undefined],
    ],
  ],
  [
    'path',
    path,
    [
      ['/', '/'],
      ['/health?full=1&x=%20', '/health?full=1&x=%20'],
      ['health', undefined],
      ['/a b', undefined],
      ['/ü', undefined],
      ['/a\r\nHost: x', undefined],
      ['http://www.example.com/', undefined],
      ['', undefined],
    ],
  ],
  [
    'method',
    method,
    [
      ['get', 'GET'],
      ['OPTIONS', 'OPTIONS'],
      ['M-SEARCH', 'M-SEARCH'],
      ['CONNECT', undefined],
      ['connect', undefined],
      ['GET /', undefined],
      ['', undefined],
    ],
  ],
  [
    'statusTexts',
    statusTexts,
    [
      ['200', ['200']],
      ['200, 301 Moved,HTTP/1.1 4', ['200', '301 Moved', 'HTTP/1.1 4']],
      ['', undefined],
      ['200,', undefined],
    ],
  ],
  [
    'pageSize',
    pageSize,
    [
      ['1000', from(1000)],
      ['1000:50000', from(1000, 50_000)],
      ['0:0', from(0, 0)],
      ['50000:1000', undefined],
      [':1000', undefined],
      ['-1', undefined],
      ['1k', undefined],
    ],
  ],
  [
    'age',
    age,
    [
      ['600', 600],
      ['10m', 600],
      ['10h', 36_000],
      ['10d', 864_000],
      ['10s', undefined],
      ['-1', undefined],
      ['1.5h', undefined],
      ['', undefined],
    ],
  ],
  [
    'credentials',
    credentials,
    [
      ['user:secret', 'user:secret'],
      ['user:', 'user:'],
      ['user:a:b', 'user:a:b'],
      ['user', undefined],
      ['user:a\r\nX: y', undefined],
    ],
  ],
  [
    'pattern',
    pattern,
    [
      ['sign(ed)? in', 'sign(ed)? in'],
      ['[[:digit:]]+', '[[:digit:]]+'],
      ['', undefined],
      ['(', undefined],
      ['[z-a]', undefined],
      ['[[:nope:]]', undefined],
      ['a'.repeat(1_001), undefined],
    ],
  ],
]

describe.each(tables)('%s', (_, kind, table) => {
  test.each(table.map(([text, value]) => ({ text, value })))('$text is $value', ({ text, value }) => {
    expect(kind.parse(text)).toEqual(value)
  })

  test('its own example parses', () => {
    expect(kind.parse(kind.example)).toBeDefined()
  })
})
