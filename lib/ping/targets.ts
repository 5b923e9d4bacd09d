import { familyOf } from '../cli/common.ts'
import { quote } from '../core/text.ts'
import { parseAddress } from '../net/address.ts'
import { readModel } from '../probe/config-model.ts'
import type { Deadline } from '../probe/deadline.ts'
import { failure, type Outcome, success } from '../probe/outcome.ts'
import type { Probes } from '../probe/probes.ts'

/** Where targets are named: one by one, or as the director has them. */
export interface TargetOptions {
  readonly hostname: readonly string[]
  readonly config: string | undefined
  readonly 'config-id': string | undefined
  readonly 'use-ipv4': boolean
  readonly 'use-ipv6': boolean
}

/**
 * The targets of the command line, then the VIPs of all VRRP instances of keepalived.conf, each once. A file without
 * any is a failure: nothing that is asked would be well for ever.
 */
export async function listTargets(
  options: TargetOptions,
  probes: Probes,
  deadline: Deadline,
): Promise<Outcome<readonly string[]>> {
  const { hostname, config } = options
  if (config === undefined) return success(hostname)
  const model = await readModel(config, options['config-id'], probes, deadline)
  if (!model.ok) return model
  const vips = model.value.instances.flatMap(({ vips: each }) => each.map(({ address }) => address))
  const wanted = familyOf(options)
  const meant = vips.filter(each => wanted === undefined || parseAddress(each)?.family === wanted)
  if (meant.length === 0) {
    const family = wanted === undefined ? '' : ` of IPv${wanted}`
    const text = `${quote(config)} has no VIP${family}`
    return failure(
      'missing',
      text,
      `See what keepalived makes of it: check_keepalived_config --copy ${config}`,
    )
  }
  return success([...new Set([...hostname, ...meant])])
}
