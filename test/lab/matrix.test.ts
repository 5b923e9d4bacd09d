import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { need } from '../support/need.ts'
import { buildGuest } from './machine/build.ts'
import { problemsOf, tasks } from './matrix.ts'
import { walk, withRealServer, withService } from './operations.ts'
import { beginOfRow } from './page.ts'
import { makePool } from './pool.ts'
import { dayNames, faultNames, loadDay, loadFault } from './registry.ts'

need('lab', 'binaries')('in a real LVS', () => {
  const pool = makePool()
  const confirmed = new Set<string>()
  beforeAll(() => buildGuest())
  afterAll(() => pool[Symbol.asyncDispose]())

  test.concurrent.each(tasks)('$kind $name: caught by name, or quiet', async task => {
    expect(problemsOf(await task.run(pool, { confirmed })).join('\n\n')).toBe('')
  })

  // What must not be done is a fault or a quiet day above, too, and is played for the page alone.
  test.concurrent.each([
    { what: 'a real server goes and comes', plan: withRealServer },
    { what: 'a service comes and goes', plan: withService },
  ])(
    'docs/operations.md, $what: each check says at each step what is declared, every client is served',
    async ({ plan }) => {
      const { problems } = await pool.use(
        cluster => walk(cluster, plan),
        () => false,
      )
      expect(problems.join('\n\n')).toBe('')
    },
  )
})

describe('docs/faults.md', async () => {
  const page = readFileSync(fileURLToPath(new URL('../../docs/faults.md', import.meta.url)), 'utf8')
  const faults = await Promise.all(faultNames.map(loadFault))
  const days = await Promise.all(dayNames.map(loadDay))
  const known = [...faults.map(beginOfRow), ...days.map(({ title }) => `| ${title} |`)]

  test('has a row for each fault, with what detects it, and for each quiet day', () => {
    expect(known.filter(row => !page.includes(`${row} `))).toEqual([])
  })

  test('has no row of a fault or a day that is no more', () => {
    const rows = page.split('\n').filter(line => line.startsWith('| ') && !/^\| (fault|day) \|/.test(line))
    expect(rows.filter(row => !known.some(begin => row.startsWith(begin)))).toEqual([])
  })

  test('has at least 45 faults', () => {
    expect(faults.length).toBeGreaterThanOrEqual(45)
  })
})
