import { startNagios } from './nagios.ts'
import type { Scene } from './scene.ts'
import { type Monitor, testCluster } from './watched-cluster.ts'

// Nagios counts in its interval_length, a second here: what a site file has as a minute is one.
testCluster('nagios4', withNagios, '{ interval: 120, retry: 240, attempts: 3 }')

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
        services.map(each => [`${each.host}!${each.service}`, each.isHard ? each.state : -1]),
      )
    },
    outputs: async () => {
      const { hosts, services } = nagios.status()
      return [...hosts, ...services]
        .map(
          each =>
            `${each.host}!${each.service} ${each.state} ${each.isHard ? 'hard' : 'soft'}: ${each.output}`,
        )
        .join('\n')
    },
    alarms: nagios.alarms,
    [Symbol.asyncDispose]: () => nagios[Symbol.asyncDispose](),
  }
}
