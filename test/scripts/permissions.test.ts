import { expect, test } from 'vitest'
import { type Source, sources } from '../../lib/objects/sources.ts'
import { generateFiles } from '../../scripts/generate.ts'
import { checks } from '../support/contract.ts'

const rules = checks.flatMap(check =>
  Object.entries(check.rules).map(([id, rule]) => ({
    title: `${check.name}: ${id}`,
    reads: rule.reads ?? check.reads,
  })),
)

test('every rule of every check says what it reads', () => {
  expect(rules.filter(({ reads }) => reads === undefined).map(({ title }) => title)).toEqual([])
})

test('everything in the table of what is read is read by some rule', () => {
  const read = new Set<string>(rules.flatMap(({ reads = [] }) => reads))
  expect(Object.keys(sources).filter(id => !read.has(id))).toEqual([])
})

test.each(Object.entries<Source>(sources).filter(([, { everybody }]) => !everybody))(
  '%s, closed to some, has what to grant',
  (_, { grants = [] }) => {
    expect(grants).not.toEqual([])
  },
)

test('the page has each of them with its grants', async () => {
  const page = (await generateFiles()).get('docs/permissions.md') ?? ''
  for (const { grants = [], what } of Object.values<Source>(sources)) {
    expect(page).toContain(what.replaceAll('|', '\\|'))
    for (const grant of grants) expect(page).toContain(`\`${grant}\``)
  }
})
