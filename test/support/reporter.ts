import { relative } from 'node:path'
import type { SerializedError } from 'vitest'
import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from 'vitest/node'
import { inCi } from './need.ts'

/**
 * Says at the end what was skipped and why, and as the very last line `N passed, N failed, N skipped`. In CI
 * the run fails when anything was skipped, or when nothing ran: both look green otherwise.
 */
export class TallyReporter implements Reporter {
  #vitest: Vitest | undefined

  onInit(vitest: Vitest): void {
    this.#vitest = vitest
  }

  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly SerializedError[]): void {
    const tests = modules.flatMap(module => [...module.children.allTests()])
    const count = (state: string) => tests.filter(test => test.result().state === state).length
    const brokenSuites = modules.flatMap(module => [module, ...module.children.allSuites()])
    const broken = brokenSuites.filter(suite => suite.errors().length > 0).length + unhandledErrors.length
    const [passed, failed, skipped] = [count('passed'), count('failed') + broken, count('skipped')]
    // With -t every other test is skipped on purpose.
    if (this.#vitest?.config.testNamePattern === undefined) this.#listSkipped(tests)
    if (inCi() && skipped > 0) this.#fail('in CI a skipped test is a failure')
    if (inCi() && passed + failed === 0) this.#fail('no test ran')
    process.stdout.write(`${passed} passed, ${failed} failed, ${skipped} skipped\n`)
  }

  #listSkipped(tests: readonly TestCase[]): void {
    const reasons = new Map<string, number>()
    for (const test of tests.filter(each => each.result().state === 'skipped')) {
      const reason = describeSkipped(test)
      reasons.set(reason, (reasons.get(reason) ?? 0) + 1)
    }
    for (const [reason, number] of reasons) {
      process.stdout.write(`skipped: ${reason} [${number} ${number === 1 ? 'test' : 'tests'}]\n`)
    }
  }

  #fail(why: string): void {
    process.stdout.write(`failed: ${why}\n`)
    process.exitCode = 1
  }
}

/** The outermost suite whose title gives the reason, else the test itself with the note of `context.skip(note)`. */
function describeSkipped(test: TestCase): string {
  const file = relative(process.cwd(), test.module.moduleId)
  const titles = titlesAbove(test)
  const named = titles.findIndex(title => title.includes('(skipped: '))
  if (named >= 0) return [file, ...titles.slice(0, named + 1)].join(' > ')
  const result = test.result()
  const note = result.state === 'skipped' ? result.note : undefined
  return `${[file, ...titles, test.name].join(' > ')}: ${note ?? 'no reason given'}`
}

/** Titles of the suites around a test, outermost first. */
function titlesAbove(test: TestCase): string[] {
  const titles: string[] = []
  for (let above: TestSuite | TestModule = test.parent; above.type === 'suite'; above = above.parent) {
    titles.unshift(above.name)
  }
  return titles
}
