/**
 * Reads what keepalived 2.2.7 writes on SIGUSR1: `keepalived_check.data` of the checker process, `keepalived.data` of the
 * VRRP process. Only what follows from the configuration is taken, not what has happened since.
 */

/** A virtual server as the checker process holds it. */
export interface DumpedServer {
  /** `192.0.2.10 80`, `fwmark 5`, `group WEB`. */
  readonly name: string
  /** Entries of its group: `192.0.2.1-192.0.2.3 80`, `fwmark 7`. */
  readonly entries: readonly string[]
  readonly protocol: string
  readonly scheduler: string
  readonly flags: readonly string[]
  readonly method: string
  readonly onePacket: boolean
  /** Seconds; 0 for none. */
  readonly persistence: number
  readonly granularity: string | undefined
  readonly quorum: number
  readonly hysteresis: number
  readonly haSuspend: boolean
  readonly sorryServer: string | undefined
  readonly realServers: readonly DumpedRealServer[]
}

export interface DumpedRealServer {
  /** `192.0.2.20 80` */
  readonly name: string
  readonly method: string
  readonly weight: number
  readonly inhibitOnFailure: boolean
  readonly upper: number
  readonly lower: number
  readonly checkers: readonly DumpedChecker[]
}

/** Times in seconds; undefined where keepalived has none. */
export interface DumpedChecker {
  readonly type: string
  /** `192.0.2.20 8080`, for those that connect. */
  readonly connects: string | undefined
  readonly timeout: number | undefined
  readonly delayLoop: number | undefined
  readonly warmup: number | undefined
  readonly retry: number | undefined
  readonly delayBeforeRetry: number | undefined
  readonly alpha: boolean
}

export interface DumpedInstance {
  readonly name: string
  readonly version: number
  readonly state: string
  readonly interface: string
  readonly routerId: number
  readonly priority: number
  /** Seconds. */
  readonly advertInterval: number
  readonly authentication: string | undefined
  readonly preempt: boolean
  readonly accept: boolean
  readonly useVmac: boolean
  /** `192.0.2.10/24 eth0` */
  readonly vips: readonly string[]
  readonly excludedVips: readonly string[]
  readonly unicastPeers: readonly string[]
  readonly trackScripts: readonly string[]
  readonly trackInterfaces: readonly string[]
}

export interface DumpedSyncGroup {
  readonly name: string
  readonly members: readonly string[]
}

/** A part of a dump: what it begins with and its lines, without the blanks before them. */
interface Section {
  readonly title: string
  readonly lines: readonly string[]
}

/** The parts under a headline such as `Virtual server`, wherever they stand; each ends with the next headline. */
function sectionsOf(text: string): Section[] {
  const [, ...parts] = text.split(/^ *------< (.*?) >------$/m)
  const sections: Section[] = []
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const lines = (parts[at + 1] ?? '').split('\n').filter(line => line.trim() !== '')
    sections.push({ title: parts[at] ?? '', lines })
  }
  return sections
}

/** What is behind `name = ` in a part; `undefined` where it is not there. */
function readValue({ lines }: Section, name: string): string | undefined {
  const begin = `${name} = `
  return lines
    .map(line => line.trimStart())
    .find(line => line.startsWith(begin))
    ?.slice(begin.length)
}

/** Lines of a list: those further in than the line that begins with this. */
function listOf({ lines }: Section, title: string): string[] {
  const start = lines.findIndex(line => line.trimStart().startsWith(title))
  if (start < 0) return []
  const rest = lines.slice(start + 1)
  const end = rest.findIndex(line => indentOf(line) <= indentOf(lines[start] ?? ''))
  return rest.slice(0, end < 0 ? rest.length : end).map(line => line.trim())
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length
}

/** Parts of a list that each begin with a line that is this far in. */
function splitAt(lines: readonly string[], begins: (line: string) => boolean): Section[] {
  const starts = lines.flatMap((line, at) => (begins(line) ? [at] : []))
  return starts.map((start, place) => ({
    title: (lines[start] ?? '').trim(),
    lines: lines.slice(start + 1, starts[place + 1] ?? lines.length),
  }))
}

