/** A block of Nagios' status.dat: directives by their names. */
export type Block = Readonly<Record<string, string>>

/** What Nagios knows of a host or service. */
export interface Checked {
  readonly host: string
  /** Empty for a host. */
  readonly service: string
  /** 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN; of a host 0 UP, 1 DOWN, 2 UNREACHABLE. */
  readonly state: number
  /** 0 while it is being tried again. */
  readonly isHard: boolean
  readonly hasBeenChecked: boolean
  /** Seconds since 1970. */
  readonly lastCheck: number
  /** The first line, without perfdata. */
  readonly output: string
  /** The lines after it, as they were printed. */
  readonly more: string
  readonly perfdata: string
  readonly notifications: number
  /** All of its block. */
  readonly all: Block
}

/** The hosts and services of a status.dat, in its order. Its format is that of Nagios 4.4, xdata/xsddefault.c. */
export function parseStatus(text: string): { hosts: Checked[]; services: Checked[] } {
  const hosts: Checked[] = []
  const services: Checked[] = []
  for (const [, kind, body = ''] of text.matchAll(/^(\w+) \{\n([\s\S]*?)^\t\}$/gm)) {
    if (kind === 'hoststatus') hosts.push(readChecked(readBlock(body)))
    if (kind === 'servicestatus') services.push(readChecked(readBlock(body)))
  }
  return { hosts, services }
}

function readBlock(body: string): Block {
  const lines = body.split('\n').filter(line => line.includes('='))
  return Object.fromEntries(
    lines.map(line => {
      const at = line.indexOf('=')
      return [line.slice(0, at).trim(), line.slice(at + 1)] as const
    }),
  )
}

function readChecked(block: Block): Checked {
  return {
    host: block.host_name ?? '',
    service: block.service_description ?? '',
    state: Number(block.current_state),
    isHard: block.state_type === '1',
    hasBeenChecked: block.has_been_checked === '1',
    lastCheck: Number(block.last_check),
    output: block.plugin_output ?? '',
    more: unescapeLines(block.long_plugin_output ?? ''),
    perfdata: block.performance_data ?? '',
    notifications: Number(block.current_notification_number),
    all: block,
  }
}

/** Nagios writes a newline as `\n` and a backslash as two. */
function unescapeLines(text: string): string {
  return text.replace(/\\(.)/g, (_, letter: string) => (letter === 'n' ? '\n' : letter))
}
