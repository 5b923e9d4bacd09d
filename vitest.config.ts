import { defineConfig } from 'vitest/config'
import { lanes } from './test/lab/pool.ts'
import { TallyReporter } from './test/support/reporter.ts'

export default defineConfig({
  test: {
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    maxWorkers: 2,
    reporters: ['default', new TallyReporter()],
    projects: [
      {
        extends: true,
        test: {
          name: 'tests',
          include: ['test/**/*.test.ts'],
          exclude: ['test/lab/**'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        // After all others: what it measures in seconds is not to be disturbed.
        extends: true,
        test: {
          name: 'lab',
          include: ['test/lab/**/*.test.ts'],
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
