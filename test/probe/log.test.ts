import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { CommandResult } from '../../lib/probe/command.ts'
import type { Deadline } from '../../lib/probe/deadline.ts'
import type { FileEnd } from '../../lib/probe/file-end.ts'
import { keepalivedArguments, kernelArguments } from '../../lib/probe/journal.ts'
import { type LogProbes, type LogRequest, readLog } from '../../lib/probe/log.ts'
import { failure, type Outcome, success } from '../../lib/probe/outcome.ts'
import { world } from '../../lib/runtime/world.ts'
import { within } from '../support/deadline.ts'
import { writeJournal } from '../support/journald.ts'
import { need } from '../support/need.ts'
import { makeFolder } from '../support/temporary.ts'

const now = Date.parse('2026-11-25T10:00:00Z')
const minute = 60_000
const request: LogRequest = { since: now - 15 * minute, kernel: true }
const deadline: Deadline = {
  signal: new AbortController().signal,
  seconds: 10,
  elapsed: () => 0,
  today: () => now,
}

interface World {
  readonly journal?: Partial<CommandResult> | Outcome<never>
  readonly kernel?: Partial<CommandResult> | Outcome<never>
  readonly sudo?: Partial<CommandResult>
  readonly dmesg?: Partial<CommandResult>
  readonly files?: Readonly<Record<string, string | Outcome<never> | Partial<FileEnd>>>
  readonly names?: readonly string[]
}

const missing = (what: string) => failure('missing', `there is no ${what}`)

/** A host of which this much is known. */
function host(about: World): { probes: LogProbes; asked: string[] } {
  const asked: string[] = []
  const answer = (given: Partial<CommandResult> | Outcome<never> | undefined, program: string) => {
    if (given === undefined) return missing(`program ${program} on this host`)
    if ('ok' in given) return given
    return success({ exitCode: 0, signal: undefined, stdout: '', stderr: '', cut: false, ...given })
  }
  const probes: LogProbes = {
    command: (program, argv) => {
      asked.push([program, ...argv].join(' '))
      if (program === 'sudo') return Promise.resolve(answer(about.sudo ?? refusedBySudo, program))
      if (program === 'dmesg') return Promise.resolve(answer(about.dmesg ?? notPermitted, program))
      const isKernel = argv.includes('_TRANSPORT=kernel')
      return Promise.resolve(answer(isKernel ? (about.kernel ?? about.journal) : about.journal, program))
    },
    readFileEnd: (path, bytes) => {
      asked.push(`${path} ${bytes}`)
      const given = about.files?.[path]
      if (given === undefined) return Promise.resolve(missing(`file '${path}'`))
      if (typeof given !== 'string' && 'ok' in given) return Promise.resolve(given)
      const file = typeof given === 'string' ? { bytes: Buffer.from(given) } : given
      const whole = file.bytes ?? Buffer.alloc(0)
      const offset = file.offset ?? Math.max(0, whole.length - bytes)
      return Promise.resolve(
        success({ modified: now - minute, ...file, bytes: whole.subarray(-bytes), offset }),
      )
    },
    listFolder: () => Promise.resolve(success(about.names ?? [])),
  }
  return { probes, asked }
}

const refusedBySudo = { exitCode: 1, stderr: 'sudo: a password is required\n' }
const notPermitted = { exitCode: 1, stderr: 'dmesg: read kernel buffer failed: Operation not permitted\n' }
const closedJournal = {
  exitCode: 1,
  stderr: 'No journal files were opened due to insufficient permissions.\n',
}

function entry(text: string, ago: number, more: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    __REALTIME_TIMESTAMP: String((now - ago) * 1000),
    MESSAGE: text,
    PRIORITY: '6',
    SYSLOG_IDENTIFIER: 'Keepalived_vrrp',
    _PID: '31',
    ...more,
  })
}

const kernelEntry = (text: string, ago: number) =>
  entry(text, ago, { _TRANSPORT: 'kernel', SYSLOG_IDENTIFIER: 'kernel', _PID: undefined })

const syslog = (minutesAgo: number, tag: string, text: string) =>
  `${new Date(now - minutesAgo * minute).toISOString()} d1 ${tag}: ${text}\n`

const read = (about: World, more: Partial<LogRequest> = {}) =>
  readLog({ ...request, ...more }, host(about).probes, deadline)

const texts = async (reading: ReturnType<typeof readLog>) => {
  const outcome = await reading
  return outcome.ok ? outcome.value.lines.map(({ text }) => text) : outcome
}

