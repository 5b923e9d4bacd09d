import { parse } from '../../lib/keepalived/parse.ts'
import {
  readVirtualServers,
  type VirtualServers,
} from '../../lib/keepalived/virtual-server/virtual-servers.ts'
import type { Diagnostic } from '../../lib/text/diagnostic.ts'
import { sourcesOf } from './config-sources.ts'

/** What keepalived's checker makes of a text; the diagnostics of the parser stand before its own. */
export function readText(text: string, nftablesIpvsStart?: number): VirtualServers {
  const { trees, diagnostics } = parse(sourcesOf(text), { configId: 'director', version: '2.2.7' })
  const made = readVirtualServers(trees.checker, { nftablesIpvsStart })
  return { ...made, diagnostics: [...diagnostics, ...made.diagnostics] }
}

/** `rule@line`, in the order of the lines. */
export function shortly(diagnostics: readonly Diagnostic[]): string[] {
  return diagnostics
    .map(({ rule, mark }) => ({ rule, line: mark?.line ?? 0 }))
    .sort((a, b) => a.line - b.line || (a.rule < b.rule ? -1 : 1))
    .map(({ rule, line }) => `${rule}@${line}`)
}

/** Three lines that say nothing new, for virtual servers whose other lines are looked at. */
export const plain = 'lb_algo rr\n lb_kind NAT\n protocol TCP'

/** A real server that is checked. */
export const checked = 'real_server 192.0.2.21 80 {\n TCP_CHECK {\n }\n}'
