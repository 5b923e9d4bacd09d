import { type Call, icingaCommandName, icingaVariables } from '../objects/call.ts'
import { icingaMacroFree, icingaString } from '../objects/escape.ts'
import { attemptsOf } from './attempts.ts'
import { type Checks, checkOf } from './checks.ts'
import { noteOf, noteUrl } from './notes.ts'
import type { Plan, PlanHost, PlanService } from './plan.ts'
import type { Site } from './site.ts'

type Value = true | string | number | readonly string[]

/** The objects of a cluster for Icinga 2 from 2.12 on: before, one director that is down would silence a VIP. */
export function renderIcinga2(plan: Plan, site: Site, checks: Checks): string {
  const own = plan.hosts.filter(({ isForeign }) => !isForeign)
  const byHost = Map.groupBy(plan.services, ({ host }) => host)
  const blocks = [
    ...renderTemplates(site),
    ...plan.groups.map(({ kind, name, alias }) =>
      object(kind === 'hosts' ? 'HostGroup' : 'ServiceGroup', name, [assign('display_name', alias)]),
    ),
    ...own.map(host => renderHost(host, site, checks)),
    ...plan.services.map(service => renderService(service, site, checks)),
    ...own.flatMap(host => renderParents(host, byHost.get(host.name) ?? [])),
    ...renderAgents(plan),
  ]
  return blocks.join('\n')
}

/** Endpoints and the zone of the satellites that run the checks of a cluster: for the master and for each satellite. */
export function renderZone({ icinga2, cluster }: Site): string | undefined {
  if (icinga2 === undefined || icinga2.satellites.length === 0) return undefined
  const { zone, parent, satellites } = icinga2
  return (
    [
      ...satellites.map(({ name, address, port }) =>
        object('Endpoint', name, [
          ...(address === undefined ? [] : [assign('host', address), assign('port', `${port}`)]),
        ]),
      ),
      object('Zone', zone, [
        assign(
          'endpoints',
          satellites.map(({ name }) => name),
        ),
        assign('parent', parent),
      ]),
    ].join('\n') +
    `\n// Of the cluster ${cluster}: the configuration of this zone is in zones.d/${zone}/ of the master.\n`
  )
}

function object(type: string, name: string, lines: readonly string[], how = 'object'): string {
  return `${how} ${type} ${icingaString(name)} {\n${lines.map(line => `  ${line}\n`).join('')}}\n`
}

function assign(key: string, value: Value): string {
  return `${key} = ${literal(value)}`
}

/** A custom variable: its text is looked through for macros. */
function variable(key: string, value: Value): string {
  const free =
    typeof value === 'string'
      ? icingaMacroFree(value)
      : Array.isArray(value)
        ? value.map(icingaMacroFree)
        : value
  return assign(`vars.${key}`, free)
}

function literal(value: Value): string {
  if (typeof value === 'string') return icingaString(value)
  if (typeof value === 'object') return `[ ${value.map(each => icingaString(each)).join(', ')} ]`
  return String(value)
}

function renderTemplates(site: Site): string[] {
  const { check, contacts, templates, cluster } = site
  const common = (own: readonly string[]) => [
    ...own.map(name => `import ${icingaString(name)}`),
    `check_interval = ${check.interval}s`,
    `retry_interval = ${check.retry}s`,
    assign('max_check_attempts', check.attempts),
    // Who is told, as the notification rules that Debian installs read it.
    `vars.notification["mail"] = {`,
    `  users = ${literal(contacts?.users ?? [])}`,
    `  groups = ${literal(contacts === undefined ? ['icingaadmins'] : contacts.groups)}`,
    '}',
  ]
  return [
    object('Host', `lvs-${cluster}-host`, common(templates.host), 'template'),
    object('Service', `lvs-${cluster}-service`, common(templates.service), 'template'),
  ]
}

