import { mkdirSync, renameSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { need } from '../../support/need.ts'
import {
  contentOf,
  host,
  type LiveNagios,
  makeNagios,
  nagiosFilesOf,
  ownTemporary,
  run,
  service,
} from './support.ts'

const good = host('director1') + service('IPVS table', 'director1')

need('nagios4', 'root')('Nagios verifies before it is shown the files', () => {
  test('good ones are written, and Nagios takes them', async () => {
    using live = makeNagios()
    const report = await run(
      nagiosFilesOf(live, { 'web.cfg': good, 'more/sub.cfg': host('director2') + service('a', 'director2') }),
    )
    expect(report).toMatchObject({
      written: ['web.cfg', 'more/sub.cfg'],
      refused: [],
      remarks: [],
      verification: { kind: 'verified', by: `nagios4 -v ${live.main}` },
    })
    expect(live.verify()).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/Checked 3 services/) })
  })

  test.each([
    [
      'a mistake',
      host('director1').replace('contacts', 'contcats'),
      /Invalid host object directive 'contcats'/,
    ],
    [
      'a name that is nowhere',
      host('director1', { check_period: 'never' }),
      /check_period 'never' for host 'director1'/,
    ],
    ['a host of somebody else', host('base'), /Duplicate definition found for host 'base'/],
  ])('%s is refused with the words of Nagios', async (_title, text, words) => {
    using live = makeNagios()
    await run(nagiosFilesOf(live, { 'web.cfg': good, 'old.cfg': host('old') + service('a', 'old') }))
    const before = contentOf(live.folder)
    using temporary = ownTemporary()
    const report = await run(nagiosFilesOf(live, { 'web.cfg': text, 'new.cfg': host('new') }))
    expect(temporary.list()).toEqual([])
    expect(report.refused).toEqual([
      {
        text: 'Nagios refuses the new files: nothing was changed.',
        details: expect.arrayContaining([expect.stringMatching(words)]),
      },
    ])
    // The reader looks where the file will be, not where it was tried.
    expect(report.refused[0]?.details?.join('\n')).not.toMatch(/lvs-checks-|Check your configuration/)
    expect(contentOf(live.folder)).toEqual(before)
    expect(live.verify().exitCode).toBe(0)
  })

  test('a service that is there twice is refused, though Nagios exits with 0', async () => {
    using live = makeNagios()
    const report = await run(nagiosFilesOf(live, { 'web.cfg': good + service('base', 'base') }))
    expect(report.refused).toEqual([
      {
        text: 'Nagios warns of the new files: nothing was changed.',
        hint: expect.stringMatching(/a definition that is twice is lost/),
        details: [
          expect.stringMatching(/^Warning: Duplicate definition found for service 'base' on host 'base'/),
        ],
      },
    ])
    expect(contentOf(live.folder)).toEqual({})
  })

  test('a warning of ours is refused, one that Nagios gives already is not', async () => {
    using live = makeNagios()
    const silent = (name: string) =>
      `${host(name)}${service('a', name)}`.replaceAll(/ *notification_period.*\n/g, '')
    const warning = (name: string) =>
      `Warning: Service 'a' on host '${name}' has no notification time period defined!`
    writeFileSync(join(live.folder, 'mine.cfg'), silent('mine'))
    expect(live.verify().stdout).toContain(warning('mine'))
    const report = await run(nagiosFilesOf(live, { 'web.cfg': silent('ours') }))
    expect(report.refused[0]?.details).toEqual([warning('ours')])
    expect(await run(nagiosFilesOf(live, { 'web.cfg': good }))).toMatchObject({ written: ['web.cfg'] })
  })

  test('what is removed is verified as removed', async () => {
    using live = makeNagios()
    await run(
      nagiosFilesOf(live, { 'hosts.cfg': host('director1'), 'services.cfg': service('a', 'director1') }),
    )
    const report = await run(nagiosFilesOf(live, { 'services.cfg': service('a', 'director1') }))
    expect(report.refused[0]?.text).toBe('Nagios refuses the new files: nothing was changed.')
    expect(Object.keys(contentOf(live.folder))).toEqual(['hosts.cfg', 'services.cfg'])
    expect(await run(nagiosFilesOf(live, {}))).toMatchObject({ removed: ['hosts.cfg', 'services.cfg'] })
    expect(live.verify().exitCode).toBe(0)
  })

  test('a host that moves from one file to another is neither twice nor missing', async () => {
    using live = makeNagios()
    await run(nagiosFilesOf(live, { 'a.cfg': good }))
    expect(await run(nagiosFilesOf(live, { 'b.cfg': good }))).toMatchObject({
      written: ['b.cfg'],
      removed: ['a.cfg'],
    })
    expect(live.verify().exitCode).toBe(0)
  })

  test('a file that the user of Nagios may not read is refused', async () => {
    using live = makeNagios()
    const publication = nagiosFilesOf(live, {})
    const secret = { ...publication, outputs: [{ path: 'web.cfg', text: good, mode: 0o600 }] }
    const report = await run(secret)
    expect(report.refused[0]?.details?.join('\n')).toMatch(
      `Cannot open config file '${live.folder}/web.cfg' for reading: Permission denied`,
    )
    expect(contentOf(live.folder)).toEqual({})
  })

  test('a configuration that is broken already is told apart', async () => {
    using live = makeNagios()
    writeFileSync(join(live.folder, 'mine.cfg'), 'define nonsense {\n}\n')
    const report = await run(nagiosFilesOf(live, { 'web.cfg': good }))
    expect(report.refused[0]?.text).toBe(
      'Nagios refuses the new files: nothing was changed. It refuses what is there now as well.',
    )
  })

  test('a broken configuration is mended by files that mend it', async () => {
    using live = makeNagios()
    await run(nagiosFilesOf(live, { 'web.cfg': good }))
    writeFileSync(join(live.folder, 'mine.cfg'), service('ssh', 'director2'))
    expect(live.verify().exitCode).toBe(1)
    expect(await run(nagiosFilesOf(live, { 'web.cfg': good + host('director2') }))).toMatchObject({
      written: ['web.cfg'],
      refused: [],
    })
    expect(live.verify().exitCode).toBe(0)
  })
})

