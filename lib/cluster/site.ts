import { LineCounter, parseDocument } from 'yaml'
import { z } from 'zod'

/** What a cluster may be called: files and groups are named after it. */
export const clusterName = /^[A-Za-z0-9][A-Za-z0-9_-]{0,39}$/

/**
 * The site file: what keepalived.conf does not tell of a cluster, such as names, addresses of directors, URLs and thresholds.
 * This schema is the only place that says what may be in it; docs/site.schema.json is made from it.
 */
const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9_.:-]{0,63}$/, 'a name of letters, digits and _ . : - is right')
  .describe('A name of letters, digits and _ . : -, at most 64 of them.')
const text = z.string().min(1).max(1024)
const options = z
  .record(
    z.string(),
    z.union([z.literal(true), z.string(), z.number().transform(String), z.array(z.string())]),
  )
  .describe(
    'Options of a check by their long names, as its --help has them: a text, true for a flag, a list for what is repeatable.',
  )
const seconds = z.number().positive().max(86_400)

const director = z.strictObject({
  name: name.optional().describe('Name of its host object. Default: its router_id, or the name of the file.'),
  config: text.describe('Its keepalived.conf or a copy of it, from the folder of this file on.'),
  'config-id': text.optional().describe("What lines with @ID are compared with, as keepalived's -i."),
  address: text
    .optional()
    .describe('What the monitoring host asks. Default: its unicast address, or its name.'),
  copy: text
    .optional()
    .describe(
      'Where the monitoring host has a copy of its file that a backup job keeps current: with both, the pair is compared.',
    ),
})

const service = z.strictObject({
  check: z
    .enum(['http', 'https', 'tcp', 'none'])
    .optional()
    .describe(
      'How it is asked. Default: as its health checks do, http for HTTP_GET, https for SSL_GET, else tcp.',
    ),
  address: text.optional().describe('Of a firewall mark: a VIP that it stands for.'),
  port: z
    .number()
    .int()
    .min(1)
    .max(65_535)
    .optional()
    .describe('Of a firewall mark: a port that it stands for.'),
  'ask-real-servers': z
    .boolean()
    .optional()
    .describe(
      'Ask the real servers directly, too. Default: those behind DR and TUN whose health checks do the same.',
    ),
  options: options.optional(),
})

export const siteSchema = z.strictObject({
  cluster: z
    .string()
    .regex(clusterName, 'a name of letters, digits, _ and - is right')
    .default('lvs')
    .describe('Name of the cluster: that of its files, groups and templates.'),
  directors: z
    .array(director)
    .max(16)
    .optional()
    .describe('The directors, where they are not given on the command line.'),
  'real-servers': z
    .record(name, z.array(text).min(1).max(16))
    .default({})
    .describe('Names of real servers, each with its addresses in keepalived.conf.'),
  vips: z
    .record(text, z.strictObject({ name: name.optional(), ping: z.boolean().optional() }))
    .default({})
    .describe('VIPs by address: a name of the host object; ping: false where it does not answer.'),
  services: z
    .record(text, service)
    .default({})
    .describe('Virtual servers, by 192.0.2.10:80, [2001:db8::10]:80, fwmark 1 or fwmark 1 IPv6.'),
  options: z
    .record(z.string(), options)
    .default({})
    .describe('Options of all calls of a check, by its name such as check_vip_ping.'),
  'host-check': options
    .default({})
    .describe('Options of the host checks of directors and real servers, such as port and packets.'),
  'existing-hosts': z
    .array(name)
    .default([])
    .describe('Hosts that are defined elsewhere: only services are made for them.'),
  templates: z
    .strictObject({ host: z.array(text).default([]), service: z.array(text).default([]) })
    .default({ host: [], service: [] })
    .describe('Templates that every host and every service uses besides.'),
  contacts: z
    .strictObject({ users: z.array(text).default([]), groups: z.array(text).default([]) })
    .optional()
    .describe(
      'Who is told. Default: the group admins for Nagios, icingaadmins for Icinga 2, as Debian installs them.',
    ),
  period: text.default('24x7').describe('Nagios: the time period of checks and notifications.'),
  check: z
    .strictObject({
      interval: seconds.default(60).describe('Seconds between two checks.'),
      retry: seconds.default(20).describe('Seconds between two checks until an alarm is certain.'),
      attempts: z
        .number()
        .int()
        .min(1)
        .max(100)
        .default(3)
        .describe('Checks that have to fail for an alarm.'),
    })
    .default({ interval: 60, retry: 20, attempts: 3 }),
  nrpe: z
    .strictObject({
      port: z.number().int().min(1).max(65_535).default(5666),
      timeout: z.number().int().min(1).max(600).default(30).describe('Seconds that check_nrpe waits.'),
      user: z
        .string()
        .regex(/^[a-z_][a-z0-9_-]{0,31}$/, 'the name of a user is right')
        .default('nagios')
        .describe('User of the agents: whom the file for sudo is about.'),
      plugins: text
        .default('/usr/lib/nagios/plugins')
        .describe('Folder of the checks on directors and real servers.'),
    })
    .default({ port: 5666, timeout: 30, user: 'nagios', plugins: '/usr/lib/nagios/plugins' }),
  'notes-url': text
    .optional()
    .describe('Where docs/rules.md can be read: the link of each service leads to its check there.'),
  icinga2: z
    .strictObject({
      zone: name.describe('Zone whose endpoints run the checks.'),
      parent: name.default('master').describe('Its parent zone.'),
      satellites: z
        .array(
          z.strictObject({
            name,
            address: text.optional(),
            port: z.number().int().min(1).max(65_535).default(5665),
          }),
        )
        .default([])
        .describe('Endpoints of the zone. None where the zone is defined elsewhere.'),
      'commands-zone': name.default('global-templates').describe('Global zone for the check commands.'),
    })
    .optional()
    .describe('For satellites: everything of the cluster goes to a zone of its own.'),
})

