import { execFileSync } from 'node:child_process'
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  statSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { inspect } from '../../../lib/runtime/publish/publish.ts'
import { makeFolder } from '../../support/temporary.ts'
import { contentOf, publicationOf, run } from './support.ts'

const files = { 'a.cfg': 'command[a]=/bin/true\n', 'sub/b.cfg': 'command[b]=/bin/true\n' }

describe('a folder that holds nothing of ours', () => {
  test('gets the files, each with what it is', async () => {
    using folder = makeFolder()
    folder.write('mine.cfg', 'command[mine]=/bin/true\n')
    const report = await run(publicationOf(folder.path, files))
    expect(report).toMatchObject({ written: ['a.cfg', 'sub/b.cfg'], unchanged: [], removed: [], refused: [] })
    expect(contentOf(folder.path)).toEqual({
      'a.cfg': expect.stringMatching(
        /^# Made by lvs-checks objects for the cluster web \(nrpe\): change the site file, not this one\.\n# sha256 [0-9a-f]{64} a\.cfg\ncommand\[a\]=\/bin\/true\n$/,
      ),
      'mine.cfg': 'command[mine]=/bin/true\n',
      sub: 'folder',
      'sub/b.cfg': expect.stringMatching(/\ncommand\[b\]=\/bin\/true\n$/),
    })
  })

  test('is told of beforehand, and not touched', () => {
    using folder = makeFolder()
    expect(inspect(publicationOf(folder.path, files)).written).toEqual(['a.cfg', 'sub/b.cfg'])
    expect(contentOf(folder.path)).toEqual({})
  })
})

describe('a second run', () => {
  test('writes nothing when nothing has changed', async () => {
    using folder = makeFolder()
    await run(publicationOf(folder.path, files))
    const before = statSync(join(folder.path, 'a.cfg'), { bigint: true })
    const report = await run(publicationOf(folder.path, files))
    expect(report).toMatchObject({ written: [], unchanged: ['a.cfg', 'sub/b.cfg'], removed: [] })
    const after = statSync(join(folder.path, 'a.cfg'), { bigint: true })
    expect([after.ino, after.ctimeNs, after.mtimeNs]).toEqual([before.ino, before.ctimeNs, before.mtimeNs])
  })

  test('replaces what has changed and removes what is not made any more', async () => {
    using folder = makeFolder()
    await run(publicationOf(folder.path, files))
    const publication = publicationOf(folder.path, { 'a.cfg': 'command[a]=/bin/false\n' })
    const wanted = { written: ['a.cfg'], unchanged: [], removed: ['sub/b.cfg'] }
    expect(inspect(publication)).toMatchObject(wanted)
    expect(await run(publication)).toMatchObject(wanted)
    expect(contentOf(folder.path)).toEqual({
      'a.cfg': expect.stringMatching(/\ncommand\[a\]=\/bin\/false\n$/),
      sub: 'folder',
    })
  })

  test('leaves the files of another cluster and of another format alone', async () => {
    using folder = makeFolder()
    await run(publicationOf(folder.path, { 'a.cfg': '' }))
    await run(publicationOf(folder.path, { 'mail.cfg': '' }, { cluster: 'mail' }))
    await run(publicationOf(folder.path, { 'sudo/web': '' }, { format: 'sudoers' }))
    expect(await run(publicationOf(folder.path, {}))).toMatchObject({ removed: ['a.cfg'], refused: [] })
    expect(Object.keys(contentOf(folder.path))).toEqual(['mail.cfg', 'sudo', 'sudo/web'])
  })

  test('leaves a copy that somebody keeps under another name, and an old file that was changed by hand', async () => {
    using folder = makeFolder()
    await run(publicationOf(folder.path, { 'a.cfg': '', 'b.cfg': '' }))
    copyFileSync(join(folder.path, 'a.cfg'), join(folder.path, 'a.cfg.before'))
    appendFileSync(join(folder.path, 'b.cfg'), '# mine\n')
    const report = await run(publicationOf(folder.path, {}))
    expect(report).toMatchObject({ removed: ['a.cfg'], refused: [] })
    expect(report.remarks).toEqual([
      `'${folder.path}/b.cfg' is not made any more and was changed by hand: it stays until it is moved away.`,
    ])
    expect(Object.keys(contentOf(folder.path))).toEqual(['a.cfg.before', 'b.cfg'])
  })
})

