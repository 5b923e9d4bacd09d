import { expect, test } from 'vitest'
import { findSyncDaemons } from '../../lib/host/sync-sockets.ts'

// As /proc/net/udp has shown it on a MASTER and on a BACKUP, in a cluster with lvs_sync_daemon.
const titles =
  '   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops            \n'
const rest = '00000000:00000000 00:00000000 00000000     0        0 648 2 00000000474f6459 0           \n'
const master = `${titles}  177: 0B00630A:D94B 510000E0:2290 01 ${rest}`
const backup = `${titles}  788: 510000E0:2290 00000000:0000 07 ${rest}`
const group = '224.0.0.81'

test.each([
  ['a master', master, ['master']],
  ['a backup', backup, ['backup']],
  ['both', master + backup.slice(titles.length), ['master', 'backup']],
  ['nothing', titles, []],
  ['no text', '', []],
  [
    'a socket of a user, who may listen there as well',
    backup.replace(' 0        0 648', ' 1000     0 648'),
    [],
  ],
  ['another port', backup.replace(':2290', ':2291'), []],
  ['another group', backup.replace('510000E0', '520000E0'), []],
])('%s', (_, text, expected) => {
  expect(findSyncDaemons(text, group, 8848)).toEqual(expected)
})

test('another group and port, as lvs_sync_daemon names them', () => {
  const text = `${titles}  742: 0B00630A:8B80 030201EF:270F 01 ${rest}`
  expect(findSyncDaemons(text, '239.1.2.3', 9999)).toEqual(['master'])
})

test('a group of IPv6', () => {
  const text = `${titles}  742: 000002FF000000000000000051000000:2290 00000000000000000000000000000000:0000 07 ${rest}`
  expect(findSyncDaemons(text, 'ff02::51', 8848)).toEqual(['backup'])
})

test('no group', () => {
  expect(findSyncDaemons(master, 'x', 8848)).toEqual([])
})
