import { makePlan } from '../../lib/cluster/make-plan.ts'
import type { Plan } from '../../lib/cluster/plan.ts'
import { readSite, type Site } from '../../lib/cluster/site.ts'
import type { DirectorSource } from '../../lib/cluster/sources.ts'
import { readConfig } from '../../lib/keepalived/read.ts'
import { registry } from '../../plugins/index.ts'
import { directorConfig } from '../lab/config.ts'
import { sourcesOf } from './config-sources.ts'

/** All checks by name, as the program has them. */
export const checks = new Map(
  await Promise.all(Object.entries(registry).map(async ([name, load]) => [name, await load()] as const)),
)

/** A site file, which must be right. */
export function siteOf(yaml = ''): Site {
  const reading = readSite(yaml, 'site.yaml')
  if (!reading.ok) throw new Error(reading.problem)
  return reading.site
}

/** A keepalived.conf as a director's. */
export function sourceOf(text: string, given: Partial<DirectorSource['given']> = {}): DirectorSource {
  const config = given.config ?? 'keepalived.conf'
  return { given: { config, ...given }, model: readConfig(sourcesOf(text), { configId: 'd1' }).model }
}

/** The pair of the lab: every kind of virtual server. */
export const pair = (['d1', 'd2'] as const).map(name =>
  sourceOf(directorConfig(name), {
    config: `${name}.conf`,
    address: name === 'd1' ? '192.0.2.1' : '192.0.2.2',
  }),
)

/** The plan of a cluster with a site file. */
export function planOf(sources: readonly DirectorSource[], yaml = ''): Plan {
  return makePlan(sources, siteOf(yaml))
}
