import { commonOptions } from '../cli/common.ts'
import type { Option, Table } from '../cli/option.ts'
import type { AnyMode, Check } from '../runtime/check.ts'
import { icingaCommandName, icingaValueVariable, icingaVariable } from './call.ts'
import { icingaMacroFree, icingaString } from './escape.ts'
import { addressOption } from './nagios.ts'

/** Of a monitoring system these make no sense: it reads text, and asks for results. */
const unasked = new Set(['output', 'version', 'help'])

/**
 * Icinga 2's CheckCommands, one for each way of running a check: every option is an argument with its description, and a
 * custom variable named after the command. For 2.13 and later; `include <plugins>` has to come before, as in Debian's
 * icinga2.conf.
 */
export function renderIcingaCommands(checks: readonly Check[]): string {
  return checks.flatMap(check => check.modes.map(mode => renderCommand(check, mode))).join('\n')
}

function renderCommand(check: Check, mode: AnyMode): string {
  const isDefault = mode === check.modes[0]
  const words = [
    `PluginDir + ${icingaString(`/${check.name}`)}`,
    ...(isDefault ? [] : [icingaString(`--${mode.flag}`)]),
  ]
  const table: Table = { ...mode.options, ...commonOptions }
  const options = Object.entries(table).filter(([name]) => !unasked.has(name))
  const address = vipOption(check, mode)
  return [
    `// ${check.summary}.`,
    `object CheckCommand ${icingaString(icingaCommandName(check, mode.flag))} {`,
    ...(address === undefined ? [] : ['  import "ipv4-or-ipv6"', '']),
    `  command = [ ${words.join(', ')} ]`,
    // Longer than -t is by default: it is the check that says what it could not do in time.
    '  timeout = 1m',
    '  arguments = {',
    ...options.flatMap(([name, option]) =>
      renderArgument(name, option, icingaVariable(check, mode.flag, name)),
    ),
    '  }',
    ...(address === undefined
      ? []
      : ['', `  vars.${icingaVariable(check, mode.flag, address)} = "$check_address$"`]),
    '}',
    '',
  ].join('\n')
}

/** The option that the host's address is for where the host is a VIP; the other checks look at the host they run on. */
function vipOption({ name }: Check, { options }: AnyMode): string | undefined {
  return name.startsWith('check_vip_') ? addressOption(options) : undefined
}

function renderArgument(name: string, option: Option, variable: string): string[] {
  const about = describe(name, option)
  const macro = icingaString(`$${variable}$`)
  if (option.type === 'flag' || option.type === 'count')
    return argument(`--${name}`, about, [`set_if = ${macro}`])
  if (option.type === 'single') return argument(`--${name}`, about, [`value = ${macro}`])
  if (option.type === 'many') return argument(`--${name}`, about, [`value = ${macro}`, 'repeat_key = true'])
  const value = icingaValueVariable(variable, option)
  const attached = icingaString(`--${name}=$${value}$`)
  return [
    ...argument(`--${name}`, about, [
      // Both would be the option twice. An argument with `separator` would do, from 2.14 on.
      `set_if = {{ macro(${macro}) && !macro(${icingaString(`$${value}$`)}) }}`,
    ]),
    ...argument(`--${name}=`, `${about} This is its value: ${option.kind.placeholder}.`, [
      `value = ${attached}`,
      'skip_key = true',
    ]),
  ]
}

function argument(key: string, about: string, lines: readonly string[]): string[] {
  return [
    `    ${icingaString(key)} = {`,
    ...[...lines, `description = ${icingaString(icingaMacroFree(about))}`].map(line => `      ${line}`),
    '    }',
  ]
}

function describe(name: string, option: Option): string {
  const fallback =
    option.type === 'single' && option.fallbackText !== undefined ? ` Default: ${option.fallbackText}.` : ''
  const many = option.type === 'many' ? ' An array is given one by one.' : ''
  const secret =
    option.secret === true ? ' A secret: everybody who may see the object reads its custom variables.' : ''
  const limit =
    name === 'timeout' ? ' Icinga itself ends the check after a minute, or after check_timeout.' : ''
  return option.help.replace(/ Repeatable\.$/, '') + many + fallback + secret + limit
}
