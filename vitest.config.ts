import { defineConfig } from 'vitest/config'
import { lanes } from './test/lab/pool.ts'
import { TallyReporter } from './test/support/reporter.ts'

/** What counts seconds in guests: beside the others, they would be those of a busy machine. */
const measured = ['test/lab/matrix.test.ts']

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // More than a small machine has processors: a good part of the tests waits, for time-outs, daemons and guests.
    maxWorkers: 3,
    reporters: ['default', new TallyReporter()],
    projects: [
      {
        extends: true,
        test: {
          name: 'tests',
          include: ['test/**/*.test.ts'],
          exclude: measured,
          sequence: { groupOrder: 0 },
        },
      },
      {
        // After all others: what it measures in seconds is not to be disturbed.
        extends: true,
        test: {
          name: 'lab',
          include: measured,
          maxWorkers: 1,
          fileParallelism: false,
          maxConcurrency: lanes,
          testTimeout: 300_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