function renderHost(host: PlanHost, site: Site, checks: Checks): string {
  return object('Host', host.name, [
    `import ${icingaString(`lvs-${site.cluster}-host`)}`,
    assign('display_name', host.alias),
    assign(host.address.includes(':') ? 'address6' : 'address', host.address),
    assign('groups', host.groups),
    ...callLines(host.call, checks),
  ])
}

function callLines(call: Call, checks: Checks): string[] {
  const check = checkOf(call, checks)
  return [
    assign('check_command', icingaCommandName(check, call.mode)),
    ...Object.entries(icingaVariables(call, check)).map(([key, value]) => variable(key, value)),
  ]
}

function renderService(service: PlanService, site: Site, checks: Checks): string {
  const { host, name, groups } = service
  const attempts = attemptsOf(service, site)
  const check = service.kind === 'call' ? service.call.check : undefined
  const url = check === undefined ? undefined : noteUrl(check, site)
  return object('Service', name, [
    `import ${icingaString(`lvs-${site.cluster}-service`)}`,
    assign('host_name', host),
    assign('groups', groups),
    ...(service.kind === 'call' && service.command === undefined
      ? callLines(service.call, checks)
      : agentLines(service.kind === 'call' ? service.command : undefined, site)),
    ...(attempts === undefined ? [] : [assign('max_check_attempts', attempts)]),
    ...(check === undefined ? [] : [assign('notes', noteOf(check))]),
    ...(url === undefined ? [] : [assign('notes_url', icingaMacroFree(url))]),
  ])
}

/** The CheckCommand nrpe of Icinga's own library; a time-out of it is no verdict. */
function agentLines(command: string | undefined, { nrpe }: Site): string[] {
  return [
    assign('check_command', 'nrpe'),
    'vars.nrpe_address = "$check_address$"',
    assign('vars.nrpe_port', `${nrpe.port}`),
    assign('vars.nrpe_timeout', `${nrpe.timeout}:UNKNOWN`),
    ...(command === undefined ? [] : [variable('nrpe_command', command)]),
  ]
}

/** In 2.12 and 2.13 one parent is enough; from 2.14 on one of each group, which they do not know. */
const needsGroup = 'regex("^[rv]?(2\\\\.(1[4-9]|[2-9][0-9])|[3-9])", ApplicationVersion)'

/** One of its directors has to be there, or nobody can tell: no alarm of it or of its services. */
function renderParents({ name, parents }: PlanHost, services: readonly PlanService[]): string[] {
  // Of the services those too that are asked from outside: they may be certain of it before their host is.
  const asked = services.filter(each => each.kind === 'call' && each.command === undefined)
  const children = [[], ...asked.map(each => [assign('child_service_name', each.name)])]
  return parents.flatMap(parent => children.map(child => renderParent(name, child, parent)))
}

function renderParent(host: string, child: readonly string[], parent: string): string {
  return object('Dependency', `director ${parent}`, [
    assign('child_host_name', host),
    ...child,
    assign('parent_host_name', parent),
    `if (${needsGroup}) {`,
    `  ${assign('redundancy_group', 'directors')}`,
    '}',
    'states = [ Up ]',
    // It is known before it is certain: what hangs on it may be certain first.
    'ignore_soft_states = false',
    'disable_notifications = true',
  ])
}

/** What an agent runs keeps quiet while the agent is gone. */
function renderAgents({ services }: Plan): string[] {
  const agents = new Map(
    services.flatMap(({ kind, host, name }) => (kind === 'agent' ? [[host, name] as const] : [])),
  )
  return services.flatMap(service => {
    const agent = agents.get(service.host)
    if (service.kind !== 'call' || service.command === undefined || agent === undefined) return []
    return [
      object('Dependency', agent, [
        assign('child_host_name', service.host),
        assign('child_service_name', service.name),
        assign('parent_host_name', service.host),
        assign('parent_service_name', agent),
        'states = [ OK, Warning ]',
        'ignore_soft_states = false',
        'disable_checks = true',
        'disable_notifications = true',
      ]),
    ]
  })
}
