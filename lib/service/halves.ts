import { type Finding, group, hintOf, state, statementsOf, worstFirst } from '../core/finding.ts'
import { count } from '../core/text.ts'
import { shownSeconds } from './attempt.ts'
import type { Balance, RealServerVerdict } from './balance.ts'

/** The VIP and what is behind it, each asked by itself: which half is broken. */
export function judgeHalves(balance: Balance, vip: Finding): Finding {
  const wrong = balance.realServers.filter(
    ({ verdict }) => !['OK', 'UNKNOWN'].includes(verdict.finding.state),
  )
  // A slow real server is not why others are refused.
  const explains = vip.state !== 'CRITICAL' || wrong.some(each => each.verdict.finding.state === 'CRITICAL')
  const broken = explains ? wrong : []
  const unasked = balance.realServers.filter(each => each.verdict.finding.state === 'UNKNOWN')
  const children = [vip, ...balance.realServers.map(each => withMetrics(each, balance))]
  const verdict = {
    ...sayHalves(balance, vip, broken, balance.realServers.length - unasked.length),
    children,
  }
  const [first] = unasked
  if (first === undefined) return verdict
  const names = unasked.map(each => each.name).join(', ')
  const text = `${names} could not be asked: ${first.verdict.reason}`
  return group(verdict.text, [
    verdict,
    state('UNKNOWN', text, { rule: 'cannot-ask', ...hintOf(first.verdict.finding) }),
  ])
}

/** The sentence that says where to look. */
function sayHalves(
  balance: Balance,
  vip: Finding,
  broken: readonly RealServerVerdict[],
  asked: number,
): Finding {
  const { vip: name, throughVip } = balance
  const every =
    asked === 1 ? 'the real server' : asked === 2 ? 'both real servers' : `all ${asked} real servers`
  const said = worstFirst(statementsOf(vip))[0] ?? vip
  if (vip.state === 'UNKNOWN') return state('UNKNOWN', said.text, { rule: 'cannot-ask', ...hintOf(said) })
  const all = `${every} ${asked === 1 ? 'answers' : 'answer'}`
  if (vip.state === 'OK' && broken.length === 0)
    return state('OK', asked === 0 ? vip.text : `${vip.text}, and ${all} directly`)
  const some = broken.length === asked ? every : `${broken.length} of ${count(asked, 'real server')}`
  const fails = `${some} ${broken.length === 1 ? 'fails' : 'fail'}: ${broken.map(describe).join(', ')}`
  const names = broken.map(each => each.name).join(', ')
  if (vip.state === 'OK') {
    const hint = `Look at the service on ${names}. Whether the director has taken it out: ipvsadm -Ln`
    return state('WARNING', `VIP ${name} ok, ${fails}`, { rule: 'realserver-failed', hint })
  }
  const isPart = throughVip.some(each => each.finding.state === 'OK')
  const say = (text: string, hint: string) => state(vip.state, text, { rule: 'vip-failed', hint })
  if (asked === 0) return state(vip.state, said.text, { rule: 'vip-failed' })
  if (broken.length === 0) {
    return isPart
      ? say(`${said.text}, while ${all} directly: look at the VIP on each of them`, hintForOne(name))
      : say(`${all}, the VIP does not: ${said.text}: look at the director`, hintForDirector(name))
  }
  const text = `${said.text}, asked directly ${fails}`
  if (isPart && broken.length < asked)
    return say(
      text,
      `The director still sends connections there: look at the service on ${names}, and why its health check passes`,
    )
  const isWhole = throughVip.length > 1 && broken.length < asked
  return say(text, isWhole ? hintForDirector(name) : `Look at the service on ${names} first`)
}

/** `192.0.2.11:80 connection refused` */
function describe({ name, verdict: { finding, reason, seconds } }: RealServerVerdict): string {
  const time = finding.rule === 'slow' && seconds !== undefined ? ` (${shownSeconds(seconds)})` : ''
  return `${name} ${reason}${time}`
}

/** Nobody is served. */
function hintForDirector(vip: string): string {
  const { address } = split(vip)
  return `On the director: ip addr show to ${address}; ipvsadm -Ln; systemctl status keepalived; nft list ruleset; iptables -S INPUT. From here: check_vip_conflict -H ${address}`
}

/** One of them is well at its own address, which is all that health checks see, and lost by the VIP. */
function hintForOne(vip: string): string {
  const { address, port } = split(vip)
  return `On each real server: check_lvs_realserver --firewall --vip ${address} -p ${port}, or ip address show to ${address}; ss -lnt 'sport = :${port}'; nft list ruleset; iptables -S INPUT. On the director: ipvsadm -Ln has no other real server and no other forwarding method than keepalived.conf`
}

function split(vip: string): { readonly address: string; readonly port: string } {
  const [, address = vip, port = ''] = /^\[?(.*?)\]?:(\d+)$/.exec(vip) ?? []
  return { address, port }
}

/** A real server as evidence: its time is plotted under its own name. */
function withMetrics(each: RealServerVerdict, balance: Balance): Finding {
  const { finding, seconds } = each.verdict
  return { ...stripMetrics(finding), metrics: [balance.time(seconds, `${each.name}_time`)] }
}

export function stripMetrics(finding: Finding): Finding {
  return { ...finding, metrics: [], children: finding.children.map(stripMetrics) }
}
