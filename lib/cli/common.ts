import { choice, ruleState, seconds } from './kind.ts'
import { counter, flag, many, type Values, withDefault } from './option.ts'

/** What every check understands. */
export const commonOptions = {
  timeout: withDefault(seconds(0.1, 3600), '10', {
    short: 't',
    help: 'Deadline for the whole check, in seconds. Programs it has started end with it.',
    section: 'Common',
  }),
  'use-ipv4': flag({ short: '4', help: 'Resolve names to IPv4 addresses only.', section: 'Common' }),
  'use-ipv6': flag({ short: '6', help: 'Resolve names to IPv6 addresses only.', section: 'Common' }),
  state: many(ruleState, {
    help: 'State of a rule when it speaks: ok, warning, critical or unknown. Repeatable.',
    section: 'Common',
  }),
  output: withDefault(choice('text', 'json'), 'text', {
    help: 'Plugin output as Nagios reads it, or the whole result tree as one JSON object.',
    section: 'Common',
  }),
  verbose: counter({
    short: 'v',
    help: 'More lines after the first one. -vvv adds the facts the verdict was made from, as JSON.',
    section: 'Common',
  }),
  version: flag({ short: 'V', help: 'Print the version.', section: 'Common' }),
  help: flag({ short: 'h', help: 'Print this help.', section: 'Common' }),
} as const

export type CommonValues = Values<typeof commonOptions>

/** What is wrong with these options in any check, in one sentence. */
export function validateCommon(values: CommonValues): string | undefined {
  if (!values['use-ipv4'] || !values['use-ipv6']) return undefined
  return '-4 and -6 contradict each other, give one of them or none for both'
}

/** The only family that -4 or -6 lets through; undefined without them. */
export function familyOf(values: Pick<CommonValues, 'use-ipv4' | 'use-ipv6'>): 4 | 6 | undefined {
  return values['use-ipv4'] ? 4 : values['use-ipv6'] ? 6 : undefined
}
