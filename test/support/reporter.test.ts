import { chmodSync, symlinkSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { runProgram } from './binary.ts'
import { need } from './need.ts'
import { makeNamespace, type Namespace } from './netns.ts'
import { makeFolder } from './temporary.ts'

// A gate that skips in silence is green on every machine: this is the test of the gate itself.

const root = fileURLToPath(new URL('../..', import.meta.url))

need('netns')('a run of tests on a machine without IPv6', () => {
  let namespace: Namespace | undefined
  beforeAll(() => {
    namespace = makeNamespace()
  })
  afterAll(() => namespace?.[Symbol.dispose]())

  /** Runs one test file with our reporter, and gives back its exit code and its last lines. */
  async function runTests(body: string, env: Readonly<Record<string, string>>) {
    using folder = makeFolder()
    chmodSync(folder.path, 0o755)
    symlinkSync(`${root}node_modules`, `${folder.path}/node_modules`)
    folder.write(
      'vitest.config.mts',
      `import { TallyReporter } from '${root}test/support/reporter.ts'
      export default { cacheDir: '${folder.path}/cache', test: { reporters: [new TallyReporter()] } }`,
    )
    folder.write(
      'some.test.ts',
      `import { expect, test } from 'vitest'
      import { need } from '${root}test/support/need.ts'
      test('runs', () => expect(1).toBe(1))
      ${body}`,
    )
    const words = [process.execPath, `${root}node_modules/vitest/vitest.mjs`, 'run', '--root', folder.path]
    const { exitCode, stdout } = await runProgram(words, {
      netns: namespace?.name ?? '',
      env,
      cwd: folder.path,
    })
    return { exitCode, lines: stdout.trimEnd().split('\n') }
  }

  const needy = "need('ipv6')('over IPv6', () => test('answers', () => expect(1).toBe(1)))"

  test('skips what it cannot run, and says why', async () => {
    const { exitCode, lines } = await runTests(needy, {})
    expect(exitCode).toBe(0)
    expect(lines.at(-2)).toMatch(
      /some\.test\.ts > over IPv6 \(skipped: needs ipv6: enable IPv6 .*\) \[1 test\]$/,
    )
    expect(lines.at(-1)).toBe('1 passed, 0 failed, 1 skipped')
  })

  test('fails for it in CI', async () => {
    const { exitCode, lines } = await runTests(needy, { CI: 'true' })
    expect(exitCode).toBe(1)
    expect(lines.at(-1)).toBe('1 passed, 1 failed, 0 skipped')
  })

  test('fails in CI for a test that is skipped in any other way', async () => {
    const { exitCode, lines } = await runTests("test('later', context => context.skip('not yet'))", {
      CI: 'true',
    })
    expect(exitCode).toBe(1)
    expect(lines.slice(-3)).toEqual([
      expect.stringMatching(/> later: not yet \[1 test\]$/),
      'failed: in CI a skipped test is a failure',
      '1 passed, 0 failed, 1 skipped',
    ])
  })

  test('counts a file that breaks off as failed', async () => {
    const { exitCode, lines } = await runTests("throw new Error('boom')", {})
    expect(exitCode).toBe(1)
    expect(lines.at(-1)).toBe('0 passed, 1 failed, 0 skipped')
  })
})
