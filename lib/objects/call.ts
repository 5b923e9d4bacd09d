import { commonOptions } from '../cli/common.ts'
import type { Option, Table } from '../cli/option.ts'
import { textsOf } from '../cli/parse.ts'
import type { AnyMode, Check } from '../runtime/check.ts'

/** A call of a check, as option names of its table with the texts of their values; `true` for a flag. */
export interface Call {
  readonly check: string
  /** The flag that chooses the mode, without dashes; left out for the first mode. */
  readonly mode?: string
  readonly options: Readonly<Record<string, true | string | readonly string[]>>
}

/** What a check and its names are made of. */
type Named = Pick<Check, 'name' | 'modes'>

/**
 * The words after the program's name. A letter where the option has one; a value that begins with `-` is attached to the
 * long name, so that nothing reads it as an option of its own. The text of a counted option is how often it is given.
 * @throws RangeError when the check has no such mode or option, or an option takes no such value
 */
export function wordsOf(call: Call, check: Named): string[] {
  const mode = modeOf(check, call.mode)
  return [...(mode === check.modes[0] ? [] : [`--${mode.flag}`]), ...optionWordsOf(call, check)]
}

/** The same without the flag of its mode, for who says that already. */
export function optionWordsOf(call: Call, check: Named): string[] {
  const mode = modeOf(check, call.mode)
  return Object.entries(call.options).flatMap(([name, given]) =>
    writeOption(name, optionOf(check, mode, name), given),
  )
}

/**
 * The call as custom variables of the CheckCommand that is generated for it. The texts are those of the words: `$` is not
 * escaped here. A counted option is given once, whatever its number.
 * @throws RangeError as wordsOf does
 */
export function icingaVariables(call: Call, check: Named): Record<string, true | string | readonly string[]> {
  const mode = modeOf(check, call.mode)
  const variables: Record<string, true | string | readonly string[]> = {}
  for (const [name, given] of Object.entries(call.options)) {
    const option = optionOf(check, mode, name)
    // Refuses what the option does not take, as the command line would.
    writeOption(name, option, given)
    const variable = icingaVariable(check, call.mode, name)
    if (option.type === 'count') variables[variable] = true
    else if (option.type === 'maybe' && given !== true)
      variables[icingaValueVariable(variable, option)] = given
    else if (option.type === 'many') variables[variable] = given === true ? [] : [given].flat()
    else variables[variable] = given
  }
  return variables
}

/** Name of the Icinga 2 CheckCommand: `vip_ping`, `vip_service_tcp`, `lvs_ipvs_drift`. */
export function icingaCommandName(check: Named, mode?: string): string {
  const short = check.name.replace(/^check_/, '')
  const name = /^(?:lvs|vip)_/.test(short) ? short : `lvs_${short}`
  return name + suffixOf(check, mode)
}

/** Custom variable of an option: `vip_ping_packets`, `vip_service_tcp_expect`. */
export function icingaVariable(check: Named, mode: string | undefined, option: string): string {
  return `${icingaCommandName(check, mode)}_${option.replaceAll('-', '_').toLowerCase()}`
}

/** Of an option that works with and without a value, the variable that holds the value: `vip_service_ssl_version`. */
export function icingaValueVariable(variable: string, option: Option): string {
  const word = 'kind' in option ? /^\w+/.exec(option.kind.placeholder)?.[0] : undefined
  return `${variable}_${(word ?? 'value').toLowerCase()}`
}

/** Name of the Nagios command, `check_vip_service_tcp`. */
export function nagiosCommandName(check: Named, mode?: string): string {
  return check.name + suffixOf(check, mode)
}

/**
 * The call that these words are, as for the examples of a check.
 * @throws RangeError when its check does not take them
 */
export function readCall(check: Named, argv: readonly string[]): Call {
  const chosen = check.modes.find(({ flag }) => flag !== undefined && argv.includes(`--${flag}`))
  const mode = chosen ?? check.modes[0]
  const rest = argv.filter(word => mode.flag === undefined || word !== `--${mode.flag}`)
  const read = textsOf({ ...commonOptions, ...mode.options }, rest, mode.positional)
  if (!read.ok) throw new RangeError(read.problem)
  const options = new Map<string, true | string | readonly string[]>()
  for (const { name, value } of read.given) {
    const option = optionOf(check, mode, name)
    const before = options.get(name)
    if (option.type === 'many') options.set(name, [...(Array.isArray(before) ? before : []), value ?? ''])
    else if (option.type === 'count') options.set(name, before === undefined ? true : `${Number(before) + 1}`)
    else options.set(name, value ?? true)
  }
  const flag = mode === check.modes[0] ? {} : { mode: mode.flag ?? '' }
  return { check: check.name, ...flag, options: Object.fromEntries(options) }
}

/** The mode of this flag; the first one without it. */
export function modeOf(check: Named, flag: string | undefined): AnyMode {
  const mode = flag === undefined ? check.modes[0] : check.modes.find(each => each.flag === flag)
  if (mode === undefined) throw new RangeError(`${check.name} has no mode --${flag}`)
  return mode
}

function suffixOf(check: Named, flag: string | undefined): string {
  const mode = modeOf(check, flag)
  return mode === check.modes[0] ? '' : `_${mode.flag}`
}

function optionOf(check: Named, mode: AnyMode, name: string): Option {
  const table: Table = { ...commonOptions, ...mode.options }
  const option = Object.hasOwn(table, name) ? table[name] : undefined
  if (option === undefined) throw new RangeError(`${check.name} has no option --${name}`)
  return option
}

function writeOption(name: string, option: Option, given: Call['options'][string]): string[] {
  const bare = option.short === undefined ? `--${name}` : `-${option.short}`
  if (option.type === 'flag') {
    if (given !== true) throw new RangeError(`--${name} takes no value: it is true`)
    return [bare]
  }
  if (option.type === 'count') {
    const times = given === true ? 1 : Number(given)
    if (!Number.isInteger(times) || times < 0 || times > 9) {
      throw new RangeError(`--${name} takes how often it is given, from 0 to 9`)
    }
    return Array<string>(times).fill(bare)
  }
  if (given === true) {
    if (option.type !== 'maybe') throw new RangeError(`--${name} needs a value: ${option.kind.wanted}`)
    return [bare]
  }
  if (option.type === 'many') return [given].flat().flatMap(value => writeValue(name, bare, value))
  if (typeof given !== 'string') throw new RangeError(`--${name} takes one value, not several`)
  return option.type === 'maybe' ? [`--${name}=${given}`] : writeValue(name, bare, given)
}

function writeValue(name: string, bare: string, value: string): string[] {
  return value.startsWith('-') ? [`--${name}=${value}`] : [bare, value]
}