need('nagios4', 'root')('what Nagios reads of a folder', () => {
  test('links to files and folders of others count, hidden files do not', async () => {
    using live = makeNagios()
    mkdirSync(join(live.path, 'other/deep'), { recursive: true })
    writeFileSync(join(live.path, 'other/linked'), host('linked') + service('a', 'linked'))
    writeFileSync(join(live.path, 'other/deep/in.cfg'), host('deep') + service('a', 'deep'))
    symlinkSync('../other/linked', join(live.folder, 'linked.cfg'))
    symlinkSync('../other/deep', join(live.folder, 'deep'))
    for (const name of ['.hidden.cfg', 'notes.txt']) writeFileSync(join(live.folder, name), 'nonsense')
    // All of these hosts have to be there for the new service, and nothing else.
    const text = host('director1') + service('b', 'linked,deep,director1')
    expect(await run(nagiosFilesOf(live, { 'web.cfg': text }))).toMatchObject({ written: ['web.cfg'] })
    expect(live.verify()).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/Checked 6 services/) })
  })

  test('a file that is named by itself is exchanged like one of a folder', async () => {
    using live = makeNagios()
    const main = live.write(
      'single.cfg',
      [...readMain(live)].join('').replace('cfg_dir=conf.d', 'cfg_file=conf.d/web.cfg'),
    )
    const publication = { ...nagiosFilesOf(live, { 'web.cfg': good }), main }
    expect((await run(publication)).verification).toEqual({ kind: 'verified', by: `nagios4 -v ${main}` })
    const broken = { ...nagiosFilesOf(live, { 'web.cfg': 'nonsense' }), main }
    expect((await run(broken)).refused).toHaveLength(1)
  })

  test('a folder that is reached by a link is the same folder', async () => {
    using live = makeNagios()
    renameSync(live.folder, join(live.path, 'real.d'))
    symlinkSync('real.d', live.folder)
    const report = await run(nagiosFilesOf(live, { 'web.cfg': good }))
    expect(report).toMatchObject({ written: ['web.cfg'], verification: { kind: 'verified' } })
    expect((await run(nagiosFilesOf(live, { 'web.cfg': 'nonsense' }))).refused).toHaveLength(1)
  })
})

describe('without a Nagios that reads the folder', () => {
  test('it is said, with the command to verify', async () => {
    using live = makeNagios()
    unlinkSync(live.main)
    const main = live.write('nagios.cfg', 'cfg_file=base.cfg\n')
    const publication = { ...nagiosFilesOf(live, { 'web.cfg': 'nonsense' }), main }
    expect(await run(publication, { program: '/bin/true' })).toMatchObject({
      written: ['web.cfg'],
      verification: {
        kind: 'unverified',
        text: `${main} includes no folder that the files are written to`,
        hint: `Verify with: /bin/true -v ${main}`,
      },
    })
  })

  test('it is refused when verification is demanded', async () => {
    using live = makeNagios()
    const main = live.write('nagios.cfg', 'cfg_file=base.cfg\n')
    const publication = { ...nagiosFilesOf(live, { 'web.cfg': good }), main }
    expect((await run(publication, { program: '/bin/true', verify: true })).refused).toEqual([
      {
        text: `The new files cannot be verified: ${main} includes no folder that the files are written to. Nothing was changed.`,
        hint: `Verify with: /bin/true -v ${main}`,
      },
    ])
    expect(contentOf(live.folder)).toEqual({})
  })

  test('a program that is not there is refused', async () => {
    using live = makeNagios()
    using temporary = ownTemporary()
    const report = await run(nagiosFilesOf(live, { 'web.cfg': good }), { program: '/no/such/nagios4' })
    expect(report.refused[0]?.text).toMatch(
      /^The verification could not be made: .*\. Nothing was changed\.$/,
    )
    expect(contentOf(live.folder)).toEqual({})
    expect(temporary.list()).toEqual([])
  })

  test('a main configuration that is not there is refused', async () => {
    using live = makeNagios()
    const publication = { ...nagiosFilesOf(live, { 'web.cfg': good }), main: '/no/such/nagios.cfg' }
    const report = await run(publication, { program: '/bin/true' })
    expect(report.refused[0]?.text).toBe(
      "The main configuration '/no/such/nagios.cfg' cannot be read: there is no file '/no/such/nagios.cfg'.",
    )
  })
})

function readMain(live: LiveNagios): string {
  return contentOf(live.path)['nagios.cfg'] ?? ''
}
