import { quote } from '../core/text.ts'
import { parseDecimal } from './field.ts'
import { eachLine, firstLine } from './lines.ts'
import { createReport, type Reading } from './report.ts'
import { expectEnd } from './whole.ts'

/** How long a silent connection is kept, in seconds. */
export interface Timeouts {
  readonly tcp: number
  readonly tcpFin: number
  readonly udp: number
}

/** A thread that sends the table of connections to the other director, or takes it from there. */
export interface SyncDaemon {
  readonly role: 'master' | 'backup'
  readonly interface: string
  readonly syncId: number
  /** Largest message in bytes; this and the following are not shown by ipvsadm before 1.28. */
  readonly maxLength?: number
  readonly group?: string
  readonly port?: number
  readonly ttl?: number
}

/** Reads `ipvsadm -Ln --timeout`. */
export function parseTimeouts(text: string, file = 'ipvsadm -Ln --timeout'): Reading<Timeouts> {
  const report = createReport(file)
  expectEnd(text, report)
  const line = firstLine(text)
  const found = /^Timeout \(tcp tcpfin udp\): (\d{1,9}) (\d{1,9}) (\d{1,9})[ \t]*$/.exec(
    line?.text.slice(0, 200) ?? '',
  )
  const [, tcp, tcpFin, udp] = found ?? []
  const more = text.trimEnd().includes('\n')
  if (found === null || more) {
    const seen = quote(text.trimEnd())
    report.add(
      'not-a-table',
      `${seen} is not the one line 'Timeout (tcp tcpfin udp): 900 120 300' of ipvsadm`,
      line,
    )
  }
  const problems = report.list()
  const value = { tcp: Number(tcp), tcpFin: Number(tcpFin), udp: Number(udp) }
  return { value: problems.length === 0 ? value : undefined, problems }
}

const daemon =
  /^(master|backup) sync daemon \(mcast=([^,)\s]{1,64}), syncid=(\d{1,10})((?:, [a-z]{1,16}=[^,)\s]{1,64}){0,9})\)[ \t]*$/

/** Reads `ipvsadm -Ln --daemon`: at most one line of each role, and nothing at all where no daemon runs. */
export function parseDaemons(text: string, file = 'ipvsadm -Ln --daemon'): Reading<readonly SyncDaemon[]> {
  const report = createReport(file)
  if (text !== '') expectEnd(text, report)
  const daemons: SyncDaemon[] = []
  for (const line of eachLine(text)) {
    const [, role, name, syncId, more = ''] = daemon.exec(line.text.slice(0, 1_000)) ?? []
    if ((role !== 'master' && role !== 'backup') || name === undefined) {
      const text = `${quote(line.text)} is no line of ipvsadm -Ln --daemon: 'master sync daemon (mcast=…, syncid=…)' is right`
      report.add('not-a-table', text, line)
      continue
    }
    const fields = new Map(more.split(', ').map(field => field.split('=', 2) as [string, string | undefined]))
    const read = (key: string) => parseDecimal(fields.get(key), 2 ** 32 - 1)
    const [maxLength, port, ttl, group] = [read('maxlen'), read('port'), read('ttl'), fields.get('group')]
    daemons.push({
      role,
      interface: name,
      syncId: Number(syncId),
      ...(maxLength === undefined ? {} : { maxLength }),
      ...(group === undefined ? {} : { group }),
      ...(port === undefined ? {} : { port }),
      ...(ttl === undefined ? {} : { ttl }),
    })
  }
  const problems = report.list()
  return { value: problems.length === 0 ? daemons : undefined, problems }
}
