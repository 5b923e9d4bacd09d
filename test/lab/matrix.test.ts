import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { need } from '../support/need.ts'
import { gate } from './gate.ts'
import { buildGuest } from './machine/build.ts'
import { gateTasks, problemsOf } from './matrix.ts'
import { beginOfRow } from './page.ts'
import { makePool } from './pool.ts'
import { dayNames, faultNames, loadDay, loadFault } from './registry.ts'

need('lab', 'binaries')('in a real LVS', () => {
  const pool = makePool()
  beforeAll(() => buildGuest())
  afterAll(() => pool[Symbol.asyncDispose]())

  // Once more on a fresh cluster, where a busy machine was in the way: what is wrong is wrong again.
  test.concurrent.each(gateTasks)('$kind $name: caught by name, or quiet', { retry: 1 }, async task => {
    expect(problemsOf(await task.run(pool)).join('\n\n')).toBe('')
  })
})

test('what every run plays is there', () => {
  expect(gateTasks.map(({ name }) => name).sort()).toEqual([...gate].sort())
})

describe('docs/faults.md', async () => {
  const page = readFileSync(fileURLToPath(new URL('../../docs/faults.md', import.meta.url)), 'utf8')
  const isPlayed = (name: string) => gate.includes(name)
  const faults = await Promise.all(faultNames.filter(isPlayed).map(loadFault))
  const days = await Promise.all(dayNames.filter(isPlayed).map(loadDay))

  test('has a row for each fault that every run plays, with what detects it', () => {
    expect(faults.map(beginOfRow).filter(row => !page.includes(`${row} `))).toEqual([])
  })

  test('has a row for each quiet day likewise, and no row of a fault or a day that is no more', async () => {
    expect(days.map(({ title }) => title).filter(title => !page.includes(`| ${title} |`))).toEqual([])
    const rows = page.split('\n').filter(line => line.startsWith('| ') && !/^\| (fault|day) \|/.test(line))
    const known = [
      ...(await Promise.all(faultNames.map(loadFault))).map(beginOfRow),
      ...(await Promise.all(dayNames.map(loadDay))).map(({ title }) => `| ${title} |`),
    ]
    expect(rows.filter(row => !known.some(begin => row.startsWith(begin)))).toEqual([])
  })

  test('has at least 45 faults', () => {
    expect(faults.length).toBeGreaterThanOrEqual(45)
  })
})
