import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { ConfigFiles } from '../../lib/probe/config-files.ts'
import type { FileFacts } from '../../lib/probe/file-facts.ts'
import { failure, type Outcome, success } from '../../lib/probe/outcome.ts'
import type { Probes } from '../../lib/probe/probes.ts'
import { run } from '../../lib/runtime/run.ts'
import { check } from '../../plugins/check_keepalived_config.ts'
import { configFiles, goodConfig, mainPath, peerConfig, sourceFile } from '../support/keepalived-config.ts'
import { parseOutput } from '../support/output.ts'
import { probesThatAnswer } from '../support/probes.ts'

const peerPath = '/var/backups/lvs2.conf'
const backupPath = '/var/backups/keepalived.conf'

const netDev = '/proc/self/net/dev'
const hostInterfaces = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo:    5176      54    0    0    0     0          0         0     5176      54    0    0    0     0       0          0
  eth0: 2120345    9183    0    0    0     0          0         0   912388    7021    0    0    0     0       0          0
`

interface World {
  readonly files?: Readonly<Record<string, Outcome<ConfigFiles>>>
  readonly facts?: Readonly<Record<string, Partial<FileFacts>>>
  /** Of files; undefined is one that cannot be read. */
  readonly contents?: Readonly<Record<string, string | undefined>>
  readonly said?: Outcome<{
    readonly exitCode: number | undefined
    readonly signal: string | undefined
    readonly stderr: string
  }>
}

const day = 86_400_000

function probesOf({ files = {}, facts = {}, contents = {}, said }: World): Probes {
  const nothing = failure('missing', 'there is no file')
  return {
    ...probesThatAnswer(nothing),
    configFiles: (path, configId) => {
      const found = files[path] ?? nothing
      const id = configId ?? 'lvs1'
      return Promise.resolve(found.ok ? success({ ...found.value, configId: id }) : found)
    },
    describeFile: path => {
      const usual: FileFacts = {
        type: 'file',
        mode: 0o644,
        owner: 0,
        group: 0,
        size: 0,
        modified: Date.now(),
        inode: 1,
        firstLine: '',
        changeable: undefined,
      }
      const found = facts[path]
      return Promise.resolve(found === undefined ? nothing : success({ ...usual, ...found }))
    },
    readFile: path => {
      const content = path in contents ? contents[path] : { [netDev]: hostInterfaces }[path]
      return Promise.resolve(content === undefined ? nothing : success(Buffer.from(content)))
    },
    command: () =>
      Promise.resolve(
        said === undefined ? nothing : said.ok ? success({ ...said.value, stdout: '', cut: false }) : said,
      ),
  }
}

async function call(world: World, ...argv: readonly string[]) {
  const { exitCode, stdout } = await run(check, argv, new AbortController().signal, {
    probes: probesOf(world),
    colour: false,
  })
  return { exitCode, stdout, ...parseOutput(stdout) }
}

const read = (text: string, path = mainPath) => success(configFiles(text, { path }))
const main = (text: string): World => ({ files: { [mainPath]: read(text) } })
const pair = (own: string, peer: string): World => ({
  files: { [mainPath]: read(own), [peerPath]: read(peer, peerPath) },
})

describe('interfaces', () => {
  const mistyped = goodConfig.replace('interface eth0', 'interface eht0')

  test('critical: there is none of that name, keepalived would end', async () => {
    const { state, sentence, more } = await call(main(mistyped))
    expect(state).toBe('CRITICAL')
    expect(sentence).toMatch(
      /^\/etc\/keepalived\/keepalived\.conf:7:15: this host has no interface 'eht0', which VI_1 names/,
    )
    expect(more.join('\n')).toMatch(/hint: Write one that is here \(eth0\)/)
  })
  test('ok: the file is that of another host', async () => {
    expect(await call(main(mistyped), '--copy')).toMatchObject({ state: 'OK' })
  })
  test('ok, and said in the tree: the interfaces cannot be read', async () => {
    const { state, more } = await call({ ...main(mistyped), contents: { [netDev]: undefined } }, '-v')
    expect(state).toBe('OK')
    expect(more.join('\n')).toMatch(/interfaces were not looked at, there is no file/)
  })
  test('critical, once: keepalived -t says the same', async () => {
    const said = success({
      exitCode: 5,
      signal: undefined,
      stderr:
        "(/etc/keepalived/keepalived.conf: Line 7) WARNING - interface eht0 for vrrp_instance VI_1 doesn't exist\nNon-existent interface specified in configuration\n",
    })
    const { state, stdout } = await call({ ...main(mistyped), said }, '--keepalived-test')
    expect(state).toBe('CRITICAL')
    expect(stdout).not.toMatch(/keepalived -t says/)
  })
})

describe('one configuration', () => {
  test('ok: says what is in it', async () => {
    const { exitCode, sentence, perfdata } = await call(main(goodConfig))
    expect(exitCode).toBe(0)
    expect(sentence).toBe(`${mainPath} is correct: 1 VRRP instance, 1 virtual server with 2 real servers`)
    expect(Object.fromEntries(perfdata.map(({ label, value }) => [label, value]))).toEqual({
      errors: 0,
      warnings: 0,
      files: 1,
      lines: 42,
      vrrp_instances: 1,
      virtual_servers: 1,
      real_servers: 2,
    })
  })

  test('critical: a lost brace names its block, where it began and what it swallowed', async () => {
    const { state, sentence } = await call(
      main(goodConfig.replace('        192.0.2.10/32\n    }\n}\n', '        192.0.2.10/32\n    }\n')),
    )
    expect(state).toBe('CRITICAL')
    expect(sentence).toMatch(
      /^\/etc\/keepalived\/keepalived\.conf:5:1: .*VI_1.* line 5.*192\.0\.2\.10 80.* line 18/,
    )
  })

  test('warning: an unknown keyword, with its line and a caret', async () => {
    const { state, more } = await call(main(goodConfig.replace('advert_int 1', '\tadvert_intt 1')), '-v')
    expect(state).toBe('WARNING')
    expect(more.slice(1)).toEqual([
      expect.stringMatching(/^ {2}\\_ \[WARNING\] \/etc\/keepalived\/keepalived\.conf:10:6: 'advert_intt'/),
      expect.stringMatching(/^ {4}hint: .*advert_int/),
      '    more: lvs-checks explain unknown-keyword',
      '      advert_intt 1',
      '      ^^^^^^^^^^^',
    ])
  })

  test('critical: comes before warning', async () => {
    const text = goodConfig
      .replace('    router_id lvs1', '    routr_id lvs1')
      .replace('lb_kind DR', 'lb_kind dr')
    const { more } = await call(main(text))
    const states = more.flatMap(line => /^ {2}\\_ \[(\w+)\]/.exec(line)?.[1] ?? [])
    expect(states).toContain('WARNING')
    expect(states[0]).toBe('CRITICAL')
  })

  test('a rule can be restated', async () => {
    const text = goodConfig.replace('advert_int 1', 'advert_intt 1')
    expect(await call(main(text), '--state', 'unknown-keyword=critical')).toMatchObject({ state: 'CRITICAL' })
    expect(await call(main(text), '--state', 'unknown-keyword=ok')).toMatchObject({ state: 'OK' })
  })

  test('unknown: an include that cannot be read', async () => {
    const files = configFiles(`${goodConfig}include web.conf\n`)
    const closed = [sourceFile('', '/etc/keepalived/web.conf', 'unreadable')]
    const includes = new Map([['/etc/keepalived\0web.conf', closed]])
    const world = { files: { [mainPath]: success({ ...files, sources: { ...files.sources, includes } }) } }
    const { state, sentence } = await call(world)
    expect(state).toBe('UNKNOWN')
    expect(sentence).toMatch(/keepalived\.conf:34:9: the included file/)
  })

  test('critical: the mistake is in an included file', async () => {
    const files = configFiles(`${goodConfig}include web.conf\n`, {
      includes: { 'web.conf': 'virtual_server 192.0.2.10 81 {\n}\n' },
    })
    const { sentence, perfdata } = await call({ files: { [mainPath]: success(files) } })
    expect(sentence).toMatch(/^\/etc\/keepalived\/web\.conf:1:1: /)
    expect(perfdata).toContainEqual(expect.objectContaining({ label: 'files', value: 2 }))
  })

  test('hundreds of mistakes stay within what NRPE passes', async () => {
    const { state, stdout, perfdata } = await call(main(goodConfig + 'nonsense here\n'.repeat(450)), '-v')
    expect(state).toBe('WARNING')
    expect(Buffer.byteLength(stdout)).toBeLessThan(61_440)
    expect(perfdata).toContainEqual(expect.objectContaining({ label: 'warnings', value: 450 }))
  })
})

describe('unknown: what could not be read', () => {
  test.each([
    ['missing', 'config-missing'],
    ['denied', 'config-unreadable'],
    ['malformed', 'config-unreadable'],
    ['timeout', 'config-unreadable'],
  ] as const)('%s', async (kind, rule) => {
    const world = { files: { [mainPath]: failure(kind, 'it cannot be read', 'setfacl -m u:nagios:r it') } }
    const { exitCode, sentence, more } = await call(world)
    expect(exitCode).toBe(3)
    expect(sentence).toBe('it cannot be read')
    expect(more).toEqual(['hint: setfacl -m u:nagios:r it', `more: lvs-checks explain ${rule}`])
    expect(await call(world, '--state', `${rule}=critical`)).toMatchObject({ state: 'CRITICAL' })
  })
})

describe('lines with an id', () => {
  const text = goodConfig.replace('    priority 200', '    @lvs1 priority 200\n    @lvs2 priority 100')

  test('ok: ours are taken', async () => {
    expect(await call(main(text))).toMatchObject({ state: 'OK' })
  })
  test('unknown: the id that was given is in none of them', async () => {
    const { state, sentence } = await call(main(text), '--config-id', 'lvs3')
    expect(state).toBe('UNKNOWN')
    expect(sentence).toContain("--config-id 'lvs3' is in none of the @ lines")
    expect(sentence).toContain('@lvs1, @lvs2')
  })
  test('ok: lines for the other director only', async () => {
    const other = goodConfig.replace('    priority 200', '    priority 200\n    @lvs2 priority 100')
    expect(await call(main(other))).toMatchObject({ state: 'OK' })
  })
  test('unknown: all of it is for others', async () => {
    const { state, more } = await call(main('@a global_defs {\n@b }\n'))
    expect(state).toBe('UNKNOWN')
    expect(more.join('\n')).toContain('ps -C keepalived -o args=')
  })
})

describe('the pair', () => {
  test('ok: both go together', async () => {
    const { state, more } = await call(pair(goodConfig, peerConfig), '--peer', peerPath)
    expect(state).toBe('OK')
    expect(more.join('\n')).toContain(`${peerPath} goes together with it`)
  })
  test('critical: a difference has its place in both files', async () => {
    const peer = peerConfig.replace('virtual_router_id 51', 'virtual_router_id 52')
    const { state, sentence, more } = await call(pair(goodConfig, peer), '--peer', peerPath, '-v')
    expect(state).toBe('CRITICAL')
    expect(sentence).toBe(
      `${mainPath}:8:23: the instance 'VI_1' has virtual_router_id 51 here and 52 on the peer`,
    )
    expect(more.join('\n')).toContain(`${peerPath}:8:23: the peer`)
    expect(more.join('\n')).toContain('virtual_router_id 52')
  })
  test('unknown: the file is not there', async () => {
    expect(await call(main(goodConfig), '--peer', peerPath)).toMatchObject({ state: 'UNKNOWN' })
  })
  test('unknown: it is the same file', async () => {
    const { state, sentence } = await call(main(goodConfig), '--peer', mainPath)
    expect(state).toBe('UNKNOWN')
    expect(sentence).toContain('is the file that it is to be compared with')
  })
  test('ok: one file for both, with lines for each', async () => {
    const shared = goodConfig
      .replace('    priority 200', '    @lvs1 priority 200\n    @lvs2 priority 100')
      .replace('    state MASTER', '    @lvs1 state MASTER\n    @lvs2 state BACKUP')
      .replace('router_id lvs1', 'router_id ${_INSTANCE}')
    expect(await call(main(shared), '--peer', mainPath, '--peer-id', 'lvs2')).toMatchObject({ state: 'OK' })
    // Without its id: lvs2 is the only other one.
    expect(await call(pair(shared, shared), '--peer', peerPath)).toMatchObject({ state: 'OK' })
  })
  test('unknown: which of three the other director is', async () => {
    const three = peerConfig.replace('    priority 100', '@lvs2 priority 100\n@lvs3 priority 50')
    const { state, more } = await call(pair(goodConfig, three), '--peer', peerPath)
    expect(state).toBe('UNKNOWN')
    expect(more.join('\n')).toContain('hint: Say --peer-id lvs2')
  })
  test('critical: a mistake in the other file is told, with its place', async () => {
    const broken = peerConfig.replace('        192.0.2.10/32\n    }\n}\n', '        192.0.2.10/32\n    }\n')
    const { more } = await call(pair(goodConfig, broken), '--peer', peerPath)
    expect(more.join('\n')).toMatch(/\[CRITICAL\] \/var\/backups\/lvs2\.conf:5:1: /)
  })
})

describe('a backup', () => {
  const backed = (content: string, modified = Date.now() - 3 * day): World => ({
    ...main(goodConfig),
    facts: { [backupPath]: { modified } },
    contents: { [backupPath]: content },
  })
  const ask = (world: World, ...argv: readonly string[]) => call(world, '--backup', backupPath, ...argv)

  test('ok: the same byte by byte, with its age', async () => {
    const { state, perfdata } = await ask(backed(goodConfig))
    expect(state).toBe('OK')
    const age = perfdata.find(({ label }) => label === 'backup_age')
    expect(age?.value).toBeGreaterThanOrEqual(3 * 86_400)
    expect(age?.value).toBeLessThan(3 * 86_400 + 100)
  })
  test('warning: another content', async () => {
    const { state, sentence } = await ask(backed(peerConfig))
    expect(state).toBe('WARNING')
    expect(sentence).toBe(`the backup '${backupPath}' is not what is in use, it differs from line 2 on`)
  })
  test('warning: an editor has changed the line ends', async () => {
    const { state, sentence } = await ask(backed(goodConfig.replaceAll('\n', '\r\n')))
    expect(state).toBe('WARNING')
    expect(sentence).toContain('in line ends or a byte order mark only')
  })
  test.each([
    ['7', 'OK'],
    ['2', 'WARNING'],
    ['26h', 'WARNING'],
    ['100h', 'OK'],
    ['4:10d', 'WARNING'],
  ])('--backup-age %s: %s', async (range, state) => {
    expect(await ask(backed(goodConfig), '--backup-age', range)).toMatchObject({ state })
  })
  test('warning: the age is told in words', async () => {
    const { sentence } = await ask(backed(goodConfig), '--backup-age', '26h')
    expect(sentence).toBe('the backup was written 3 days ago, wanted at most 26 hours')
  })
  test('warning: there is none', async () => {
    const { state, sentence } = await ask(main(goodConfig))
    expect(state).toBe('WARNING')
    expect(sentence).toBe(`there is no backup '${backupPath}'`)
  })
  test('warning: a folder lacks the backup of an include', async () => {
    const files = configFiles(`${goodConfig}include web.conf\n`, { includes: { 'web.conf': '# web\n' } })
    const world: World = {
      files: { [mainPath]: success(files) },
      facts: { '/backup': { type: 'directory' }, '/backup/keepalived.conf': {} },
      contents: { '/backup/keepalived.conf': `${goodConfig}include web.conf\n` },
    }
    const { state, sentence } = await call(world, '--backup', '/backup')
    expect(state).toBe('WARNING')
    expect(sentence).toBe("there is no backup '/backup/web.conf'")
  })
})

describe('keepalived -t', () => {
  const saying = (stderr: string, exitCode = 0): World => ({
    ...main(goodConfig),
    said: success({ exitCode, signal: undefined, stderr }),
  })

  test('ok: it has nothing to add', async () => {
    expect(await call(saying(''), '--keepalived-test')).toMatchObject({ state: 'OK' })
  })
  test('warning: what no rule of ours speaks of, once', async () => {
    const line = `(${mainPath}: Line 7) WARNING - interface eth0 for vrrp_instance VI_1 doesn't exist\n`
    const { state, sentence } = await call(saying(line.repeat(3), 5), '--keepalived-test')
    expect(state).toBe('WARNING')
    expect(sentence).toMatch(/keepalived\.conf:7:1: keepalived -t says: WARNING - interface eth0/)
    expect(sentence).not.toContain('more)')
    expect(await call(saying(line, 5), '--keepalived-test', '--copy')).toMatchObject({ state: 'OK' })
  })
  test('warning: it fails and says nothing', async () => {
    expect(await call(saying('', 4), '--keepalived-test')).toMatchObject({ state: 'WARNING' })
  })
  test('unknown: it is not installed', async () => {
    const { state, more } = await call(main(goodConfig), '--keepalived-test')
    expect(state).toBe('UNKNOWN')
    expect(more.join('\n')).toContain('apt-get install keepalived')
  })
  test('ok: it has ended itself, as 2.2.7 does at a script of another user than root', async () => {
    const said = success({ exitCode: undefined, signal: 'SIGTERM', stderr: '' })
    const text = goodConfig.replace('    state MASTER', '    notify "/bin/true" nobody\n    state MASTER')
    const facts = { '/bin/true': { mode: 0o755 } }
    const contents = { '/etc/passwd': 'nobody:x:65534:65534::/:/usr/sbin/nologin\n' }
    const world = { ...main(text), facts, contents, said }
    const { state, more } = await call(world, '--keepalived-test', '-v')
    expect(state).toBe('OK')
    expect(more.join('\n')).toMatch(/ended itself at a script that runs as 'nobody'/)
    expect(await call({ ...main(goodConfig), said }, '--keepalived-test')).toMatchObject({ state: 'UNKNOWN' })
  })
  test('unknown: a signal has ended it', async () => {
    const world: World = {
      ...main(goodConfig),
      said: success({ exitCode: undefined, signal: 'SIGSEGV', stderr: '' }),
    }
    expect(await call(world, '--keepalived-test')).toMatchObject({ state: 'UNKNOWN' })
  })
})

