import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatMetric, judgeMetric, type Metric, type Unit } from '../../lib/core/metric.ts'
import { parseRange } from '../../lib/core/range.ts'
import { parsePerfdata } from '../support/perfdata.ts'

function metric(value: number | undefined, warning?: string, critical?: string): Metric {
  const thresholds = {
    ...(warning === undefined ? {} : { warning: parseRange(warning) }),
    ...(critical === undefined ? {} : { critical: parseRange(critical) }),
  }
  return { label: 'time', value, unit: 's', ...thresholds }
}

test.each([
  ['no thresholds', metric(5), 'OK'],
  ['below both', metric(5, '10', '20'), 'OK'],
  ['above the warning', metric(15, '10', '20'), 'WARNING'],
  ['above both', metric(25, '10', '20'), 'CRITICAL'],
  ['critical only', metric(25, undefined, '20'), 'CRITICAL'],
  ['not measured', metric(undefined), 'UNKNOWN'],
  ['not measured, with thresholds', metric(undefined, '10', '20'), 'UNKNOWN'],
  ['0 / 0 is no measurement', metric(Number.NaN, '10', '20'), 'UNKNOWN'],
  ['1 / 0 is no measurement', metric(Number.POSITIVE_INFINITY, '10:', '5:'), 'UNKNOWN'],
] as const)('%s', (_, given, wanted) => {
  expect(judgeMetric(given)).toBe(wanted)
})

const items: readonly [Metric, string][] = [
  [{ label: 'time', value: 0.012345678, unit: 's' }, 'time=0.012346s'],
  [{ label: 'pl', value: 0, unit: '%', min: 0, max: 100 }, 'pl=0%;;;0;100'],
  [metric(1.5, '10', '10:20'), 'time=1.5s;10;10:20'],
  [metric(1.5, undefined, '~:20'), 'time=1.5s;;~:20'],
  [metric(1.5, '@10:20'), 'time=1.5s;@10:20'],
  [metric(undefined, '10'), 'time=U;10'],
  [metric(Number.NaN, '10'), 'time=U;10'],
  [{ label: 'inpkts', value: 4_294_967_296, unit: 'c', min: 0 }, 'inpkts=4294967296c;;;0'],
  [{ label: 'vip 1', value: 1, unit: '' }, "'vip 1'=1"],
  [{ label: 'rta_2001:db8::10', value: 1, unit: 'ms' }, 'rta_2001:db8::10=1ms'],
  [{ label: "it's=a|b;c", value: 1, unit: '' }, 'it_s_a_b_c=1'],
  [{ label: '', value: 1, unit: '' }, '_=1'],
  [{ label: 'a\nb\0c\u202ed', value: 1, unit: '' }, 'a_b_c_d=1'],
  [{ label: 'a\u00a0b', value: 1, unit: '' }, "'a b'=1"],
]
test.each(items)('%j', (given, wanted) => {
  expect(formatMetric(given)).toBe(wanted)
})

const anyMetric: fc.Arbitrary<Metric> = fc.record(
  {
    label: fc.string({ unit: 'binary' }),
    value: fc.option(fc.double({ min: -1e18, max: 1e18 }), { nil: undefined }),
    unit: fc.constantFrom<Unit>('', 's', 'ms', 'us', '%', 'B', 'c'),
    min: fc.integer(),
    max: fc.integer(),
  },
  { requiredKeys: ['label', 'value', 'unit'] },
)

test('whatever the label and the value, the item reads back', () => {
  fc.assert(
    fc.property(anyMetric, given => {
      const [item, ...others] = parsePerfdata(formatMetric(given))
      expect(others).toEqual([])
      expect(item).toMatchObject({ min: given.min, max: given.max })
      if (given.value === undefined || Number.isNaN(given.value)) expect(item?.value).toBeUndefined()
      else expect(item?.value).toBeCloseTo(given.value, 5)
    }),
  )
})
