import { familyOf } from '../cli/common.ts'
import { quote } from '../core/text.ts'
import type { Model } from '../keepalived/model.ts'
import { parseAddress } from '../net/address.ts'
import { readModel } from '../probe/config-model.ts'
import type { Deadline } from '../probe/deadline.ts'
import { type Failure, failure, type Outcome, success } from '../probe/outcome.ts'
import type { Probes } from '../probe/probes.ts'
import type { ConflictFacts, InstanceFacts } from './facts.ts'
import { listInstances } from './hosts.ts'
import type { ConflictOptions } from './options.ts'
import { eachOf, planRound, sideBySide } from './plan.ts'

/** What keepalived.conf and its like say, where they were named. */
export interface Configured {
  readonly model: Model | undefined
  readonly peer: Model | undefined
  readonly peerProblem?: Failure
  readonly instances: readonly InstanceFacts[]
  readonly others: ConflictFacts['others']
}

export async function readConfigured(
  options: ConflictOptions,
  probes: Probes,
  deadline: Deadline,
): Promise<Outcome<Configured>> {
  const { config, peer, neighbour } = options
  const read = async (path: string | undefined) =>
    path === undefined
      ? undefined
      : readModel(path, path === config ? options['config-id'] : undefined, probes, deadline)
  const [ours, theirs, others] = await Promise.all([
    read(config),
    read(peer),
    eachOf(neighbour, sideBySide, async file => {
      const model = await readModel(file, undefined, probes, deadline)
      return { file, instances: model.ok ? success(listInstances(model.value)) : model }
    }),
  ])
  if (ours?.ok === false) return ours
  const model = ours?.value
  return success({
    model,
    peer: theirs?.ok === true ? theirs.value : undefined,
    ...(theirs?.ok === false ? { peerProblem: theirs } : {}),
    instances: model === undefined ? [] : listInstances(model),
    others,
  })
}

/** The VIPs of the command line, then those of keepalived.conf, each once. */
export function listTargets(options: ConflictOptions, instances: readonly InstanceFacts[]): string[] {
  const family = familyOf(options)
  const listed = instances.flatMap(({ vips, excluded }) => [...vips.map(each => each.address), ...excluded])
  const all = [...new Set([...options.hostname, ...listed])]
  return all.filter(each => family === undefined || parseAddress(each)?.family === family)
}

/** Why these cannot be asked for; undefined when they can. */
export function explainTargets(options: ConflictOptions, targets: readonly string[]): Failure | undefined {
  const { config = '', count, timeout } = options
  if (targets.length === 0) {
    const family = familyOf(options) === undefined ? '' : ` of IPv${familyOf(options)}`
    const hint = `See what keepalived makes of it: check_keepalived_config --copy ${config}`
    return failure('missing', `${quote(config)} has no VIP${family}`, hint)
  }
  const { enough, needed } = planRound(targets.length, count, timeout)
  if (enough) return undefined
  const text = `${targets.length} VIPs cannot be asked for in ${timeout} s, ${sideBySide} at a time`
  return failure('timeout', text, `Give it the time: -t ${needed}`)
}
