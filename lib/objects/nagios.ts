import type { Check } from '../runtime/check.ts'

/**
 * Nagios command definitions, one for each way of running a check. `$USER1$` is the folder of the plugins
 * (resource.cfg), the host's address is the VIP, and `$ARG1$` takes any further options as they are typed.
 */
export function renderNagiosCommands(checks: readonly Check[]): string {
  return checks.flatMap(check => check.modes.map(mode => renderCommand(check, mode))).join('\n')
}

/** The option a monitoring host's address belongs to: -I where a name may stand beside it, else -H. */
function addressOption(options: Check['modes'][0]['options']): string | undefined {
  const name = ['IP-address', 'hostname'].find(each => Object.hasOwn(options, each))
  return name === undefined ? undefined : `-${options[name]?.short}`
}

function renderCommand(check: Check, mode: Check['modes'][0]): string {
  const isDefault = mode === check.modes[0]
  const suffix = isDefault ? '' : `_${mode.flag}`
  const address = addressOption(mode.options)
  const words = [
    `$USER1$/${check.name}`,
    ...(isDefault ? [] : [`--${mode.flag}`]),
    ...(address === undefined ? [] : [address, "'$HOSTADDRESS$'"]),
    '$ARG1$',
  ]
  return [
    `# ${check.summary}`,
    'define command {',
    `    command_name    ${check.name}${suffix}`,
    `    command_line    ${words.join(' ')}`,
    '}',
    '',
  ].join('\n')
}
