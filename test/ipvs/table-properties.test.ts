import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseTable, type TableReading } from '../../lib/ipvs/parse-table.ts'
import type { Table } from '../../lib/ipvs/table.ts'
import { table } from './arbitrary.ts'
import { renderList, renderProc, renderSave } from './render.ts'
import { shownBy } from './shown.ts'

interface Format {
  readonly name: string
  readonly source: Table['source']
  readonly titles: number
  render(value: Table): string
  shown(value: Table): Table
}

const formats: readonly Format[] = [
  {
    ...{ name: '/proc/net/ip_vs', source: 'proc', titles: 3 },
    render: value => renderProc(value, 250),
    shown: value => shownBy(value, 'proc'),
  },
  {
    ...{ name: 'ipvsadm -Sn', source: 'save', titles: 0 },
    render: renderSave,
    shown: value => shownBy(value, 'save'),
  },
  {
    ...{ name: 'ipvsadm -Ln', source: 'list', titles: 3 },
    render: value => renderList(value),
    shown: value => shownBy(value, 'list'),
  },
  {
    ...{ name: 'ipvsadm -Ln --tun-info', source: 'list', titles: 3 },
    render: value => renderList(value, true),
    shown: value => shownBy(value, 'list', true),
  },
]

function parse(text: string, source: Table['source']): TableReading {
  return parseTable(text, { source, hz: 250 })
}

describe.each(formats)('$name', ({ source, titles, render, shown }) => {
  test('any table is read back as it was written', () => {
    fc.assert(
      fc.property(table, value => {
        expect(parse(render(value), source)).toEqual({ table: shown(value), problems: [], notes: [] })
      }),
    )
  })

  test('line ends of Windows change nothing but a note', () => {
    fc.assert(
      fc.property(table, value => {
        const text = render(value)
        const { table: found, notes } = parse(text.replaceAll('\n', '\r\n'), source)
        expect(found).toEqual(parse(text, source).table)
        expect(notes.map(({ rule }) => rule)).toEqual(text === '' ? [] : ['table-crlf'])
      }),
    )
  })

  test('a cut is a problem, unless it is at the end of a line, where what is left is the beginning', () => {
    fc.assert(
      fc.property(table, fc.nat(), (value, where) => {
        const text = render(value)
        const start = text.slice(0, where % (text.length + 1))
        const { table: found, problems } = parse(start, source)
        const whole = start === '' ? titles === 0 : start.endsWith('\n') && start.split('\n').length > titles
        expect(problems.length === 0).toBe(whole)
        expect(found === undefined).toBe(!whole)
        if (found === undefined) return
        const all = [...shown(value).services.values()]
        for (const [at, { servers }] of [...found.services.values()].entries()) {
          expect(servers).toEqual(all[at]?.servers.slice(0, servers.length))
        }
      }),
    )
  })

  test('one line twice is never read as a table that has it once', () => {
    fc.assert(
      fc.property(table, fc.nat(), (value, where) => {
        const lines = render(value).split('\n').slice(0, -1)
        fc.pre(lines.length > titles)
        const at = titles + (where % (lines.length - titles))
        const text = [...lines.slice(0, at + 1), ...lines.slice(at)].map(line => `${line}\n`).join('')
        const { problems } = parse(text, source)
        // Nothing tells a mark without servers from the one of the other family.
        const mark = source === 'proc' && lines[at]?.startsWith('FWM')
        if (mark !== true) expect(problems).not.toEqual([])
      }),
    )
  })
})

describe('anything at all', () => {
  const piece = fc.constantFrom(
    ...[
      'TCP  ',
      'FWM  ',
      '  -> ',
      '-A ',
      '-a ',
      '-t ',
      '-r ',
      '-f ',
      '[',
      ']',
      ':',
      '\n',
      '\r\n',
      ' ',
      '\t',
      '\0',
    ],
    ...[
      '192.0.2.1:80',
      '[2001:db8::1]:80',
      'C0000201:0050',
      'Route',
      'persistent',
      '1',
      '-p',
      '-M',
      'ops',
      '=',
      '#',
    ],
    'IP Virtual Server version 1.2.1 (size=4096)\nProt LocalAddress:Port Scheduler Flags\n',
    '  -> RemoteAddress:Port Forward Weight ActiveConn InActConn\n',
    '  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n',
  )
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 300 }),
    fc.array(piece, { maxLength: 40 }).map(pieces => pieces.join('')),
  )

  test('is a table or has a problem, never both, never neither', () => {
    fc.assert(
      fc.property(
        text,
        fc.constantFrom('proc' as const, 'save' as const, 'list' as const, undefined),
        (words, source) => {
          const options = source === undefined ? {} : { source }
          const { table: found, problems } = parseTable(words, options)
          expect(found === undefined).toBe(problems.length > 0)
          expect(problems.length).toBeLessThanOrEqual(21)
          for (const { mark, text: sentence } of problems) {
            expect(sentence).not.toMatch(/[\n\r\0]|undefined/)
            expect(mark?.column ?? 1).toBeGreaterThan(0)
          }
        },
      ),
      { numRuns: 1_000 },
    )
  })
})