describe('a file that is the same for every cluster', () => {
  const shared = (folder: string, cluster: string, text: string) => ({
    ...publicationOf(folder, {}, { cluster }),
    outputs: [{ path: 'commands.cfg', text, isShared: true }],
  })

  test('is written for any of them and removed for none', async () => {
    using folder = makeFolder()
    expect(await run(shared(folder.path, 'web', '# 1\n'))).toMatchObject({ written: ['commands.cfg'] })
    expect(await run(shared(folder.path, 'mail', '# 1\n'))).toMatchObject({ unchanged: ['commands.cfg'] })
    expect(await run(shared(folder.path, 'mail', '# 2\n'))).toMatchObject({ written: ['commands.cfg'] })
    expect(await run(publicationOf(folder.path, {}))).toMatchObject({ removed: [] })
    expect(readFileSync(join(folder.path, 'commands.cfg'), 'utf8')).toMatch(
      /^# Made by lvs-checks objects for every cluster \(nrpe\): .*\n# sha256 .*\n# 2\n$/,
    )
  })
})

describe('nothing at all is changed where', () => {
  const cases: [string, (path: string, folder: string) => void, RegExp, RegExp][] = [
    [
      'somebody else made a file',
      path => writeFileSync(path, 'command[a]=/bin/mine\n'),
      /a\.cfg' is there already and was not made by lvs-checks objects: nothing was changed\.$/,
      /^Move it away/,
    ],
    [
      'a file was changed by hand',
      path => appendFileSync(path, 'command[mine]=/bin/mine\n'),
      /a\.cfg' was changed by hand since it was made: nothing was changed\.$/,
      /--replace$/,
    ],
    [
      'a header was changed by hand',
      path =>
        writeFileSync(
          path,
          readFileSync(path, 'utf8').replace('for the cluster web', 'for the cluster mail'),
        ),
      /a\.cfg' was made for the cluster mail \(nrpe\), not for the cluster web \(nrpe\): nothing was changed\.$/,
      /different names/,
    ],
    [
      'a file was cut short',
      path => writeFileSync(path, readFileSync(path, 'utf8').slice(0, 150)),
      /a\.cfg' was changed by hand since it was made/,
      /--replace$/,
    ],
    [
      'a link is in the place',
      (path, folder) => {
        renameSync(path, join(folder, 'elsewhere'))
        symlinkSync('elsewhere', path)
      },
      /a\.cfg' is not a regular file but a link, a folder or a device/,
      /^Move it away/,
    ],
    [
      'a link leads nowhere',
      path => {
        unlinkSync(path)
        symlinkSync('nowhere', path)
      },
      /a\.cfg' is not a regular file/,
      /^Move it away/,
    ],
    [
      'a folder is in the place',
      path => {
        unlinkSync(path)
        mkdirSync(path)
      },
      /a\.cfg' is not a regular file/,
      /^Move it away/,
    ],
    [
      'a pipe is in the place',
      path => {
        unlinkSync(path)
        execFileSync('mkfifo', [path])
      },
      /a\.cfg' is not a regular file/,
      /^Move it away/,
    ],
    [
      'a folder on the way is a link',
      (_path, folder) => {
        renameSync(join(folder, 'sub'), join(folder, 'other'))
        symlinkSync('other', join(folder, 'sub'))
      },
      /sub' is no folder but a file or a symbolic link/,
      /^Move it away/,
    ],
    [
      'a file was made for another place',
      (path, folder) => copyFileSync(join(folder, 'sub/b.cfg'), path),
      /a\.cfg' was made as sub\/b\.cfg and moved here/,
      /--replace$/,
    ],
  ]
  test.each(cases)('%s', async (_title, spoil, text, hint) => {
    using folder = makeFolder()
    await run(publicationOf(folder.path, files))
    spoil(join(folder.path, 'a.cfg'), folder.path)
    const before = contentOf(folder.path)
    const next = publicationOf(folder.path, { 'new.cfg': '', 'sub/b.cfg': '# new\n', 'a.cfg': '# new\n' })
    for (const report of [inspect(next), await run(next)]) {
      expect(report).toMatchObject({ written: [], removed: [], refused: [{}] })
      expect(report.refused[0]?.text).toMatch(text)
      expect(report.refused[0]?.hint).toMatch(hint)
    }
    expect(contentOf(folder.path)).toEqual(before)
  })

  test('a file of another cluster is in the place', async () => {
    using folder = makeFolder()
    await run(publicationOf(folder.path, files))
    const before = contentOf(folder.path)
    const report = await run(publicationOf(folder.path, files, { cluster: 'mail' }), { replace: true })
    expect(report.refused.map(({ text }) => text)).toEqual([
      `'${folder.path}/a.cfg' was made for the cluster web (nrpe), not for the cluster mail (nrpe): nothing was changed.`,
      `'${folder.path}/sub/b.cfg' was made for the cluster web (nrpe), not for the cluster mail (nrpe): nothing was changed.`,
    ])
    expect(contentOf(folder.path)).toEqual(before)
  })
})

