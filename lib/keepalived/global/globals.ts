import type { Diagnostic } from '../../text/diagnostic.ts'
import type { GlobalModel, Script } from '../model.ts'
import type { Tree } from '../tree.ts'
import { handlers } from './handlers.ts'
import { type GlobalDraft, type GlobalReport, valueMark } from './report.ts'

export interface Globals {
  readonly global: GlobalModel
  /** startup_script, shutdown_script and notify_fifo_script. */
  readonly scripts: readonly Script[]
  readonly diagnostics: readonly Diagnostic[]
}

/**
 * Reads what stands outside of all blocks and in global_defs. Only keepalived's parent process looks at it when it starts
 * (init_global_keywords() of global_parser.c); its children inherit what it read.
 */
export function readGlobals(tree: Tree): Globals {
  const diagnostics: Diagnostic[] = []
  const report: GlobalReport = (rule, mark, text, hint, end) => {
    const related = end === undefined ? {} : { related: [{ mark: end, text: 'the block ends here' }] }
    diagnostics.push({ rule, text, mark, ...(hint === undefined ? {} : { hint }), ...related })
  }
  const draft: GlobalDraft = {
    routerId: undefined,
    strict: false,
    version: 2,
    security: false,
    scriptUser: undefined,
    syncDaemon: undefined,
    nftablesIpvs: false,
    nftablesStart: 1000,
    netNamespace: undefined,
    dynamicInterfaces: false,
    ipvsNamespace: undefined,
    groups: {},
    vmacPrefix: undefined,
    scripts: [],
    given: new Set(),
  }
  for (const statement of tree.statements) {
    const inner = statement.keyword === 'global_defs' ? (statement.block?.statements ?? []) : [statement]
    for (const each of inner)
      if (Object.hasOwn(handlers, each.keyword)) handlers[each.keyword]?.(each, draft, report)
  }
  checkGlobals(tree, draft, report)
  return { global: toModel(draft), scripts: draft.scripts, diagnostics }
}

function checkGlobals(tree: Tree, draft: GlobalDraft, report: GlobalReport): void {
  const start = draft.scripts.find(
    ({ keyword }) => keyword === 'startup_script' || keyword === 'shutdown_script',
  )
  if (start !== undefined && !draft.security) {
    report(
      'start-script-security',
      start.mark,
      `${start.keyword} is run as root without enable_script_security: whoever may change it can become root`,
      'Write enable_script_security',
    )
  }
  const block = tree.statements.find(({ keyword }) => keyword === 'global_defs')
  if (draft.routerId === undefined && block !== undefined) {
    report(
      'router-id-missing',
      valueMark(block),
      'global_defs has no router_id: keepalived takes the name of the host',
      "Write router_id and this director's name",
    )
  }
}

function toModel(draft: GlobalDraft): GlobalModel {
  return {
    routerId: draft.routerId,
    vrrpStrict: draft.strict,
    vrrpVersion: draft.version,
    scriptSecurity: draft.security,
    ...(draft.scriptUser === undefined ? {} : { scriptUser: draft.scriptUser }),
    syncDaemon: draft.syncDaemon,
    nftablesIpvsStart: draft.nftablesIpvs ? draft.nftablesStart : undefined,
    netNamespace: draft.netNamespace,
    ipvsNamespace: draft.ipvsNamespace,
    ...(draft.dynamicInterfaces ? { dynamicInterfaces: true } : {}),
    multicastGroups: draft.groups,
    ...(draft.vmacPrefix === undefined ? {} : { vmacPrefix: draft.vmacPrefix }),
  }
}
