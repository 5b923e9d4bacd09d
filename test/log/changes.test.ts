import { describe, expect, test } from 'vitest'
import { findReloads } from '../../lib/log/reloads.ts'
import { findServerChanges } from '../../lib/log/server-changes.ts'
import { findTransitions } from '../../lib/log/transitions.ts'
import { line, linesOf } from './support.ts'

const roles = (scenario: string, director: string) =>
  findTransitions(linesOf(scenario, director)).map(
    ({ instance, isGroup, to, initial }) =>
      `${isGroup ? 'group ' : ''}${instance} ${to}${initial ? ' at first' : ''}`,
  )

describe('roles', () => {
  test.each<readonly [string, string, readonly string[]]>([
    ['clean', 'd2', ['VI_1 BACKUP at first', 'VI_1 MASTER', 'VI_1 BACKUP', 'VI_1 MASTER']],
    ['lab-failover', 'd2', ['VI_1 MASTER']],
    ['lab-failback', 'd2', ['VI_1 BACKUP']],
    ['fault', 'd1', ['VI_1 BACKUP at first', 'VI_1 MASTER', 'VI_1 FAULT', 'VI_1 BACKUP', 'VI_1 MASTER']],
    [
      'sync-group',
      'd2',
      ['VI_1 BACKUP at first', 'VI_2 BACKUP at first', 'VI_2 MASTER', 'group G1 MASTER', 'VI_1 MASTER'],
    ],
  ])('%s on %s', (scenario, director, wanted) => {
    expect(roles(scenario, director)).toEqual(wanted)
  })

  test('keepalived 1 does not say which role is the first: it is the one after a start', () => {
    const entering = (to: string) => line(`VRRP_Instance(VI_1) Entering ${to} STATE`)
    const lines = ['BACKUP', 'MASTER', 'BACKUP'].map(entering)
    const initial = findTransitions([line('Starting Keepalived v1.3.5 (03/19,2017)'), ...lines])
    expect(initial.map(({ initial }) => initial)).toEqual([true, false, false])
    expect(findTransitions(lines).map(({ initial }) => initial)).toEqual([false, false, false])
  })

  test('what it says on the way to MASTER is no role yet', () => {
    expect(findTransitions([line('VRRP_Instance(VI_1) Transition to MASTER STATE')])).toEqual([])
  })
})

test.each<readonly [string, string, readonly string[]]>([
  ['clean', 'd1', ['start', 'stop', 'start', 'reload', 'stop']],
  ['reload-bad', 'd1', ['start', 'reload', 'reload', 'stop']],
  ['lab-reload-good', 'd1', ['reload']],
  ['lab-checks', 'd1', []],
])('starts, reloads and stops: %s', (scenario, director, wanted) => {
  expect(findReloads(linesOf(scenario, director)).map(({ kind }) => kind)).toEqual(wanted)
})

describe('real servers', () => {
  test('that fail and come back', () => {
    const changes = findServerChanges(linesOf('lab-checks'))
    const counts = Object.groupBy(changes, ({ kind }) => kind)
    expect(Object.fromEntries(Object.entries(counts).map(([kind, all]) => [kind, all?.length]))).toEqual({
      removed: 4,
      added: 4,
      disabled: 3,
      enabled: 3,
      'quorum-lost': 2,
      'quorum-gained': 2,
    })
  })

  test.each([
    [
      'Removing service [192.0.2.21]:tcp:80 from VS [192.0.2.10]:tcp:80',
      { kind: 'removed', server: '[192.0.2.21]:tcp:80', virtualServer: '[192.0.2.10]:tcp:80' },
    ],
    [
      'Adding service [2001:db8::21]:sctp:80 to VS [2001:db8::10]:sctp:80',
      { kind: 'added', server: '[2001:db8::21]:sctp:80', virtualServer: '[2001:db8::10]:sctp:80' },
    ],
    [
      'Removing service [192.0.2.21]:none:0 from VS FWM 1',
      { kind: 'removed', server: '[192.0.2.21]:none:0', virtualServer: 'FWM 1' },
    ],
    [
      'Lost quorum 1-0=1 > 0 for VS [192.0.2.10]:tcp:80',
      { kind: 'quorum-lost', server: undefined, virtualServer: '[192.0.2.10]:tcp:80' },
    ],
    [
      'Adding sorry server [192.0.2.99]:tcp:80 to VS [192.0.2.10]:tcp:80',
      { kind: 'sorry-added', server: '[192.0.2.99]:tcp:80', virtualServer: '[192.0.2.10]:tcp:80' },
    ],
  ])('%s', (text, wanted) => {
    expect(findServerChanges([line(text)])).toMatchObject([wanted])
  })

  test('at a stop they are shut down, not removed', () => {
    expect(findServerChanges(linesOf('lab-stop'))).toEqual([])
  })
})