test('what was changed by hand is replaced when that is wanted, what others made is not', async () => {
  using folder = makeFolder()
  await run(publicationOf(folder.path, files))
  appendFileSync(join(folder.path, 'a.cfg'), '# mine\n')
  expect(await run(publicationOf(folder.path, files), { replace: true })).toMatchObject({
    written: ['a.cfg'],
    unchanged: ['sub/b.cfg'],
  })
  folder.write('a.cfg', '# mine alone\n')
  const report = await run(publicationOf(folder.path, files), { replace: true })
  expect(report.refused).toHaveLength(1)
  expect(readFileSync(join(folder.path, 'a.cfg'), 'utf8')).toBe('# mine alone\n')
})

describe('permissions', () => {
  const modeOf = (...path: string[]) => (statSync(join(...path)).mode & 0o7777).toString(8)

  test('are 0644 for a new file, those that are asked for, or those of the old file', async () => {
    using folder = makeFolder()
    const secret = { path: 's.cfg', text: '# 1\n', mode: 0o640 }
    const first = publicationOf(folder.path, { 'a.cfg': '# 1\n' })
    await run({ ...first, outputs: [...first.outputs, secret] })
    expect([modeOf(folder.path, 'a.cfg'), modeOf(folder.path, 's.cfg')]).toEqual(['644', '640'])
    chmodSync(join(folder.path, 'a.cfg'), 0o600)
    await run(publicationOf(folder.path, { 'a.cfg': '# 2\n' }))
    expect(modeOf(folder.path, 'a.cfg')).toBe('600')
  })

  test('that were opened are closed again', async () => {
    using folder = makeFolder()
    const publication = {
      ...publicationOf(folder.path, {}),
      outputs: [{ path: 's.cfg', text: '# 1\n', mode: 0o640 }],
    }
    await run(publication)
    chmodSync(join(folder.path, 's.cfg'), 0o666)
    expect(await run(publication)).toMatchObject({ written: ['s.cfg'] })
    expect(modeOf(folder.path, 's.cfg')).toBe('640')
  })
})

describe('is refused before a file is looked at', () => {
  test.each([
    ['../a.cfg', /is no place for a file/],
    ['/etc/a.cfg', /is no place for a file/],
    ['a//b.cfg', /is no place for a file/],
    ['.git/a.cfg', /is no place for a file/],
    ['a\nb.cfg', /is no place for a file/],
    [`${'x'.repeat(250)}.cfg`, /is no place for a file/],
    ['a.conf', /would not be read: NRPE reads files \*\.cfg/],
  ])('the path %j', async (path, text) => {
    using folder = makeFolder()
    const report = await run(publicationOf(folder.path, { [path]: '' }))
    expect(report.refused[0]?.text).toMatch(text)
    expect(contentOf(folder.path)).toEqual({})
  })

  test('a name with a dot for sudo, which would leave it out', () => {
    const report = inspect(publicationOf('/nowhere', { 'web.sudo': '' }, { format: 'sudoers' }))
    expect(report.refused[0]?.text).toMatch(/would not be read: sudo reads files without a dot/)
  })

  test('a folder that is not there', () => {
    expect(inspect(publicationOf('/no/such/folder', files)).refused).toEqual([
      { text: "There is no folder '/no/such/folder'.", hint: 'Make it: mkdir -p /no/such/folder' },
    ])
  })
})
