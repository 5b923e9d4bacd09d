import { chmodSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { quote } from '../../core/text.ts'
import { readFile } from '../../probe/file.ts'
import { findGroup } from './account.ts'
import { besideOf, withoutSuffixes } from './left-behind.ts'
import { type Exchange, exchangeFiles, readVariable } from './nagios-main.ts'
import { Obstacle } from './publication.ts'
import { makeScratch } from './scratch.ts'
import {
  ask,
  type Candidate,
  commandLine,
  findMain,
  firstProgram,
  unverified,
  type Verdict,
  verified,
  wordsOf,
} from './verification.ts'

const programs = ['nagios4', 'nagios']
const mains = ['/etc/nagios4/nagios.cfg', '/etc/nagios/nagios.cfg', '/usr/local/nagios/etc/nagios.cfg']

/**
 * Has `nagios4 -v` read the new files in place of the old ones, by a main file of our own that names them. Where it
 * refuses them, finds a definition twice (for which it exits with 0) or warns of more than it does now, an Obstacle is
 * thrown with its words.
 */
export async function verifyNagios(candidate: Candidate): Promise<Verdict> {
  const { publication, settings, scratch, deadline } = candidate
  const program = firstProgram(settings.program, programs)
  const main = findMain(publication.main, mains)
  const command = commandLine(program ?? 'nagios4', '-v', main ?? mains[0] ?? '')
  if (program === undefined) return unverified('there is no nagios4 on this host', command)
  if (main === undefined) return unverified('there is no main configuration of Nagios', command)
  const text = readMain(main)
  const shadow = exchangeFiles(text, resolve(main), exchangeOf(candidate))
  if (shadow === undefined)
    return unverified(`${main} includes no folder that the files are written to`, command)
  makeScratch(scratch, await findGroup(readVariable(text, 'nagios_group'), deadline))
  const place = join(scratch, 'nagios.cfg')
  writeFileSync(place, shadow, { flag: 'wx' })
  // Nagios' own user is to read it, whatever umask we were started with.
  chmodSync(place, 0o644)
  const after = await ask(program, ['-v', place], deadline)
  const before = await ask(program, ['-v', main], deadline)
  const rename = (line: string) => withoutSuffixes(line).replaceAll(place, main)
  if (after.exitCode !== 0) {
    if (before.exitCode !== 0 && isBeyondUs(after.stdout))
      return unverified('this user may not do what Nagios does when it verifies', command)
    const also = before.exitCode === 0 ? '' : ' It refuses what is there now as well.'
    const words = wordsOf(after, /^\s*(?:Error|Warning: Duplicate)/, rename)
    throw new Obstacle(`Nagios refuses the new files: nothing was changed.${also}`, undefined, words)
  }
  const known = new Set(warningsIn(before.stdout))
  const fresh = warningsIn(rename(after.stdout)).filter(line => !known.has(line))
  if (fresh.length === 0) return verified(command)
  const words = wordsOf({ stdout: fresh.join('\n'), stderr: '' }, /./)
  const hint =
    'Mend in the site file what it warns of: a definition that is twice is lost, one without contacts tells nobody'
  throw new Obstacle('Nagios warns of the new files: nothing was changed.', hint, words)
}

/** Nagios drops its privileges before it reads: what it cannot read, it says. Ours is read with what rights we have. */
function readMain(main: string): string {
  const content = readFile(main, 4 * 1024 * 1024)
  if (!content.ok)
    throw new Obstacle(
      `The main configuration ${quote(main, 300)} cannot be read: ${content.text}.`,
      content.hint,
    )
  return content.value.toString('utf8')
}

function exchangeOf({ survey, folder }: Candidate): Exchange {
  const at = (path: string) => join(folder, path)
  return {
    replaced: new Map(survey.changes.map(({ path }) => [at(path), at(besideOf(path, 'new'))])),
    removed: new Set(survey.removals.map(({ path }) => at(path))),
  }
}

/** True where Nagios complains of nothing but what this user, who is neither root nor its own, may not read or write. */
function isBeyondUs(said: string): boolean {
  const errors = said.split('\n').filter(line => /^\s*Error:/.test(line))
  return (
    process.getuid?.() !== 0 && errors.length > 0 && errors.every(line => line.includes('Permission denied'))
  )
}

function warningsIn(text: string): string[] {
  return text.split('\n').filter(line => /^\s*Warning:/.test(line))
}
