import { type ChildProcess, spawn } from 'node:child_process'
import { readdirSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { HeldFolders } from '../../../lib/runtime/publish/held-folders.ts'
import { besideOf, lockName } from '../../../lib/runtime/publish/left-behind.ts'
import { publish } from '../../../lib/runtime/publish/publish.ts'
import { commit, stage } from '../../../lib/runtime/publish/stage.ts'
import { survey } from '../../../lib/runtime/publish/survey.ts'
import { runProgram } from '../../support/binary.ts'
import { within } from '../../support/deadline.ts'
import { need } from '../../support/need.ts'
import { isAlive } from '../../support/process.ts'
import { makeFolder } from '../../support/temporary.ts'
import { wordsFor } from './publish-words.ts'
import {
  contentOf,
  host,
  type LiveNagios,
  makeNagios,
  nagiosFilesOf,
  ownTemporary,
  publicationOf,
  run,
  service,
} from './support.ts'

const old = host('director1') + service('a', 'director1')
const fresh = old + host('director2') + service('a', 'director2')

/** Nagios, but after a while: the real one is done before anybody could stop it. */
function slowNagios(live: LiveNagios): string {
  return live.write(
    'slow',
    '#!/bin/sh\necho $$ > "$(dirname "$0")/pid"\nsleep 60\nexec nagios4 "$@"\n',
    0o755,
  )
}

async function pidOfSlow(live: LiveNagios): Promise<number> {
  const read = () => {
    try {
      return Number(readFileSync(join(live.path, 'pid'), 'utf8'))
    } catch {
      return 0
    }
  }
  await expect.poll(read, { timeout: 10_000 }).toBeGreaterThan(0)
  return read()
}

async function ended(child: ChildProcess): Promise<string> {
  const parts: Buffer[] = []
  child.stdout?.on('data', (part: Buffer) => parts.push(part))
  await new Promise(resolve => child.once('close', resolve))
  return Buffer.concat(parts).toString('utf8')
}

need('nagios4', 'root')('a run that is stopped while Nagios verifies', () => {
  test.each(['SIGTERM', 'SIGINT'] as const)('by %s changes nothing and leaves nothing', async signal => {
    using live = makeNagios()
    using temporary = ownTemporary()
    await run(nagiosFilesOf(live, { 'web.cfg': old }))
    const before = contentOf(live.folder)
    const [node = '', ...argv] = wordsFor(nagiosFilesOf(live, { 'web.cfg': fresh }), {
      program: slowNagios(live),
    })
    const child = spawn(node, argv, { stdio: ['ignore', 'pipe', 'inherit'] })
    const said = ended(child)
    const pid = await pidOfSlow(live)
    expect(Object.keys(contentOf(live.folder))).toContain('.web.cfg.lvs-checks-new')
    child.kill(signal)
    expect(JSON.parse(await said).refused[0].text).toMatch(/was stopped: nothing was changed\.$/)
    expect(contentOf(live.folder)).toEqual(before)
    expect(temporary.list().filter(name => name.startsWith('lvs-checks-'))).toEqual([])
    await expect.poll(() => isAlive(pid)).toBe(false)
  })

  test('by its deadline changes nothing and leaves nothing', async () => {
    using live = makeNagios()
    const report = await within(0.3, deadline =>
      publish(nagiosFilesOf(live, { 'web.cfg': old }), deadline, { program: slowNagios(live) }),
    )
    expect(report.refused[0]?.text).toMatch(
      /did not end within 0\.3 s, or was stopped: nothing was changed\.$/,
    )
    expect(contentOf(live.folder)).toEqual({})
  })

  test('by SIGKILL has written nothing half, and the next run cleans up after it', async () => {
    using live = makeNagios()
    using temporary = ownTemporary()
    await run(nagiosFilesOf(live, { 'web.cfg': old }))
    const before = contentOf(live.folder)
    const [node = '', ...argv] = wordsFor(nagiosFilesOf(live, { 'web.cfg': fresh }), {
      program: slowNagios(live),
    })
    const child = spawn(node, argv, { stdio: 'ignore' })
    const pid = await pidOfSlow(live)
    const gone = ended(child)
    child.kill('SIGKILL')
    await gone
    process.kill(-pid, 'SIGKILL')
    const left = contentOf(live.folder)
    expect(Object.keys(left)).toEqual([lockName, '.web.cfg.lvs-checks-new', 'web.cfg'])
    expect(left['web.cfg']).toBe(before['web.cfg'])
    expect(live.verify()).toMatchObject({ exitCode: 0, stdout: expect.stringMatching(/Checked 2 services/) })
    expect(await run(nagiosFilesOf(live, { 'web.cfg': old }))).toMatchObject({
      unchanged: ['web.cfg'],
      refused: [],
    })
    expect(contentOf(live.folder)).toEqual(before)
    expect(temporary.list().filter(name => name.startsWith('lvs-checks-'))).toEqual([])
  })
})

describe('two runs at once', () => {
  test('write one after the other, and both are whole', async () => {
    using folder = makeFolder()
    const texts = Array.from({ length: 8 }, (_, at) => `# ${at}\n`)
    const reports = await Promise.all(
      texts.map(text => run(publicationOf(folder.path, { 'a.cfg': text, 'b.cfg': text }))),
    )
    for (const report of reports) expect(report).toMatchObject({ written: ['a.cfg', 'b.cfg'], refused: [] })
    const { 'a.cfg': a, 'b.cfg': b, ...others } = contentOf(folder.path)
    expect(others).toEqual({})
    expect(texts).toContain(a?.split('\n').slice(2).join('\n'))
    expect(a?.split('\n').at(2)).toBe(b?.split('\n').at(2))
  })

  test('as processes wait for each other', async () => {
    using folder = makeFolder()
    const runs = ['web', 'mail', 'dns'].map(cluster =>
      runProgram(wordsFor(publicationOf(folder.path, { [`${cluster}.cfg`]: '' }, { cluster }))),
    )
    for (const { stdout } of await Promise.all(runs)) expect(JSON.parse(stdout).refused).toEqual([])
    expect(readdirSync(folder.path).toSorted()).toEqual(['dns.cfg', 'mail.cfg', 'web.cfg'])
  })
})

describe('a lock', () => {
  const publication = (folder: string) => publicationOf(folder, { 'a.cfg': '' })
  const lockOf = (pid: number, started: string, space = 'pid:[1]') => `${pid} ${started} ${space} /tmp/none\n`

  test('of a process that runs is waited for until the deadline', async () => {
    using folder = makeFolder()
    const stat = readFileSync(`/proc/${process.ppid}/stat`, 'latin1')
    const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
    folder.write(lockName, lockOf(process.ppid, started))
    const report = await within(0.3, deadline => publish(publication(folder.path), deadline))
    expect(report.refused).toEqual([
      {
        text: `Another run (process ${process.ppid}) writes in '${folder.path}': nothing was changed.`,
        hint: `Wait for it; when there is none, remove '${folder.path}/${lockName}'`,
      },
    ])
    expect(readdirSync(folder.path)).toEqual([lockName])
  })

  test('of a process that has ended, whose number another has by now, is taken over', async () => {
    using folder = makeFolder()
    const space = (await runProgram(['readlink', '/proc/self/ns/pid'])).stdout.trim()
    folder.write(lockName, lockOf(process.ppid, '1', space))
    expect(await run(publication(folder.path))).toMatchObject({ written: ['a.cfg'] })
    expect(readdirSync(folder.path)).toEqual(['a.cfg'])
  })

  test('of another kind is not touched', async () => {
    using folder = makeFolder()
    folder.write(lockName, 'somebody else\n')
    const report = await within(0.3, deadline => publish(publication(folder.path), deadline))
    expect(report.refused[0]?.text).toBe(`Another run writes in '${folder.path}': nothing was changed.`)
    expect(contentOf(folder.path)).toEqual({ [lockName]: 'somebody else\n' })
  })
})

describe('what cannot be put into place', () => {
  test('brings back what was replaced before it', async () => {
    using folder = makeFolder()
    await run(publicationOf(folder.path, { 'a.cfg': '# old\n', 'gone.cfg': '' }))
    const before = contentOf(folder.path)
    const held = new HeldFolders(folder.path)
    const found = survey(
      publicationOf(folder.path, { 'a.cfg': '# new\n', 'b.cfg': '', 'c.cfg': '' }),
      {},
      held,
    )
    stage(found.changes, held)
    unlinkSync(join(folder.path, besideOf('c.cfg', 'new')))
    expect(() => commit(found, held)).toThrow(
      /c\.cfg' cannot be replaced: it is not there \(ENOENT\)\. Nothing was changed\.$/,
    )
    held.close()
    expect(contentOf(folder.path)).toEqual(before)
  })

  test('because somebody wrote there meanwhile is left to him', async () => {
    using folder = makeFolder()
    const held = new HeldFolders(folder.path)
    const found = survey(publicationOf(folder.path, { 'a.cfg': '# new\n' }), {}, held)
    stage(found.changes, held)
    writeFileSync(join(folder.path, 'a.cfg'), '# mine\n')
    expect(() => commit(found, held)).toThrow(/a\.cfg' was changed by somebody else meanwhile/)
    held.close()
    expect(readFileSync(join(folder.path, 'a.cfg'), 'utf8')).toBe('# mine\n')
  })
})

need('root', 'netns')('a file system that is full', () => {
  test('has the old files still, and nothing besides', async () => {
    using folder = makeFolder()
    const publication = publicationOf(folder.path, { 'a.cfg': '# one\n' })
    const large = publicationOf(folder.path, { 'b.cfg': '# two\n', 'a.cfg': `# ${'x'.repeat(100_000)}\n` })
    const script = `mount -t tmpfs -o size=64k none "$1" && shift && "$1" "$2" "$3" && "$1" "$2" "$4" && find "$5"`
    const [node = '', file = '', first = ''] = wordsFor(publication)
    const [, , second = ''] = wordsFor(large)
    const words = [
      'unshare',
      '-m',
      'sh',
      '-c',
      script,
      'sh',
      folder.path,
      node,
      file,
      first,
      second,
      folder.path,
    ]
    const { stdout } = await runProgram(words)
    expect(stdout).toContain(
      `'${folder.path}/a.cfg' cannot be written: the file system is full (ENOSPC). Nothing was changed.`,
    )
    expect(stdout.slice(stdout.lastIndexOf('}') + 1).split('\n')).toEqual([
      folder.path,
      `${folder.path}/a.cfg`,
      '',
    ])
  })
})
