import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { checkRules, rules } from '../../lib/config/rules.ts'

const folder = fileURLToPath(new URL('../../lib/keepalived/rules', import.meta.url))

test('every table of rules is in the check, and no two of them have one name', async () => {
  const ids = Object.keys(checkRules)
  for (const file of readdirSync(folder)) {
    const tables: Record<string, Record<string, unknown>> = await import(`${folder}/${file}`)
    for (const table of Object.values(tables)) ids.push(...Object.keys(table))
  }
  expect(ids.length).toBeGreaterThan(100)
  expect(ids.toSorted()).toEqual([...new Set(ids)].toSorted())
  expect(Object.keys(rules).toSorted()).toEqual(ids.toSorted())
})