/** Reads `keepalived_check.data`. */
export function readCheckDump(text: string): DumpedServer[] {
  const sections = sectionsOf(text)
  const groups = new Map(
    sections.filter(({ title }) => title === 'Virtual server group').map(section => readGroup(section)),
  )
  const checkers = sections
    .filter(({ title }) => title === 'Health checkers')
    .flatMap(({ lines }) => splitAt(lines, line => /^ \S.* -> /.test(line)))
  const servers: DumpedServer[] = []
  for (const section of sections) {
    if (section.title === 'Virtual server') servers.push(readServer(section, groups))
    const server = servers.at(-1)
    if (section.title !== 'Real server' || server === undefined) continue
    servers[servers.length - 1] = {
      ...server,
      realServers: [...server.realServers, readRealServer(section, section.lines, server, checkers)],
    }
  }
  return servers
}

function readGroup(section: Section): [string, string[]] {
  const name = /^ *Virtual Server Group = (.*?), /.exec(section.lines[0] ?? '')?.[1] ?? ''
  const entries = section.lines.flatMap(line => {
    const [, address, port] = /^ *VIP(?: Range)? = (.*), VPORT = (\d+)$/.exec(line) ?? []
    const [, mark] = /^ *FWMARK = (\d+)/.exec(line) ?? []
    return address !== undefined ? [`${address} ${port}`] : mark !== undefined ? [`fwmark ${mark}`] : []
  })
  return [name, entries]
}

const flagNames = ['flag-1', 'flag-2', 'flag-3', 'sh-port', 'sh-fallback', 'mh-port', 'mh-fallback']

function readServer(section: Section, groups: ReadonlyMap<string, string[]>): DumpedServer {
  const value = (name: string) => readValue(section, name)
  const [, address, port] = /^ *VS VIP = (.*), VPORT = (\d+)$/.exec(section.lines[0] ?? '') ?? []
  const [, group] = /^ *VS GROUP = \[(.*)\]:\d+$/.exec(section.lines[0] ?? '') ?? []
  const mark = value('VS FWMARK')
  const [, quorum, hysteresis] = /^(\d+), hysteresis = (\d+)$/.exec(value('quorum') ?? '') ?? []
  return {
    name:
      group !== undefined ? `group ${group}` : mark !== undefined ? `fwmark ${mark}` : `${address} ${port}`,
    entries: group === undefined ? [] : (groups.get(group) ?? []),
    protocol: value('protocol') ?? '',
    scheduler: value('lvs_sched') ?? '',
    flags: flagNames.filter(name => value(name) === 'enabled'),
    method: value('default forwarding method')?.split(',', 1)[0] ?? '',
    onePacket: value('One packet scheduling') === 'enabled',
    persistence: Number(value('persistence timeout') ?? 0),
    granularity: value('persistence granularity'),
    quorum: Number(quorum),
    hysteresis: Number(hysteresis),
    haSuspend: section.lines.some(line => line.trim() === 'Using HA suspend'),
    sorryServer: readEndpoint(value('sorry server')),
    realServers: [],
  }
}

/** `[192.0.2.99]:tcp:80` and `[192.0.2.41]:8080` as `192.0.2.99 80`. */
function readEndpoint(text: string | undefined): string | undefined {
  const [, address, port] = /^\[(.*)\]:(?:[a-z]+:)?(\d+)$/.exec(text ?? '') ?? []
  return address === undefined ? undefined : `${address} ${port}`
}

function readRealServer(
  section: Section,
  lines: readonly string[],
  server: DumpedServer,
  checkers: readonly Section[],
): DumpedRealServer {
  const [, address, port] = /^ *RIP = (.*), RPORT = (\d+), /.exec(lines[0] ?? '') ?? []
  const [, lower, upper] = /^(\d+) -> (\d+)$/.exec(readValue(section, 'connection limit range') ?? '') ?? []
  const name = `${address} ${port}`
  return {
    name,
    method: readValue(section, 'forwarding method')?.split(',', 1)[0] ?? '',
    weight: Number(readValue(section, 'initial weight')),
    inhibitOnFailure: lines.some(line => line.trim() === 'Inhibit on failure is ON'),
    upper: Number(upper),
    lower: Number(lower),
    checkers: checkers.filter(({ title }) => isOf(title, server, name)).map(readChecker),
  }
}

