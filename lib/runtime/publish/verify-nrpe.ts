import { quote } from '../../core/text.ts'
import { Obstacle, type Output, type Publication } from './publication.ts'
import { type Verdict, verified } from './verification.ts'

/** Bytes of a line that NRPE reads as one (4.1.0, measured: 2,046 are whole, the 2,047th is lost, more are cut in two). */
const lineLimit = 2_046

/**
 * NRPE has no verification of its own. What it would take in silence is refused: a line that it would cut, and a command
 * that is twice in a file, of which the last one wins. Each file may be for a host of its own, so they are not compared.
 */
export function verifyNrpe({ outputs }: Publication): Verdict {
  for (const output of outputs) {
    refuseLong(output)
    refuseTwice(output)
  }
  return verified('its lines and names, as NRPE verifies nothing itself')
}

function refuseLong({ path, text }: Output): void {
  const at = text.split('\n').findIndex(line => Buffer.byteLength(line) > lineLimit)
  if (at === -1) return
  throw new Obstacle(
    `Line ${at + 1} of the text of ${quote(path, 300)} is longer than the ${lineLimit} bytes that NRPE reads: nothing was changed.`,
  )
}

function refuseTwice({ path, text }: Output): void {
  const names = [...text.matchAll(/^\s*command\[([^\]]*)\]/gm)].map(([, name = '']) => name)
  const seen = new Set<string>()
  for (const name of names) {
    if (seen.has(name))
      throw new Obstacle(
        `The command ${quote(name)} is twice in ${quote(path, 300)}, and NRPE takes the last one in silence: nothing was changed.`,
      )
    seen.add(name)
  }
}
