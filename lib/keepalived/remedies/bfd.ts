import type { Remedies } from '../../runtime/remedy.ts'
import type { bfdRules } from '../rules/bfd.ts'
import { change, log, told } from './steps.ts'

/** What to do about a bfd_instance. */
export const bfdRemedies = {
  'bfd-instance-lost': {
    means:
      'There is no BFD session with this neighbour. What tracks it, an instance or a real server, does not hear that the neighbour has failed.',
    confirm: told(log('It names the instance that it leaves out.')),
    mend: change(
      'Give the bfd_instance a name of up to 31 characters that no other one has, a neighbor_ip, and a source_ip of the same family.',
      'Take out a second session with the same two addresses.',
    ),
  },
  'bfd-value': {
    means:
      'keepalived ignores the value and takes its default, so that a failed neighbour is noticed sooner or later than it is meant, or with another weight.',
    confirm: told(),
    mend: change(
      'Write a number in the range that the alarm names: min_rx and min_tx in milliseconds, multiplier 1 to 255, max_hops up to the ttl.',
    ),
  },
} as const satisfies Remedies<typeof bfdRules>
