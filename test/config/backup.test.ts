import { expect, test } from 'vitest'
import { backupPathOf, compareBackup } from '../../lib/config/backup.ts'

const text = 'global_defs {\n    router_id lvs1\n}\n'

test.each([
  ['the same', text, { verdict: 'equal' }],
  ['CR LF', text.replaceAll('\n', '\r\n'), { verdict: 'line ends' }],
  ['CR', text.replaceAll('\n', '\r'), { verdict: 'line ends' }],
  ['a byte order mark', `\ufeff${text}`, { verdict: 'line ends' }],
  ['both', `\ufeff${text.replaceAll('\n', '\r\n')}`, { verdict: 'line ends' }],
  ['no line end at the end', text.trimEnd(), { verdict: 'line ends' }],
  ['another line', text.replace('lvs1', 'lvs2'), { verdict: 'differs', line: 2 }],
  ['a blank more', text.replace('{', '{ '), { verdict: 'differs', line: 1 }],
  ['a line less', text.replace('}\n', ''), { verdict: 'differs', line: 3 }],
  ['a line more', `${text}# x\n`, { verdict: 'differs', line: 4 }],
  ['nothing', '', { verdict: 'differs', line: 1 }],
])('%s', (_, backup, wanted) => {
  expect(compareBackup(Buffer.from(text), Buffer.from(backup))).toEqual(wanted)
})

test.each([
  ['/etc/keepalived/keepalived.conf', '/backup/keepalived.conf'],
  ['/etc/keepalived/conf.d/web.conf', '/backup/conf.d/web.conf'],
  ['/srv/shared.conf', '/backup/srv/shared.conf'],
])('in a folder: %s', (file, wanted) => {
  expect(backupPathOf(file, '/etc/keepalived', '/backup')).toBe(wanted)
})