/** `[WEB]:0 -> [192.0.2.31]:tcp:8080`: the virtual server and the real server of a check. */
function isOf(title: string, server: DumpedServer, realServer: string): boolean {
  const [from, to] = title.split(' -> ')
  const name = /^FWM /.test(from ?? '') ? from?.replace('FWM', 'fwmark') : readEndpoint(from)
  const wanted = server.name.startsWith('group ') ? `${server.name.slice('group '.length)} 0` : server.name
  return name === wanted && readEndpoint(to) === realServer
}

const unset = 18_446_744_073_709

function readChecker(section: Section): DumpedChecker {
  const value = (name: string) => readValue(section, name)
  const seconds = (name: string) => {
    const text = value(name)
    if (text === undefined) return undefined
    const number = text.endsWith(' us') ? Number.parseInt(text, 10) / 1e6 : Number(text)
    return number >= unset ? undefined : number
  }
  const retries = value('Retries')
  const timed = seconds('Delay loop') !== undefined
  return {
    type: value('Keepalive method')?.split(',', 1)[0] ?? '',
    connects: readEndpoint(value('Dest')),
    timeout: seconds('Timeout') ?? seconds('timeout'),
    delayLoop: seconds('Delay loop'),
    warmup: seconds('Warmup'),
    retry: timed && retries !== undefined ? Number(retries) : undefined,
    delayBeforeRetry: timed
      ? (seconds('Delay before retry') ?? seconds('Default delay before retry'))
      : undefined,
    alpha: value('Alpha') === 'yes',
  }
}

/** Reads `keepalived.data`. */
export function readVrrpDump(text: string): {
  readonly instances: readonly DumpedInstance[]
  readonly syncGroups: readonly DumpedSyncGroup[]
} {
  const sections = sectionsOf(text)
  const partsOf = (headline: string, begin: string) =>
    sections
      .filter(({ title }) => title === headline)
      .flatMap(({ lines }) => splitAt(lines, line => line.startsWith(` ${begin} = `)))
  return {
    instances: partsOf('VRRP Topology', 'VRRP Instance').map(readInstance),
    syncGroups: partsOf('VRRP Sync groups', 'VRRP Sync Group').map(section => ({
      name: section.title.replace(/^VRRP Sync Group = /, '').replace(/, [A-Z]+$/, ''),
      members: listOf(section, 'VRRP member instances'),
    })),
  }
}

function readInstance(section: Section): DumpedInstance {
  const value = (name: string) => readValue(section, name)
  const [, amount, unit] = /^([\d.]+) (sec|milli-sec)$/.exec(value('Advert interval') ?? '') ?? []
  const [ifname = '', ...more] = (value('Interface') ?? '').split(', ')
  const [, base] = /^vmac on (.*)$/.exec(more.join(', ')) ?? []
  const authentication = value('Authentication type')
  const addresses = (title: string) => listOf(section, title).map(readAddress)
  return {
    name: section.title.replace(/^VRRP Instance = /, ''),
    version: Number(value('VRRP Version')),
    state: value('Wantstate') ?? '',
    interface: base ?? ifname,
    routerId: Number(value('Virtual Router ID')),
    priority: Number(value('Priority')),
    advertInterval: Number(amount) / (unit === 'sec' ? 1 : 1000),
    authentication: authentication === 'none' ? undefined : authentication,
    preempt: value('Preempt') === 'enabled',
    accept: value('Accept') === 'enabled',
    useVmac: section.lines.some(line => line.trimStart().startsWith('Use VMAC')),
    vips: addresses('Virtual IP ('),
    excludedVips: addresses('Virtual IP Excluded'),
    unicastPeers: listOf(section, 'Unicast Peer').map(line => line.split(' ', 1)[0] ?? ''),
    trackScripts: listOf(section, 'Tracked scripts').map(line => line.split(' ', 1)[0] ?? ''),
    trackInterfaces: listOf(section, 'Tracked interfaces').map(line => line.split(' ', 1)[0] ?? ''),
  }
}

/** `192.0.2.10/24 brd 192.0.2.255 dev vrrp.30@eth1 scope global` as `192.0.2.10/24 vrrp.30`; a host's prefix is not written. */
function readAddress(line: string): string {
  const [address = ''] = line.split(' ', 1)
  const [, device = ''] = / dev ([^ @]+)/.exec(line) ?? []
  const prefix = address.includes('/') ? '' : address.includes(':') ? '/128' : '/32'
  return `${address}${prefix} ${device}`
}
