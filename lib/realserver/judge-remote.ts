import { type Finding, group, state } from '../core/finding.ts'
import { joinWords } from '../core/text.ts'
import { judgePings } from '../ping/judge.ts'
import { judgeHttp } from '../service/http-judge.ts'
import { judgeTcp } from '../service/tcp.ts'
import type { RemoteFacts } from './facts.ts'
import type { RealServerOptions } from './options.ts'
import { httpGiven, pingLimits, tcpGiven } from './remote.ts'

/** The verdict on a real server as it is seen from the monitoring host. */
export function judgeRemote(facts: RemoteFacts, options: RealServerOptions): Finding {
  const ping = facts.ping === undefined ? [] : [judgePings([facts.ping], pingLimits)]
  const ports = facts.ports.map(attempt => {
    const port = Number(/\d+$/.exec(attempt.endpoint)?.[0] ?? 0)
    return { port, finding: label(judgeTcp(attempt, tcpGiven(options, port)).finding, `port${port}_`) }
  })
  const page =
    facts.page === undefined ? [] : [label(judgeHttp(facts.page, httpGiven(options)).finding, 'http_')]
  const services = [...ports.map(({ finding }) => finding), ...page]
  const all = [...ping, ...services]
  const [host] = ping
  const answering = [...facts.ports, ...(facts.page === undefined ? [] : [facts.page])].some(
    ({ trouble }) => trouble === undefined || trouble.kind === 'refused',
  )
  // A host that is away is one fault, whatever was asked of it.
  if (host?.state === 'CRITICAL' && services.length > 0 && !answering) {
    const metrics = all.flatMap(each => each.metrics)
    const children = services.map(each => ({ ...each, metrics: [] }))
    return { ...host, metrics, children: [...host.children, ...children] }
  }
  const [only] = all
  if (only === undefined) return state('UNKNOWN', 'nothing was asked', { rule: 'cannot-ask' })
  if (all.length === 1) return only
  const open = ports.filter(({ finding }) => finding.state === 'OK').map(({ port }) => String(port))
  const words = [
    ...(host === undefined || host.state !== 'OK' ? [] : [host.text]),
    ...(open.length === 0 ? [] : [`${open.length === 1 ? 'port' : 'ports'} ${joinWords(open)} open`]),
    ...page.filter(each => each.state === 'OK').map(each => each.text),
  ]
  return group(words.join(', ') || `${options.hostname ?? ''} does not answer`, all)
}

/** Several services have times: each has labels of its own. */
function label(finding: Finding, prefix: string): Finding {
  return { ...finding, metrics: finding.metrics.map(each => ({ ...each, label: prefix + each.label })) }
}
