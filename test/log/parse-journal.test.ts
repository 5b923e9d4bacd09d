import { expect, test } from 'vitest'
import { parseJournal } from '../../lib/log/parse-journal.ts'
import { longestText } from '../../lib/log/parse-text.ts'

const second = 1_795_600_000
const entry = (message: unknown, more: Readonly<Record<string, unknown>> = {}) =>
  JSON.stringify({
    MESSAGE: message,
    PRIORITY: '6',
    SYSLOG_IDENTIFIER: 'Keepalived_vrrp',
    SYSLOG_PID: '31',
    _PID: '31',
    _TRANSPORT: 'syslog',
    __REALTIME_TIMESTAMP: `${second}123456`,
    ...more,
  })
const texts = (...entries: readonly string[]) => parseJournal(entries.join('\n')).map(({ text }) => text)

test('a line of keepalived', () => {
  expect(parseJournal(entry('(VI_1) Entering MASTER STATE'))).toEqual([
    {
      time: second * 1000 + 123,
      source: 'keepalived',
      child: 'vrrp',
      pid: 31,
      priority: 6,
      text: '(VI_1) Entering MASTER STATE',
    },
  ])
})

test('newest first becomes oldest first', () => {
  expect(texts(entry('two'), entry('one'))).toEqual(['one', 'two'])
})

test('bytes are text, too large messages are left out, of two the first is taken', () => {
  expect(texts(entry([...Buffer.from('red \u001b[31m é')]))).toEqual(['red \u001b[31m é'])
  expect(texts(entry([0xff, 0x41]))).toEqual(['\ufffdA'])
  expect(texts(entry(null), entry({ a: 1 }), entry(7))).toEqual([])
  expect(texts(entry(['one', 'two']))).toEqual(['one'])
  expect(texts(entry('x'.repeat(100_000)))[0]).toHaveLength(longestText)
  expect(texts(entry(Array.from({ length: 100_000 }, () => 65)))[0]).toHaveLength(longestText)
})

test('what was cut or is no JSON is left out', () => {
  expect(texts('-- No entries --', '{"MESSAGE":"(VI_1) Ent', 'null', '[]', '{}', entry('whole'))).toEqual([
    'whole',
  ])
})

test('the kernel, systemd about the unit, and nobody else', () => {
  const kernel = entry('eth0: Link is Down', { _TRANSPORT: 'kernel', SYSLOG_IDENTIFIER: 'kernel' })
  const systemd = entry('Failed', { UNIT: 'keepalived.service', _PID: '1', SYSLOG_IDENTIFIER: 'systemd' })
  const script = entry('notified', { SYSLOG_IDENTIFIER: 'notify.sh' })
  expect(parseJournal([kernel, systemd, script].join('\n')).map(({ source }) => source)).toEqual([
    'systemd',
    'kernel',
  ])
})

test('what --log-console doubles is there once, and without its time', () => {
  const echo = entry('Wed Nov 25 10:00:00 2026: (VI_1) Entering MASTER STATE', {
    _TRANSPORT: 'stdout',
    SYSLOG_IDENTIFIER: 'keepalived',
  })
  expect(texts(echo, entry('(VI_1) Entering MASTER STATE'))).toEqual(['(VI_1) Entering MASTER STATE'])
  expect(texts(echo)).toEqual(['(VI_1) Entering MASTER STATE'])
})

test.each(['', 'x', '-1', '99999999999999999999999999'])('a time that is none: %s', stamp => {
  expect(() => parseJournal(entry('x', { __REALTIME_TIMESTAMP: stamp }))).not.toThrow()
})
