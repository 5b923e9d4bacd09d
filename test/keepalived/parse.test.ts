import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Keywords, RootKeywords } from '../../lib/keepalived/keyword.ts'
import { parse } from '../../lib/keepalived/parse.ts'
import type { Statement } from '../../lib/keepalived/tree.ts'
import { sourcesOf } from '../support/config-sources.ts'

// Small tables, so that these tests are about the parser alone.
const line = { shape: 'line' } as const
const realServer: Keywords = {
  weight: { ...line, needs: 1 },
  TCP_CHECK: { shape: 'block', children: { connect_timeout: line, connect_port: line } },
}
const virtualServer: Keywords = {
  lb_algo: line,
  lb_kind: line,
  protocol: line,
  ops_new: { ...line, since: '2.3.0' },
  real_server: {
    shape: 'block',
    children: realServer,
    refuse: words => (words.length < 3 ? [{ rule: 'refused', text: 'no port' }] : undefined),
  },
}
const vrrp: Keywords = {
  state: line,
  interface: line,
  priority: line,
  virtual_ipaddress: { shape: 'values' },
}
const keywords: RootKeywords = {
  global_defs: {
    shape: 'block',
    children: { router_id: line },
    processes: ['parent', 'vrrp', 'checker', 'bfd'],
  },
  vrrp_instance: { shape: 'block', children: vrrp, processes: ['vrrp'] },
  virtual_server: { shape: 'block', children: virtualServer, processes: ['checker'] },
}

const read = (text: string, version?: string) =>
  parse(sourcesOf(text), { configId: 'd1', keywords, ...(version === undefined ? {} : { version }) })

/** `a b { c }` as a list: the words, then what is in the block. */
function show(statements: readonly Statement[]): unknown[] {
  return statements.map(({ words, block }) => {
    const text = words.map(word => word.text).join(' ')
    return block === undefined
      ? text
      : [text, ...(block.kind === 'skipped' ? ['skipped'] : show(block.statements))]
  })
}
const trees = (text: string) => {
  const { trees } = read(text)
  return { vrrp: show(trees.vrrp.statements), checker: show(trees.checker.statements) }
}
const said = (text: string, version?: string) =>
  read(text, version).diagnostics.map(({ rule, mark, text }) => `${mark?.line ?? '-'} ${rule}: ${text}`)

const good = `global_defs {
  router_id d1
}
vrrp_instance VI_1 {
  state MASTER
  virtual_ipaddress {
    192.0.2.10/24 dev eth0
    192.0.2.11
  }
}
virtual_server 192.0.2.10 80 {
  lb_algo rr
  real_server 192.0.2.21 80 {
    weight 1
    TCP_CHECK {
      connect_timeout 3
    }
  }
  real_server 192.0.2.22 80 {
    weight 2
  }
}
`

