import { quote } from '../../core/text.ts'
import { listFiles } from './earlier.ts'
import type { HeldFolders } from './held-folders.ts'
import { readOld } from './old-file.ts'
import { Obstacle, type Publication } from './publication.ts'
import type { Survey } from './survey.ts'
import { type Verdict, verified } from './verification.ts'

/** Bytes of a line that NRPE reads as one (4.1.0, measured: 2,046 are whole, the 2,047th is lost, more are cut in two). */
const lineLimit = 2_046

/** A command and the file that has it. */
interface Named {
  readonly name: string
  readonly path: string
}

/**
 * NRPE has no verification of its own. What it would take in silence is refused: a line that it would cut, and a name
 * of a command that is there twice, of which the last one read wins.
 */
export function verifyNrpe(publication: Publication, survey: Survey, held: HeldFolders): Verdict {
  const ours = publication.outputs.flatMap(({ path, text }) => commandsIn(path, text))
  for (const { path, text } of publication.outputs) refuseLong(path, text)
  const gone = new Set([...publication.outputs, ...survey.removals].map(({ path }) => path))
  const others = listFiles(held)
    .files.filter(path => path.endsWith('.cfg') && !gone.has(path))
    .flatMap(path => commandsIn(path, textOf(path, held)))
  const seen = new Map<string, string>()
  for (const { name, path } of [...others, ...ours]) {
    const other = seen.get(name)
    if (other !== undefined && ours.some(each => each.name === name))
      throw new Obstacle(
        `The command ${quote(name)} is both in ${quote(other, 300)} and in ${quote(path, 300)}, and NRPE takes the last one in silence: nothing was changed.`,
        'Give one of them another name',
      )
    seen.set(name, path)
  }
  return verified('its lines and names, as NRPE verifies nothing itself')
}

function refuseLong(path: string, text: string): void {
  const at = text.split('\n').findIndex(line => Buffer.byteLength(line) > lineLimit)
  if (at === -1) return
  throw new Obstacle(
    `A line of ${quote(path, 300)} is longer than the ${lineLimit} bytes that NRPE reads, the ${at + 1}th of its text: nothing was changed.`,
  )
}

function commandsIn(path: string, text: string): Named[] {
  return [...text.matchAll(/^\s*command\[([^\]]*)\]/gm)].map(([, name = '']) => ({ name, path }))
}

function textOf(path: string, held: HeldFolders): string {
  try {
    return readOld(path, held)?.text ?? ''
  } catch (error) {
    if (error instanceof Obstacle) return ''
    throw error
  }
}
