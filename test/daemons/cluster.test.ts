import { expect, test } from 'vitest'
import type { PlanService } from '../../lib/cluster/plan.ts'
import { until } from '../support/host.ts'
import { need } from '../support/need.ts'
import type { Alarm } from './alarms.ts'
import { startIcinga } from './icinga.ts'
import { startNagios } from './nagios.ts'
import { makeScene, type Scene, serve, stopServing } from './scene.ts'

/** A monitoring system that runs the generated objects of a scene. */
interface Monitor extends AsyncDisposable {
  /** States of all services by `host!service`, hard ones; undefined until there is one of each. */
  states(): Promise<Record<string, number> | undefined>
  /** What each says, for a reader of a failure. */
  outputs(): Promise<string>
  alarms(): Alarm[]
}

const key = ({ host, name }: Pick<PlanService, 'host' | 'name'>) => `${host}!${name}`

async function withNagios(scene: Scene): Promise<Monitor> {
  const nagios = await startNagios({
    files: scene.render('nagios'),
    host: scene.lan.m,
    plugins: scene.plugins,
  })
  return {
    states: async () => {
      const { services } = nagios.status()
      if (services.some(each => !each.hasBeenChecked)) return undefined
      return Object.fromEntries(
        services.map(each => [key({ host: each.host, name: each.service }), each.isHard ? each.state : -1]),
      )
    },
    outputs: async () =>
      nagios
        .status()
        .services.map(each => `${each.host}!${each.service}: ${each.output}`)
        .join('\n'),
    alarms: nagios.alarms,
    [Symbol.asyncDispose]: () => nagios[Symbol.asyncDispose](),
  }
}

const notify = (['Host', 'Service'] as const)
  .map(
    kind => `apply Notification "on-call" to ${kind} {
  import "alarm"
  command = "alarm-${kind.toLowerCase()}"
  users = ${kind.toLowerCase()}.vars.notification.mail.users
  assign where ${kind.toLowerCase()}.vars.notification.mail
}
`,
  )
  .join('')

async function withIcinga(scene: Scene): Promise<Monitor> {
  const files = Object.fromEntries(
    Object.entries(scene.render('icinga2')).map(([path, text]) => [`conf.d/${path}`, text]),
  )
  const icinga = await startIcinga({
    files: { ...files, 'conf.d/notify.conf': notify },
    host: scene.lan.m,
    plugins: scene.plugins,
  })
  return {
    states: async () => {
      const services = await icinga.objects('services')
      if (services.some(({ attrs }) => attrs.last_check_result === null)) return undefined
      return Object.fromEntries(
        services.map(({ name, attrs }) => [
          name,
          attrs.state_type === 1 || attrs.state === 0 ? Number(attrs.state) : -1,
        ]),
      )
    },
    outputs: async () =>
      (await icinga.objects('services'))
        .map(({ name, attrs }) => `${name}: ${JSON.stringify(attrs.last_check_result ?? null).slice(0, 400)}`)
        .join('\n'),
    alarms: icinga.alarms,
    [Symbol.asyncDispose]: () => icinga[Symbol.asyncDispose](),
  }
}

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
      Number(process.env.PATIENCE ?? 60),
    )
  } catch {
    expect(last, await monitor.outputs()).toEqual(all)
  }
}

const faster = { check: 'check: { interval: 120, retry: 60, attempts: 3 }\n' }

const monitors = [
  ['nagios4', 'Nagios', withNagios, faster.check],
  ['icinga2', 'Icinga 2', withIcinga, 'check: { interval: 3, retry: 1, attempts: 3 }\n'],
] as const

for (const [daemon, title, start, pace] of monitors) {
  need(
    daemon,
    'nrpe',
    'netns',
    'keepalived',
    'arping',
    'ndisc6',
    'busybox',
    'binaries',
  )(`a generated cluster in ${title}`, () => {
    test('every service has a result, a fault changes its own services, and what hangs on another alarm keeps quiet', async () => {
      await using scene = await makeScene(pace)
      await using monitor = await start(scene)
      await untilStates(monitor, scene, {})
      expect(monitor.alarms()).toEqual([])

      await stopServing(scene.lan.r1)
      const stopped = {
        'r1!Real server DR 192.0.2.10': 2,
        'r1!Real server DR 2001:db8::10': 2,
        'vip4!TCP 80': 1,
        'vip6!TCP 80': 1,
      }
      await untilStates(monitor, scene, stopped)
      await serve(scene.lan.r1)
      await untilStates(monitor, scene, {})

      // The agent of r1 is gone: that is one alarm, and not one for each of its checks.
      const before = monitor.alarms().length
      await scene.agents.r1[Symbol.asyncDispose]()
      await until(
        'the alarm of the agent',
        () => monitor.alarms().slice(before).some(isProblemOf('NRPE')) || undefined,
        60,
      )

      // Both directors are gone: the VIPs cannot be reached, and nobody is told of each of them.
      for (const name of ['d1', 'd2'] as const) await scene.lan[name].shell('ip link set eth0 down')
      const isDown = (name: string) =>
        monitor
          .alarms()
          .some(({ host, service, state }) => host === name && service === '' && state === 'DOWN')
      await until('the alarms of the directors', () => (isDown('d1') && isDown('d2')) || undefined, 90)
      const told = monitor
        .alarms()
        .slice(before)
        .filter(({ type }) => type === 'PROBLEM')
      expect(told.map(({ host, service }) => `${host}!${service}`).toSorted()).toEqual([
        'd1!',
        'd2!',
        'r1!NRPE',
      ])
    }, 240_000)
  })
}

function isProblemOf(name: string) {
  return ({ type, service }: Alarm) => type === 'PROBLEM' && service === name
}