export type Site = z.output<typeof siteSchema>
export type SiteDirector = z.output<typeof director>
export type SiteService = z.output<typeof service>

/** A site of nothing but defaults. */
export const emptySite: Site = siteSchema.parse({})

export type SiteReading =
  | { readonly ok: true; readonly site: Site }
  | { readonly ok: false; readonly problem: string }

/**
 * Reads a site file.
 * @param file its name, for the problem: `site.yaml:3:5: directors[0].confg is unknown, …`
 */
export function readSite(yaml: string, file: string): SiteReading {
  const lines = new LineCounter()
  const document = parseDocument(yaml, { lineCounter: lines, uniqueKeys: true, strict: true })
  const [error] = document.errors
  const refuse = (at: number | undefined, problem: string): SiteReading => {
    const { line, col } = at === undefined ? { line: 1, col: 1 } : lines.linePos(at)
    return { ok: false, problem: `${file}:${line}:${col}: ${problem}` }
  }
  if (error !== undefined) return refuse(error.pos[0], `this is not YAML: ${error.message.split('\n', 1)[0]}`)
  let value: unknown
  try {
    // A file of a few kilobytes can stand for gigabytes by aliases of aliases.
    value = document.toJS({ maxAliasCount: 100 }) ?? {}
  } catch (mistake) {
    return refuse(
      undefined,
      `this is not YAML: ${mistake instanceof Error ? mistake.message : String(mistake)}`,
    )
  }
  const read = siteSchema.safeParse(value)
  if (read.success) return { ok: true, site: read.data }
  // A word that is misspelt is the reason why another one is missing.
  const { issues } = read.error
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0]
  if (issue === undefined) return refuse(undefined, 'the file cannot be read')
  const keys = issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : []
  return refuse(placeOf(document, [...issue.path, ...keys]), describe(issue, keys[0]))
}

type Issue = z.core.$ZodIssue

function describe(issue: Issue, key: string | undefined): string {
  const path = pathText(issue.path)
  if (key !== undefined)
    return `${path === '' ? '' : `${path}: `}there is no setting ${key}, the settings are in site.schema.json`
  return `${path === '' ? 'the file' : path}: ${issue.message}`
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((each, at) => (typeof each === 'number' ? `[${each}]` : `${at === 0 ? '' : '.'}${String(each)}`))
    .join('')
}

/** Where something stands in the file; the nearest that is there around it. */
function placeOf(
  document: ReturnType<typeof parseDocument>,
  path: readonly PropertyKey[],
): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const node: unknown = document.getIn(path.slice(0, length), true)
    if (typeof node === 'object' && node !== null && 'range' in node && Array.isArray(node.range))
      return node.range[0]
  }
  return undefined
}