describe('the journal', () => {
  const journal = {
    stdout: [
      entry('(VI_1) Entering MASTER STATE', minute),
      entry('(VI_1) Entering BACKUP STATE', 20 * minute),
    ].join('\n'),
  }
  const kernel = { stdout: kernelEntry('eth0: Link is Down', 2 * minute) }

  test('its lines and those of the kernel, oldest first, none from before the window', async () => {
    expect(await read({ journal, kernel })).toEqual(
      success({
        from: 'the journal',
        lines: [
          expect.objectContaining({ source: 'kernel', text: 'eth0: Link is Down', time: now - 2 * minute }),
          expect.objectContaining({ source: 'keepalived', pid: 31, priority: 6 }),
        ],
        completeSince: request.since,
        knowsKeepalived: true,
        unread: [],
      }),
    )
  })

  test('a quiet window is a reading without lines, of a log that knows keepalived', async () => {
    const quiet = { stdout: entry('Startup complete', 60 * minute) }
    expect(await read({ journal: quiet, kernel })).toMatchObject({
      ok: true,
      value: { knowsKeepalived: true, completeSince: request.since, lines: [{ source: 'kernel' }] },
    })
  })

  test('a journal that begins later than the window is complete from there on', async () => {
    const young = { stdout: entry('Startup complete', 5 * minute) }
    const outcome = await read({ journal: young, kernel: { stdout: kernelEntry('x', 6 * minute) } })
    expect(outcome).toMatchObject({ value: { completeSince: now - 6 * minute } })
  })

  test('more lines than are read: complete from the oldest of them on', async () => {
    const flood = Array.from({ length: 2000 }, (_, at) => entry(`line ${at}`, at * 100)).join('\n')
    const outcome = await read({ journal: { stdout: flood }, kernel })
    expect(outcome).toMatchObject({ value: { completeSince: now - 1999 * 100 } })
    const cut = { stdout: `${entry('x', minute)}\n{"MESSAGE":"(VI_1) Ente`, cut: true }
    expect(await read({ journal: cut, kernel })).toMatchObject({ value: { completeSince: now - minute } })
  })

  test('the arguments do not change with the time: sudoers can name them', () => {
    expect(keepalivedArguments(request)).toEqual(keepalivedArguments({ ...request, since: 0 }))
    expect(keepalivedArguments({ ...request, unit: 'keepalived@a.service' })).toContain(
      '_SYSTEMD_UNIT=keepalived@a.service',
    )
    expect(kernelArguments({ ...request, journal: '/mnt/journal' })[0]).toBe('--directory=/mnt/journal')
  })

  test('an old systemd, which has no --output-fields, is asked without', async () => {
    const { probes } = host({ journal })
    const old: LogProbes = {
      ...probes,
      command: (program, argv, until) =>
        argv.some(each => each.startsWith('--output-fields'))
          ? Promise.resolve(
              success({
                exitCode: 1,
                signal: undefined,
                stdout: '',
                stderr: "journalctl: unrecognized option '--output-fields=MESSAGE'\n",
                cut: false,
              }),
            )
          : probes.command(program, argv, until),
    }
    expect(await readLog(request, old, deadline)).toMatchObject({
      ok: true,
      value: { from: 'the journal', knowsKeepalived: true },
    })
  })

  test('the kernel is not asked where it is not wanted', async () => {
    const { probes, asked } = host({ journal })
    await readLog({ ...request, kernel: false }, probes, deadline)
    expect(asked).toHaveLength(1)
  })

  test('what systemd says of the unit is there too', async () => {
    const told = entry('keepalived.service: Failed with result', minute, {
      UNIT: 'keepalived.service',
      _PID: '1',
      SYSLOG_IDENTIFIER: 'systemd',
    })
    expect(await read({ journal: { stdout: `${told}\n${journal.stdout}` }, kernel })).toMatchObject({
      value: { lines: [{}, { source: 'keepalived' }, { source: 'systemd' }] },
    })
  })
})

