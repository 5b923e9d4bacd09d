import { stopKeepalived } from '../changes.ts'
import { settle, startKeepalived, startService, stopService } from '../cluster.ts'
import type { Day } from '../day.ts'
import { servicesByVip } from '../failover.ts'
import { directors } from '../network.ts'
import type { WatchName } from '../watches.ts'

const servers = ['r1', 'r2', 'r3', 'r4', 'n1'] as const

const notUp: readonly (readonly [readonly WatchName[], readonly string[]])[] = [
  [
    ['real server r1', 'real server r2', 'real server n1'],
    ['service-down', 'gateway', 'addresses-unreadable', 'settings-unreadable'],
  ],
  [
    ['director d1', 'director d2'],
    ['keepalived-not-running', 'child-missing', 'table-empty', 'addresses-unreadable'],
  ],
  [['drift d1', 'drift d2'], ['virtual-server-missing']],
  [['ping'], ['no-reply', 'unreachable', 'loss', 'slow', 'ping-hung']],
  [['conflict'], ['vip-unanswered', 'hand-over', 'cannot-ask']],
  [
    [...servicesByVip, 'host r1'],
    ['no-answer', 'unreachable', 'refused', 'broken-off', 'connections-failed', 'vip-failed', 'slow'],
  ],
]

export const day: Day = {
  title: 'the whole cluster is started: the services, and then keepalived on both directors',
  beginsBroken: true,
  prepare: async ({ hosts: on }) => {
    await Promise.all([
      ...directors.map(name => on[name].shell(stopKeepalived)),
      ...servers.map(name => on[name].shell(stopService)),
    ])
  },
  plan: async cluster => {
    const { hosts: on } = cluster
    // The services first: keepalived asks at once, and takes out what does not listen yet.
    for (const name of servers) await on[name].shell(startService())
    await Promise.all(directors.map(name => on[name].shell(startKeepalived)))
    await settle(cluster)
  },
  transients: notUp.flatMap(([by, rules]) =>
    rules.flatMap(rule =>
      (['WARNING', 'CRITICAL', 'UNKNOWN'] as const).map(state => ({
        by,
        rule,
        state,
        atMost: 20,
        why: 'it is not up yet: the services take seconds of the only processor, and VRRP waits for four before it takes the VIPs',
      })),
    ),
  ),
}
