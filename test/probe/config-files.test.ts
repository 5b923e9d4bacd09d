import { execFileSync } from 'node:child_process'
import { appendFileSync, chmodSync, mkdirSync, symlinkSync, truncateSync } from 'node:fs'
import { hostname } from 'node:os'
import { describe, expect, test } from 'vitest'
import { includeKey } from '../../lib/keepalived/sources.ts'
import { expand } from '../../lib/keepalived/syntax/expand.ts'
import { type ConfigFiles, fileLimit, readConfigFiles } from '../../lib/probe/config-files.ts'
import type { Deadline } from '../../lib/probe/deadline.ts'
import { describeFile } from '../../lib/probe/file-facts.ts'
import { need } from '../support/need.ts'
import { makeFolder } from '../support/temporary.ts'

function deadlineAt(elapsed = 0): Deadline {
  return { signal: new AbortController().signal, seconds: 10, elapsed: () => elapsed, today: () => 0 }
}

function read(path: string, configId = 'lvs1') {
  return readConfigFiles(path, configId, deadlineAt())
}

function filesOf(path: string, configId?: string): ConfigFiles {
  const outcome = read(path, configId)
  if (!outcome.ok) throw new Error(outcome.text)
  return outcome.value
}

/** What one include of the main file found, by name and status. */
function includedBy(folder: string, pattern: string): string[] {
  const { sources } = filesOf(`${folder}/keepalived.conf`)
  const files = sources.includes.get(includeKey({ folder, pattern })) ?? []
  return files.map(({ path, status }) => `${path.slice(folder.length + 1)} ${status}`)
}

describe('the main file', () => {
  test('alone', () => {
    using folder = makeFolder()
    const path = folder.write('keepalived.conf', Buffer.from('global_defs {\n # \xe4\n}\n', 'latin1'))
    expect(read(path)).toEqual({
      ok: true,
      value: {
        sources: {
          main: [
            {
              path,
              status: 'read',
              text: 'global_defs {\n # \xe4\n}\n',
              folder: folder.path,
              identity: path,
            },
          ],
          includes: new Map(),
        },
        configId: 'lvs1',
        diagnostics: [],
      },
    })
  })

  test('the id is the name of this host up to its first dot', () => {
    using folder = makeFolder()
    const outcome = readConfigFiles(folder.write('keepalived.conf', ''), undefined, deadlineAt())
    expect(outcome).toMatchObject({ ok: true, value: { configId: hostname().split('.')[0] } })
  })

  test('a pattern, as -f of keepalived takes it', () => {
    using folder = makeFolder()
    folder.write('b.conf', 'b')
    folder.write('a.conf', 'a')
    expect(filesOf(`${folder.path}/*.conf`).sources.main.map(({ text }) => text)).toEqual(['a', 'b'])
    expect(read(`${folder.path}/*.txt`)).toMatchObject({ ok: false, kind: 'missing' })
  })

  test('one that may be executed is empty to keepalived', () => {
    using folder = makeFolder()
    const path = folder.write('keepalived.conf', 'global_defs {\n}\n', 0o744)
    expect(filesOf(path).sources.main).toMatchObject([{ status: 'executable', text: '' }])
  })

  test.each([
    ['/no/such/keepalived.conf', 'missing', /^there is no file '\/no\/such\/keepalived\.conf'$/],
    ['/etc/hosts/below', 'missing', /^there is no file/],
    ['/etc', 'malformed', /^'\/etc' is a folder, wanted the file that keepalived reads$/],
    ['/dev/zero', 'malformed', /^'\/dev\/zero' is no regular file$/],
    ['a\0b', 'malformed', /^'a\\x00b' cannot be read/],
  ])('%j', (path, kind, text) => {
    expect(read(path)).toMatchObject({
      ok: false,
      kind,
      text: expect.stringMatching(text),
      hint: expect.any(String),
    })
  })

  test('a FIFO that nobody writes to does not hang', () => {
    using folder = makeFolder()
    const path = `${folder.path}/keepalived.conf`
    execFileSync('mkfifo', [path])
    expect(read(path)).toMatchObject({ ok: false, kind: 'malformed' })
  })

  test('two gigabytes are not read', () => {
    using folder = makeFolder()
    const path = folder.write('keepalived.conf', '')
    truncateSync(path, 2 ** 31)
    expect(read(path)).toMatchObject({
      ok: false,
      kind: 'malformed',
      text: `'${path}' has 2147483648 bytes, a configuration of more than ${fileLimit} is not read`,
    })
  })
})

