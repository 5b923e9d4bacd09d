import { columns, renderSections } from '../../cli/help.ts'
import { version } from '../version.ts'
import { formatSummaries, objectsOptions } from './options.ts'

const examples: readonly (readonly [string, string])[] = [
  ['lvs-checks objects nagios lvs1.conf lvs2.conf', 'Prints what a pair of directors comes to.'],
  [
    'lvs-checks objects icinga2 --site shop.yaml -o /etc/icinga2/conf.d',
    'Verifies it with all the rest of the configuration, and writes it.',
  ],
  [
    'lvs-checks objects nagios --site shop.yaml -o /etc/nagios4/conf.d --check',
    'Says whether what is there is what keepalived.conf and the site file say.',
  ],
  ['lvs-checks objects nrpe --site shop.yaml -o agents', "A file for each host's /etc/nagios/nrpe.d."],
]

/** What `lvs-checks objects --help` says. */
export function objectsHelp(): string {
  return `${[
    `lvs-checks objects ${version} - Hosts, services and agents of a cluster from its keepalived.conf`,
    '',
    'Usage',
    ...examples.flatMap(([words, about]) => [`  ${words}`, `      ${about}`]),
    '',
    'Formats',
    ...Object.entries(formatSummaries).flatMap(([name, about]) => columns(`  ${name}`, about)),
    ...renderSections(objectsOptions, ''),
    '',
    'The settings of a site file are in docs/site.schema.json, a walk from nothing to a monitored',
    'cluster in docs/setup.md.',
  ].join('\n')}\n`
}
