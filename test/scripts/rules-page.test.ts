import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { anchorOf } from '../../lib/objects/anchor.ts'
import { ordersOfWork } from '../../lib/remedy/order-of-work.ts'
import { checks } from '../support/contract.ts'

const docs = fileURLToPath(new URL('../../docs', import.meta.url))
const page = readFileSync(join(docs, 'rules.md'), 'utf8')

/** As GitHub makes them: lower case, no signs but `-` and `_`, a dash for a blank, a number behind what was there before. */
function anchorsOf(text: string): string[] {
  const times = new Map<string, number>()
  return [...text.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => {
    const slug = heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-')
    const before = times.get(slug) ?? 0
    times.set(slug, before + 1)
    return before === 0 ? slug : `${slug}-${before}`
  })
}

const anchors = anchorsOf(page)

test('every check, every rule and every order of work has its anchor', () => {
  const wanted = [
    ...Object.keys(ordersOfWork).map(word => anchorOf(word)),
    ...checks.map(({ name }) => anchorOf(name)),
    ...checks.flatMap(({ name, rules }) => Object.keys(rules).map(rule => anchorOf(name, rule))),
  ]
  expect(wanted.filter(anchor => !anchors.includes(anchor))).toEqual([])
  expect(anchors.length).toBe(wanted.length + 1)
})

test('no anchor is there twice', () => {
  expect(anchors.filter((anchor, at) => anchors.indexOf(anchor) !== at)).toEqual([])
})

test('every link of the page leads somewhere', () => {
  const links = [...page.matchAll(/\]\(([^)]+)\)/g)].flatMap(([, to]) => to ?? [])
  const dead = links.filter(to =>
    to.startsWith('#') ? !anchors.includes(to.slice(1)) : !existsSync(join(docs, to)),
  )
  expect(links.length).toBeGreaterThan(anchors.length - 2)
  expect(dead).toEqual([])
})
