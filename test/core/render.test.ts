import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Finding, group, metricsOf, override, state } from '../../lib/core/finding.ts'
import type { Metric } from '../../lib/core/metric.ts'
import { renderJson, renderLine, renderText } from '../../lib/core/render.ts'
import type { State } from '../../lib/core/state.ts'
import { harmful, parseOutput } from '../support/output.ts'

const plain = { service: 'VIP PING', verbosity: 0, colour: false }
const metric = (label: string): Metric => ({ label, value: 1, unit: 'ms', min: 0 })
const refused = state('CRITICAL', '192.0.2.12:80 refuses', {
  rule: 'refused',
  hint: 'ss -ltn on 192.0.2.12 shows who listens',
  details: ['connected from 198.51.100.7'],
  metrics: [metric('time_2')],
})
const well = state('OK', '192.0.2.11:80 answers', { metrics: [metric('time_1')] })
const slow = state('WARNING', '192.0.2.13:80 is slow')

describe('text', () => {
  test('a lone statement says itself once', () => {
    expect(renderText(well, plain)).toBe('VIP PING OK - 192.0.2.11:80 answers | time_1=1ms;;;0\n')
  })
  test('the first line of a group is its worst, and how many more', () => {
    expect(renderText(group('all answer', [well, slow, refused]), plain)).toBe(
      [
        'VIP PING CRITICAL - 192.0.2.12:80 refuses (and 1 more) | time_1=1ms;;;0 time_2=1ms;;;0',
        '\\_ [CRITICAL] all answer',
        '  \\_ [CRITICAL] 192.0.2.12:80 refuses',
        '    hint: ss -ltn on 192.0.2.12 shows who listens',
        '    more: lvs-checks explain refused',
        '  \\_ [WARNING] 192.0.2.13:80 is slow',
        '  \\_ [OK] 192.0.2.11:80 answers',
        '',
      ].join('\n'),
    )
  })
  test('what --state has excused is still said', () => {
    const excused = override(group('all answer', [well, refused]), new Map([['refused', 'OK']]))
    expect(renderText(excused, plain)).toMatch(/^VIP PING OK - 192\.0\.2\.12:80 refuses \|/)
  })
  test('a group that is well says so itself', () => {
    expect(renderText(group('all answer', [well]), plain)).toMatch(/^VIP PING OK - all answer \| time_1/)
  })
  test('a span is given as file:line:column', () => {
    const span = { file: '/etc/keepalived/keepalived.conf', line: 42, column: 5 }
    const tree = group('', [state('WARNING', 'no such keyword', { span })])
    const [first, , second] = renderText(tree, plain).split('\n')
    expect(first).toMatch(/WARNING - \/etc\/keepalived\/keepalived\.conf:42:5: no such keyword$/)
    expect(second).toMatch(/\[WARNING\] \/etc\/keepalived\/keepalived\.conf:42:5: no such keyword$/)
  })
  test('a sentence that begins with a blank does not look like one without a beginning', () => {
    expect(renderText(state('OK', '\t\0 x'), plain)).toBe('VIP PING OK - \\x00 x\n')
  })
  test('-v adds details, and hints are for what is wrong', () => {
    const verbose = renderText(group('', [refused, { ...well, hint: 'nothing to do' }]), {
      ...plain,
      verbosity: 1,
    })
    expect(verbose).toContain('\n    connected from 198.51.100.7\n')
    expect(verbose).not.toContain('nothing to do')
    expect(renderText(group('', [refused]), plain)).not.toContain('198.51.100.7')
  })
  test('facts come last, as JSON', () => {
    const facts = { banner: 'a|b<c>\x1b\u2028' }
    const last = renderText(well, plain, facts).trimEnd().split('\n').at(-1) ?? ''
    expect(last).toMatch(/^facts: /)
    expect(last).not.toMatch(harmful)
    expect(JSON.parse(last.slice('facts: '.length))).toEqual(facts)
  })
  test('colour is only where it is asked for', () => {
    expect(renderText(refused, { ...plain, colour: true })).toContain('\x1b[1;31mCRITICAL\x1b[0m')
    expect(renderText(refused, plain)).not.toContain('\x1b')
  })
})