describe('includes', () => {
  test('are found by pattern, sorted by bytes, without names that begin with a dot', () => {
    using folder = makeFolder()
    folder.write('keepalived.conf', 'include conf.d/*.conf\n')
    mkdirSync(`${folder.path}/conf.d/sub.conf`, { recursive: true })
    for (const name of ['b', 'a', 'B', '.hidden']) folder.write(`conf.d/${name}.conf`, '')
    folder.write('conf.d/run.conf', '', 0o654)
    folder.write('conf.d/a.conf.bak', 'no')
    symlinkSync('/dev/null', `${folder.path}/conf.d/device.conf`)
    symlinkSync('nowhere', `${folder.path}/conf.d/lost.conf`)
    execFileSync('mkfifo', [`${folder.path}/conf.d/fifo.conf`])
    expect(includedBy(folder.path, 'conf.d/*.conf')).toEqual([
      'conf.d/B.conf read',
      'conf.d/a.conf read',
      'conf.d/b.conf read',
      'conf.d/device.conf irregular',
      'conf.d/fifo.conf irregular',
      'conf.d/lost.conf irregular',
      'conf.d/run.conf executable',
      'conf.d/sub.conf directory',
    ])
  })

  test.each(['nosuch.conf', '"a.conf"', 'a.conf b.conf', 'lost.conf'])('nothing: %s', pattern => {
    using folder = makeFolder()
    folder.write('keepalived.conf', `include ${pattern}\n`)
    folder.write('a.conf', '')
    folder.write('b.conf', '')
    symlinkSync('nowhere', `${folder.path}/lost.conf`)
    expect(includedBy(folder.path, pattern)).toEqual([])
  })

  test('are relative to the folder of the file that has them', () => {
    using folder = makeFolder()
    mkdirSync(`${folder.path}/sub`)
    folder.write('keepalived.conf', 'include sub/a.conf\n')
    folder.write('sub/a.conf', 'include b.conf\ninclude ../c.conf\n')
    folder.write('sub/b.conf', 'b')
    folder.write('c.conf', 'c')
    const { includes } = filesOf(`${folder.path}/keepalived.conf`).sources
    expect([...includes.values()].flat().map(({ path }) => path)).toEqual([
      `${folder.path}/sub/a.conf`,
      `${folder.path}/sub/b.conf`,
      `${folder.path}/c.conf`,
    ])
  })

  test('only those of our id are looked for', () => {
    using folder = makeFolder()
    folder.write('keepalived.conf', '@lvs1 include a.conf\n@lvs2 include b.conf\n')
    const patterns = (id: string) =>
      [...filesOf(`${folder.path}/keepalived.conf`, id).sources.includes.keys()].map(
        key => key.split('\0')[1],
      )
    expect(patterns('lvs1')).toEqual(['a.conf'])
    expect(patterns('lvs2')).toEqual(['b.conf'])
  })

  test('a name in UTF-8', () => {
    using folder = makeFolder()
    folder.write('keepalived.conf', 'include köln.conf\n')
    folder.write('köln.conf', 'x')
    const [[files = []] = []] = [[...filesOf(`${folder.path}/keepalived.conf`).sources.includes.values()]]
    expect(files).toMatchObject([{ path: `${folder.path}/köln.conf`, text: 'x' }])
  })

  test('files that include each other come to an end', () => {
    using folder = makeFolder()
    folder.write('keepalived.conf', 'include a.conf\n')
    folder.write('a.conf', 'include b.conf\n')
    folder.write('b.conf', 'include a.conf\ninclude keepalived.conf\ninclude loop.conf\n')
    symlinkSync('a.conf', `${folder.path}/loop.conf`)
    const { sources, diagnostics } = filesOf(`${folder.path}/keepalived.conf`)
    expect(diagnostics).toEqual([])
    const linked = [...sources.includes.values()].flat().find(({ path }) => path.endsWith('/loop.conf'))
    expect(linked?.identity).toBe(`${folder.path}/a.conf`)
  })

  test('a chain that is too deep ends with what it is', () => {
    using folder = makeFolder()
    folder.write('keepalived.conf', 'include 0.conf\n')
    for (let at = 0; at < 100; at++) folder.write(`${at}.conf`, `include ${at + 1}.conf\n`)
    const { sources, configId } = filesOf(`${folder.path}/keepalived.conf`)
    expect(sources.includes.size).toBeLessThan(62)
    expect(expand(sources, configId).diagnostics).toMatchObject([
      { rule: 'too-much', mark: { file: expect.stringMatching(/\/\d\d\.conf$/), line: 1 } },
    ])
  })

  test('a file that includes all of a disk ends with what it is', () => {
    using folder = makeFolder()
    folder.write('keepalived.conf', 'include /*/*/*/*/*/*/*\n')
    const { diagnostics } = filesOf(`${folder.path}/keepalived.conf`)
    expect(diagnostics).toMatchObject([{ rule: 'too-much', hint: expect.stringContaining('grep -rn') }])
  })

  test('a deadline that is over ends it', () => {
    using folder = makeFolder()
    const path = folder.write('keepalived.conf', 'include a.conf\n')
    expect(readConfigFiles(path, 'lvs1', deadlineAt(10_000))).toMatchObject({ ok: false, kind: 'timeout' })
  })

  test('a file that grows while others are read is read once', () => {
    using folder = makeFolder()
    const path = folder.write('keepalived.conf', 'include a.conf\n')
    folder.write('a.conf', 'x\n')
    // The deadline is asked between two rounds.
    const deadline = {
      ...deadlineAt(),
      elapsed: () => {
        appendFileSync(path, 'include a.conf\n')
        return 0
      },
    }
    const outcome = readConfigFiles(path, 'lvs1', deadline)
    expect(outcome).toMatchObject({ ok: true, value: { sources: { main: [{ status: 'read' }] } } })
  })
})

