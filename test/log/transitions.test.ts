import { expect, test } from 'vitest'
import { findReloads } from '../../lib/log/reloads.ts'
import { findServerChanges } from '../../lib/log/server-changes.ts'
import { findTransitions } from '../../lib/log/transitions.ts'
import { line, linesOf } from './support.ts'

const roles = (lines: Parameters<typeof findTransitions>[0]) =>
  findTransitions(lines).map(
    ({ instance, isGroup, to, initial }) =>
      `${isGroup ? 'group ' : ''}${instance} ${to}${initial ? ' at first' : ''}`,
  )

test('a failover and a failback on the director that stands in', () => {
  expect(roles(linesOf('clean', 'd2'))).toEqual([
    'VI_1 BACKUP at first',
    'VI_1 MASTER',
    'VI_1 BACKUP',
    'VI_1 MASTER',
  ])
  expect(findReloads(linesOf('clean', 'd2')).map(({ kind }) => kind)).toEqual(['start', 'reload', 'stop'])
})

test('an interface that goes down and comes back', () => {
  expect(roles(linesOf('fault', 'd1'))).toEqual([
    'VI_1 BACKUP at first',
    'VI_1 MASTER',
    'VI_1 FAULT',
    'VI_1 BACKUP',
    'VI_1 MASTER',
  ])
})

test('a sync group is told from its instances', () => {
  expect(roles(linesOf('sync-group', 'd2'))).toEqual([
    'VI_1 BACKUP at first',
    'VI_2 BACKUP at first',
    'VI_2 MASTER',
    'group G1 MASTER',
    'VI_1 MASTER',
  ])
})

test('keepalived 1: other words, and no (init)', () => {
  const lines = [
    'Starting Keepalived v1.3.5 (03/19,2017)',
    'VRRP_Instance(VI_1) Entering BACKUP STATE',
    'VRRP_Instance(VI_1) Transition to MASTER STATE',
    'VRRP_Instance(VI_1) Entering MASTER STATE',
    'VRRP_Instance(VI_1) Now in FAULT state',
    'VRRP_Group(G1) Syncing instances to BACKUP state',
    'VRRP_Instance(VI_1) Entering BACKUP STATE',
  ].map(text => line(text))
  expect(roles(lines)).toEqual([
    'VI_1 BACKUP at first',
    'VI_1 MASTER',
    'VI_1 FAULT',
    'group G1 BACKUP',
    'VI_1 BACKUP',
  ])
})

test('a BACKUP is a change where no start was seen', () => {
  expect(roles([line('(VI_1) Entering BACKUP STATE')])).toEqual(['VI_1 BACKUP'])
})

test('the kernel says nothing of roles, reloads and real servers', () => {
  const kernel = [
    '(VI_1) Entering MASTER STATE',
    'Reloading ...',
    'Removing service [192.0.2.11]:tcp:80 from VS [192.0.2.10]:tcp:80',
  ].map(text => line(text, { source: 'kernel' }))
  expect([findTransitions(kernel), findReloads(kernel), findServerChanges(kernel)]).toEqual([[], [], []])
})

test('real servers that fail and come back, marks and inhibited ones among them', () => {
  const changes = findServerChanges(linesOf('lab-checks', 'd1'))
  const brief = changes.map(({ kind, server, virtualServer }) => `${kind} ${server ?? ''} ${virtualServer}`)
  expect(brief.slice(0, 3)).toEqual([
    'removed [10.99.0.22]:none:0 FWM 1',
    'removed [10.99.0.22]:tcp:8082 [10.99.0.100]:tcp:8082',
    'quorum-lost  [10.99.0.100]:tcp:8082',
  ])
  const kinds = changes.map(({ kind }) => kind)
  expect(kinds.filter(kind => kind === 'disabled')).toHaveLength(3)
  expect(kinds.filter(kind => kind === 'enabled')).toHaveLength(3)
})

test('a sorry server, and the spelling of keepalived 1', () => {
  const lines = [
    'Adding sorry server [192.0.2.19]:tcp:80 to VS [192.0.2.10]:tcp:80',
    'Removing sorry server [192.0.2.19]:tcp:80 from VS [192.0.2.10]:tcp:80',
    'Removing service [192.0.2.11]:80 from VS [192.0.2.10]:80',
  ].map(text => line(text))
  expect(findServerChanges(lines)).toMatchObject([
    { kind: 'sorry-added', server: '[192.0.2.19]:tcp:80' },
    { kind: 'sorry-removed', virtualServer: '[192.0.2.10]:tcp:80' },
    { kind: 'removed', server: '[192.0.2.11]:80', virtualServer: '[192.0.2.10]:80' },
  ])
})
