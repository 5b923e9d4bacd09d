import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readConfig } from '../../lib/keepalived/read.ts'
import type { Diagnostic } from '../../lib/text/diagnostic.ts'
import { sourcesOf } from '../support/config-sources.ts'

const names = ['checkers', 'dr-pair', 'ipv6', 'nat-groups', 'vrrp'] as const

function linesOf(name: string): string[] {
  const path = new URL(`../fixtures/keepalived/valid/${name}.conf`, import.meta.url)
  return readFileSync(path, 'latin1').split('\n')
}

function read(lines: readonly string[]): readonly Diagnostic[] {
  return readConfig(sourcesOf(lines.join('\n')), { configId: 'lvs1' }).diagnostics
}

/** Lines that hold a closing brace and nothing else, with the line that begins their block; counted from 0. */
function findBraces(lines: readonly string[]): { at: number; begin: number }[] {
  const open: number[] = []
  const found: { at: number; begin: number }[] = []
  for (const [at, line] of lines.entries()) {
    for (const sign of line.replace(/[#!].*$/, '')) {
      // An opening brace on a line of its own belongs to the line before.
      if (sign === '{') open.push(line.trim() === '{' ? at - 1 : at)
      if (sign !== '}') continue
      const begin = open.pop()
      if (line.trim() === '}' && begin !== undefined) found.push({ at, begin })
    }
  }
  return found
}

describe.each(names)('%s', name => {
  const lines = linesOf(name)
  const usual = new Set(read(lines).map(each => each.rule))

  test('each lost closing brace has one cause: its block, by name and line', () => {
    for (const { at, begin } of findBraces(lines)) {
      const lost = `line ${at + 1} lost`
      const critical = read(lines.filter((_, line) => line !== at)).filter(
        ({ rule }) => rule === 'missing-brace',
      )
      expect(
        critical.map(({ mark }) => mark?.line),
        lost,
      ).toEqual([begin + 1])
      expect(critical[0]?.text, lost).toMatch(
        new RegExp(`, begun on line ${begin + 1}, has no closing brace: `),
      )
    }
  })

  test('and hardly anything else is said beside it', () => {
    const braces = findBraces(lines)
    const noisy = braces.filter(({ at }) => {
      const found = read(lines.filter((_, line) => line !== at))
      return found.some(({ rule }) => rule !== 'missing-brace' && !usual.has(rule))
    })
    // Where a list of values takes in the keywords behind it, one of them may look like a mistake of its own.
    expect(noisy.length).toBeLessThanOrEqual(Math.ceil(braces.length / 8))
  })
})

test('a lost brace and what it swallowed', () => {
  const lines = linesOf('dr-pair')
  const [first] = findBraces(lines).filter(({ begin }) => lines[begin]?.startsWith('vrrp_instance'))
  const found = read(lines.filter((_, at) => at !== first?.at))
  expect(found[0]).toMatchObject({
    rule: 'missing-brace',
    text: expect.stringMatching(
      /^vrrp_instance VI_WEB, begun on line 17, has no closing brace: it swallows virtual_server 192\.0\.2\.10 80 on line \d+ and 1 more block, which keepalived never sees$/,
    ),
    hint: expect.stringMatching(/^Add \} before line \d+$/),
  })
  expect(found[0]?.related?.map(({ text }) => text)).toEqual(
    expect.arrayContaining(['virtual_server 192.0.2.10 443 is lost to keepalived']),
  )
})

test('a mistake that has nothing to do with the lost brace stays one of its own', () => {
  const lines = linesOf('dr-pair').map(line => line.replace('router_id', 'rooter_id'))
  const [brace] = findBraces(lines).filter(({ begin }) => lines[begin]?.startsWith('virtual_server'))
  const found = read(lines.filter((_, at) => at !== brace?.at))
  expect(found.map(each => each.rule)).toEqual(expect.arrayContaining(['missing-brace', 'unknown-keyword']))
})

test('any change of a good configuration gives a model and ends', () => {
  const lines = linesOf('checkers')
  const line = fc.nat(lines.length - 1)
  const edit = fc.record({
    at: line,
    from: line,
    kind: fc.constantFrom('drop', 'copy', 'swap', 'cut', 'join'),
  })
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 6 }), edits => {
      const changed = [...lines]
      for (const { at, from, kind } of edits) {
        const other = changed[from] ?? ''
        if (kind === 'drop') changed.splice(at, 1)
        else if (kind === 'copy') changed.splice(at, 0, other)
        else if (kind === 'swap') [changed[at], changed[from]] = [other, changed[at] ?? '']
        else if (kind === 'cut') changed[at] = changed[at]?.slice(0, from % 20) ?? ''
        else changed.splice(at, 2, `${changed[at] ?? ''} ${changed[at + 1] ?? ''}`)
      }
      const { model, diagnostics } = readConfig(sourcesOf(changed.join('\n')), { configId: 'lvs1' })
      expect(model.virtualServers.every(({ realServers }) => realServers.length > 0)).toBe(true)
      for (const { mark } of diagnostics) expect(mark?.line ?? 1).toBeLessThanOrEqual(changed.length)
    }),
    { numRuns: 200 },
  )
})
