import { createContext, Script } from 'node:vm'
import { failure, type Outcome, success } from './outcome.ts'

/**
 * Whether a regular expression matches, within a bounded time: a pattern such as `(a+)+$` on the wrong text would
 * run for years, and nothing in the process could stop it, not even the deadline's timer.
 */
export function matchWithin(pattern: RegExp, text: string, ms: number): Outcome<boolean> {
  const context = createContext({ source: pattern.source, flags: pattern.flags, text })
  try {
    const script = new Script('new RegExp(source, flags).test(text)')
    return success(script.runInContext(context, { timeout: Math.max(1, Math.ceil(ms)) }) === true)
  } catch (error) {
    // An Error of that other context, which is not one of ours.
    const about = Object(error) as { readonly code?: unknown }
    if (about.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT') {
      return failure(
        'timeout',
        `the pattern could not be tried in ${Math.ceil(ms)} ms`,
        'Use a pattern without nested repeats',
      )
    }
    return failure('malformed', `the pattern could not be tried: ${String(error)}`)
  }
}
