import { chmodSync, chownSync, mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { aloneInItsZone, makeAuthority, writeNode } from '../../daemons/icinga-config.ts'
import { runProgram } from '../../support/binary.ts'
import { need } from '../../support/need.ts'
import { makeFolder, type TemporaryFolder } from '../../support/temporary.ts'
import { host, icingaFiles, main, makeIcinga } from './icinga-folder.ts'
import { contentOf, ownTemporary, publicationOf, run } from './support.ts'

async function verify(icinga: TemporaryFolder) {
  const at = (name: string) => join(icinga.path, name)
  const cache = join(icinga.path, 'cache')
  mkdirSync(cache, { recursive: true })
  chmodSync(cache, 0o777)
  const places = [`ConfigDir=${icinga.path}`, `ZonesDir=${at('zones.d')}`, `CacheDir=${cache}`]
  const words = places.flatMap(place => ['-D', `Configuration.${place}`])
  return await runProgram(['icinga2', 'daemon', '-C', '-c', at('icinga2.conf'), ...words])
}

need('icinga2', 'root')('Icinga 2 verifies before it is shown the files', () => {
  test('good ones are written, and Icinga takes them', async () => {
    using icinga = makeIcinga()
    const files = { 'conf.d/web.conf': host('director1'), 'zones.d/node1/web.conf': host('director2') }
    const report = await run(icingaFiles(icinga, files))
    expect(report).toMatchObject({
      written: Object.keys(files),
      refused: [],
      remarks: [],
      verification: { kind: 'verified', by: `icinga2 daemon -C -c ${icinga.path}/icinga2.conf` },
    })
    const { exitCode, stdout } = await verify(icinga)
    expect([exitCode, /Instantiated (\d+) Hosts/.exec(stdout)?.[1]]).toEqual([0, '3'])
  })

  test.each([
    ['a mistake', 'conf.d/web.conf', 'object Host "a" {', /syntax error/],
    [
      'a name that is nowhere',
      'conf.d/web.conf',
      host('a', 'nosuch'),
      /Object 'nosuch' of type 'CheckCommand' does not exist/,
    ],
    ['a host of somebody else', 'conf.d/web.conf', host('mine'), /Object 'mine' of type 'Host' re-defined/],
    [
      'a mistake in a zone',
      'zones.d/node1/web.conf',
      host('a', 'nosuch'),
      /Object 'nosuch' of type 'CheckCommand'/,
    ],
  ])('%s is refused with the words of Icinga', async (_title, path, text, words) => {
    using icinga = makeIcinga()
    await run(icingaFiles(icinga, { [path]: host('director1') }))
    const before = contentOf(icinga.path)
    using temporary = ownTemporary()
    const report = await run(icingaFiles(icinga, { [path]: text }))
    expect(report.refused[0]?.text).toBe('Icinga 2 refuses the new files: nothing was changed.')
    const said = report.refused[0]?.details?.join('\n') ?? ''
    expect(said).toMatch(words)
    expect(said).toContain(`${icinga.path}/${path}`)
    expect(said).not.toMatch(/lvs-checks-/)
    expect(contentOf(icinga.path)).toEqual(before)
    expect(temporary.list()).toEqual([])
  })

  test('what is removed is verified as removed', async () => {
    using icinga = makeIcinga()
    const service = 'object Service "a" { host_name = "director1"; check_command = "dummy" }\n'
    await run(
      icingaFiles(icinga, { 'conf.d/hosts.conf': host('director1'), 'conf.d/services.conf': service }),
    )
    const report = await run(icingaFiles(icinga, { 'conf.d/services.conf': service }))
    expect(report.refused[0]?.details?.join('\n')).toMatch(/Object 'director1' of type 'Host' does not exist/)
    expect(await run(icingaFiles(icinga, {}))).toMatchObject({
      removed: ['conf.d/hosts.conf', 'conf.d/services.conf'],
    })
    expect((await verify(icinga)).exitCode).toBe(0)
  })

  test('a file that the user of Icinga may not read is refused', async () => {
    using icinga = makeIcinga()
    const publication = {
      ...icingaFiles(icinga, {}),
      outputs: [{ path: 'conf.d/web.conf', text: host('director1'), mode: 0o600 }],
    }
    const { refused } = await run(publication)
    expect(refused[0]?.text).toBe('Icinga 2 leaves new files out: nothing was changed.')
    expect(refused[0]?.details?.join('\n')).toContain(`Cannot compile file '${icinga.path}/conf.d/web.conf'`)
    // In a folder of that user it is his.
    chownSync(join(icinga.path, 'conf.d'), statSync('/var/lib/icinga2').uid, statSync('/var/lib/icinga2').gid)
    expect(await run(publication)).toMatchObject({ written: ['conf.d/web.conf'], refused: [] })
  })

  test('a rule that matches nothing is written with what Icinga says of it', async () => {
    using icinga = makeIcinga()
    const rule = 'apply Service "a" { check_command = "dummy"; assign where false }\n'
    const report = await run(icingaFiles(icinga, { 'conf.d/web.conf': host('director1') + rule }))
    expect(report).toMatchObject({ written: ['conf.d/web.conf'], refused: [] })
    expect(report.remarks).toEqual([
      expect.stringMatching(/^warning\/ApplyRule: .*web\.conf.* does not match anywhere!/),
    ])
  })

  test('a file that nothing includes is written with a remark', async () => {
    using icinga = makeIcinga()
    mkdirSync(join(icinga.path, 'elsewhere'))
    const report = await run(icingaFiles(icinga, { 'elsewhere/web.conf': host('director1') }))
    expect(report).toMatchObject({
      written: ['elsewhere/web.conf'],
      remarks: [
        'Icinga 2 has no object of 1 new file, such as elsewhere/web.conf: look whether its configuration includes it.',
      ],
    })
  })

  test('an include of the old files by an absolute path is told', async () => {
    using icinga = makeIcinga()
    icinga.write(
      'icinga2.conf',
      main.replace('include_recursive "conf.d"', `include_recursive "${icinga.path}/conf.d"`),
    )
    const report = await run(icingaFiles(icinga, { 'conf.d/web.conf': host('director1') }))
    expect(report.remarks[0]).toBe(
      `An include by an absolute path was verified with what is there now, not with the new files: icinga2.conf: ${icinga.path}/conf.d`,
    )
  })

  test('nothing of what Icinga keeps is touched', async () => {
    using icinga = makeIcinga()
    const kept = () =>
      ['/var/lib/icinga2', '/var/cache/icinga2', '/var/log/icinga2'].flatMap(folder =>
        readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(name => {
          const { ino, mtimeMs } = statSync(join(folder, name))
          return `${folder}/${name} ${ino} ${mtimeMs}`
        }),
      )
    const before = kept()
    await run(icingaFiles(icinga, { 'conf.d/web.conf': host('director1') }))
    expect(kept()).toEqual(before)
  })

  test('a node with its API and its certificates is verified where they are', async () => {
    using folder = makeFolder()
    const words = writeNode(
      folder,
      {
        name: 'master1',
        address: '127.0.0.1',
        port: 15_665,
        zones: aloneInItsZone,
        plugins: '/usr/lib/nagios/plugins',
        authority: makeAuthority(),
      },
      '/bin/true',
    )
    const constants = words.filter(word => /^Configuration\.(?:RunAs|DataDir)/.test(word))
    const publication = publicationOf(
      join(folder.path, 'etc'),
      { 'zones.d/master1/web.conf': host('director1') },
      { format: 'icinga2', comment: '//', main: join(folder.path, 'etc/icinga2.conf') },
    )
    expect(await run(publication, { constants })).toMatchObject({
      written: ['zones.d/master1/web.conf'],
      remarks: [],
      refused: [],
    })
  })
})

need('icinga2', 'root')('links in the configuration folder', () => {
  test('lead to what will be there', async () => {
    using icinga = makeIcinga()
    symlinkSync('../generated', join(icinga.path, 'conf.d/generated'))
    mkdirSync(join(icinga.path, 'generated'))
    expect(await run(icingaFiles(icinga, { 'generated/web.conf': host('director1') }))).toMatchObject({
      refused: [],
    })
    const report = await run(icingaFiles(icinga, { 'generated/web.conf': host('a', 'nosuch') }))
    expect(report.refused).toHaveLength(1)
  })

  test('that lead elsewhere or nowhere are as they are', async () => {
    using icinga = makeIcinga()
    using other = makeFolder()
    chmodSync(other.path, 0o755)
    other.write('other.conf', host('other'))
    symlinkSync(join(other.path, 'other.conf'), join(icinga.path, 'conf.d/other.conf'))
    symlinkSync('nowhere', join(icinga.path, 'conf.d/notes'))
    const report = await run(icingaFiles(icinga, { 'conf.d/web.conf': host('other') }))
    expect(report.refused[0]?.details?.join('\n')).toMatch(/Object 'other' of type 'Host' re-defined/)
  })
})

describe('without an Icinga 2 that reads the folder', () => {
  test('it is said, with the command to verify', async () => {
    using icinga = makeIcinga()
    using other = makeFolder()
    const publication = { ...icingaFiles(icinga, { 'web.conf': 'nonsense' }), folder: other.path }
    expect(await run(publication, { program: '/bin/true' })).toMatchObject({
      written: ['web.conf'],
      verification: {
        kind: 'unverified',
        text: `${other.path} is not in the configuration folder of ${icinga.path}/icinga2.conf`,
        hint: `Verify with: /bin/true daemon -C -c ${icinga.path}/icinga2.conf`,
      },
    })
  })
})
