import { writeFileSync } from 'node:fs'
import type { Plan } from '../../lib/cluster/plan.ts'
import { renderFiles } from '../../lib/cluster/render.ts'
import type { Site } from '../../lib/cluster/site.ts'
import type { Host } from '../support/host.ts'
import { hosts, type Lan, makeLan, vips } from '../support/lan.ts'
import { checks, planOf, siteOf, sourceOf } from '../support/plan.ts'
import { makeFolder } from '../support/temporary.ts'
import { type Keepalived, startKeepalived, untilBound, vrrpConfig } from '../support/vrrp.ts'
import { builtChecks } from './nagios.ts'
import { type Nrpe, startNrpe } from './nrpe.ts'
import { linkPlugins } from './plugins.ts'

/**
 * A cluster whose objects are generated: directors and a real server as hosts of a test, each with a real NRPE and its generated
 * commands, keepalived on the directors. This machine's kernel need not have IPVS: the active director serves itself, and the
 * checks read a saved table. What the checks see in a real LVS is the lab's affair; this is about what the daemons make of it.
 */
export interface Scene extends AsyncDisposable {
  readonly lan: Lan
  readonly plan: Plan
  readonly site: Site
  readonly agents: Readonly<Record<'d1' | 'd2' | 'r1', Nrpe>>
  readonly keepalived: Readonly<Record<'d1' | 'd2', Keepalived>>
  /** A folder with our checks and check_nrpe, as that of a monitoring host is. */
  readonly plugins: string
  /** Files of a format, by their paths. */
  render(format: 'nagios' | 'icinga2'): Record<string, string>
}

const virtualServers = Object.values(vips)
  .map(
    vip => `virtual_server ${vip} 80 {
  lb_algo rr
  lb_kind DR
  protocol TCP
  real_server ${vip.includes(':') ? hosts.r1[6] : hosts.r1[4]} 80 {
    TCP_CHECK {
    }
  }
}
`,
  )
  .join('')

export const siteYaml = `cluster: shop
contacts: { users: [on-call] }
real-servers:
  r1: ["${hosts.r1[4]}", "${hosts.r1[6]}"]
vips:
  ${vips[4]}: { name: vip4 }
  "${vips[6]}": { name: vip6 }
nrpe: { plugins: ${builtChecks} }
host-check: { timeout: "4" }
options:
  check_ipvs_drift: { table: /run/ip_vs }
  check_lvs_director: { no-log: true, state: [ip-vs-missing=ok] }
`

export const agentPort = 5666

export async function makeScene(more = ''): Promise<Scene> {
  const stack = new AsyncDisposableStack()
  try {
    const yaml = siteYaml + more
    const lan = stack.use(await makeLan())
    const config = (name: 'd1' | 'd2') =>
      vrrpConfig(name === 'd1' ? { state: 'MASTER', priority: 150 } : { state: 'BACKUP', priority: 100 }) +
      virtualServers
    const site = siteOf(yaml)
    const plan = planOf(
      (['d1', 'd2'] as const).map(name =>
        sourceOf(config(name), { name, address: hosts[name][4], config: `${name}.conf` }),
      ),
      yaml,
    )
    const commands = new Map(
      renderFiles('nrpe', plan, site, checks).map(({ path, text }) => [path.replace(/\.cfg$/, ''), text]),
    )
    const agent = async (name: 'd1' | 'd2' | 'r1') =>
      stack.use(
        await startNrpe({
          files: { 'lvs.cfg': commands.get(name) ?? '' },
          host: lan[name],
          address: hosts[name][4],
          port: agentPort,
          allowed: hosts.m[4],
        }),
      )
    const director = async (name: 'd1' | 'd2') => {
      writeFileSync(lan[name].path('/run/ip_vs'), savedTable)
      const keepalived = await startKeepalived(lan[name], config(name))
      await serve(lan[name])
      return keepalived
    }
    await serve(lan.r1)
    const [d1, d2] = [await director('d1'), await director('d2')]
    await untilBound(true, Object.values(vips), lan.d1)
    await untilBound(false, Object.values(vips), lan.d2)
    const plugins = linkPlugins(stack.use(makeFolder()))
    const agents = { d1: await agent('d1'), d2: await agent('d2'), r1: await agent('r1') }
    const render: Scene['render'] = format =>
      Object.fromEntries(renderFiles(format, plan, site, checks).map(({ path, text }) => [path, text]))
    return {
      lan,
      plan,
      site,
      agents,
      plugins,
      keepalived: { d1, d2 },
      render,
      [Symbol.asyncDispose]: () => stack.disposeAsync(),
    }
  } catch (error) {
    await stack.disposeAsync()
    throw error
  }
}

/** As /proc/net/ip_vs has both virtual servers with their real server. */
const savedTable = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
TCP  C000020A:0050 rr
  -> C0000215:0050      Route   1      0          0
TCP  [2001:0db8:0000:0000:0000:0000:0000:0010]:0050 rr
  -> [2001:0db8:0000:0000:0000:0000:0000:0021]:0050      Route   1      0          0
`

/** A page on all addresses, as busybox serves it. */
export async function serve(host: Host): Promise<void> {
  await host.shell('mkdir -p /run/www; echo well >/run/www/index.html; busybox httpd -p 80 -h /run/www')
}

export async function stopServing(host: Host): Promise<void> {
  await host.shell(
    "kill $(pidof busybox | tr ' ' '\\n' | while read -r pid; do grep -q httpd /proc/$pid/cmdline && echo $pid; done)",
  )
}
