import type { Diagnostic } from '../../text/diagnostic.ts'
import type { GlobalModel, Script } from '../model.ts'
import type { vrrpRules } from '../rules/vrrp.ts'

/** Scripts of checks and quorums without enable_script_security: keepalived's check_daemon.c says it once, of all. */
export function lintScriptSecurity(scripts: readonly Script[], global: GlobalModel): Diagnostic[] {
  const [first] = scripts
  if (first === undefined || global.scriptSecurity) return []
  return [
    {
      rule: 'script-security' satisfies keyof typeof vrrpRules,
      text: 'scripts of checks are run without enable_script_security: whoever may change them can become root',
      mark: first.mark,
      hint: 'Write enable_script_security and script_user in global_defs',
    },
  ]
}
