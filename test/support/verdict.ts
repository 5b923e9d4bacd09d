import { type Finding, statementsOf, worstFirst } from '../../lib/core/finding.ts'
import type { State } from '../../lib/core/state.ts'
import type { RunOptions } from './binary.ts'
import type { Host } from './host.ts'

/** What a check says of a scene. */
export interface Verdict {
  readonly exitCode: number | null
  readonly state: State
  /** The sentence of the first line. */
  readonly text: string
  /** Ids of the rules that spoke, worst first. */
  readonly rules: readonly string[]
  /** The statements that are not OK, worst first. */
  readonly wrong: readonly Finding[]
  /** All that was printed, for a reader of a failed test. */
  readonly stdout: string
  readonly finding: Finding
  readonly facts: unknown
}

/** A host that can be asked: of a scene, or of the lab. */
export type Asked = Pick<Host, 'name' | 'check'>

/**
 * Runs a built check on a host as nobody and reads what it says.
 * @throws an error with all that it printed, when that is no answer of a check
 */
export async function ask(
  host: Asked,
  check: string,
  argv: readonly string[] = [],
  options: RunOptions = {},
): Promise<Verdict> {
  const words = [...argv, '--output', 'json', '-vvv']
  const { exitCode, stdout, stderr } = await host.check(check, words, options)
  const said = `${host.name}$ ${check} ${argv.join(' ')}\n${stdout}${stderr}(exit ${exitCode})`
  if (stderr !== '') throw new Error(`something on stderr: ${said}`)
  const { state, text, finding, facts } = readJson(stdout, said)
  const wrong = worstFirst(statementsOf(finding)).filter(each => each.state !== 'OK')
  const rules = [...new Set(wrong.flatMap(({ rule }) => rule ?? []))]
  return { exitCode, state, text, rules, wrong, stdout: said, finding, facts }
}

interface Said {
  readonly state: State
  readonly text: string
  readonly finding: Finding
  readonly facts: unknown
}

function readJson(stdout: string, said: string): Said {
  try {
    return JSON.parse(stdout)
  } catch {
    throw new Error(`not JSON: ${said}`)
  }
}
