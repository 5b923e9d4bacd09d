import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { anything, renderOperationsPage } from './operations/page.ts'
import { operations } from './operations.ts'

describe('docs/operations.md', () => {
  const page = readFileSync(fileURLToPath(new URL('../../docs/operations.md', import.meta.url)), 'utf8')
  const wanted = renderOperationsPage().split('\n')
  const lines = page.split('\n')

  test('is what the walk declares, line by line, beside what the checks have said', () => {
    const differing = lines.flatMap((line, index) =>
      isLike(line, wanted[index] ?? '') ? [] : [`${index + 1}: ${line}\nwanted: ${wanted[index]}`],
    )
    expect(differing.slice(0, 3).join('\n')).toBe('')
    expect(lines).toHaveLength(wanted.length)
  })

  test('says that no client was turned away in any of the four', () => {
    const served = lines
      .slice(0, lines.indexOf('## What not to do'))
      .filter(line => /^Clients sent \d+ requests, and none failed; the slowest took [\d.]+ s\.$/.test(line))
    expect(served).toHaveLength(operations.length)
  })
})

/** A line of the page, and one that has `anything` where something was said. */
function isLike(line: string, wanted: string): boolean {
  const parts = wanted.split(anything)
  if (parts.length === 1) return line === wanted
  const [begin = '', ...rest] = parts
  let at = begin.length
  if (!line.startsWith(begin)) return false
  for (const part of rest) {
    const found = part === '' ? line.length : line.indexOf(part, at + 1)
    if (found < 0) return false
    at = found + part.length
  }
  return at === line.length
}
