import type { Diagnostic } from '../text/diagnostic.ts'
import { lintBfd } from './bfd.ts'
import { readGlobals } from './global/globals.ts'
import { mergeDiagnostics } from './merge.ts'
import type { Model } from './model.ts'
import { type Parsed, type ParseOptions, parse } from './parse.ts'
import type { Sources } from './sources.ts'
import { foldConsequences } from './syntax/consequences.ts'
import { lintScriptSecurity } from './values/script-security.ts'
import { readVirtualServers } from './virtual-server/virtual-servers.ts'
import { readVrrp } from './vrrp/vrrp.ts'

/** A configuration read to the end: what it asks for, and everything there is to say about it. */
export interface ReadConfig {
  readonly model: Model
  /** Of lines, blocks, values and of what they mean together. Each thing once, in the order in which it came up. */
  readonly diagnostics: readonly Diagnostic[]
  readonly parsed: Parsed
}

/**
 * Reads keepalived.conf as keepalived does. Whatever is in the files there is a model: of what keepalived would make
 * of them, with diagnostics for what it would not. Never throws.
 */
export function readConfig(sources: Sources, options: ParseOptions): ReadConfig {
  const parsed = parse(sources, options)
  const { parent, vrrp, checker, bfd } = parsed.trees
  const globals = readGlobals(parent)
  const instances = readVrrp(vrrp, globals.global)
  const servers = readVirtualServers(checker, globals.global)
  return {
    model: {
      global: globals.global,
      instances: instances.instances,
      syncGroups: instances.syncGroups,
      virtualServers: servers.virtualServers,
      scripts: [...globals.scripts, ...instances.scripts, ...servers.scripts],
      interfaces: instances.interfaces,
    },
    diagnostics: mergeDiagnostics(
      foldConsequences(parsed, [
        ...globals.diagnostics,
        ...instances.diagnostics,
        ...servers.diagnostics,
        ...lintScriptSecurity(servers.scripts, globals.global),
        ...lintBfd(bfd, vrrp),
      ]),
    ),
    parsed,
  }
}
