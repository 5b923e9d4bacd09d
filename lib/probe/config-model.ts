import type { Model } from '../keepalived/model.ts'
import type { Deadline } from './deadline.ts'
import { type Outcome, success } from './outcome.ts'
import type { Probes } from './probes.ts'

/**
 * What keepalived.conf asks for, for checks that want its names and addresses and leave it to check_keepalived_config
 * to judge it. The reader is loaded only here: who names no file does not pay for it.
 * @param configId keepalived's -i
 */
export async function readModel(
  path: string,
  configId: string | undefined,
  probes: Probes,
  deadline: Deadline,
): Promise<Outcome<Model>> {
  const files = await probes.configFiles(path, configId, deadline)
  if (!files.ok) return files
  const { readConfig } = await import('../keepalived/read.ts')
  return success(readConfig(files.value.sources, { configId: files.value.configId }).model)
}
