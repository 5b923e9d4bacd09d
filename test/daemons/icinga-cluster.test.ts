import { startIcinga } from './icinga.ts'
import type { Scene } from './scene.ts'
import { type Monitor, testCluster } from './watched-cluster.ts'

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

testCluster('icinga2', withIcinga, '{ interval: 3, retry: 4, attempts: 3 }')
