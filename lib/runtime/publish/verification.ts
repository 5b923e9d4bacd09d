import { statSync } from 'node:fs'
import { clean, shorten } from '../../core/text.ts'
import { type CommandOutcome, type CommandResult, findProgram, runCommand } from '../../probe/command.ts'
import type { Deadline } from '../../probe/deadline.ts'
import { quoteWord } from '../../text/shell-word.ts'
import { withoutSuffixes } from './left-behind.ts'
import { Obstacle, type Publication, type PublishSettings, type Verification } from './publication.ts'
import type { Survey } from './survey.ts'

/** What a consumer is asked to verify: the files as they will be, beside those that are there. */
export interface Candidate {
  readonly publication: Publication
  readonly settings: PublishSettings
  readonly survey: Survey
  /** The folder without links on the way. */
  readonly folder: string
  /** A folder that is there for this run alone; makeScratch() makes it. */
  readonly scratch: string
  readonly deadline: Deadline
}

/** What came of asking, where nothing was refused. */
export interface Verdict {
  readonly verification: Verification
  readonly remarks: readonly string[]
}

const lineLimit = 300
const linesKept = 12

/** The command with which a reader verifies by himself. */
export function commandLine(program: string, ...argv: readonly string[]): string {
  return [program, ...argv].map(quoteWord).join(' ')
}

export function unverified(text: string, command: string): Verdict {
  const verification = { kind: 'unverified', text, hint: `Verify with: ${command}` } as const
  return { verification, remarks: [] }
}

export function verified(by: string, remarks: readonly string[] = []): Verdict {
  return { verification: { kind: 'verified', by }, remarks }
}

/** The first of these that is there, as a file. */
export function findMain(named: string | undefined, usual: readonly string[]): string | undefined {
  const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() === true
  return named ?? usual.find(isFile)
}

export function firstProgram(named: string | undefined, usual: readonly string[]): string | undefined {
  return named === undefined ? usual.find(name => findProgram(name) !== undefined) : named
}

/** Runs a consumer's program to its end. Throws an Obstacle when it cannot be started or takes too long. */
export async function ask(
  program: string,
  argv: readonly string[],
  deadline: Deadline,
): Promise<CommandResult> {
  const outcome: CommandOutcome = await runCommand(program, argv, deadline)
  if (outcome.ok) return outcome.value
  if (outcome.kind === 'timeout')
    throw new Obstacle(
      `The verification by ${program} did not end within ${deadline.seconds} s, or was stopped: nothing was changed.`,
      'Give it more time, or run the verification by itself to see what it waits for',
    )
  throw new Obstacle(
    `The verification could not be made: ${outcome.text}. Nothing was changed.`,
    outcome.hint,
  )
}

/**
 * What the consumer said, for a reader: its first error and what follows, bounded, with the places of the files as
 * they will be.
 * @param isError tells the line to begin with; without one it is the last lines
 * @param rename puts in the names that the reader knows
 */
export function wordsOf(
  { stdout, stderr }: Pick<CommandResult, 'stdout' | 'stderr'>,
  isError: RegExp,
  rename: (text: string) => string = text => text,
): string[] {
  const lines = `${stdout}\n${stderr}`.split('\n').filter(line => line.trim() !== '')
  const first = lines.findIndex(line => isError.test(line))
  const from = first === -1 ? lines.slice(-linesKept) : lines.slice(first, first + linesKept)
  // After this Nagios goes on with advice for any mistake.
  const advice = from.findIndex(line => line.startsWith('***>'))
  const chosen = advice > 0 ? from.slice(0, advice) : from
  return chosen.map(line => shorten(clean(withoutSuffixes(rename(line)).trimEnd()), lineLimit))
}