describe('a journal that this user may not read', () => {
  test.each([
    ['no file of it', closedJournal],
    [
      'only entries of its own',
      { stderr: 'Hint: You are currently not seeing messages from other users and the system.\n' },
    ],
  ])('%s: denied, with the group that may', async (_, journal) => {
    expect(await read({ journal })).toMatchObject({
      ok: false,
      kind: 'denied',
      hint: expect.stringContaining('usermod -aG systemd-journal nagios'),
    })
  })

  test('is read by sudo where that is allowed, by the path of journalctl', async () => {
    const { probes, asked } = host({
      journal: closedJournal,
      sudo: { stdout: entry('(VI_1) Entering MASTER STATE', minute) },
    })
    expect(await readLog(request, probes, deadline)).toMatchObject({
      ok: true,
      value: { from: 'the journal', knowsKeepalived: true },
    })
    expect(asked.find(each => each.startsWith('sudo'))).toMatch(/^sudo -n \/\S+\/journalctl -o json /)
  })

  test('is not asked by sudo where a file tells of keepalived', async () => {
    const { probes, asked } = host({
      journal: closedJournal,
      files: {
        '/var/log/syslog':
          syslog(60, 'cron', 'x') + syslog(1, 'Keepalived_vrrp[31]', '(VI_1) Entering MASTER STATE'),
      },
    })
    expect(await readLog(request, probes, deadline)).toMatchObject({
      ok: true,
      value: { from: '/var/log/syslog', completeSince: request.since, unread: [] },
    })
    expect(asked.filter(each => each.startsWith('sudo'))).toEqual([])
  })

  test('a file that nothing writes to any more does not stand for it', async () => {
    const bytes = Buffer.from(syslog(3000, 'Keepalived_vrrp[31]', '(VI_1) Entering MASTER STATE'))
    const files = { '/var/log/syslog': { bytes, modified: now - 3000 * minute } }
    expect(await read({ journal: closedJournal, files })).toMatchObject({ ok: false, kind: 'denied' })
  })
})

describe('files', () => {
  const told = syslog(1, 'Keepalived_vrrp[31]', '(VI_1) Entering MASTER STATE')

  test('keepalived of its own file, the kernel of dmesg', async () => {
    const files = { '/var/log/keepalived.log': syslog(60, 'Keepalived[30]', 'Startup complete') + told }
    const dmesg = {
      stdout: `${new Date(now - minute).toISOString().replace('Z', '+00:00')} eth0: Link is Down\n`,
    }
    expect(await read({ files, dmesg })).toMatchObject({
      ok: true,
      value: {
        from: '/var/log/keepalived.log',
        lines: [{ source: 'keepalived' }, { source: 'kernel', text: 'eth0: Link is Down' }],
        unread: [],
      },
    })
  })

  test('where the kernel cannot be asked, that alone is not read', async () => {
    const files = { '/var/log/keepalived.log': told }
    expect(await read({ files })).toMatchObject({
      ok: true,
      value: { unread: [{ what: "the kernel's log", hint: expect.stringContaining('usermod -aG') }] },
    })
    expect(await read({ files }, { kernel: false })).toMatchObject({ value: { unread: [] } })
  })

  test('a file that was rotated within the window goes on in the one before', async () => {
    const before = syslog(60, 'cron', 'x') + syslog(10, 'Keepalived[30]', 'Starting Keepalived v2.2.7')
    const files = { '/var/log/syslog': told, '/var/log/syslog.1': before }
    expect(await read({ files })).toMatchObject({
      ok: true,
      value: {
        from: '/var/log/syslog and /var/log/syslog.1',
        lines: [{ text: 'Starting Keepalived v2.2.7' }, { text: '(VI_1) Entering MASTER STATE' }],
        completeSince: request.since,
      },
    })
  })

  test('or in the newest of those that are named by their date', async () => {
    const files = {
      '/var/log/messages': told,
      '/var/log/messages-20261125': syslog(60, 'Keepalived[30]', 'Startup complete'),
    }
    const names = ['messages', 'messages-20261118', 'messages-20261125', 'messages-20261125.gz']
    expect(await read({ files, names })).toMatchObject({
      value: { from: '/var/log/messages and /var/log/messages-20261125' },
    })
  })

  test('a log that begins within the window is complete from there on', async () => {
    const outcome = await read({ files: { '/var/log/messages': told } })
    expect(outcome).toMatchObject({ value: { completeSince: now - minute } })
  })

  test('more is read where the end does not reach back far enough, up to a bound', async () => {
    const noise = syslog(1, 'app[1]', 'x'.repeat(200)).repeat(2000)
    const files = { '/var/log/syslog': syslog(60, 'Keepalived[30]', 'Startup complete') + noise + told }
    const { probes, asked } = host({ files })
    expect(await readLog(request, probes, deadline)).toMatchObject({
      value: { completeSince: request.since, knowsKeepalived: true },
    })
    expect(asked.filter(each => each.startsWith('/var/log/syslog '))).toEqual([
      '/var/log/syslog 262144',
      '/var/log/syslog 4194304',
    ])
  })

  test('an empty file tells nothing', async () => {
    const files = { '/var/log/messages': '' }
    expect(await read({ files })).toMatchObject({ value: { knowsKeepalived: false, lines: [] } })
    expect(await read({ files })).toHaveProperty('value.completeSince', undefined)
  })

  test('a named file alone is read, and its failure is the failure', async () => {
    const { probes, asked } = host({ files: { '/srv/k.log': told } })
    const named = { ...request, file: '/srv/k.log' }
    expect(await readLog(named, probes, deadline)).toMatchObject({ value: { from: '/srv/k.log' } })
    expect(asked.every(each => each.startsWith('/srv/k.log'))).toBe(true)
    expect(await read({}, { file: '/srv/none.log' })).toMatchObject({ kind: 'missing' })
    const closed = { '/srv/k.log': failure('denied', "'/srv/k.log' cannot be read by this user") }
    expect(await read({ files: closed }, { file: '/srv/k.log' })).toMatchObject({
      kind: 'denied',
      hint: expect.stringContaining('setfacl -m u:nagios:r /srv/k.log'),
    })
  })
})

