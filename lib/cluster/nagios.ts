import { type Call, modeOf, nagiosCommandName, optionWordsOf } from '../objects/call.ts'
import { nagiosArgument, nagiosMacroFree, nagiosText } from '../objects/escape.ts'
import { addressOption } from '../objects/nagios.ts'
import { attemptsOf } from './attempts.ts'
import { type Checks, checkOf } from './checks.ts'
import { noteOf, noteUrl } from './notes.ts'
import type { Plan, PlanHost, PlanService } from './plan.ts'
import type { Site } from './site.ts'

/** What Nagios is told beside the objects of a cluster: the commands of its agents. */
export const nagiosAgentCommands = `# The NRPE agent of a host: its version without arguments, else the command that is named. A time-out is no verdict.
define command {
    command_name    lvs_nrpe
    command_line    $USER1$/check_nrpe -H '$HOSTADDRESS$' -t '$ARG2$:UNKNOWN' -p '$ARG1$' $ARG3$
}
`

/**
 * The objects of a cluster for Nagios Core 3 and 4.
 * @throws PlanError for a text that Nagios cannot hold, with where it comes from
 */
export function renderNagios(plan: Plan, site: Site, checks: Checks): string {
  const { cluster } = plan
  const blocks = [
    ...renderTemplates(site),
    ...plan.groups.map(({ kind, name, alias }) =>
      define(kind === 'hosts' ? 'hostgroup' : 'servicegroup', [
        [kind === 'hosts' ? 'hostgroup_name' : 'servicegroup_name', name],
        ['alias', nagiosText(alias)],
      ]),
    ),
    ...plan.hosts.filter(({ isForeign }) => !isForeign).map(host => renderHost(host, cluster, checks)),
    ...plan.services.map(service => renderService(service, site, checks)),
    ...renderDependencies(plan),
  ]
  return blocks.join('\n')
}

type Lines = readonly (readonly [string, string | number | undefined])[]

function define(kind: string, lines: Lines): string {
  const given = lines.filter(([, value]) => value !== undefined && value !== '')
  return [
    `define ${kind} {`,
    ...given.map(([key, value]) => `    ${key.padEnd(30)}  ${value}`),
    '}',
    '',
  ].join('\n')
}

/** Nagios counts in interval_length, a minute unless somebody has changed it. */
const minutes = (seconds: number) => Number((seconds / 60).toFixed(3))

function renderTemplates(site: Site): string[] {
  const { check, contacts, period, templates, cluster } = site
  const groups = contacts === undefined ? ['admins'] : contacts.groups
  const common = (own: readonly string[]): Lines => [
    ['use', own.join(',')],
    ['register', 0],
    ['check_interval', minutes(check.interval)],
    ['retry_interval', minutes(check.retry)],
    ['max_check_attempts', check.attempts],
    ['check_period', nagiosText(period)],
    ['notification_period', nagiosText(period)],
    // Once an alarm, and once its end.
    ['notification_interval', 0],
    ['contacts', contacts?.users.map(nagiosText).join(',')],
    ['contact_groups', groups.map(nagiosText).join(',')],
  ]
  return [
    // Not of what is unreachable: its parents have their own alarm.
    define('host', [
      ['name', `lvs-${cluster}-host`],
      ...common(templates.host),
      ['notification_options', 'd,r,f,s'],
    ]),
    define('service', [
      ['name', `lvs-${cluster}-service`],
      ...common(templates.service),
      ['notification_options', 'w,u,c,r,f,s'],
    ]),
  ]
}

function renderHost(host: PlanHost, cluster: string, checks: Checks): string {
  return define('host', [
    ['use', `lvs-${cluster}-host`],
    ['host_name', host.name],
    ['alias', nagiosText(host.alias)],
    ['address', nagiosText(host.address)],
    ['hostgroups', host.groups.join(',')],
    ['parents', host.parents.join(',')],
    ['check_command', callCommand(host.call, checks)],
  ])
}

function renderService(service: PlanService, site: Site, checks: Checks): string {
  const { port, timeout } = site.nrpe
  const agent = ['lvs_nrpe', `${port}`, `${timeout}`]
  const check = service.kind === 'call' ? service.call.check : undefined
  const command =
    service.kind === 'agent'
      ? agent.join('!')
      : service.command === undefined
        ? callCommand(service.call, checks)
        : [...agent, `-c ${nagiosArgument(service.command)}`].join('!')
  return define('service', [
    ['use', `lvs-${site.cluster}-service`],
    ['host_name', service.host],
    ['service_description', nagiosText(service.name)],
    ['servicegroups', service.groups.join(',')],
    ['check_command', command],
    ['max_check_attempts', attemptsOf(service, site)],
    ['notes', check === undefined ? undefined : nagiosText(noteOf(check))],
    ['notes_url', check === undefined ? undefined : nagiosUrl(noteUrl(check, site))],
  ])
}

function nagiosUrl(url: string | undefined): string | undefined {
  return url === undefined ? undefined : nagiosText(nagiosMacroFree(url))
}

/** `COMMAND!WORDS`, without the address: the command asks for that of its host, which is the same. */
function callCommand(call: Call, checks: Checks): string {
  const check = checkOf(call, checks)
  const given = addressOption(modeOf(check, call.mode).options)
  const options = Object.fromEntries(Object.entries(call.options).filter(([name]) => name !== given))
  // The command has the flag of its mode, too.
  const words = optionWordsOf({ ...call, options }, check)
  const name = nagiosCommandName(check, call.mode)
  return words.length === 0 ? name : `${name}!${words.map(nagiosArgument).join(' ')}`
}

/** What an agent runs keeps quiet while the agent is gone. */
function renderDependencies({ services }: Plan): string[] {
  const byHost = Map.groupBy(services, ({ host }) => host)
  return services.flatMap(({ kind, host, name }) => {
    const beside = kind === 'agent' ? (byHost.get(host) ?? []) : []
    const dependents = beside.filter(each => each.kind === 'call' && each.command !== undefined)
    if (dependents.length === 0) return []
    return [
      define('servicedependency', [
        ['host_name', host],
        ['service_description', nagiosText(name)],
        ['dependent_host_name', host],
        ['dependent_service_description', dependents.map(each => nagiosText(each.name)).join(',')],
        ['execution_failure_criteria', 'u,c'],
        ['notification_failure_criteria', 'u,c'],
      ]),
    ]
  })
}
