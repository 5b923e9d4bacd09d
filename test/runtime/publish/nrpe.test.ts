import { expect, test } from 'vitest'
import { startNrpe } from '../../daemons/nrpe.ts'
import { need } from '../../support/need.ts'
import { makeFolder } from '../../support/temporary.ts'
import { contentOf, publicationOf, run } from './support.ts'

/** A line of so many bytes. */
function line(length: number): string {
  const start = 'command[long]=/bin/echo '
  return `${start}${'x'.repeat(length - start.length)}\n`
}

test('a line that NRPE reads whole is written, one byte more is refused', async () => {
  using folder = makeFolder()
  expect(await run(publicationOf(folder.path, { 'a.cfg': line(2_046) }), { verify: true })).toMatchObject({
    written: ['a.cfg'],
    verification: { kind: 'verified', by: 'its lines and names, as NRPE verifies nothing itself' },
  })
  const before = contentOf(folder.path)
  const report = await run(publicationOf(folder.path, { 'a.cfg': `# one\n${line(2_047)}` }))
  expect(report.refused).toEqual([
    {
      text: "Line 2 of the text of 'a.cfg' is longer than the 2046 bytes that NRPE reads: nothing was changed.",
    },
  ])
  expect(contentOf(folder.path)).toEqual(before)
})

test('a command that is twice in a file is refused, one that is in the files of two hosts is not', async () => {
  using folder = makeFolder()
  const one = 'command[a]=/bin/true\n'
  expect(await run(publicationOf(folder.path, { 'r1.cfg': one, 'r2.cfg': one }))).toMatchObject({
    refused: [],
  })
  const report = await run(publicationOf(folder.path, { 'r1.cfg': `${one} command[a] = /bin/false\n` }))
  expect(report.refused[0]?.text).toBe(
    "The command 'a' is twice in 'r1.cfg', and NRPE takes the last one in silence: nothing was changed.",
  )
})

need('nrpe', 'root')('the limit of a line', () => {
  test('is that of the real NRPE', async () => {
    const echo = (name: string, length: number) => {
      const start = `command[${name}]=/bin/echo `
      return `${start}${'x'.repeat(length - start.length - 3)}END\n`
    }
    const text = `${echo('whole', 2_046)}${echo('cut', 2_047)}`
    await using nrpe = await startNrpe({ files: { 'web.cfg': text } })
    expect((await nrpe.call('whole')).stdout).toMatch(/xEND\n$/)
    expect((await nrpe.call('cut')).stdout).not.toMatch(/END/)
  })
})
