import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { longestText, parseDmesg, parseText } from '../../lib/log/parse-text.ts'

const clock = { now: Date.parse('2026-11-25T10:05:00Z'), offsets: [0] }
const time = Date.parse('2026-11-25T10:00:00Z')
const text = '(VI_1) Entering MASTER STATE'
const parse = (line: string) => parseText(`${line}\n`, clock).lines

describe('a line of keepalived', () => {
  test.each([
    ['of rsyslog', `Nov 25 10:00:00 d1 Keepalived_vrrp[31]: ${text}`, 31],
    [
      'with a day of one digit',
      `Nov  5 10:00:00 d1 Keepalived_vrrp[31]: ${text}`,
      31,
      '2026-11-05T10:00:00Z',
    ],
    ['without a process id', `Nov 25 10:00:00 d1 Keepalived_vrrp: ${text}`, undefined],
    ['of an instance with a name', `Nov 25 10:00:00 d1 Keepalived_vrrp_inst-1[31]: ${text}`, 31],
    [
      'in ISO 8601',
      `2026-11-25T11:00:00.123456+01:00 d1 Keepalived_vrrp[31]: ${text}`,
      31,
      '2026-11-25T10:00:00.123Z',
    ],
    ['in ISO 8601 of UTC', `2026-11-25T10:00:00Z d1 Keepalived_vrrp[31]: ${text}`, 31],
    ['in RFC 5424', `<30>1 2026-11-25T10:00:00Z d1 Keepalived_vrrp 31 - - ${text}`, 31],
    [
      'in RFC 5424 with data',
      `<30>1 2026-11-25T10:00:00Z d1 Keepalived_vrrp 31 ID [a b="c"] \ufeff${text}`,
      31,
    ],
    ['by --log-console', `Wed Nov 25 10:00:00 2026: ${text}`, undefined],
    ['of Windows line ends', `Nov 25 10:00:00 d1 Keepalived_vrrp[31]: ${text}\r`, 31],
  ])('%s', (_, line, pid, at = '2026-11-25T10:00:00Z') => {
    expect(parse(line)).toEqual([
      {
        time: Date.parse(at),
        source: 'keepalived',
        child: line.includes('Keepalived_vrrp') ? 'vrrp' : undefined,
        pid,
        priority: undefined,
        text,
      },
    ])
  })

  test('of BusyBox has its priority', () => {
    expect(parse(`Nov 25 10:00:00 d1 daemon.err Keepalived_vrrp[31]: ${text}`)).toMatchObject([
      { source: 'keepalived', priority: 3, pid: 31, text },
    ])
  })
})

describe('a line of the kernel', () => {
  test.each([
    ['with its uptime', 'Nov 25 10:00:00 d1 kernel: [   12.345678] eth0: Link is Down'],
    ['without', '2026-11-25T10:00:00+00:00 d1 kernel: eth0: Link is Down'],
  ])('%s', (_, line) => {
    expect(parse(line)).toMatchObject([{ time, source: 'kernel', text: 'eth0: Link is Down' }])
  })

  test('of dmesg', () => {
    const stdout = '2026-11-25T10:00:00,123456+00:00 eth0: Link is Down\nnot a line\n'
    expect(parseDmesg(stdout, clock)).toMatchObject([{ source: 'kernel', text: 'eth0: Link is Down' }])
  })
})

test('systemd counts where it speaks of keepalived', () => {
  expect(
    parse("Nov 25 10:00:00 d1 systemd[1]: keepalived.service: Failed with result 'signal'."),
  ).toMatchObject([{ source: 'systemd', pid: 1 }])
  expect(parse('Nov 25 10:00:00 d1 systemd[1]: Started cron.service.')).toEqual([])
})

test.each([
  'Nov 25 10:00:00 d1 cron[1]: Keepalived_vrrp[31]: (VI_1) Entering MASTER STATE',
  'Nov 25 10:00:00 d1 sudo: nagios : COMMAND=/usr/bin/systemctl restart keepalived',
  'Nov 25 10:00:00 d1 mykernel: out of memory',
  'Keepalived_vrrp[31]: no time',
  'Xyz 25 10:00:00',
  '',
])('a line of another is dropped: %s', line => {
  expect(parse(line)).toEqual([])
})

test('times of the whole log are those of all lines, whoever wrote them', () => {
  const rows = ['no time', 'Nov 25 09:00:00 d1 cron[1]: x', `Nov 25 10:00:00 d1 Keepalived[1]: ${text}`]
  expect(parseText(rows.join('\n'), clock)).toMatchObject({
    begins: Date.parse('2026-11-25T09:00:00Z'),
    lines: [{}],
  })
  expect(parseText('', clock)).toMatchObject({ begins: undefined, lines: [] })
})

describe('hostile text', () => {
  const head = 'Nov 25 10:00:00 d1 Keepalived_vrrp[31]: '

  test('a line is cut', () => {
    expect(parse(head + 'x'.repeat(1_000_000))[0]?.text.length).toBeLessThanOrEqual(longestText)
  })

  test.each([
    ['control characters', `${head}\u001b[31m\u0000|x`],
    ['what is no UTF-8', Buffer.from([...Buffer.from(head), 0xff, 0xfe, 0xc3]).toString('utf8')],
    ['blanks without end', `${head}${' '.repeat(100_000)}x`],
    ['brackets without end', `<30>1 2026-11-25T10:00:00Z d1 Keepalived 1 - ${'[a '.repeat(50_000)}`],
    ['tags without end', `Nov 25 10:00:00 ${'keepalived '.repeat(50_000)}`],
    ['a process id that is no number', 'Nov 25 10:00:00 d1 Keepalived[99999999999999999999]: x'],
  ])('%s do no harm', (_, line) => {
    expect(() => parse(line)).not.toThrow()
    expect(parse(line).every(each => each.text.length <= longestText)).toBe(true)
  })
})

test('a whole syslog of BusyBox', () => {
  const path = fileURLToPath(new URL('../fixtures/log/lab-syslog/d1.log', import.meta.url))
  const { lines } = parseText(readFileSync(path, 'utf8'), clock)
  expect(lines.length).toBeGreaterThan(35)
  expect(new Set(lines.map(({ priority }) => priority))).toEqual(new Set([6, 7]))
})
