import { listSenders, parseAdverts, type Sender, tcpdumpArguments } from '../arp/advert.ts'
import { saysNoRight } from '../arp/trouble.ts'
import { quote } from '../core/text.ts'
import { findProgram } from './command.ts'
import type { Deadline } from './deadline.ts'
import { failure, type Outcome, success } from './outcome.ts'
import { runPrivileged } from './privileged.ts'
import type { Probes } from './probes.ts'

/** Adverts after which no more is learnt. */
const advertLimit = 500
/** What timeout(1) says when the time was up. */
const timeIsUp = 124

/**
 * Who sends VRRP adverts on an interface, listened to for so many whole seconds. tcpdump is ended by timeout(1) and not
 * by us: one that sudo has started cannot be killed by the user of the check.
 */
export async function listenForAdverts(
  device: string,
  seconds: number,
  probes: Pick<Probes, 'command'>,
  deadline: Deadline,
): Promise<Outcome<readonly Sender[]>> {
  const path = findProgram('tcpdump')
  if (path === undefined)
    return failure('missing', 'there is no program tcpdump on this host', 'apt-get install tcpdump')
  const argv = [String(seconds), path, ...tcpdumpArguments(device, advertLimit)]
  const answer = await runPrivileged('timeout', argv, probes, deadline, result => saysNoRight(result.stderr))
  if (!answer.ok) {
    const isDenied = answer.kind === 'denied'
    const text = isDenied
      ? 'this user may not listen with tcpdump, neither directly nor by sudo -n'
      : answer.text
    return failure(answer.kind, text, answer.hint)
  }
  const { stdout, stderr, exitCode } = answer.value
  const isOver = exitCode === 0 || exitCode === timeIsUp
  if (isOver && /listening on /.test(stderr)) return success(listSenders(parseAdverts(stdout)))
  if (/no such device/i.test(stderr))
    return failure('unreachable', `there is no interface ${device} on this host`)
  return failure(
    'malformed',
    `tcpdump ended with exit code ${exitCode ?? 'none'} and said ${quote(stderr.trim().replace(/\s+/g, ' '), 200)}`,
  )
}