describe('each process has its own tree', () => {
  test('of a good configuration', () => {
    expect(said(good)).toEqual([])
    expect(trees(good)).toEqual({
      vrrp: [
        ['global_defs', 'router_id d1'],
        ['vrrp_instance VI_1', 'state MASTER', ['virtual_ipaddress', '192.0.2.10/24 dev eth0', '192.0.2.11']],
      ],
      checker: [
        ['global_defs', 'router_id d1'],
        [
          'virtual_server 192.0.2.10 80',
          'lb_algo rr',
          ['real_server 192.0.2.21 80', 'weight 1', ['TCP_CHECK', 'connect_timeout 3']],
          ['real_server 192.0.2.22 80', 'weight 2'],
        ],
      ],
    })
  })
  test.each([
    ['braces on lines of their own', good.replace(/ \{/g, '\n{')],
    ['all on few lines', good.replace(/\{\n\s*/g, '{ ').replace(/\n\s*\}/g, ' }')],
    ['CRLF', good.replace(/\n/g, '\r\n')],
    ['comments', good.replace(/\n/g, ' # x\n! y\n')],
    ['braces without blanks', good.replace(/ \{/g, '{')],
  ])('with %s it is the same', (_, text) => {
    expect(said(text)).toEqual([])
    expect(trees(text)).toEqual(trees(good))
  })
  test('words and blocks have their places', () => {
    const [, server] = read(good).trees.checker.statements
    expect(server?.words[1]?.mark).toEqual({ file: 'keepalived.conf', line: 11, column: 16, length: 10 })
    expect(server?.block?.open).toMatchObject({ line: 11, column: 30 })
    expect(server?.block?.close).toMatchObject({ line: 22, column: 1 })
  })
})

describe('a lost brace', () => {
  test('of global_defs loses all of the blocks at a start, and the first only at a reload', () => {
    const text = `global_defs {\nrouter_id d1\n\nvrrp_script A {\nscript "/bin/true"\n}\nvrrp_script B {\nscript "/bin/true"\n}\n`
    expect(parse(sourcesOf(text), { configId: 'd1' }).diagnostics[0]).toMatchObject({
      rule: 'missing-brace',
      hint: 'Add } before line 4. A reload loses only vrrp_script A, the next start of keepalived all of them',
    })
  })

  const lose = (number: number) =>
    good
      .split('\n')
      .filter((_, at) => at !== number - 1)
      .join('\n')

  test.each([
    [
      3,
      'global_defs, begun on line 1, has no closing brace: it swallows vrrp_instance VI_1 on line 3, which keepalived never sees',
    ],
    [
      9,
      'virtual_ipaddress, begun on line 6, has no closing brace: it swallows virtual_server 192.0.2.10 80 on line 10, which keepalived never sees',
    ],
    [
      10,
      'vrrp_instance VI_1, begun on line 4, has no closing brace: it swallows virtual_server 192.0.2.10 80 on line 10, which keepalived never sees',
    ],
    [
      17,
      'TCP_CHECK, begun on line 15, has no closing brace: it takes the brace of the block around it on line 17',
    ],
    [
      18,
      'real_server 192.0.2.21 80, begun on line 13, has no closing brace: it swallows real_server 192.0.2.22 80 on line 18',
    ],
    [
      21,
      'real_server 192.0.2.22 80, begun on line 19, has no closing brace: it takes the brace of the block around it on line 21',
    ],
    [
      22,
      'virtual_server 192.0.2.10 80, begun on line 11, has no closing brace: it goes on to the end of the configuration',
    ],
  ])('on line %i has one cause', (number, text) => {
    const found = read(lose(number)).diagnostics
    expect(found.map(each => each.rule)).toEqual(['missing-brace'])
    expect(found[0]?.text).toBe(text)
  })
  test('takes from each process what it takes from keepalived', () => {
    expect(trees(lose(10)).checker).toEqual([['global_defs', 'router_id d1']])
    expect(trees(lose(10)).vrrp).toHaveLength(2)
    expect(trees(lose(22)).checker).toEqual(trees(good).checker)
  })
  test('without any indentation is found by what belongs where', () => {
    const flat = lose(18).replace(/^ +/gm, '')
    expect(read(flat).diagnostics.map(each => each.text)).toEqual([
      'real_server 192.0.2.21 80, begun on line 13, has no closing brace: it swallows real_server 192.0.2.22 80 on line 18',
    ])
  })
  test('names what was swallowed, at its place', () => {
    const [found] = read(lose(3)).diagnostics
    expect(found?.hint).toBe('Add } before line 3')
    expect(found?.related?.map(({ mark, text }) => [mark.line, text])).toEqual(
      expect.arrayContaining([
        [3, 'vrrp_instance VI_1 is lost to keepalived'],
        [4, "'state' is no keyword in global_defs, keepalived ignores the line"],
      ]),
    )
  })
})

describe('other mistakes', () => {
  test.each([
    ['a brace too many', `${good}}\n`, ['23 extra-brace: the closing brace ends no block']],
    [
      'an opening brace lost',
      good.replace('80 {\n  lb', '80\n  lb'),
      [
        '11 missing-open-brace: virtual_server 192.0.2.10 80 is not followed by an opening brace, its lines fall out of it',
      ],
    ],
    [
      'a word mistyped',
      good.replace('lb_algo', 'lb_allgo'),
      [
        "12 unknown-keyword: 'lb_allgo' is no keyword in virtual_server 192.0.2.10 80, keepalived ignores the line",
      ],
    ],
    [
      'a block mistyped',
      good.replace('TCP_CHECK', 'TCP_CHEK'),
      [
        "15 unknown-block: 'TCP_CHEK' is no block in real_server 192.0.2.21 80: what is in it is taken for a part of real_server 192.0.2.21 80, which ends at its closing brace",
      ],
    ],
    [
      'two statements on a line',
      good.replace('weight 1\n    TCP', 'weight 1 TCP'),
      [
        "14 unexpected-brace: 'weight 1 TCP_CHECK' begins no block, keepalived ignores the { and closes a block too many at its }",
      ],
    ],
    [
      'a value missing',
      good.replace('weight 2', 'weight'),
      ['20 missing-parameter: weight needs a value, keepalived exits on this line'],
    ],
    [
      'a quote lost',
      good.replace('MASTER', '"MASTER'),
      [
        '5 unmatched-quote: a double quote is missing on this line, keepalived drops what is behind the last one',
      ],
    ],
  ])('%s', (_, text, messages) => expect(said(text)).toEqual(messages))

  test.each([
    ['lb_allgo rr', 'Write lb_algo if that is meant'],
    ['LB_ALGO rr', 'Write lb_algo, keywords are case-sensitive'],
    ['weight 1', 'It belongs in real_server'],
    ['router_id x', 'It belongs in global_defs'],
    ['conect_port 80', 'connect_port is near, but it belongs in TCP_CHECK'],
    ['qqqqqqqq', 'Look it up: man keepalived.conf'],
  ])('%j in a virtual server: %s', (text, hint) => {
    expect(read(`virtual_server 192.0.2.10 80 {\n${text}\n}`).diagnostics.map(each => each.hint)).toEqual([
      hint,
    ])
  })
  test('a refused block is passed over, and what is behind it is read', () => {
    const text = good.replace('192.0.2.21 80', '192.0.2.21')
    expect(read(text).diagnostics.map(each => each.rule)).toEqual(['refused'])
    expect(trees(text).checker[1]).toEqual([
      'virtual_server 192.0.2.10 80',
      'lb_algo rr',
      ['real_server 192.0.2.21', 'skipped'],
      ['real_server 192.0.2.22 80', 'weight 2'],
    ])
  })
  test('a keyword of a later version is unknown to an earlier one', () => {
    const text = good.replace('lb_algo rr', 'ops_new')
    expect(said(text)).toEqual([])
    expect(said(text, '2.3.0')).toEqual([])
    expect(said(text, '2.2.7')).toHaveLength(1)
    expect(read(text, '2.2.7').diagnostics[0]?.hint).toBe(
      'It came with keepalived 2.3.0, take it out or upgrade',
    )
  })
})

describe('any text', () => {
  const fragment = fc.constantFrom(
    ...[
      'global_defs',
      'vrrp_instance VI',
      'virtual_server 192.0.2.1 80',
      'real_server 192.0.2.2 80',
      'virtual_ipaddress',
    ],
    ...[
      ' {',
      '{',
      '}',
      '\n',
      ' ',
      '"',
      '\\\n',
      '#',
      '!',
      '$A=',
      '$A',
      '${A}',
      '@d1 ',
      '@^x ',
      '~SEQ(i,3) ',
      '~LST(i,a,b) ',
    ],
    ...['weight', 'TCP_CHECK', 'include x.conf', '\0', '\r', '\u00ff', 'lb_algo rr', 'state X'],
  )
  test('ends, throws nothing, and what it says has a place in the text', () => {
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 60 }), parts => {
        const text = parts.join('')
        const lines = text.split('\n')
        for (const { mark } of read(text).diagnostics) {
          if (mark === undefined) continue
          expect(mark.line).toBeLessThanOrEqual(lines.length)
          expect(mark.column + mark.length - 1).toBeLessThanOrEqual((lines[mark.line - 1]?.length ?? 0) + 1)
        }
      }),
      { numRuns: 1000 },
    )
  })
  test('so do bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), bytes => {
        expect(read(Buffer.from(bytes).toString('latin1')).lines).toBeGreaterThanOrEqual(0)
      }),
    )
  })
  test.each([
    ['nested blocks', 'a {\n'.repeat(100_000)],
    ['closing braces', '}'.repeat(300_000)],
    ['opening braces', '{'.repeat(300_000)],
    ['one word', 'x'.repeat(1_000_000)],
    ['quotes', '"'.repeat(1_000_000)],
    ['dollars', '${A'.repeat(300_000)],
    ['virtual servers that never end', 'virtual_server 192.0.2.1 80 {\n'.repeat(40_000)],
    ['lines that mean nothing', 'foo bar\n'.repeat(130_000)],
  ])('a megabyte of %s ends', (_, text) => {
    expect(read(text).diagnostics.length).toBeGreaterThan(0)
  })
})
