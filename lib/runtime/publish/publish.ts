import { realpathSync } from 'node:fs'
import type { Deadline } from '../../probe/deadline.ts'
import { lockFolder } from './folder-lock.ts'
import { HeldFolders } from './held-folders.ts'
import { refusePlaces } from './places.ts'
import {
  Obstacle,
  type Publication,
  type PublishSettings,
  type Report,
  refusedReport,
  type Verification,
} from './publication.ts'
import { nameScratch, removeScratch } from './scratch.ts'
import { commit, discard, stage, sweep } from './stage.ts'
import { type Survey, survey } from './survey.ts'
import { errorCode, explainError } from './system-error.ts'
import type { Candidate, Verdict } from './verification.ts'

/**
 * What publish() would do, told without touching anything: what would be written and removed, what is as it should be,
 * and what would be refused before the consumer is asked.
 */
export function inspect(publication: Publication, settings: PublishSettings = {}): Report {
  let held: HeldFolders | undefined
  try {
    held = open(publication)
    return reportOf(survey(publication, settings, held), { kind: 'unasked' })
  } catch (error) {
    return refuse(error)
  } finally {
    held?.close()
  }
}

/**
 * Writes the files of a publication so that a reload of the consumer never meets a broken configuration: new texts are
 * written beside their places, verified together by the consumer, and renamed into place one after the other. A file
 * that is as it should be is not written. Each file changes at once, several of them within a millisecond or so: what
 * has to agree at any time belongs in one file. When something is refused, and when the deadline's signal aborts before
 * the first rename, nothing has changed.
 */
export async function publish(
  publication: Publication,
  deadline: Deadline,
  settings: PublishSettings = {},
): Promise<Report> {
  let held: HeldFolders | undefined
  try {
    held = open(publication)
    const found = survey(publication, settings, held)
    if (found.refused.length > 0 || !hasWork(found)) return reportOf(found, { kind: 'unasked' })
    return await publishAlone(publication, settings, held, deadline)
  } catch (error) {
    return refuse(error)
  } finally {
    held?.close()
  }
}

/** With the lock of the folder: what was found before may be another's work by now, so it is looked for again. */
async function publishAlone(
  publication: Publication,
  settings: PublishSettings,
  held: HeldFolders,
  deadline: Deadline,
): Promise<Report> {
  const scratch = nameScratch()
  const lock = await lockFolder(held, scratch, deadline)
  try {
    const found = survey(publication, settings, held)
    sweep(found.leftBehind, held)
    const isIdle = found.changes.length === 0 && found.removals.length === 0
    if (found.refused.length > 0 || isIdle) return reportOf(found, { kind: 'unasked' })
    const folder = realpathSync(held.root)
    return await replace(
      { publication, settings, survey: found, folder, scratch, deadline },
      held,
      lock.isHeld,
    )
  } finally {
    removeScratch(scratch)
    lock.release()
  }
}

async function replace(candidate: Candidate, held: HeldFolders, isLocked: () => boolean): Promise<Report> {
  const { survey: found, settings, deadline } = candidate
  try {
    stage(found.changes, held)
    const { verification, remarks } = await verify(candidate)
    if (verification.kind === 'unverified' && settings.verify === true) {
      const text = `The new files cannot be verified: ${verification.text}. Nothing was changed.`
      throw new Obstacle(text, verification.hint)
    }
    if (deadline.signal.aborted)
      throw new Obstacle('It was stopped or took too long: nothing was changed.', 'Run it again')
    if (!isLocked())
      throw new Obstacle(`Another run has taken the lock of ${held.name('')} away: nothing was changed.`)
    commit(found, held)
    const report = reportOf(found, verification)
    return { ...report, remarks: [...report.remarks, ...remarks] }
  } finally {
    discard(found.changes, held)
  }
}

/** Each consumer's way is loaded when it is needed. */
async function verify(candidate: Candidate): Promise<Verdict> {
  const { publication } = candidate
  switch (publication.format) {
    case 'nagios':
      return (await import('./verify-nagios.ts')).verifyNagios(candidate)
    case 'icinga2':
      return (await import('./verify-icinga2.ts')).verifyIcinga2(candidate)
    case 'sudoers':
      return (await import('./verify-sudoers.ts')).verifySudoers(candidate)
    case 'nrpe':
      return (await import('./verify-nrpe.ts')).verifyNrpe(publication)
  }
}

function open(publication: Publication): HeldFolders {
  const [first] = refusePlaces(publication)
  if (first !== undefined) throw new Obstacle(first.text, first.hint)
  return new HeldFolders(publication.folder)
}

function hasWork({ changes, removals, leftBehind }: Survey): boolean {
  return changes.length + removals.length + leftBehind.length > 0
}

function reportOf(found: Survey, verification: Verification): Report {
  if (found.refused.length > 0) return refusedReport(found.refused, found.remarks)
  return {
    written: found.changes.map(({ path }) => path),
    unchanged: found.unchanged,
    removed: found.removals.map(({ path }) => path),
    refused: [],
    remarks: found.remarks,
    verification,
  }
}

/** What stood in the way is an answer; a mistake of ours is thrown on. */
function refuse(error: unknown): Report {
  if (error instanceof Obstacle) return refusedReport([error.refusal])
  if (errorCode(error) === '') throw error
  return refusedReport([
    { text: `The files cannot be written: ${explainError(error)}. Nothing was changed.` },
  ])
}
