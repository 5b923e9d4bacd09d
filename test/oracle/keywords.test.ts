import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Keyword, Keywords } from '../../lib/keepalived/keyword.ts'
import { makeKeywords } from '../../lib/keepalived/keywords/root.ts'
import { refusals } from '../../lib/keepalived/refusals.ts'
import { need } from '../support/need.ts'
import { type Judgement, type Oracle, startOracle } from './keepalived.ts'
import { headers } from './values.ts'

/** A keyword and where it stands. */
interface Entry {
  readonly path: readonly string[]
  readonly name: string
  readonly keyword: Keyword
}

const tables = makeKeywords(refusals)
const entries = collect(tables, [])

function collect(keywords: Keywords, path: readonly string[]): Entry[] {
  return Object.entries(keywords).flatMap(([name, keyword]) => [
    { path, name, keyword },
    ...collect(keyword.children ?? {}, [...path, name]),
  ])
}

/** What has to be in a block so that keepalived gets past its end: without a url it crashes. */
const contents: Readonly<Record<string, string>> = {
  HTTP_GET: 'url {\npath /\n}',
  SSL_GET: 'url {\npath /\n}',
  url: 'path /',
  vrrp_instance: 'interface eth0\nvirtual_router_id 51',
  bfd_instance: 'neighbor_ip 192.0.2.2',
}

function put(path: readonly string[], text: string): string {
  return path.reduceRight(
    (inner, block) => `${block} ${headers[block] ?? ''} {\n${contents[block] ?? ''}\n${inner}\n}`,
    text,
  )
}

need('netns', 'keepalived')('the keyword tables and keepalived 2.2.7', () => {
  const bare = new Map<Entry, Judgement>()
  const withBlock = new Map<Entry, Judgement>()
  let oracle: Oracle | undefined

  beforeAll(async () => {
    oracle = startOracle()
    const judge = async (text: string): Promise<Judgement> => {
      const files = new Map([['keepalived.conf', { text }]])
      const judged = await oracle?.judge({ name: text, files, main: 'keepalived.conf' })
      if (judged === undefined) throw new Error('the oracle was not started')
      return judged.judgement
    }
    const left = [...entries]
    const work = async () => {
      for (let each = left.pop(); each !== undefined; each = left.pop()) {
        const { path, name, keyword } = each
        bare.set(each, await judge(`${put(path, name)}\n`))
        if (keyword.shape === 'line') continue
        const block = `${name} ${headers[name] ?? ''} {\nno_keyword\n}`
        withBlock.set(each, await judge(`${put(path, block)}\n`))
      }
    }
    await Promise.all([work(), work(), work()])
  })
  afterAll(() => oracle?.[Symbol.dispose]())

  const says = (judgement: Judgement | undefined, text: string) =>
    judgement?.messages.some(message => message.text.includes(text)) === true
  const show = (found: readonly Entry[]) => found.map(({ path, name }) => [...path, name].join('/'))

  test('it knows each of them, and none that came later', () => {
    const wrong = entries.filter(({ name, keyword, path }) => {
      const entry = entries.find(each => each.name === name && each.path === path)
      const later = keyword.since !== undefined || laterBlock(path)
      return entry !== undefined && says(bare.get(entry), `Unknown keyword '${name}'`) !== later
    })
    expect(show(wrong)).toEqual([])
  })

  test('it exits for want of a word where the tables say so, and nowhere else', () => {
    const wrong = entries.filter(entry => {
      if (entry.keyword.since !== undefined || laterBlock(entry.path)) return false
      const judgement = bare.get(entry)
      // A session without a name or neighbour crashes it.
      const ends = judgement?.exitCode === 2 || (entry.path[0] ?? entry.name) === 'bfd_instance'
      const needs = (entry.keyword.needs ?? 0) > 0 || entry.keyword.exits === true
      return needs ? !ends : judgement?.exitCode === 2
    })
    expect(show(wrong)).toEqual([])
  })

  test('blocks hold keywords', () => {
    const wrong = entries.filter(
      entry => isOf(entry, 'block') && !says(withBlock.get(entry), "Unknown keyword 'no_keyword'"),
    )
    expect(show(wrong)).toEqual([])
  })

  test('lists of values hold no keywords', () => {
    const wrong = entries.filter(
      entry =>
        isOf(entry, 'values') &&
        (says(withBlock.get(entry), "Unknown keyword 'no_keyword'") ||
          says(withBlock.get(entry), 'Unexpected')),
    )
    expect(show(wrong)).toEqual([])
  })

  test('lines begin no block', () => {
    const wrong = entries.filter(entry => isOf(entry, 'line') && says(bare.get(entry), "Missing '{'"))
    expect(show(wrong)).toEqual([])
  })

  test('every refusal belongs to a block of the tables', () => {
    const paths = new Set(show(entries))
    expect(Object.keys(refusals).filter(path => !paths.has(path))).toEqual([])
  })

  function isOf({ keyword, path }: Entry, shape: Keyword['shape']): boolean {
    return keyword.shape === shape && keyword.since === undefined && !laterBlock(path)
  }

  /** True in a block that 2.2.7 does not know. */
  function laterBlock(path: readonly string[]): boolean {
    let keywords: Keywords = tables
    return path.some(name => {
      const keyword = keywords[name]
      keywords = keyword?.children ?? {}
      return keyword?.since !== undefined
    })
  }
})
