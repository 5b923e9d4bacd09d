import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type RunOptions, runBinary, runSource } from '../support/binary.ts'
import { lacks, need } from '../support/need.ts'
import { parseOutput } from '../support/output.ts'
import { makeFolder, type TemporaryFolder } from '../support/temporary.ts'

const name = 'check_ipvs_drift'
const fixtures = fileURLToPath(new URL('../fixtures/drift', import.meta.url))
const start = lacks('binaries') === undefined ? runBinary : runSource

/** Runs the built check, and takes its output apart. */
async function look(argv: readonly string[], options?: RunOptions) {
  const { exitCode, stdout, stderr } = await start(name, argv, options)
  expect(stderr).toBe('')
  return { exitCode, ...parseOutput(stdout) }
}

let folder: TemporaryFolder
beforeAll(() => {
  folder = makeFolder()
})
afterAll(() => folder[Symbol.dispose]())

describe('saved files', () => {
  const scenario = (name: string, table: string) => [
    '--config',
    join(fixtures, name, 'keepalived.conf'),
    '--config-id',
    'd1',
    '--table',
    join(fixtures, name, table),
  ]

  test('ok: as configured, but for what is left out', async () => {
    const { exitCode, sentence } = await look([
      ...scenario('running', 'proc.txt'),
      '--ignore',
      '10.99.0.100:25',
    ])
    expect(exitCode).toBe(0)
    expect(sentence).toMatch(
      /^8 virtual servers with 13 real servers are in the kernel as \/.*keepalived\.conf says$/,
    )
  })

  test('critical: a real server has failed', async () => {
    const { exitCode, sentence, more } = await look(scenario('server-failed', 'proc.txt'))
    expect(exitCode).toBe(2)
    expect(sentence).toBe(
      '10.99.0.100:8082 TCP has no usable real server: 10.99.0.22:8082 is missing (and 5 more)',
    )
    expect(more.join('\n')).toContain('10.99.0.22:80 is missing')
  })

  test('critical: --output json holds the whole tree', async () => {
    const { stdout } = await start(name, [...scenario('server-failed', 'save.txt'), '--output', 'json'])
    expect(JSON.parse(stdout)).toMatchObject({ state: 'CRITICAL', exitCode: 2, finding: { kind: 'group' } })
  })

  test('unknown: a lost brace', async () => {
    const { exitCode, sentence } = await look(scenario('reload-missing-brace', 'list.txt'))
    expect(exitCode).toBe(3)
    expect(sentence).toContain('has no closing brace')
  })
})

describe('what is no configuration, or no table', () => {
  const config = join(fixtures, 'running', 'keepalived.conf')

  test('unknown: a folder, a device, a FIFO, a file of 2 GB', async () => {
    const fifo = join(folder.path, 'fifo')
    execFileSync('mkfifo', [fifo])
    const huge = folder.write('huge', '')
    truncateSync(huge, 2 ** 31)
    for (const path of [folder.path, '/dev/zero', fifo, huge, '/no/such/file']) {
      const wanted = await look(['--config', path])
      expect(wanted).toMatchObject({ exitCode: 3, sentence: expect.stringContaining(path) })
      expect(wanted.more.join('\n')).toContain('hint: ')
      const table = await look(['--config', config, '--table', path])
      expect(table).toMatchObject({
        exitCode: 3,
        sentence: expect.stringContaining('the IPVS table cannot be compared'),
      })
      expect(table.more.join('\n')).toContain('hint: ')
    }
  })

  test('unknown: a table that breaks off', async () => {
    const whole = readFileSync(join(fixtures, 'running', 'proc.txt'))
    const cut = folder.write('cut', whole.subarray(0, whole.length - 25))
    const { exitCode, sentence } = await look(['--config', config, '--table', cut])
    expect({ exitCode, sentence }).toMatchObject({
      exitCode: 3,
      sentence: expect.stringContaining('breaks off'),
    })
  })
})

need('root', 'setpriv')('a user who is not root', () => {
  test('unknown: may not read the configuration, and is told what lets it', async () => {
    const path = folder.write(
      'keepalived.conf',
      readFileSync(join(fixtures, 'running', 'keepalived.conf')),
      0o600,
    )
    chmodSync(folder.path, 0o755)
    const { exitCode, sentence, more } = await look(['--config', path], { user: 'nobody' })
    expect(exitCode).toBe(3)
    expect(sentence).toContain('cannot be read by the user')
    expect(more.join('\n')).toMatch(/hint: .*setfacl/)
  })
})

describe('this very kernel', () => {
  const config =
    'virtual_server 192.0.2.10 80 {\nlb_kind DR\nprotocol TCP\nreal_server 192.0.2.11 80 {\n}\n}\n'

  test('critical: nobody has made this virtual server, and asking has not loaded ip_vs', async () => {
    const path = folder.write('one.conf', config)
    const before = existsSync('/proc/net/ip_vs')
    const { exitCode, sentence, more } = await look(['--config', path, '--ipvsadm'])
    expect(exitCode).toBe(2)
    expect(sentence).toContain('192.0.2.10:80 TCP is missing')
    expect(more.join('\n')).toMatch(/hint: .*(modprobe ip_vs|systemctl)/)
    expect(existsSync('/proc/net/ip_vs')).toBe(before)
  })

  test('includes are read as keepalived reads them', async () => {
    mkdirSync(join(folder.path, 'conf.d'))
    folder.write('conf.d/web.conf', config)
    const path = folder.write('main.conf', 'include conf.d/*.conf\n')
    const table = folder.write(
      'table',
      '-A -t 192.0.2.10:80 -s wlc\n-a -t 192.0.2.10:80 -r 192.0.2.11:80 -g -w 1\n',
    )
    expect(await look(['--config', path, '--table', table])).toMatchObject({ exitCode: 0 })
  })
})
