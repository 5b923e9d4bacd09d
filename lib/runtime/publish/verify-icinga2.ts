import { chownSync, mkdirSync, realpathSync, statSync } from 'node:fs'
import { userInfo } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { clean, count, quote, shorten } from '../../core/text.ts'
import type { Deadline } from '../../probe/deadline.ts'
import { readFile } from '../../probe/file.ts'
import { findGroup, findUser } from './account.ts'
import { type Farm, findAbsoluteIncludes, isBelow, plantFarm } from './icinga-farm.ts'
import { besideOf } from './left-behind.ts'
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

const usualMain = '/etc/icinga2/icinga2.conf'
const dumpLimit = 256 * 1024 * 1024

/**
 * Has `icinga2 daemon -C` read the configuration folder as it will be. Its certificates and what its API has made are
 * read in their places; what it writes when it verifies (objects and variables) goes to a folder of this run.
 */
export async function verifyIcinga2(candidate: Candidate): Promise<Verdict> {
  const { publication, settings, folder, scratch, deadline } = candidate
  const program = firstProgram(settings.program, ['icinga2'])
  const main = findMain(publication.main, [usualMain])
  const command = commandLine(program ?? 'icinga2', 'daemon', '-C', '-c', main ?? usualMain)
  if (program === undefined) return unverified('there is no icinga2 on this host', command)
  if (main === undefined) return unverified('there is no main configuration of Icinga 2', command)
  const real = realMain(main)
  const from = dirname(real)
  if (!isBelow(folder, from))
    return unverified(`${folder} is not in the configuration folder of ${main}`, command)
  const constants = (settings.constants ?? []).flatMap(constant => ['-D', constant])
  await makeRoom(scratch, real, program, constants, deadline)
  const farm = farmOf(candidate, from)
  plantFarm(farm)
  const argv = ['daemon', '-C', '-c', join(farm.to, basename(real)), ...constants, ...placesOf(scratch, farm)]
  const said = await ask(program, [...argv, ...(await ownAccount(deadline))], deadline)
  const rename = (text: string) => text.replaceAll(farm.to, from)
  if (said.exitCode !== 0) {
    const words = wordsOf(said, /\bcritical\//, rename)
    throw new Obstacle('Icinga 2 refuses the new files: nothing was changed.', undefined, words)
  }
  const warnings = warningsOf(rename(said.stdout), farm)
  const unread = warnings.filter(line => line.includes('Cannot compile file'))
  if (unread.length > 0) {
    const words = wordsOf({ stdout: unread.join('\n'), stderr: '' }, /./)
    const hint = 'Give the folder to the user of Icinga 2, or the files another mode'
    throw new Obstacle('Icinga 2 leaves new files out: nothing was changed.', hint, words)
  }
  return verified(command, [...warnings.slice(0, 5), ...remarksOn(candidate, farm, basename(real))])
}

/** Warnings that name one of the new files. Icinga exits with 0, also when it leaves out one that it may not read. */
function warningsOf(said: string, { from, replaced }: Farm): string[] {
  const places = [...replaced.keys()].map(path => join(from, path))
  const lines = said.split('\n').filter(line => /\bwarning\//.test(line))
  return lines
    .filter(line => places.some(place => line.includes(place)))
    .map(line => shorten(clean(line.replace(/^\[[^\]]*\] /, '')), 300))
}

function realMain(main: string): string {
  try {
    return realpathSync(main)
  } catch {
    throw new Obstacle(`There is no main configuration ${quote(main, 300)}: nothing was changed.`)
  }
}

/** Folders that the consumer may pass through and write its own files to, and nobody else. */
async function makeRoom(
  scratch: string,
  main: string,
  program: string,
  constants: readonly string[],
  deadline: Deadline,
): Promise<void> {
  const cache = join(scratch, 'cache')
  if (process.getuid?.() !== 0) {
    makeScratch(scratch, undefined)
    mkdirSync(cache, { mode: 0o700 })
    return
  }
  const asked = ['console', '-e', 'Configuration.RunAsUser + ":" + Configuration.RunAsGroup', ...constants]
  const { stdout } = await ask(program, asked, deadline)
  const [, user, group] = /^"([^":]+):([^":]+)"/m.exec(stdout) ?? []
  const owner = statSync(main)
  makeScratch(scratch, (await findGroup(group, deadline)) ?? owner.gid)
  mkdirSync(cache, { mode: 0o700 })
  chownSync(cache, (await findUser(user, deadline)) ?? owner.uid, owner.gid)
}

/** ZonesDir does not follow ConfigDir, and without it zones.d would be the old one (2.13.6, measured). */
function placesOf(scratch: string, { to }: Farm): string[] {
  const own = join(scratch, 'cache')
  // To LogDir goes the report of a crash: an unreadable folder is one.
  const places = { ConfigDir: to, ZonesDir: join(to, 'zones.d'), CacheDir: own, LogDir: own }
  return Object.entries(places).flatMap(([name, path]) => ['-D', `Configuration.${name}=${path}`])
}

/** Icinga becomes its own user, which only root can: any other verifies as himself. */
async function ownAccount(deadline: Deadline): Promise<string[]> {
  if (process.getuid?.() === 0) return []
  const { username } = userInfo()
  const group = (await ask('id', ['-gn'], deadline)).stdout.trim()
  return ['-D', `Configuration.RunAsUser=${username}`, '-D', `Configuration.RunAsGroup=${group}`]
}

function farmOf({ survey, folder, scratch }: Candidate, from: string): Farm {
  const within = (path: string) => relative(from, join(folder, path))
  return {
    from,
    to: join(scratch, 'config'),
    replaced: new Map(survey.changes.map(({ path }) => [within(path), join(folder, besideOf(path, 'new'))])),
    removed: new Set(survey.removals.map(({ path }) => within(path))),
  }
}

/** What its exit code does not say: files that it did not read, and old files that it read instead of new ones. */
function remarksOn({ scratch }: Candidate, farm: Farm, main: string): string[] {
  const names = [main, 'constants.conf', 'zones.conf', ...farm.replaced.keys()]
  const absolute = findAbsoluteIncludes(farm, names).map(
    place =>
      `An include by an absolute path was verified with what is there now, not with the new files: ${place}`,
  )
  const dump = readFile(join(scratch, 'cache', 'icinga2.debug'), dumpLimit)
  if (!dump.ok) return absolute
  const unread = [...farm.replaced.keys()].filter(path => !dump.value.includes(`"${join(farm.to, path)}"`))
  if (unread.length === 0) return absolute
  const text = `Icinga 2 has no object of ${count(unread.length, 'new file')}, such as ${unread[0]}: look whether its configuration includes ${unread.length === 1 ? 'it' : 'them'}.`
  return [...absolute, text]
}
