import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { renderManPages } from '../../scripts/generate/man-page.ts'
import { roffLines, roffText } from '../../scripts/generate/roff.ts'
import { checks } from '../support/contract.ts'
import { need } from '../support/need.ts'
import { makeFolder } from '../support/temporary.ts'

const pages = renderManPages(checks)

test('there is a page for each check and one for the program', () => {
  expect([...pages.keys()].toSorted()).toEqual(['lvs-checks', ...checks.map(({ name }) => name)].toSorted())
})

test('nothing of a text is a macro or an escape', () => {
  expect(roffText('.conf \\n -w ’')).toBe('\\&.conf \\en \\-w \\[u2019]')
  const long = `${'word '.repeat(15)}.conf 'it`
  expect(roffLines(long).filter(line => /^[.']/.test(line))).toEqual([])
})

need('mandoc')('mandoc', () => {
  const show = (name: string, ...words: string[]) => {
    using folder = makeFolder()
    const path = folder.write(`${name}.1`, pages.get(name) ?? '')
    const { stdout, stderr } = spawnSync('mandoc', [...words, path], { encoding: 'utf8' })
    return stdout + stderr
  }

  test.each([...pages.keys()])('has nothing to say of %s', name => {
    // The line of NAME is one line, as whatis wants it.
    const said = show(name, '-T', 'lint', '-W', 'style').split('\n')
    expect(said.filter(line => line !== '' && !/:\d+: STYLE: input text line longer/.test(line))).toEqual([])
  })

  describe.each(checks)('the page of $name', check => {
    // Overstrikes are how mandoc prints bold and underlined.
    const shown = () => show(check.name, '-T', 'ascii').replace(/.\x08/g, '')

    test('shows every option, rule and example as it is typed', () => {
      const text = shown()
      for (const mode of check.modes) {
        for (const name of Object.keys(mode.options)) expect(text).toContain(`--${name}`)
      }
      for (const id of Object.keys(check.rules)) expect(text).toContain(`${id} (`)
    })
  })
})
