import { describe, expect, test } from 'vitest'
import {
  group,
  measure,
  metricsOf,
  override,
  state,
  statementsOf,
  worstFirst,
} from '../../lib/core/finding.ts'
import { atLeast, parseRange } from '../../lib/core/range.ts'
import type { State } from '../../lib/core/state.ts'

const dead = state('CRITICAL', '192.0.2.12 refuses', { rule: 'refused' })
const slow = state('WARNING', '192.0.2.11 is slow', { rule: 'slow' })
const well = state('OK', '192.0.2.10 answers', { rule: 'slow' })

test('a group is as bad as its worst child', () => {
  expect(group('all answer', [well, slow, dead]).state).toBe('CRITICAL')
  expect(group('all answer', [well]).state).toBe('OK')
})

test('a group of nothing is UNKNOWN: nobody has looked', () => {
  expect(group('all answer', []).state).toBe('UNKNOWN')
})

test('the evidence below a statement does not change it', () => {
  const verdict = state('WARNING', '1 of 3 real servers fails', { children: [dead, well] })
  expect(verdict.state).toBe('WARNING')
  expect(statementsOf(group('', [verdict, well])).map(each => each.text)).toEqual([verdict.text, well.text])
})

test('an empty group is its own statement, so that it cannot vanish', () => {
  const empty = group('no targets', [])
  expect(statementsOf(group('', [empty, well]))).toEqual([empty, well])
})

test('worst first, in the order found', () => {
  const other = state('CRITICAL', 'other')
  expect(worstFirst([well, slow, dead, other])).toEqual([dead, other, slow, well])
})

describe('measure', () => {
  const metric = { label: 'time', value: 12, unit: 's' } as const
  test('says what was wanted, and plots what it judges', () => {
    const finding = measure('took 12 s', { ...metric, critical: parseRange('10') }, { rule: 'slow' })
    expect(finding).toMatchObject({
      state: 'CRITICAL',
      text: 'took 12 s, wanted at most 10 s',
      rule: 'slow',
      metrics: [{ label: 'time' }],
    })
  })
  test('names the range that was broken, not the other', () => {
    const finding = measure('took 12 s', { ...metric, warning: parseRange('10'), critical: atLeast(20) })
    expect(finding.text).toBe('took 12 s, wanted at most 10 s')
    expect(finding.state).toBe('WARNING')
  })
  test('says no more when all is well', () => {
    expect(measure('took 12 s', { ...metric, critical: atLeast(20) }).text).toBe('took 12 s')
  })
  test('no value is UNKNOWN', () => {
    expect(measure('not measured', { ...metric, value: undefined }).state).toBe('UNKNOWN')
  })
})

test('metrics come in the order of the tree', () => {
  const metric = (label: string) => ({ label, value: 1, unit: '' }) as const
  const child = state('OK', '', {
    metrics: [metric('b')],
    children: [state('OK', '', { metrics: [metric('c')] })],
  })
  const tree = group('', [child, state('OK', '', { metrics: [metric('d')] })], { metrics: [metric('a')] })
  expect(metricsOf(tree).map(each => each.label)).toEqual(['a', 'b', 'c', 'd'])
})

describe('override', () => {
  const tree = group('all answer', [well, slow, dead])
  const restate = (rules: Record<string, State>) => override(tree, new Map(Object.entries(rules)))

  test('restates a rule that has spoken, and the groups above it', () => {
    expect(restate({ refused: 'WARNING' }).state).toBe('WARNING')
    expect(restate({ refused: 'OK', slow: 'OK' }).state).toBe('OK')
    expect(restate({ slow: 'CRITICAL' }).children.map(each => each.state)).toEqual([
      'OK',
      'CRITICAL',
      'CRITICAL',
    ])
  })
  test('leaves what is well, and other rules', () => {
    expect(restate({ slow: 'CRITICAL' }).children[0]).toEqual(well)
    expect(restate({ other: 'OK' })).toEqual(tree)
    expect(restate({})).toBe(tree)
  })
  test('does not touch the tree it is given', () => {
    const before = structuredClone(tree)
    restate({ refused: 'OK' })
    expect(tree).toEqual(before)
  })
})
