import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, symlinkSync, truncateSync, utimesSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exitCodes } from '../../lib/core/state.ts'
import { type RunOptions, runBinary, runSource } from '../support/binary.ts'
import * as configurations from '../support/keepalived-config.ts'
import { lacks, need } from '../support/need.ts'
import { makeNamespace, type Namespace } from '../support/netns.ts'
import { parseOutput } from '../support/output.ts'
import { makeFolder, type TemporaryFolder } from '../support/temporary.ts'

// The check as a monitoring daemon runs it, on files as editors, transfers and accidents leave them.

const start = lacks('binaries') === undefined ? runBinary : runSource

async function check(argv: readonly string[], options: RunOptions = {}) {
  const run = await start('check_keepalived_config', argv, options)
  expect(run.stderr).toBe('')
  expect(run.signal).toBeNull()
  const output = parseOutput(run.stdout)
  expect(run.exitCode).toBe(exitCodes[output.state])
  return { ...output, all: [output.sentence, ...output.more].join('\n') }
}

/** The host of the tests may have any interfaces, and hardly has the user keepalived_script. */
function anywhere(text: string): string {
  return text.replace(/^global_defs \{\n/, '$&    dynamic_interfaces\n    script_user root\n')
}
const goodConfig = anywhere(configurations.goodConfig)
const peerConfig = anywhere(configurations.peerConfig)

let folder: TemporaryFolder
beforeAll(() => {
  folder = makeFolder()
  chmodSync(folder.path, 0o755)
})
afterAll(() => folder[Symbol.dispose]())

/** Checks a file that holds this. */
function checkFile(content: string | Buffer, ...argv: readonly string[]) {
  return check([folder.write('keepalived.conf', content), ...argv])
}

describe('a file', () => {
  test('ok: a good one', async () => {
    const { state, sentence } = await checkFile(goodConfig)
    expect(state).toBe('OK')
    expect(sentence).toMatch(
      /keepalived\.conf is correct: 1 VRRP instance, 1 virtual server with 2 real servers$/,
    )
  })

  test.each<[string, string | Buffer, string]>([
    ['UTF-16', Buffer.from(`\ufeff${goodConfig}`, 'utf16le'), 'is UTF-16'],
    ['CR alone', goodConfig.replaceAll('\n', '\r'), 'lines that end in CR alone'],
    ['a program', Buffer.from('7f454c46020101000000', 'hex'), 'is a program, no text'],
  ])('unknown: %s, and what to do', async (_, content, text) => {
    const { state, sentence, all } = await checkFile(content)
    expect(state).toBe('UNKNOWN')
    expect(sentence).toContain(text)
    expect(all).toContain('hint: ')
  })

  test.each<[string, string | Buffer, string]>([['nothing', '', 'holds nothing that keepalived knows']])(
    'critical: %s',
    async (_, content, text) => {
      const { state, sentence } = await checkFile(content)
      expect(state).toBe('CRITICAL')
      expect(sentence).toContain(text)
      expect(sentence).not.toContain('more)')
    },
  )

  test('critical: a byte order mark, which loses the first block, and what to do', async () => {
    const { state, sentence, all } = await checkFile(`\ufeff${goodConfig}`)
    expect(state).toBe('CRITICAL')
    expect(sentence).toContain('begins with a byte order mark')
    expect(all).toContain('hint: ')
  })

  test('warning: CR LF', async () => {
    const { state, sentence } = await checkFile(goodConfig.replaceAll('\n', '\r\n'))
    expect(state).toBe('WARNING')
    expect(sentence).toContain('end in CR LF')
  })

  test('critical: one that may be executed is passed over', async () => {
    const path = folder.write('executable.conf', goodConfig, 0o755)
    const { state, all } = await check([path])
    expect(state).toBe('CRITICAL')
    expect(all).toContain(`chmod a-x ${path}`)
  })

  test.each<[string, () => string, RegExp]>([
    ['missing', () => `${folder.path}/nosuch.conf`, /there is no file '.*nosuch\.conf'/],
    ['a folder', () => folder.path, /is a folder, wanted the file/],
    ['a device', () => '/dev/zero', /is no regular file/],
    [
      'a FIFO that nobody writes to',
      () => {
        execFileSync('mkfifo', [`${folder.path}/fifo`])
        return `${folder.path}/fifo`
      },
      /is no regular file/,
    ],
    [
      'two gigabytes of nothing',
      () => {
        const path = folder.write('sparse.conf', '')
        truncateSync(path, 2 ** 31)
        return path
      },
      /has 2147483648 bytes/,
    ],
    [
      'a link that leads to itself',
      () => {
        symlinkSync('loop.conf', `${folder.path}/loop.conf`)
        return `${folder.path}/loop.conf`
      },
      /cannot be read: ELOOP/,
    ],
  ])('unknown: %s', async (_, make, text) => {
    const { state, sentence, all } = await check([make()])
    expect(state).toBe('UNKNOWN')
    expect(sentence).toMatch(text)
    expect(all).toContain('\nhint: ')
  })

  test('unknown: an id that is in none of its lines', async () => {
    const text = goodConfig.replace('    priority 200', '    @lvs1 priority 200\n    @lvs2 priority 100')
    expect(await checkFile(text, '--config-id', 'lvs1')).toMatchObject({ state: 'OK' })
    expect(await checkFile(text, '--config-id', 'lvs3')).toMatchObject({ state: 'UNKNOWN' })
  })

  test('critical: a script that is not there, one with CR LF, and one that is well', async () => {
    const good = folder.write('good.sh', '#!/bin/sh\nexit 0\n', 0o755)
    const windows = folder.write('windows.sh', '#!/bin/sh\r\nexit 0\r\n', 0o755)
    const scripts = (path: string) =>
      goodConfig.replace('    state MASTER', `    notify ${path}\n    state MASTER`)
    const unsafe = (text: string) => text.replace('    enable_script_security\n', '')
    expect((await checkFile(unsafe(scripts(good)))).all).not.toContain('good.sh')
    expect((await checkFile(scripts(windows))).sentence).toContain('ends in CR LF')
    expect((await checkFile(scripts(`${folder.path}/nosuch.sh`))).sentence).toContain('does not exist')
  })

  test('critical: a thousand included files that include each other end with what they are', async () => {
    mkdirSync(`${folder.path}/bomb`)
    const path = folder.write('bomb/main.conf', `${goodConfig}include *.inc\n`)
    for (let at = 0; at < 1000; at++) folder.write(`bomb/${at}.inc`, 'include *.inc\n')
    const { state } = await check([path, '-t', '20'])
    expect(['CRITICAL', 'UNKNOWN']).toContain(state)
  })
})

describe('with another file', () => {
  test('ok, critical: the other director', async () => {
    const good = folder.write('peer.conf', peerConfig)
    const bad = folder.write('bad-peer.conf', peerConfig.replace('192.0.2.10/32', '192.0.2.20/32'))
    expect(await checkFile(goodConfig, '--peer', good)).toMatchObject({ state: 'OK' })
    const { state, sentence } = await checkFile(goodConfig, '--peer', bad)
    expect(state).toBe('CRITICAL')
    expect(sentence).toMatch(
      /keepalived\.conf:18:9: the instance 'VI_1' has the VIP 192\.0\.2\.10 here and not on the peer/,
    )
  })

  test('ok, warning: a backup', async () => {
    const backup = folder.write('backup.conf', goodConfig)
    utimesSync(backup, 1, Math.floor(Date.now() / 1000) - 3 * 86_400)
    expect(await checkFile(goodConfig, '--backup', backup, '--backup-age', '7')).toMatchObject({
      state: 'OK',
    })
    expect(await checkFile(goodConfig, '--backup', backup, '--backup-age', '26h')).toMatchObject({
      state: 'WARNING',
    })
    expect(await checkFile(peerConfig, '--backup', backup)).toMatchObject({ state: 'WARNING' })
    expect(await checkFile(goodConfig, '--backup', `${folder.path}/nosuch`)).toMatchObject({
      state: 'WARNING',
    })
  })

  test('ok, warning: a folder of backups', async () => {
    mkdirSync(`${folder.path}/live/conf.d`, { recursive: true })
    mkdirSync(`${folder.path}/copies/conf.d`, { recursive: true })
    const text = `${goodConfig}include conf.d/*.conf\n`
    const path = folder.write('live/keepalived.conf', text)
    folder.write('copies/keepalived.conf', text)
    folder.write('live/conf.d/a.conf', '# a\n')
    folder.write('copies/conf.d/a.conf', '# a\n')
    expect(await check([path, '--backup', `${folder.path}/copies`])).toMatchObject({ state: 'OK' })
    folder.write('live/conf.d/b.conf', '# b\n')
    const { state, sentence } = await check([path, '--backup', `${folder.path}/copies`])
    expect(state).toBe('WARNING')
    expect(sentence).toBe(`there is no backup '${folder.path}/copies/conf.d/b.conf'`)
  })
})

need('root', 'setpriv')('a user who may not read it', () => {
  test('unknown: is told what would let it', async () => {
    const path = folder.write('secret.conf', goodConfig, 0o600)
    const { state, sentence, all } = await check([path], { user: 'nobody' })
    expect(state).toBe('UNKNOWN')
    expect(sentence).toBe(`'${path}' cannot be read by the user nobody`)
    expect(all).toContain(`hint: Let it, as root: setfacl -m u:nobody:r ${path}`)
  })

  test('ok: a script in a closed folder is not taken for missing', async () => {
    mkdirSync(`${folder.path}/closed`)
    folder.write('closed/notify', '#!/bin/sh\n', 0o755)
    chmodSync(`${folder.path}/closed`, 0o700)
    const text = goodConfig.replace(
      '    state MASTER',
      `    notify ${folder.path}/closed/notify\n    state MASTER`,
    )
    const path = folder.write('open.conf', text)
    const { state, all } = await check([path], { user: 'nobody' })
    expect(state).toBe('OK')
    expect(all).toContain('was not looked at')
  })
})

need(
  'root',
  'netns',
  'ip',
  'keepalived',
)('keepalived itself', () => {
  const { goodConfig } = configurations
  let namespace: Namespace
  beforeAll(() => {
    namespace = makeNamespace()
    namespace.ip('link', 'set', 'lo', 'up')
    namespace.ip('link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'eth0-peer')
    namespace.ip('address', 'add', '192.0.2.1/24', 'dev', 'eth0')
    for (const name of ['eth0', 'eth0-peer']) namespace.ip('link', 'set', name, 'up')
  })
  afterAll(() => namespace[Symbol.dispose]())

  test('ok: has nothing to add to a good file', async () => {
    const path = folder.write('keepalived.conf', goodConfig)
    const { state, all } = await check([path, '--keepalived-test'], { netns: namespace.name })
    expect(state).toBe('OK')
    expect(all).toContain('keepalived -t has nothing to add, it exits with 0')
  })

  const inInstance = (lines: string) =>
    goodConfig.replace('    virtual_ipaddress {', `${lines}\n    virtual_ipaddress {`)

  test.each([
    ['of an instance', goodConfig.replace('eth0', 'eth7')],
    ['of a VIP', goodConfig.replace('192.0.2.10/32', '192.0.2.10/32 dev eth7')],
    ['that is tracked', inInstance('track_interface {\neth7\n}')],
    ['of a route', inInstance('virtual_routes {\n198.51.100.0/24 via 192.0.2.1 dev eth7\n}')],
    [
      'of a nexthop',
      inInstance('virtual_routes {\n198.51.100.0/24 no_track nexthop via 192.0.2.9 dev eth7\n}'),
    ],
    ['of a rule', inInstance('virtual_rules {\nfrom 192.0.2.0/24 iif eth7 table 100 preference 9\n}')],
    ['of a static address', `static_ipaddress {\n192.0.2.77/24 dev eth7\n}\n${goodConfig}`],
    ['of a garp_group', `garp_group {\ngarp_interval 1\ninterface eth7\n}\n${goodConfig}`],
    ['that it makes itself', inInstance('use_vmac eth7').replace('192.0.2.10/32', '192.0.2.10/32 dev eth7')],
  ])('critical: it would end for an interface %s', async (_, text) => {
    const path = folder.write('keepalived.conf', text)
    const { sentence } = await check([path], { netns: namespace.name })
    expect(sentence).toMatch(
      /: this host has no interface 'eth7'|its interface 'eth7', which keepalived makes/,
    )
    const tested = await check([path, '--keepalived-test'], { netns: namespace.name })
    expect(tested).toMatchObject({ state: 'CRITICAL', sentence })
    expect(tested.all).toContain('keepalived -t has nothing to add, it exits with 5')
    // Of another host none of it counts; what is made later is wrong on each.
    const copy = await check([path, '--keepalived-test', '--copy'], { netns: namespace.name })
    expect(copy.state).toBe(text.includes('use_vmac') ? 'WARNING' : 'OK')
  })

  test('critical: unicast addresses are those of the other director', async () => {
    const unicast = (source: string, peer: string) =>
      folder.write('keepalived.conf', inInstance(`unicast_src_ip ${source}\nunicast_peer {\n${peer}\n}`))
    const options = { netns: namespace.name }
    expect(await check([unicast('192.0.2.1', '192.0.2.2')], options)).toMatchObject({ state: 'OK' })
    const path = unicast('192.0.2.2', '192.0.2.1')
    const { state, all } = await check([path], options)
    expect(state).toBe('CRITICAL')
    expect(all).toContain("'VI_1' is to send its adverts from 192.0.2.2, which is no address of this host")
    expect(all).toContain("'VI_1' has no unicast_peer but this host itself (192.0.2.1)")
    expect(await check([path, '--copy'], options)).toMatchObject({ state: 'OK' })
  })

  const misc = (lines: string) => goodConfig.replace(/TCP_CHECK \{.*?\}/s, `MISC_CHECK {\n${lines}\n}`)
  const script = (lines: string) =>
    `vrrp_script chk {\nscript "/bin/true"\n${lines}\n}\n${inInstance('track_script {\nchk\n}')}`
  const asUser = (user: string, text: string) =>
    text.replace('enable_script_security', `enable_script_security\n    script_user ${user}`)

  test.each<[string, string, RegExp]>([
    [
      'of a vrrp_script',
      script('user lvs-nosuch'),
      /no user 'lvs-nosuch' to run the script '\/bin\/true' as/,
    ],
    ['that is a number', script('user 65534'), /no user '65534'/],
    ['of a MISC_CHECK', misc('misc_path "/bin/true"\nuser lvs-nosuch'), /no user 'lvs-nosuch'/],
    ['of a notify script', inInstance('notify "/bin/true" lvs-nosuch'), /no user 'lvs-nosuch'/],
    ['and its group', inInstance('notify "/bin/true" nobody lvs-nosuch'), /no group 'lvs-nosuch'/],
    ['of all scripts', asUser('lvs-nosuch', script('')), /no user 'lvs-nosuch'/],
  ])('critical: it would run nothing for a user %s', async (_, text, wanted) => {
    const path = folder.write('keepalived.conf', text)
    const { state, sentence } = await check([path], { netns: namespace.name })
    expect(state).toBe('CRITICAL')
    expect(sentence).toMatch(wanted)
    const tested = await check([path, '--keepalived-test'], { netns: namespace.name })
    expect(tested).toMatchObject({ state: 'CRITICAL', sentence })
    expect(tested.all).toContain('keepalived -t has nothing to add')
    expect(await check([path, '--keepalived-test', '--copy'], { netns: namespace.name })).toMatchObject({
      state: 'OK',
    })
  })

  test.each([
    ['a user that is there', asUser('nobody', script(''))],
    ['one of its own', script('user nobody')],
    ['a user and a group', inInstance('notify "/bin/true" nobody root')],
    ['root', asUser('root', script(''))],
    ['a MISC_CHECK of a user', misc('misc_path "/bin/true"\nuser nobody')],
    ['a quorum script', goodConfig.replace('protocol TCP', 'protocol TCP\n    quorum_up "/bin/true" nobody')],
  ])('ok: scripts run as %s', async (_, text) => {
    const path = folder.write('keepalived.conf', text)
    // As whom keepalived -t is run decides what it says: as root it ends itself, for another user all is insecure.
    for (const as of [{}, { user: 'nobody' }] as const) {
      const options = { netns: namespace.name, ...as }
      expect(await check([path, '--keepalived-test'], options)).toMatchObject({ state: 'OK' })
    }
  })

  test.each([
    ['an unknown keyword', goodConfig.replace('advert_int 1', 'advert_intt 1')],
    ['a lost brace', goodConfig.replace('    virtual_ipaddress {', '    virtual_ipaddress')],
    ['no protocol', goodConfig.replace('    protocol TCP\n', '')],
    ['a long password', goodConfig.replace('hunter2', 'hunter2hunter2')],
    ['no real server', goodConfig.replace(/ {4}real_server.*\n}\n$/s, '}\n')],
  ])('says nothing of %s that we do not say', async (_, text) => {
    const path = folder.write('keepalived.conf', text)
    const { state, all } = await check([path, '--keepalived-test'], { netns: namespace.name })
    expect(state).not.toBe('OK')
    expect(all).not.toContain('keepalived -t says')
  })
})
