import { type Finding, group, state } from '../core/finding.ts'
import type { Metric } from '../core/metric.ts'
import { count } from '../core/text.ts'
import type { DirectorFacts, LocalFacts } from './facts.ts'
import { describeConfig, judgeConfig } from './judge-config.ts'
import { heldVips, judgeInstances, summarizeInstance } from './judge-instances.ts'
import { judgeIpvs, trafficMetrics } from './judge-ipvs.ts'
import { errorsMetric, judgeLog } from './judge-log.ts'
import { describeRunning, judgeProcesses } from './judge-processes.ts'
import { judgeRemote } from './judge-remote.ts'
import type { DirectorOptions } from './options.ts'
import { enterCommand, isWithoutModule, type Scene, setScene } from './scene.ts'

/** The verdict on a director, from within or from the monitoring host. */
export function judgeDirector(facts: DirectorFacts, options: DirectorOptions): Finding {
  if (facts.remote !== undefined) return judgeRemote(facts.remote, options)
  if (facts.local !== undefined) return judgeLocal(facts.local, options)
  return state('UNKNOWN', 'nothing was asked', { rule: 'cannot-ask' })
}

function judgeLocal(facts: LocalFacts, options: DirectorOptions): Finding {
  const scene = setScene(facts, options)
  const processes = judgeProcesses(scene)
  const instances = judgeInstances(scene)
  const ipvs = judgeIpvs(scene)
  // Without its module keepalived ends, so that this is what is wrong.
  const own = isWithoutModule(scene)
    ? [...ipvs, ...processes, ...instances]
    : [...processes, ...instances, ...ipvs]
  const findings = [...own, ...judgeConfig(scene), ...judgeLog(scene, own)]
  const details = [...describeConfig(scene), ...describeSettings(scene)]
  return group(summarize(scene), findings, { metrics: metricsOf(scene), details })
}

const shownInstances = 6

/** `VI_1 MASTER, VI_2 BACKUP, keepalived and 2 children run, 3 virtual servers`: true whatever is wrong. */
function summarize(scene: Scene): string {
  const { instances, absent, keepalived, network, facts } = scene
  const roles = network === undefined || absent ? [] : instances.map(summarizeInstance)
  const shown = roles.length <= shownInstances ? roles : summarizeRoles(instances.map(({ role }) => role))
  const running = absent
    ? ['keepalived is not running']
    : keepalived === undefined
      ? []
      : [describeRunning(scene)]
  const ipvs = facts.ipvs?.ok === true && !facts.ipvs.value.noModule ? facts.ipvs.value : undefined
  const servers = ipvs === undefined ? [] : [count(ipvs.services, 'virtual server')]
  return [...shown, ...running, ...servers].join(', ') || 'a director'
}

function summarizeRoles(roles: readonly string[]): string[] {
  return [...new Set(roles)].map(role => {
    const number = roles.filter(each => each === role).length
    const words = role === 'partly' ? 'with some of their VIPs' : role === 'unknown' ? 'without VIPs' : role
    return `${count(number, 'instance')} ${words}`
  })
}

function metricsOf(scene: Scene): Metric[] {
  const { instances, network, wanted } = scene
  const vips = instances.reduce((sum, { bound }) => sum + bound.length, 0)
  const places: Metric[] =
    network === undefined || wanted === undefined
      ? []
      : [
          { label: 'vips', value: vips, unit: '', min: 0 },
          { label: 'vips_bound', value: heldVips(instances).length, unit: '', min: 0, max: vips },
        ]
  return [...places, ...trafficMetrics(scene), ...errorsMetric(scene)]
}

function describeSettings(scene: Scene): string[] {
  if (scene.facts.settings.elsewhere !== true) return []
  return [
    `sysctls and connection tracking of the network namespace of IPVS cannot be seen from here: ${enterCommand(scene)}`,
  ]
}
