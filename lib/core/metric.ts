import { alerts, formatNumber, formatRange, type Range } from './range.ts'
import type { State } from './state.ts'

/** Units of the guidelines only: Icinga drops others in silence and reads `m` as minutes. */
export type Unit = '' | 's' | 'ms' | 'us' | '%' | 'B' | 'c'

/** One measured value with its thresholds. An undefined value (or 0 / 0) could not be measured and is written `U`. */
export interface Metric {
  readonly label: string
  readonly value: number | undefined
  readonly unit: Unit
  readonly warning?: Range | undefined
  readonly critical?: Range | undefined
  readonly min?: number
  readonly max?: number
}

/** OK, WARNING or CRITICAL by the metric's own thresholds; UNKNOWN where there is no value to judge. */
export function judgeMetric(metric: Metric): State {
  if (!isMeasured(metric.value)) return 'UNKNOWN'
  if (metric.critical !== undefined && alerts(metric.critical, metric.value)) return 'CRITICAL'
  if (metric.warning !== undefined && alerts(metric.warning, metric.value)) return 'WARNING'
  return 'OK'
}

/** One perfdata item, `'label'=value[UOM];warn;crit;min;max`, without empty fields at its end. */
export function formatMetric(metric: Metric): string {
  const value = isMeasured(metric.value) ? formatNumber(metric.value) + metric.unit : 'U'
  const fields = [
    value,
    metric.warning === undefined ? '' : formatRange(metric.warning),
    metric.critical === undefined ? '' : formatRange(metric.critical),
    metric.min === undefined ? '' : formatNumber(metric.min),
    metric.max === undefined ? '' : formatNumber(metric.max),
  ]
  return `${formatLabel(metric.label)}=${fields.join(';').replace(/;+$/, '')}`
}

function isMeasured(value: number | undefined): value is number {
  return Number.isFinite(value)
}

/**
 * A label every consumer reads back as it was sent. `=` and `'` are not allowed by the guidelines, and Icinga
 * does not undo `''`, so both become `_`, as does what could end the item or the line.
 */
function formatLabel(label: string): string {
  // As in clean(): the pattern with Unicode's tables costs a millisecond, and hardly a label needs it.
  if (/^[\w.:-]+$/.test(label)) return label
  const safe = label.toWellFormed().replace(/[\p{C}='|;"<>]/gu, '_') || '_'
  return /\s/.test(safe) ? `'${safe.replace(/\s/g, ' ')}'` : safe
}
