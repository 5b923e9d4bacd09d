import { z } from 'zod'
import { siteSchema } from '../../lib/cluster/site.ts'

/** docs/site.schema.json: what an editor needs to complete and hold to account a site file as it is written. */
export function renderSiteSchema(): string {
  const schema = z.toJSONSchema(siteSchema, { io: 'input' })
  return `${JSON.stringify({ title: 'Site file of lvs-checks objects', ...schema }, undefined, 2)}\n`
}
