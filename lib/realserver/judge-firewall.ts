import { type Finding, hintOf, state } from '../core/finding.ts'
import { joinWords } from '../core/text.ts'
import { type Refusal, refusalOf, refusesPort } from '../host/firewall.ts'
import type { LocalFacts } from './facts.ts'
import type { ServicePort } from './kind.ts'
import { familyOf, uniquePorts } from './scene.ts'
import { servedAddress, type Target } from './wanted.ts'
import { namePorts } from './words.ts'

/** A packet filter that refuses what no rule lets in, and no rule for a port of the service. */
export function judgeFirewall(targets: readonly Target[], { firewall }: LocalFacts): Finding[] {
  if (firewall === 'not asked' || !firewall.ok) return []
  return firewall.value.filters.flatMap(filter => {
    const refused = targets.flatMap(target => {
      const { service } = target
      if (service === undefined) return []
      const isRefused = refusesPort(filter, { ...service, family: familyOf(servedAddress(target) ?? '') })
      return isRefused ? [service] : []
    })
    const ports = uniquePorts(refused)
    const [first] = ports
    if (first === undefined) return []
    const text = `the packet filter (${filter.name}) refuses what no rule lets in, and has no rule for ${namePorts(ports)}`
    const protocol = first.protocol.toLowerCase()
    const hint = filter.name.includes('tables ')
      ? `${filter.name.split(' ')[0]} -I INPUT -p ${protocol} --dport ${first.port} -j ACCEPT`
      : `nft insert rule ${filter.name} ${protocol} dport ${first.port} accept`
    return [state('WARNING', text, { rule: 'firewall', hint })]
  })
}

interface Refused {
  readonly filter: string
  readonly rule: Refusal
  readonly vips: string[]
  readonly ports: ServicePort[]
  /** Health checks, which go to the real server's own address, are refused as well. */
  looksAlive: boolean
}

/** Rules that refuse a port of the service, whoever asks. */
export function judgeRefusals(targets: readonly Target[], { firewall, facing }: LocalFacts): Finding[] {
  if (firewall === 'not asked' || !firewall.ok) return []
  const refused = new Map<string, Refused>()
  for (const target of targets) {
    const { vip, rip, service } = target
    const address = servedAddress(target)
    if (service === undefined || address === undefined) continue
    const wanted = { ...service, interfaces: facing[vip ?? ''] ?? [] }
    for (const filter of firewall.value.filters) {
      const find = (at: string) => refusalOf(filter, { ...wanted, address: at, family: familyOf(at) })
      const rule = find(address)
      if (rule === undefined) continue
      const key = `${filter.name} ${rule.text}`
      const known = refused.get(key) ?? { filter: filter.name, rule, vips: [], ports: [], looksAlive: false }
      refused.set(key, known)
      if (!known.vips.includes(address)) known.vips.push(address)
      known.ports.push(service)
      if (rip !== undefined && rip !== address && find(rip) === undefined) known.looksAlive = true
    }
  }
  return [...refused.values()].map(({ filter, rule, vips, ports, looksAlive }) => {
    const green = looksAlive ? ', and their health checks, which ask the real server itself, still pass' : ''
    const text = `the packet filter (${filter}) has a rule that refuses ${namePorts(uniquePorts(ports))} of ${joinWords(vips)}, ${rule.text}: what directors ${looksAlive ? '' : 'still '}forward here is lost${green}`
    return state('CRITICAL', text, { rule: 'firewall-refuses', hint: `Take it away: ${rule.removal}` })
  })
}

/** What cannot be read of the packet filter is no fault; where it was asked for, it is said. */
export function judgeFirewallAccess({ firewall }: LocalFacts, isAsked: boolean): Finding[] {
  if (!isAsked || firewall === 'not asked' || firewall.ok) return []
  const text = `the packet filter could not be looked at: ${firewall.text}`
  return [state('UNKNOWN', text, { rule: 'firewall-unreadable', ...hintOf(firewall) })]
}

export function describeFirewall({ firewall }: LocalFacts): string[] {
  if (firewall === 'not asked')
    return ['the packet filter was not looked at: this user may not, see --firewall']
  if (!firewall.ok) return [`the packet filter was not looked at: ${firewall.text}`]
  const { asked, filters } = firewall.value
  if (asked.length === 0) return ['the kernel has no packet filter']
  const shown = filters.map(
    ({ name, refuses }) => `${name} ${refuses ? 'refuses' : 'takes'} what no rule names`,
  )
  return [
    `the packet filter as ${joinWords(asked)} shows it: ${joinWords(shown) || 'nothing for what comes in'}`,
  ]
}
