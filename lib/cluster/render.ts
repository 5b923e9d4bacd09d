import { renderIcingaCommands } from '../objects/icinga2-commands.ts'
import { renderNagiosCommands } from '../objects/nagios.ts'
import { renderSudoers } from '../objects/sudoers.ts'
import type { Checks } from './checks.ts'
import { renderIcinga2, renderZone } from './icinga2.ts'
import { nagiosAgentCommands, renderNagios } from './nagios.ts'
import { renderNrpe } from './nrpe.ts'
import type { Plan } from './plan.ts'
import type { Site } from './site.ts'

/** A file of a format, by its path in the folder that it is for. */
export interface Rendered {
  readonly path: string
  readonly text: string
  readonly mode?: number
  /** The same for every cluster. */
  readonly isShared?: boolean
}

type Renderer = (plan: Plan, site: Site, checks: Checks) => Rendered[]

const renderers: Readonly<Record<'nagios' | 'icinga2' | 'nrpe' | 'sudoers', Renderer>> = {
  nagios: (plan, site, checks) => [
    {
      path: 'lvs-commands.cfg',
      text: `${renderNagiosCommands([...checks.values()])}\n${nagiosAgentCommands}`,
      isShared: true,
    },
    { path: `lvs-${plan.cluster}.cfg`, text: `${remarks(plan, '#')}${renderNagios(plan, site, checks)}` },
  ],
  icinga2: (plan, site, checks) => {
    const commands = renderIcingaCommands([...checks.values()])
    const objects = `${remarks(plan, '//')}${renderIcinga2(plan, site, checks)}`
    const { icinga2 } = site
    if (icinga2 === undefined)
      return [
        { path: 'lvs-commands.conf', text: commands, isShared: true },
        { path: `lvs-${plan.cluster}.conf`, text: objects },
      ]
    const zone = renderZone(site)
    return [
      { path: `zones.d/${icinga2['commands-zone']}/lvs-commands.conf`, text: commands, isShared: true },
      { path: `zones.d/${icinga2.zone}/lvs-${plan.cluster}.conf`, text: objects },
      ...(zone === undefined ? [] : [{ path: `conf.d/lvs-${plan.cluster}-zone.conf`, text: zone }]),
    ]
  },
  nrpe: (plan, site, checks) =>
    [...renderNrpe(plan, site, checks)].map(([host, text]) => ({ path: `${host}.cfg`, text })),
  sudoers: (plan, { nrpe }, checks) => {
    const text = renderSudoers([...checks.values()]).replaceAll(/^(#?)nagios ALL=/gm, `$1${nrpe.user} ALL=`)
    return [{ path: `lvs-${plan.cluster}`, text, mode: 0o440 }]
  },
}

/** All files of a format. */
export function renderFiles(
  format: keyof typeof renderers,
  plan: Plan,
  site: Site,
  checks: Checks,
): Rendered[] {
  return renderers[format](plan, site, checks)
}

function remarks({ remarks: all }: Plan, comment: string): string {
  return all.length === 0 ? '' : `${all.map(each => `${comment} ${each}.\n`).join('')}\n`
}
