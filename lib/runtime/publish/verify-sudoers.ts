import { join } from 'node:path'
import { besideOf } from './left-behind.ts'
import { Obstacle } from './publication.ts'
import {
  ask,
  type Candidate,
  commandLine,
  firstProgram,
  unverified,
  type Verdict,
  verified,
  wordsOf,
} from './verification.ts'

/** Has visudo read each new file: one mistake in one of them and sudo refuses everybody on some systems. */
export async function verifySudoers({ settings, survey, folder, deadline }: Candidate): Promise<Verdict> {
  const program = firstProgram(settings.program, ['visudo'])
  const first = survey.changes[0]?.path
  if (first === undefined) return verified('nothing but removals')
  const command = commandLine(program ?? 'visudo', '-cf', join(folder, first))
  if (program === undefined) return unverified('there is no visudo on this host', command)
  for (const { path } of survey.changes) {
    const said = await ask(program, ['-cf', join(folder, besideOf(path, 'new'))], deadline)
    if (said.exitCode === 0) continue
    const words = wordsOf(said, /./)
    throw new Obstacle('visudo refuses the new files: nothing was changed.', undefined, words)
  }
  return verified(command)
}
