/** One perfdata item as the guidelines have it. */
export interface Item {
  readonly label: string
  /** Undefined for `U`: could not be measured. */
  readonly value: number | undefined
  readonly unit: string
  /** Ranges as written, '' when not given. */
  readonly warning: string
  readonly critical: string
  readonly min: number | undefined
  readonly max: number | undefined
}

/** What the guidelines and every consumer agree on. Others are dropped in silence, or `m` read as minutes. */
const units = ['', 's', 'ms', 'us', '%', 'B', 'KB', 'MB', 'TB', 'c']
const number = /^-?(?:\d+(?:\.\d+)?|\.\d+)$/
const range = /^@?(?:~|-?[\d.]+)?:?(?:-?[\d.]+)?$/

/**
 * Reads perfdata as strictly as the strictest consumer does, and throws at the first thing one of them would
 * lose: two spaces, an unknown unit, an exponent, a quote or `=` in a label, empty fields at the end.
 */
export function parsePerfdata(text: string): Item[] {
  const items: Item[] = []
  let rest = text
  while (rest !== '') {
    const [whole, quoted, plain, fields = ''] = /^(?:'([^'=]+)'|([^\s'=]+))=(\S*)/.exec(rest) ?? []
    const label = quoted ?? plain
    if (whole === undefined || label === undefined) throw new Error(`no perfdata item at ${show(rest)}`)
    items.push(parseFields(label, fields))
    rest = rest.slice(whole.length)
    if (rest === '') break
    if (!/^ [^ ]/.test(rest)) throw new Error(`items are not parted by one space at ${show(rest)}`)
    rest = rest.slice(1)
  }
  return items
}

function parseFields(label: string, fields: string): Item {
  const parts = fields.split(';')
  const [first = '', warning = '', critical = '', min = '', max = ''] = parts
  if (parts.length > 5) throw new Error(`${label}: more than five fields in ${show(fields)}`)
  if (fields.endsWith(';')) throw new Error(`${label}: empty fields at the end of ${show(fields)}`)
  for (const each of [warning, critical]) {
    if (!range.test(each)) throw new Error(`${label}: ${show(each)} is not a range`)
  }
  const [, digits = '', unit = ''] = /^([-\d.]*)(.*)$/.exec(first) ?? []
  const unknown = first === 'U'
  if (!unknown && !units.includes(unit)) throw new Error(`${label}: unknown unit in ${show(first)}`)
  return {
    label,
    value: unknown ? undefined : parseNumber(label, digits),
    unit: unknown ? '' : unit,
    warning,
    critical,
    min: min === '' ? undefined : parseNumber(label, min),
    max: max === '' ? undefined : parseNumber(label, max),
  }
}

function parseNumber(label: string, text: string): number {
  if (!number.test(text)) throw new Error(`${label}: ${show(text)} is not a number`)
  return Number(text)
}

function show(text: string): string {
  return JSON.stringify(text.slice(0, 60))
}
