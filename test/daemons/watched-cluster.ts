import { expect, test } from 'vitest'
import type { PlanService } from '../../lib/cluster/plan.ts'
import { until } from '../support/host.ts'
import { need } from '../support/need.ts'
import type { Alarm } from './alarms.ts'
import { makeScene, type Scene, serve, stopServing } from './scene.ts'

/** A monitoring system that runs the generated objects of a scene. */
export interface Monitor extends AsyncDisposable {
  /** States of all services by `host!service`, -1 while they are not certain; undefined until there is one of each. */
  states(): Promise<Record<string, number> | undefined>
  /** What each host and service says, for a reader of a failure. */
  outputs(): Promise<string>
  alarms(): Alarm[]
}

const key = ({ host, name }: Pick<PlanService, 'host' | 'name'>) => `${host}!${name}`

/** Waits until every service is in its state: OK where nothing is said. */
async function untilStates(
  monitor: Monitor,
  scene: Scene,
  wanted: Readonly<Record<string, number>>,
): Promise<void> {
  const all = Object.fromEntries(scene.plan.services.map(each => [key(each), wanted[key(each)] ?? 0]))
  let last: unknown
  try {
    await until(
      'the states',
      async () => {
        const states = await monitor.states()
        last = states
        return states !== undefined && Object.entries(all).every(([name, state]) => states[name] === state)
          ? true
          : undefined
      },
      60,
    )
  } catch {
    expect(last, await monitor.outputs()).toEqual(all)
  }
}

/**
 * The test of a generated cluster in a monitoring system.
 * @param pace the site file's `check:`, in seconds of that monitoring system
 */
export function testCluster(
  daemon: 'nagios4' | 'icinga2',
  start: (scene: Scene) => Promise<Monitor>,
  pace: string,
): void {
  need(
    daemon,
    'nrpe',
    'netns',
    'keepalived',
    'arping',
    'ndisc6',
    'busybox',
    'binaries',
    'reachable',
  )(`a generated cluster in ${daemon}`, () => {
    test('every service has a result, a fault changes its own services, and what hangs on another alarm keeps quiet', async () => {
      await using scene = await makeScene(`check: ${pace}\n`)
      await using monitor = await start(scene)
      await untilStates(monitor, scene, {})
      expect(monitor.alarms()).toEqual([])

      await stopServing(scene.lan.r1)
      await untilStates(monitor, scene, {
        'r1!Real server DR 192.0.2.10': 2,
        'r1!Real server DR 2001:db8::10': 2,
        'vip4!TCP 80': 1,
        'vip6!TCP 80': 1,
      })
      await serve(scene.lan.r1)
      await untilStates(monitor, scene, {})

      // The agent of r1 is gone: that is one alarm, and not one for each of its checks.
      const before = monitor.alarms().length
      await scene.agents.r1[Symbol.asyncDispose]()
      await untilTold(monitor, before, ['r1!NRPE'])
      // Both directors are gone: the VIPs cannot be reached, and nobody is told of each of them.
      for (const name of ['d1', 'd2'] as const) await scene.lan[name].shell('ip link set eth0 down')
      await untilTold(monitor, before, ['d1!', 'd2!', 'r1!NRPE'])
    }, 300_000)
  })
}

/** Waits until the alarms since then are of all of these; of no others. */
async function untilTold(monitor: Monitor, since: number, wanted: readonly string[]): Promise<void> {
  const told = () =>
    monitor
      .alarms()
      .slice(since)
      .filter(({ type }) => type === 'PROBLEM')
      .map(({ host, service }) => `${host}!${service}`)
      .toSorted()
  const isAll = () => (wanted.every(each => told().includes(each)) ? true : undefined)
  await until(`alarms of ${wanted.join(', ')}`, isAll, 90).catch(async error => {
    throw new Error(`${error}\n${JSON.stringify(told())}\n${await monitor.outputs()}`)
  })
  expect(told()).toEqual(wanted)
}
