import {
  type Call,
  icingaCommandName,
  icingaVariables,
  nagiosCommandName,
  readCall,
  wordsOf,
} from '../../lib/objects/call.ts'
import {
  icingaMacroFree,
  icingaString,
  nagiosArgument,
  nagiosText,
  nrpeLine,
} from '../../lib/objects/escape.ts'
import { addressOption } from '../../lib/objects/nagios.ts'
import type { AnyMode, Check } from '../../lib/runtime/check.ts'

/** The address that examples have for a VIP: the host's own, so the command says it and the service need not. */
const vip = '192.0.2.10'

/**
 * A service of Nagios and one of Icinga 2 for each way of running a check, made of its first example that says more than an
 * address.
 */
export function renderServiceExamples(check: Check): string[] {
  const isOfVip = check.name.startsWith('check_vip_')
  const calls = check.modes.map(mode => {
    const all = mode.examples.map(({ argv }) => readCall(check, argv))
    const telling = all.find(each => Object.keys(withoutAddress(each, mode).options).length > 0)
    return { mode, call: telling ?? readCall(check, []) }
  })
  return [
    '## As a service',
    '',
    ...(isOfVip
      ? calls.flatMap(each => renderOfVip(check, each.mode, each.call))
      : calls.flatMap(each => renderOfAgent(check, each.call))),
  ]
}

function renderOfVip(check: Check, mode: AnyMode, call: Call): string[] {
  const rest = withoutAddress(call, mode)
  const words = wordsOf(rest, check).filter(word => word !== `--${mode.flag}`)
  const command = [
    nagiosCommandName(check, mode.flag),
    ...(words.length === 0 ? [] : [words.map(nagiosArgument).join(' ')]),
  ]
  const about = check.modes.length > 1 ? ` with \`--${mode.flag}\`` : ''
  return [
    `In Nagios${about}, on a host whose address is the VIP, with [commands.cfg](../../nagios-cfg/nagios/commands.cfg):`,
    '',
    ...nagiosService(titleOf(check, mode), 'www-vip', command.join('!')),
    `In Icinga 2${about}, with [lvs-commands.conf](../../nagios-cfg/icinga2/lvs-commands.conf):`,
    '',
    ...icingaService(
      titleOf(check, mode),
      'www-vip',
      icingaCommandName(check, mode.flag),
      [],
      icingaVariables(rest, check),
    ),
  ]
}

/** The host looks at itself: an agent on it runs the check. */
function renderOfAgent(check: Check, call: Call): string[] {
  const title = titleOf(check, check.modes[0])
  const host = check.name === 'check_lvs_realserver' ? 'web1' : 'lvs1'
  const line = `command[${check.name}]=${nrpeLine([`/usr/lib/nagios/plugins/${check.name}`, ...wordsOf(call, check)])}`
  return [
    'In the configuration of NRPE on the host itself:',
    '',
    '```',
    line,
    '```',
    '',
    "and in Nagios, with the command check_nrpe of NRPE's own package:",
    '',
    ...nagiosService(title, host, `check_nrpe!${check.name}`),
    "In Icinga 2, in a zone of zones.d/, by Icinga's agent on the host, with [lvs-commands.conf](../../nagios-cfg/icinga2/lvs-commands.conf):",
    '',
    ...icingaService(
      title,
      host,
      icingaCommandName(check),
      [`command_endpoint = ${icingaString(host)}`],
      icingaVariables(call, check),
    ),
  ]
}

/** The call as it is on a host that has the address already. */
function withoutAddress(call: Call, mode: AnyMode): Call {
  const given = addressOption(mode.options)
  const options = Object.entries(call.options).filter(
    ([name, value]) => name !== given && !(name === 'hostname' && [value].flat().join() === vip),
  )
  return { ...call, options: Object.fromEntries(options) }
}

function titleOf(check: Check, mode: AnyMode): string {
  return mode === check.modes[0] ? check.service : `${check.service} ${mode.flag?.toUpperCase()}`
}

function nagiosService(title: string, host: string, command: string): string[] {
  return [
    '```nagios',
    'define service {',
    '    use                  generic-service',
    `    host_name            ${host}`,
    `    service_description  ${nagiosText(title)}`,
    `    check_command        ${command}`,
    '}',
    '```',
    '',
  ]
}

function icingaService(
  title: string,
  host: string,
  command: string,
  lines: readonly string[],
  variables: Readonly<Record<string, true | string | readonly string[]>>,
): string[] {
  return [
    '```icinga2',
    `object Service ${icingaString(title)} {`,
    '  import "generic-service"',
    `  host_name = ${icingaString(host)}`,
    `  check_command = ${icingaString(command)}`,
    ...lines.map(line => `  ${line}`),
    ...Object.entries(variables).map(([name, value]) => `  vars.${name} = ${showValue(value)}`),
    '}',
    '```',
    '',
  ]
}

function showValue(value: true | string | readonly string[]): string {
  if (value === true) return 'true'
  if (typeof value === 'string') return icingaString(icingaMacroFree(value))
  return `[ ${value.map(showValue).join(', ')} ]`
}
