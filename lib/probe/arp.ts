import type { Hearing } from '../arp/answer.ts'
import {
  type ArpingKind,
  type ArpingRequest,
  arpingArguments,
  identifyArping,
  parseArping,
} from '../arp/arping.ts'
import { joinHearings, ndiscArguments, parseNdisc } from '../arp/ndisc6.ts'
import { explainTrouble, saysNoRight, type Trouble } from '../arp/trouble.ts'
import { quote } from '../core/text.ts'
import { type CommandOutcome, findProgram } from './command.ts'
import type { Deadline } from './deadline.ts'
import { type Failure, type FailureKind, failure, type Outcome, success } from './outcome.ts'
import { runPrivileged } from './privileged.ts'
import type { Probes } from './probes.ts'

type Asking = Pick<Probes, 'command'>

/** An arping and which of the three it is. */
export interface Arping {
  readonly program: string
  readonly kind: ArpingKind
}

/** Tells the arpings apart. Sends nothing. */
export async function findArping(
  program: string,
  probes: Asking,
  deadline: Deadline,
): Promise<Outcome<Arping>> {
  const help = await probes.command(program, ['-h'], deadline)
  if (!help.ok) return withPackage(help, 'apt-get install iputils-arping')
  const kind = identifyArping(`${help.value.stdout}\n${help.value.stderr}`)
  if (kind !== undefined) return success({ program, kind })
  const said = quote(help.value.stdout || help.value.stderr)
  return failure(
    'malformed',
    `${program} is no arping that is known here, ${program} -h says ${said}`,
    'Those of iputils, of Thomas Habets and of BusyBox are: apt-get install iputils-arping',
  )
}

/** ARP requests for an address, all answers. Nobody's answer is a hearing without any. */
export async function askArp(
  { program, kind }: Arping,
  request: ArpingRequest,
  probes: Asking,
  deadline: Deadline,
): Promise<Outcome<Hearing>> {
  const answer = await runRaw(program, arpingArguments(kind, request), probes, deadline)
  return readAnswer(answer, parseArping, program, request.interface)
}

/** Milliseconds in which answers to one neighbour solicitation are waited for. */
export const solicitationWait = 700

/** Neighbour solicitations for an address, one after the other, all answers. */
export async function askNdisc(
  program: string,
  request: Omit<ArpingRequest, 'quiet'>,
  probes: Asking,
  deadline: Deadline,
): Promise<Outcome<Hearing>> {
  const argv = ndiscArguments(request.address, request.interface, solicitationWait)
  const hearings: Hearing[] = []
  for (let at = 0; at < request.count; at++) {
    const answer = await runRaw(program, argv, probes, deadline)
    const hearing = readAnswer(answer, parseNdisc, program, request.interface)
    if (!hearing.ok) return withPackage(hearing, 'apt-get install ndisc6')
    hearings.push(hearing.value)
  }
  return success(joinHearings(hearings))
}

/** With sudo where it must be; what is refused both ways says what would give the right. */
async function runRaw(
  program: string,
  argv: readonly string[],
  probes: Asking,
  deadline: Deadline,
): Promise<CommandOutcome> {
  const answer = await runPrivileged(program, argv, probes, deadline, ({ stderr }) => saysNoRight(stderr))
  if (answer.ok || answer.kind !== 'denied' || answer.hint === undefined) return answer
  const path = findProgram(program) ?? `/usr/bin/${program}`
  return { ...answer, hint: `setcap cap_net_raw+ep ${path}, or else ${lowerFirst(answer.hint)}` }
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

const kinds: Readonly<Record<Trouble['kind'], FailureKind>> = {
  denied: 'denied',
  down: 'unreachable',
  'no-interface': 'unreachable',
  'no-arp': 'unreachable',
}

function readAnswer(
  answer: CommandOutcome,
  parse: (stdout: string) => Hearing | undefined,
  program: string,
  device: string,
): Outcome<Hearing> {
  if (!answer.ok) {
    // Killed at the deadline: who has answered until then has answered.
    const heard = answer.said === undefined ? undefined : parse(answer.said.stdout)
    if (heard !== undefined && heard.replies > 0) return success(heard)
    const { kind, text, hint } = answer
    return failure(kind, text, hint)
  }
  const { stdout, stderr, exitCode, signal } = answer.value
  const heard = parse(stdout)
  if (heard !== undefined && (heard.replies > 0 || (heard.sent ?? 0) > 0)) return success(heard)
  const trouble = explainTrouble(`${stderr}\n${stdout}`, device)
  if (trouble !== undefined) return failure(kinds[trouble.kind], trouble.text)
  const said = quote((stderr.trim() || stdout.trim()).replace(/\s+/g, ' '), 200)
  return failure(
    'malformed',
    `${program} ended with ${signal ?? `exit code ${exitCode}`} and said ${said}`,
    `See what it says: ${program} on ${device}, as the user of the check`,
  )
}

/** What to install where the program is not there. */
function withPackage(problem: Failure, hint: string): Failure {
  return problem.kind === 'missing' && problem.hint === undefined ? { ...problem, hint } : problem
}