describe('a script', () => {
  const text = `${goodConfig.replace('    state MASTER', '    notify /etc/keepalived/notify\n    state MASTER')}`

  test('critical: is not there', async () => {
    const { state, sentence } = await call(main(text))
    expect(state).toBe('CRITICAL')
    expect(sentence).toBe(`${mainPath}:6:12: the script '/etc/keepalived/notify' does not exist`)
  })
  test('ok: with --copy it is not looked for', async () => {
    expect(await call(main(text), '--copy')).toMatchObject({ state: 'OK' })
  })
  test('ok: it is there', async () => {
    const facts = { '/etc/keepalived/notify': { mode: 0o755 } }
    expect(await call({ ...main(text), facts })).toMatchObject({ state: 'OK' })
  })
})

describe('secrets', () => {
  const secret = 'hunter2'
  const texts = [
    goodConfig.replace('auth_pass hunter2', 'auth_pas hunter2'),
    goodConfig.replace('auth_pass hunter2', 'auth_pass hunter2hunter2'),
    goodConfig.replace('auth_pass hunter2', 'auth_pass hunter2 extra'),
    goodConfig.replace('auth_pass hunter2', 'auth_pass hunter2#x'),
    goodConfig.replace('auth_pass hunter2', 'auth_pass "hunter2'),
    goodConfig
      .replace('auth_pass hunter2', 'auth_pass ${ITS}')
      .replace('global_defs', '$ITS=hunter2\nglobal_defs'),
    goodConfig
      .replace('auth_pass hunter2', 'auth_pass $ITS')
      .replace('global_defs', '$ITS=hunter2\u00a0\nglobal_defs'),
    goodConfig.replace('    virtual_router_id 51\n', ''),
    goodConfig.replace('vrrp_instance VI_1 {', 'vrrp_instance VI_1'),
    goodConfig.replace('vrrp_instance VI_1', 'vrrp_instanze VI_1'),
    goodConfig.replace('    authentication {', '    authentication'),
    `${goodConfig}}\n`,
  ]

  test.each(texts)('are never shown: %#', async text => {
    const world = {
      ...pair(text, peerConfig.replace(secret, 'letmein1')),
      said: success({
        exitCode: 5,
        signal: undefined,
        stderr: `(Line 13) Unknown keyword 'auth_pas' auth_pass ${secret}\n`,
      }),
    }
    for (const words of [['-v'], ['-vvv'], ['-vvv', '--output', 'json']]) {
      const { stdout } = await run(
        check,
        [...words, '--peer', peerPath, '--keepalived-test'],
        new AbortController().signal,
        { probes: probesOf(world), colour: false },
      )
      expect(stdout).not.toMatch(/hunter2|letmein/)
    }
  })
})

