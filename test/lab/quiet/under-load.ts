import { settle } from '../cluster.ts'
import type { Day } from '../day.ts'
import { addressOf, directors, markPort, vips } from '../network.ts'
import { isOut } from '../transients.ts'

const urls = [
  `http://${vips.web}/`,
  `http://[${vips.web6}]/`,
  ...[8080, 8000, 8081, 8082].map(port => `http://${vips.web}:${port}/`),
  ...[8081, 8082].map(port => `http://[${vips.web6}]:${port}/`),
  `http://${vips.mark}:${markPort}/`,
  `http://[${vips.mark6}]:${markPort}/`,
  `https://${vips.web}/`,
]

/** Clients that ask one service after the other, and write down what was not served. */
const clients = `: >/run/failed
rm -f /run/enough
(
    while [ ! -e /run/enough ]; do
        for url in ${urls.map(url => `'${url}'`).join(' ')}; do
            curl -ksgS --max-time 5 -o /dev/null "$url" 2>>/run/failed || echo "$url" >>/run/failed
            sleep 0.1
        done
    done
) >/dev/null 2>&1 &
`

/** What the directors' health checks get, and no client: those come by the VIP. */
const refuse = (action: '-I' | '-D') =>
  directors
    .map(
      name =>
        `iptables ${action} INPUT -s ${addressOf(name)} -p tcp --dport 80 -j REJECT --reject-with tcp-reset\n`,
    )
    .join('')

/** So many minutes. */
export function underLoad(minutes: number): Day {
  return {
    title: `clients ask all services one after the other for ${minutes} minutes, and the health checks of a real server fail for five seconds`,
    plan: async (cluster, during) => {
      const { r4, m } = cluster.hosts
      await m.shell(clients)
      const half = (minutes * 60 - 5) / 2
      await during.wait(half)
      await r4.shell(refuse('-I'))
      await during.wait(5)
      await r4.shell(refuse('-D'))
      await during.wait(half)
      await m.shell('touch /run/enough')
      await settle(cluster)
      const failed = (await m.shell('sort /run/failed | uniq -c')).trim()
      if (failed !== '') during.problem(`clients were not served: ${failed}`)
    },
    // Clients are served all the time: the guest's processor is theirs, too.
    pace: 5,
    transients: isOut(20, 'its health checks have failed, and it is out until they succeed again'),
  }
}

export const day = underLoad(3)