describe('no log', () => {
  test('is missing, and the options are named', async () => {
    expect(await read({})).toMatchObject({
      ok: false,
      kind: 'missing',
      hint: expect.stringContaining('--log FILE'),
    })
  })

  test('a journal that shows this user nothing is none', async () => {
    expect(await read({ journal: {} })).toMatchObject({ kind: 'missing' })
  })

  test('a journal of other things does not know keepalived', async () => {
    const kernel = { stdout: kernelEntry('eth0: Link is Up', 60 * minute) }
    expect(await read({ journal: {}, kernel })).toMatchObject({
      ok: true,
      value: { knowsKeepalived: false, completeSince: request.since },
    })
  })

  test('a closed file of syslog is denied', async () => {
    const files = { '/var/log/syslog': failure('denied', "'/var/log/syslog' cannot be read by this user") }
    expect(await read({ files })).toMatchObject({
      kind: 'denied',
      hint: expect.stringContaining('usermod -aG adm nagios'),
    })
  })

  test('a journalctl that does not end says so', async () => {
    const journal = failure('timeout', 'journalctl did not end in 10 s and was killed')
    expect(await read({ journal })).toMatchObject({ kind: 'timeout' })
  })
})

test('a file without zone is in local time, whatever it is', async () => {
  using folder = makeFolder()
  const at = new Date(Date.now() - minute)
  const stamp = at.toString().slice(4, 10).replace(/ 0/, '  ')
  const line = `${stamp} ${at.toTimeString().slice(0, 8)} d1 Keepalived_vrrp[31]: (VI_1) Entering MASTER STATE\n`
  const file = folder.write('syslog', line)
  const outcome = await within(5, until =>
    readLog({ since: Date.now() - 15 * minute, kernel: true, file }, world, until),
  )
  const time = Math.trunc(at.getTime() / 1000) * 1000
  expect(outcome).toMatchObject({ value: { lines: [{ time }] } })
})

need('journald', 'setpriv')('a journal that journald has written', () => {
  let journal: ReturnType<typeof writeJournal>
  const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups']

  beforeAll(() => {
    journal = writeJournal([
      { identifier: 'cron', text: 'a line of another' },
      { identifier: 'Keepalived', text: 'Starting Keepalived v2.2.7 (01/16,2022)' },
      { identifier: 'Keepalived_vrrp', text: '(VI_1) Entering BACKUP STATE (init)' },
      { identifier: 'Keepalived_vrrp', text: 'Unable to do it \u001b[31m', priority: 'daemon.err' },
      { identifier: 'Keepalived_healthcheckers', text: 'x'.repeat(3000) },
      { identifier: 'Keepalived_vrrp', text: '(VI_1) Entering MASTER STATE' },
    ])
  })
  afterAll(() => journal[Symbol.dispose]())

  const ask = (probes: LogProbes = world) =>
    within(20, until =>
      readLog({ since: Date.now() - 5 * minute, kernel: false, journal: journal.path }, probes, until),
    )

  test('is read: lines of keepalived alone, oldest first, with their priorities', async () => {
    expect(await ask()).toMatchObject({
      ok: true,
      value: {
        knowsKeepalived: true,
        lines: [
          { text: 'Starting Keepalived v2.2.7 (01/16,2022)', priority: 6, source: 'keepalived' },
          { text: '(VI_1) Entering BACKUP STATE (init)' },
          { text: 'Unable to do it \u001b[31m', priority: 3 },
          { text: 'x'.repeat(2000) },
          { text: '(VI_1) Entering MASTER STATE' },
        ],
      },
    })
    expect((await texts(ask())) as string[]).toHaveLength(5)
  })

  test('is denied to nobody', async () => {
    const asNobody: LogProbes = {
      ...world,
      command: (program, argv, until) => world.command('setpriv', [...nobody, program, ...argv], until),
    }
    expect(await ask(asNobody)).toMatchObject({ ok: false, kind: 'denied' })
  })

  test('a folder that is none is no journal', async () => {
    const outcome = await within(5, until =>
      readLog({ ...request, journal: join(journal.path, 'none') }, world, until),
    )
    expect(outcome).toMatchObject({ ok: false })
  })
})