need('root')('a user who may not', () => {
  function asNobody<T>(act: () => T): T {
    process.seteuid?.(65_534)
    try {
      return act()
    } finally {
      process.seteuid?.(0)
    }
  }

  test('is told what would let it', () => {
    using folder = makeFolder()
    chmodSync(folder.path, 0o755)
    const path = folder.write('keepalived.conf', 'auth_pass secret\n', 0o600)
    expect(asNobody(() => read(path))).toEqual({
      ok: false,
      kind: 'denied',
      text: `'${path}' cannot be read by the user nobody`,
      hint: `Let it, as root: setfacl -m u:nobody:r ${path}`,
    })
  })

  test('is told which folder is closed', () => {
    using folder = makeFolder()
    chmodSync(folder.path, 0o755)
    mkdirSync(`${folder.path}/closed/deep`, { recursive: true })
    const path = folder.write('closed/deep/keepalived.conf', '')
    chmodSync(`${folder.path}/closed`, 0o700)
    expect(asNobody(() => read(path))).toMatchObject({
      ok: false,
      kind: 'denied',
      hint: `Let it, as root: setfacl -m u:nobody:x ${folder.path}/closed; then do so for ${path}`,
    })
  })

  test('and an include that is closed is a status', () => {
    using folder = makeFolder()
    chmodSync(folder.path, 0o755)
    mkdirSync(`${folder.path}/closed`)
    folder.write('closed/b.conf', '')
    chmodSync(`${folder.path}/closed`, 0o700)
    const path = folder.write('keepalived.conf', 'include a.conf\ninclude closed/b.conf\n')
    folder.write('a.conf', 'x', 0o600)
    const outcome = asNobody(() => read(path))
    const files = outcome.ok ? [...outcome.value.sources.includes.values()].flat() : []
    expect(files).toMatchObject([{ status: 'unreadable' }, { status: 'unreadable' }])
  })
})

describe('what a file is', () => {
  test('a script', () => {
    using folder = makeFolder()
    const path = folder.write('check', '#!/bin/sh\r\nexit 0\r\n', 0o755)
    expect(describeFile(path)).toMatchObject({
      ok: true,
      value: { type: 'file', mode: 0o755, size: 19, firstLine: '#!/bin/sh\r\n' },
    })
  })
  test.each([
    ['/dev/zero', { type: 'other', firstLine: undefined }],
    ['/', { type: 'directory', changeable: undefined }],
  ])('%s', (path, wanted) => {
    expect(describeFile(path)).toMatchObject({ ok: true, value: wanted })
  })
  test('nothing', () => {
    expect(describeFile('/no/such/check')).toMatchObject({ ok: false, kind: 'missing' })
  })
})

need('root')('who may change a script', () => {
  test.each([
    [0o755, 0o755, undefined],
    [0o755, 0o777, '/check'],
    [0o777, 0o755, ''],
    [0o1777, 0o755, undefined],
  ])('folder %o, file %o', (folderMode, mode, wanted) => {
    using folder = makeFolder()
    chmodSync(folder.path, folderMode)
    const path = folder.write('check', '')
    chmodSync(path, mode)
    const outcome = describeFile(path)
    expect(outcome.ok ? outcome.value.changeable : outcome).toBe(
      wanted === undefined ? undefined : folder.path + wanted,
    )
  })

  test('a user who may not look is told so, not that it is missing', () => {
    using folder = makeFolder()
    const path = folder.write('check', '')
    process.seteuid?.(65_534)
    try {
      expect(describeFile(path)).toMatchObject({ ok: false, kind: 'denied' })
    } finally {
      process.seteuid?.(0)
    }
  })
})
