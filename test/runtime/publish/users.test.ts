import { appendFileSync, chownSync, mkdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runProgram } from '../../support/binary.ts'
import { need } from '../../support/need.ts'
import { icingaFiles, makeIcinga } from './icinga-folder.ts'
import { wordsFor } from './publish-words.ts'
import { host, makeNagios, nagiosFilesOf, publicationOf, run, service } from './support.ts'

const old = host('director1') + service('a', 'director1')

need(
  'root',
  'setpriv',
  'reachable',
)('a user who may not', () => {
  test('write in the folder is told so', async () => {
    using folder = makeNagios()
    const { stdout } = await runProgram(wordsFor(publicationOf(folder.path, { 'a.cfg': '' })), {
      user: 'nobody',
    })
    expect(JSON.parse(stdout).refused).toEqual([
      {
        text: `The folder '${folder.path}' cannot be written in: this user may not (EACCES).`,
        hint: 'Run it as a user who may, such as root',
      },
    ])
  })
})

need(
  'root',
  'reachable',
  'setpriv',
  'nagios4',
  'icinga2',
)('a user who is neither root nor the consumer', () => {
  test('has his own files verified by Nagios', async () => {
    using live = makeNagios()
    mkdirSync(join(live.path, 'results'))
    chownSync(join(live.path, 'results'), 65_534, 65_534)
    appendFileSync(live.main, `check_result_path=${live.path}/results\n`)
    chownSync(live.folder, 65_534, 65_534)
    const { stdout } = await runProgram(wordsFor(nagiosFilesOf(live, { 'web.cfg': old })), { user: 'nobody' })
    expect(JSON.parse(stdout)).toMatchObject({ written: ['web.cfg'], verification: { kind: 'verified' } })
    const { stdout: said } = await runProgram(wordsFor(nagiosFilesOf(live, { 'web.cfg': 'nonsense\n' })), {
      user: 'nobody',
    })
    expect(JSON.parse(said).refused[0].text).toBe('Nagios refuses the new files: nothing was changed.')
  })

  test('is told where Nagios cannot verify as him', async () => {
    using live = makeNagios()
    chownSync(live.folder, 65_534, 65_534)
    const { stdout } = await runProgram(wordsFor(nagiosFilesOf(live, { 'web.cfg': old })), { user: 'nobody' })
    expect(JSON.parse(stdout).verification).toEqual({
      kind: 'unverified',
      text: 'this user may not do what Nagios does when it verifies',
      hint: `Verify with: nagios4 -v ${live.main}`,
    })
  })

  test('has his own files verified by Icinga 2', async () => {
    using icinga = makeIcinga()
    for (const name of ['', 'conf.d']) chownSync(join(icinga.path, name), 65_534, 65_534)
    const text = 'object Host "director1" { check_command = "dummy" }\n'
    const good = wordsFor(icingaFiles(icinga, { 'conf.d/web.conf': text }))
    const { stdout } = await runProgram(good, { user: 'nobody' })
    expect(JSON.parse(stdout)).toMatchObject({
      written: ['conf.d/web.conf'],
      verification: { kind: 'verified' },
    })
    const bad = wordsFor(icingaFiles(icinga, { 'conf.d/web.conf': 'nonsense' }))
    const { stdout: said } = await runProgram(bad, { user: 'nobody' })
    expect(JSON.parse(said).refused[0].text).toBe('Icinga 2 refuses the new files: nothing was changed.')
  })
})

need(
  'root',
  'reachable',
  'nagios4',
  'icinga2',
)('root with a umask of 077', () => {
  test('has files that the consumers read', async () => {
    using live = makeNagios()
    using icinga = makeIcinga()
    const text = 'object Host "director1" { check_command = "dummy" }\n'
    const before = process.umask(0o077)
    try {
      expect(await run(nagiosFilesOf(live, { 'web.cfg': old }))).toMatchObject({
        written: ['web.cfg'],
        refused: [],
      })
      const publication = icingaFiles(icinga, { 'conf.d/web.conf': text, 'zones.d/node1/b.conf': '' })
      expect(await run(publication)).toMatchObject({ refused: [] })
    } finally {
      process.umask(before)
    }
    expect(live.verify()).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/Checked 2 services/) })
    expect(statSync(join(icinga.path, 'zones.d/node1')).mode & 0o777).toBe(0o755)
  })
})
