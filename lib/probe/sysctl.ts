import { quote } from '../core/text.ts'
import { failure, type Outcome, success } from './outcome.ts'
import type { Probes } from './probes.ts'

/**
 * A numeric setting of the kernel in this network namespace, from /proc/sys, which everybody may read. `missing` where
 * the kernel has none of the name.
 * @param words `net`, `ipv4`, `conf`, `eth0.5`, `arp_ignore`: apart, because names of interfaces may hold dots
 */
export async function readSysctl(
  words: readonly string[],
  probes: Pick<Probes, 'readFile'>,
): Promise<Outcome<number>> {
  const path = `/proc/sys/${words.join('/')}`
  const content = await probes.readFile(path, 4_096)
  if (!content.ok) return content
  const text = content.value.toString('latin1').trim()
  return /^-?\d{1,15}$/.test(text)
    ? success(Number(text))
    : failure('malformed', `${path} holds ${quote(text, 40)} where a number was wanted`)
}
