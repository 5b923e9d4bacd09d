import { renderLine } from '../core/render.ts'
import { exitCodes } from '../core/state.ts'
import { quote } from '../core/text.ts'
import type { Check } from './check.ts'
import type { Result } from './run.ts'
import { version } from './version.ts'

/** What `lvs-checks` alone says: the checks it holds and how to call them. Exit 3: nothing was checked. */
export function describeProgram(word: string | undefined, checks: readonly Check[]): Result {
  const exitCode = exitCodes.UNKNOWN
  if (word === '-V' || word === '--version') return { exitCode, stdout: `lvs-checks ${version}\n` }
  if (word !== undefined && !['-h', '--help', 'help'].includes(word)) {
    const text = `unknown option ${quote(word)}, say lvs-checks CHECK OPTIONS or lvs-checks --help`
    return { exitCode, stdout: renderLine('LVS', 'UNKNOWN', text) }
  }
  const lines = [
    `lvs-checks ${version} - Nagios and Icinga checks for Linux Virtual Server clusters`,
    '',
    ...checks.map(check => `  ${check.name.padEnd(26)}${check.summary}`),
    '',
    '  lvs-checks CHECK --help   the options of a check',
    '  lvs-checks CHECK ...      runs it, as a link of that name does',
    '  lvs-checks explain RULE   what an alarm means, how to confirm and how to mend it',
    '  lvs-checks objects FORMAT everything to be watched of a cluster, from its keepalived.conf',
    '  lvs-checks install DIR    makes such a link in DIR for each check',
  ]
  return { exitCode, stdout: `${lines.join('\n')}\n` }
}
