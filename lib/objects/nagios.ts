import type { Table } from '../cli/option.ts'
import type { Check } from '../runtime/check.ts'
import { nagiosCommandName } from './call.ts'

/**
 * Nagios command definitions, one for each way of running a check. `$USER1$` is the folder of the plugins
 * (resource.cfg), the host's address is the VIP, and `$ARG1$` takes any further options as they are typed.
 */
export function renderNagiosCommands(checks: readonly Check[]): string {
  return checks.flatMap(check => check.modes.map(mode => renderCommand(check, mode))).join('\n')
}

/**
 * The option that the commands give the host's address with, so that a service does not: -I where a name may stand beside
 * it, else -H.
 */
export function addressOption(options: Table): string | undefined {
  return ['IP-address', 'hostname'].find(each => Object.hasOwn(options, each))
}

function renderCommand(check: Check, mode: Check['modes'][0]): string {
  const isDefault = mode === check.modes[0]
  const address = addressOption(mode.options)
  const words = [
    `$USER1$/${check.name}`,
    ...(isDefault ? [] : [`--${mode.flag}`]),
    ...(address === undefined ? [] : [`-${mode.options[address]?.short}`, "'$HOSTADDRESS$'"]),
    '$ARG1$',
  ]
  return [
    `# ${check.summary}`,
    'define command {',
    `    command_name    ${nagiosCommandName(check, mode.flag)}`,
    `    command_line    ${words.join(' ')}`,
    '}',
    '',
  ].join('\n')
}
