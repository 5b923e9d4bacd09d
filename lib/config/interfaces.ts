import { listSome, quote } from '../core/text.ts'
import type { Model, NamedInterface } from '../keepalived/model.ts'
import type { hostRules } from '../keepalived/rules/host.ts'
import type { Outcome } from '../probe/outcome.ts'
import type { Diagnostic } from '../text/diagnostic.ts'

type Rule = keyof typeof hostRules

/**
 * What becomes of the interfaces that a configuration names. keepalived's VRRP process ends where one is not there
 * (if_get_by_ifname() of its vrrp_if.c), unless dynamic_interfaces lets it wait; that of 2.2.7 crashes, over and over, where
 * the instance is in a sync group, and leaves its VIPs behind.
 * @param here the interfaces of this host; undefined where the configuration is that of another one
 */
export function lintInterfaces(model: Model, here: Outcome<ReadonlySet<string>> | undefined): Diagnostic[] {
  const { global, interfaces } = model
  // They are looked for where keepalived runs then.
  if (global.netNamespace !== undefined) return []
  if (here?.ok === false)
    return [{ rule: 'interface-unseen' satisfies Rule, text: `interfaces were not looked at, ${here.text}` }]
  const present = here?.value
  const uses = global.dynamicInterfaces ? [] : [...Map.groupBy(interfaces, ({ name }) => name).values()]
  const own = new Set(model.instances.flatMap(({ ownInterface }) => ownInterface ?? []))
  return [...uses.flatMap(each => lintUse(each, present, own)), ...lintSyncInterface(model, present)]
}

/** Each interface is reported once, with the other places that name it. */
function lintUse(
  [first, ...others]: readonly NamedInterface[],
  present: ReadonlySet<string> | undefined,
  own: ReadonlySet<string>,
): Diagnostic[] {
  if (first === undefined) return []
  const { name, by, mark } = first
  const shown = quote(name)
  const common = {
    mark,
    related: others.slice(0, 5).map(each => ({ mark: each.mark, text: 'the same interface' })),
  }
  const isMissing = present?.has(name) === false
  if (own.has(name)) {
    const rule: Rule = isMissing ? 'interface-missing' : 'interface-made-later'
    const until = isMissing ? 'it does not start' : 'at its next start, as after a reboot, it ends'
    const text = `${by} names its interface ${shown}, which keepalived makes only after it has read that: ${until}`
    return [{ rule, text, hint: `Leave ${name} out: with use_vmac the VIPs are put on it anyway`, ...common }]
  }
  if (!isMissing) return []
  const text = `this host has no interface ${shown}, which ${by} names: keepalived's VRRP process ends or crashes at the next start or reload`
  return [{ rule: 'interface-missing', text, hint: hintFor(present), ...common }]
}

function hintFor(present: ReadonlySet<string>): string {
  const others = [...present].filter(name => name !== 'lo').sort()
  const names = others.length === 0 ? 'there are none but lo' : listSome(others, 6)
  return `Write one that is here (${names}), or dynamic_interfaces in global_defs where it comes later. Of a file from another host say --copy`
}

/** keepalived runs on without the sync daemon. */
function lintSyncInterface(
  { global: { syncDaemon } }: Model,
  present: ReadonlySet<string> | undefined,
): Diagnostic[] {
  if (syncDaemon === undefined || present === undefined || present.has(syncDaemon.value.interface)) return []
  const text = `this host has no interface ${quote(syncDaemon.value.interface)} for lvs_sync_daemon: the other director is not told of connections, a failover breaks them`
  return [
    {
      rule: 'sync-interface-missing' satisfies Rule,
      text,
      ...(syncDaemon.mark === undefined ? {} : { mark: syncDaemon.mark }),
      hint: hintFor(present),
    },
  ]
}
