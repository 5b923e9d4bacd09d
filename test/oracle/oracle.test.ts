import { afterAll, beforeAll, expect, test } from 'vitest'
import { need } from '../support/need.ts'
import { compare, type Discrepancy } from './compare.ts'
import { probeCases, validCases } from './configurations.ts'
import { type Difference, differences } from './differences.ts'
import { type ConfigCase, type Judged, type Oracle, startOracle } from './keepalived.ts'
import { mutate } from './mutate.ts'
import { readOurs } from './ours.ts'
import { valueCases } from './values.ts'

const mutants = mutate(validCases, 16)
const lines = valueCases(3)
const kinds = [...new Set(mutants.map(kindOf))]

/** What was done, without where: `dr-pair.conf:12: line lost` is `line lost`. */
function kindOf({ name }: ConfigCase): string {
  return name.replace(/^.*?: /, '')
}

/** The blocks around a line: `virtual_server/real_server`. */
function blockOf({ name }: ConfigCase): string {
  return /^((?:\w+\/)*\w+)\//.exec(name)?.[1] ?? 'the top level'
}

function explains(difference: Difference, { by, text, context }: Discrepancy): boolean {
  const { pattern, given } = difference
  return by === difference.by && pattern.test(text) && (given === undefined || given.test(context))
}

need('netns', 'keepalived')('keepalived -t and our reader', () => {
  const judged = new Map<string, Judged>()
  const found = new Map<string, readonly Discrepancy[]>()
  let oracle: Oracle | undefined

  beforeAll(async () => {
    oracle = startOracle()
    const left = [...validCases, ...probeCases, ...mutants, ...lines]
    const work = async () => {
      for (let each = left.pop(); each !== undefined; each = left.pop()) {
        const result = await startedOracle().judge(each)
        judged.set(each.name, result)
        found.set(each.name, compare(each, result, readOurs(result.folder, each.main)))
      }
    }
    await Promise.all([work(), work(), work()])
  })
  afterAll(() => oracle?.[Symbol.dispose]())

  function startedOracle(): Oracle {
    if (oracle === undefined) throw new Error('the oracle was not started')
    return oracle
  }

  function unexplained(...names: readonly string[]): string[] {
    return names.flatMap(name => {
      const all = found.get(name)
      if (all === undefined) return [`${name} was not judged`]
      return all
        .filter(each => !differences.some(difference => explains(difference, each)))
        .map(({ by, text }) => `${name}: ${by} alone: ${text}`)
    })
  }

  test.each(validCases.map(({ name }) => name))('%s: neither has anything to say', name => {
    expect(judged.get(name)?.judgement).toEqual({ exitCode: 0, signal: null, messages: [] })
    expect(unexplained(name)).toEqual([])
  })

  test.each(probeCases.map(({ name }) => name))('%s: the same lines', name => {
    expect(unexplained(name)).toEqual([])
  })

  test.each(kinds)('%s: the same lines', kind => {
    expect(unexplained(...mutants.filter(each => kindOf(each) === kind).map(({ name }) => name))).toEqual([])
  })

  test.each([...new Set(lines.map(blockOf))])('values in %s: the same lines', block => {
    expect(unexplained(...lines.filter(each => blockOf(each) === block).map(({ name }) => name))).toEqual([])
  })

  test('there are more than 300 changes, and keepalived notices most of them', () => {
    const noticed = mutants.filter(({ name }) => (judged.get(name)?.judgement.messages.length ?? 0) > 0)
    expect(mutants.length).toBeGreaterThan(300)
    expect(noticed.length / mutants.length).toBeGreaterThan(0.5)
  })

  test.each(differences)('still a difference: $reason', difference => {
    expect([...found.values()].flat().filter(each => explains(difference, each))).not.toEqual([])
  })
})
