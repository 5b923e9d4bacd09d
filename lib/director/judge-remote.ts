import { type Finding, group, hintOf, state } from '../core/finding.ts'
import type { Metric } from '../core/metric.ts'
import { formatNumber } from '../core/range.ts'
import { type Failure, isPeersFault } from '../probe/outcome.ts'
import type { RemoteFacts } from './facts.ts'
import type { DirectorOptions } from './options.ts'

/** The verdict of a host check: whatever comes back, a refusal too, shows that the host is alive. */
export function judgeRemote(facts: RemoteFacts, options: DirectorOptions): Finding {
  const { ping, connection, port } = facts
  const host = options.hostname ?? 'the director'
  const metrics = metricsOf(facts)
  const replies = ping.ok && ping.value.received > 0
  const isOpen = connection.ok
  const isAlive = replies || isOpen || (!connection.ok && connection.kind === 'refused')
  const unasked = [ping, connection].flatMap(each => (each.ok || isPeersFault(each.kind) ? [] : [each]))
  if (!isAlive && unasked.length > 0) return { ...cannotAsk(host, unasked[0] ?? failed), metrics }
  const noReply = ping.ok ? 'no reply to ping' : ping.text
  if (!isAlive) {
    const why = connection.ok ? '' : connection.text
    const text = `${host} is down: ${noReply}, and port ${port}: ${why}`
    const hint = `See from a host of its network: ping ${host}; arping ${host}; the console or the power of the machine`
    return state('CRITICAL', text, { rule: 'host-down', hint, metrics })
  }
  const wrong = [
    ...(replies || (!ping.ok && !isPeersFault(ping.kind)) ? [] : [judgeSilence(host, port, noReply, isOpen)]),
    ...(isOpen || (!connection.ok && !isPeersFault(connection.kind))
      ? []
      : [judgePort(host, port, connection)]),
    ...unasked.map(each => cannotAsk(host, each)),
  ]
  const rta = ping.ok && ping.value.rta !== undefined ? `, rta ${formatNumber(ping.value.rta)} ms` : ''
  const good = `${host} answers ping${rta}, and port ${port} is open`
  const [only] = wrong
  if (only === undefined) return state('OK', good, { metrics })
  return wrong.length === 1 ? { ...only, metrics } : group(`${host} is alive`, wrong, { metrics })
}

const failed: Failure = { ok: false, kind: 'malformed', text: 'nothing was asked' }

function cannotAsk(host: string, { text, hint }: Failure): Finding {
  const extras = { rule: 'cannot-ask', ...hintOf({ hint }) }
  return state('UNKNOWN', `${host} cannot be asked: ${text}`, extras)
}

function judgeSilence(host: string, port: number, noReply: string, isOpen: boolean): Finding {
  const answer = isOpen ? `answers on port ${port}` : `refuses connections on port ${port}, so it is alive`
  return state('WARNING', `${host} ${answer}, but: ${noReply}`, {
    rule: 'no-ping-reply',
    hint: 'A packet filter drops echo requests, on the way or there: nft list ruleset; sysctl net.ipv4.icmp_echo_ignore_all',
  })
}

function judgePort(host: string, port: number, connection: RemoteFacts['connection']): Finding {
  const why = connection.ok ? '' : connection.text
  const refused = !connection.ok && connection.kind === 'refused'
  const hint = refused
    ? `Nothing listens there: ss -ltn sport = :${port} on the director; or name another port with -p`
    : `A packet filter drops it, or nothing takes connections any more: nft list ruleset on the director; or name another port with -p`
  return state('WARNING', `${host} is alive, and port ${port} does not answer: ${why}`, {
    rule: 'port-closed',
    hint,
  })
}

function metricsOf({ ping, connection }: RemoteFacts): Metric[] {
  const reply = ping.ok ? ping.value : undefined
  const loss =
    reply?.sent === undefined || reply.sent === 0 ? undefined : 100 - (reply.received / reply.sent) * 100
  return [
    { label: 'rta', value: reply?.rta, unit: 'ms', min: 0 },
    { label: 'pl', value: loss, unit: '%', min: 0, max: 100 },
    { label: 'connect', value: connection.ok ? connection.value.connectMs : undefined, unit: 'ms', min: 0 },
  ]
}