describe('limits', () => {
  test('a long sentence is cut, the perfdata is not', () => {
    const output = parseOutput(renderText({ ...refused, text: 'x'.repeat(5000) }, plain))
    expect(output.sentence.length).toBeLessThan(500)
    expect(output.perfdata).toHaveLength(1)
  })
  test('a long tree ends worst first, and says how much is missing', () => {
    const many = Array.from({ length: 2000 }, (_, at) => ({
      ...well,
      text: `${at} ${'x'.repeat(100)}`,
      metrics: [],
    }))
    const output = parseOutput(renderText(group('all answer', [...many, refused]), plain))
    expect(output.more[1]).toContain('192.0.2.12:80 refuses')
    expect(output.more.at(-1)).toMatch(/^… \d+ more$/)
  })
  test('perfdata that is too long loses whole items, and says so', () => {
    const metrics = Array.from({ length: 5000 }, (_, at) => metric(`connections_of_real_server_${at}`))
    const output = parseOutput(renderText({ ...refused, metrics }, plain))
    expect(output.perfdata.length).toBeGreaterThan(500)
    expect(output.perfdata[0]?.label).toBe('connections_of_real_server_0')
    expect(output.more[0]).toBe(
      `${5000 - output.perfdata.length} metrics are left out: the output would be too long`,
    )
  })
})

test('a line of ours is one line, whatever it says', () => {
  const line = renderLine('VIP PING', 'UNKNOWN', `bad |\n${'x'.repeat(5000)}`)
  expect(parseOutput(line)).toMatchObject({ service: 'VIP PING', state: 'UNKNOWN', more: [] })
  expect(line.length).toBeLessThan(1100)
})

test('JSON holds the same verdict', () => {
  const tree = group('all answer', [well, refused])
  const text = renderJson(tree, { check: 'check_vip_ping', version: '1.2.3' }, { a: 1 })
  expect(text.split('\n')).toHaveLength(2)
  expect(JSON.parse(text)).toMatchObject({
    check: 'check_vip_ping',
    version: '1.2.3',
    state: 'CRITICAL',
    exitCode: 2,
    text: '192.0.2.12:80 refuses',
    perfdata: ['time_1=1ms;;;0', 'time_2=1ms;;;0'],
    finding: { kind: 'group', children: [{ state: 'OK' }, { state: 'CRITICAL', rule: 'refused' }] },
    facts: { a: 1 },
  })
})

const hostile = fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }).filter(text => text.trim() !== '')
const anyState = fc.constantFrom<State>('OK', 'WARNING', 'CRITICAL', 'UNKNOWN')
const { tree } = fc.letrec<{ tree: Finding; leaf: Finding }>(tie => ({
  leaf: fc
    .record({ state: anyState, text: hostile, hint: hostile, detail: hostile, label: hostile })
    .map(each =>
      state(each.state, each.text, {
        hint: each.hint,
        details: [each.detail],
        metrics: [metric(each.label)],
      }),
    ),
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('leaf'),
    fc
      .tuple(hostile, fc.array(tie('tree'), { maxLength: 6 }))
      .map(([text, children]) => group(text, children)),
  ),
}))

test('whatever a tree says, every consumer reads what was meant', () => {
  fc.assert(
    fc.property(tree, fc.integer({ min: 0, max: 3 }), fc.json(), (finding, verbosity, facts) => {
      const output = parseOutput(
        renderText(finding, { ...plain, verbosity }, verbosity > 2 ? facts : undefined),
      )
      expect(output.state).toBe(finding.state)
      expect(output.perfdata).toHaveLength(metricsOf(finding).length)
    }),
  )
})

test('whatever a tree says, its JSON parses and is harmless', () => {
  fc.assert(
    fc.property(tree, finding => {
      const text = renderJson(finding, { check: 'x' })
      expect(text.slice(0, -1)).not.toMatch(harmful)
      expect(text).not.toContain('|')
      expect(JSON.parse(text)).toMatchObject({ state: finding.state })
    }),
  )
})
