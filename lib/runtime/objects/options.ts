import { configId, file, seconds, text } from '../../cli/kind.ts'
import { flag, many, single, type Values, withDefault } from '../../cli/option.ts'

/** The options of `lvs-checks objects`. */
export const objectsOptions = {
  config: many(file, {
    help: "A director's keepalived.conf or a copy of it, as an option or as a word of its own. Repeatable.",
    section: 'What is watched',
  }),
  site: single(file, {
    help: 'YAML file with names, addresses, URLs and thresholds, as docs/site.schema.json describes it.',
    section: 'What is watched',
  }),
  cluster: single(text('NAME', 'shop'), {
    help: 'Name of the cluster. Default: that of the site file, or lvs.',
    section: 'What is watched',
  }),
  'config-id': many(configId, {
    help: 'What lines with @ID are compared with, for each file of the command line in its turn. Repeatable.',
    section: 'What is watched',
  }),
  out: single(file, {
    short: 'o',
    help: 'Folder that the files are written to. Default: they are printed.',
    section: 'Where to',
  }),
  check: flag({
    help: 'Write nothing, and say as a check does whether the files in the folder are what the configuration says: WARNING when not.',
    section: 'Where to',
  }),
  main: single(file, {
    help: "The monitoring system's own configuration file, to verify everything together before it is written. Default: that of Debian, where it includes the folder.",
    section: 'Where to',
  }),
  verify: flag({ help: 'Refuse to write what could not be verified.', section: 'Where to' }),
  replace: flag({
    help: 'Replace files of ours that were changed by hand.',
    section: 'Where to',
  }),
  anyway: flag({
    help: 'Go on where check_keepalived_config finds the configuration CRITICAL: what keepalived does not read is not watched.',
    section: 'What is watched',
  }),
  timeout: withDefault(seconds(0.1, 3600), '120', {
    short: 't',
    help: 'Deadline for everything, in seconds.',
    section: 'Common',
  }),
  help: flag({ short: 'h', help: 'Print this help.', section: 'Common' }),
} as const

export type ObjectsOptions = Values<typeof objectsOptions>

export const formats = ['nagios', 'icinga2', 'nrpe', 'sudoers'] as const
export type Format = (typeof formats)[number]

/** What each format is for, in the help and in shell completion. */
export const formatSummaries: Readonly<Record<Format, string>> = {
  nagios: 'hosts, services, groups and dependencies for Nagios Core, with the commands they use',
  icinga2: 'the same for Icinga 2, with endpoints and a zone for satellites where the site file has them',
  nrpe: "the commands of each director's and each real server's NRPE agent, a file a host",
  sudoers: 'what the agents may read by sudo, a file for /etc/sudoers.d',
}