/** Configurations as a slip of the hand leaves them. */
const mutilated = fc
  .array(
    fc.record({
      at: fc.nat(goodConfig.length),
      drop: fc.nat(12),
      put: fc.constantFrom(
        '',
        '',
        '{',
        '}',
        '\n',
        '"',
        '#',
        '\t',
        ' ',
        '\0',
        '\r',
        '$',
        '@',
        '~SEQ(',
        'x',
        '\u00a0',
      ),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map(slips =>
    slips.reduce((text, { at, drop, put }) => text.slice(0, at) + put + text.slice(at + drop), goodConfig),
  )

test('whatever is in the files there is a verdict', async () => {
  await fc.assert(
    fc.asyncProperty(mutilated, mutilated, async (own, peer) => {
      const { exitCode, sentence } = await call(pair(own, peer), '--peer', peerPath, '-vvv')
      expect([0, 1, 2, 3]).toContain(exitCode)
      expect(sentence).not.toContain('internal error')
    }),
    { numRuns: 200 },
  )
})

test.each([
  [['--peer-id', 'lvs2'], '--peer-id belongs to --peer FILE, which is not given'],
  [['--backup-age', '7'], '--backup-age belongs to --backup FILE, which is not given'],
  [['--backup', '/x', '--backup-age', 'soon'], "--backup-age: 'soon' is not"],
  [['--keepalived-version', 'new'], "--keepalived-version: 'new' is not"],
  [['a.conf', 'b.conf'], '--config is given 2 times'],
])('unknown: %j', async (argv, text) => {
  const { state, sentence } = await call(main(goodConfig), ...argv)
  expect(state).toBe('UNKNOWN')
  expect(sentence).toContain(text)
})
