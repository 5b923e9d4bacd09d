import { type Finding, hintOf, state } from '../core/finding.ts'
import { joinWords } from '../core/text.ts'
import type { Interface } from '../host/interface.ts'
import type { DefaultRoute } from '../host/route.ts'
import { isInSubnet } from '../net/subnet.ts'
import type { LocalFacts } from './facts.ts'
import { familyOf } from './scene.ts'
import type { Target } from './wanted.ts'

/** What came of looking at the way back: the findings, what the first line says, and what -v does. */
export interface GatewayVerdict {
  readonly findings: readonly Finding[]
  readonly words: readonly string[]
  readonly details: readonly string[]
}

/** Behind NAT answers must pass the director, or clients get them from an address that they never asked. */
export function judgeGateways(
  targets: readonly Target[],
  gateways: readonly string[],
  facts: LocalFacts,
): GatewayVerdict {
  const interfaces = facts.interfaces.ok ? facts.interfaces.value : []
  const nat = targets.filter(({ method }) => method === 'NAT')
  const verdicts = ([4, 6] as const).map((family): GatewayVerdict => {
    const read = facts.defaultRoutes?.[family]
    if (read === undefined) return { findings: [], words: [], details: [] }
    if (!read.ok) {
      const hint = hintOf(read)
      const text = `the default route of IPv${family} is not known: ${read.text}`
      return {
        findings: [state('UNKNOWN', text, { rule: 'settings-unreadable', ...hint })],
        words: [],
        details: [],
      }
    }
    const rips = nat.flatMap(({ rip }) => (rip !== undefined && familyOf(rip) === family ? [rip] : []))
    const meant = gateways.filter(each => familyOf(each) === family && isNear(each, rips, interfaces))
    return judgeRoutes(family, read.value, meant)
  })
  return {
    findings: verdicts.flatMap(each => each.findings),
    words: verdicts.flatMap(each => each.words),
    details: verdicts.flatMap(each => each.details),
  }
}

/** A VIP of another network cannot be a gateway; one of IPv6 may be link-local. */
function isNear(gateway: string, rips: readonly string[], interfaces: readonly Interface[]): boolean {
  if (rips.length === 0 || /^fe[89ab]/.test(gateway)) return true
  const own = interfaces.flatMap(each => each.addresses.filter(({ address }) => rips.includes(address)))
  return own.some(({ address, prefix }) => isInSubnet(gateway, address, prefix))
}

function judgeRoutes(
  family: 4 | 6,
  routes: readonly DefaultRoute[],
  meant: readonly string[],
): GatewayVerdict {
  const [route] = routes
  const letter = family === 6 ? '-6 ' : ''
  if (route === undefined) {
    const to = meant[0] ?? 'DIRECTOR'
    const text = `this host has no default route of IPv${family}: its answers cannot go back through the director`
    const hint = `ip ${letter}route add default via ${to}, the address that moves with the active director`
    return { findings: [state('WARNING', text, { rule: 'gateway', hint })], words: [], details: [] }
  }
  const leads = route.gateway ?? route.device ?? 'somewhere else'
  if (meant.length === 0) {
    const detail = `the default route of IPv${family} leads to ${leads}; whether that is the director is known with --gateway ADDRESS`
    return { findings: [], words: [], details: [detail] }
  }
  if (route.gateway !== undefined && meant.includes(route.gateway))
    return { findings: [], words: [`default route to ${route.gateway}`], details: [] }
  const wanted = joinWords(meant).replace(/ and (?=[^ ]*$)/, ' or ')
  const by = route.gateway !== undefined && route.device !== undefined ? ` (${route.device})` : ''
  const text = `the default route leads to ${leads}${by}, wanted the active director's ${wanted}: answers go past the director, and clients do not take them`
  const hint = `ip ${letter}route replace default via ${meant[0]}`
  return { findings: [state('WARNING', text, { rule: 'gateway', hint })], words: [], details: [] }
}
