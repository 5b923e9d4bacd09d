import { listSome, quote } from '../core/text.ts'
import { holdingsOf, type Interface } from '../host/interface.ts'
import type { Model, VrrpInstance } from '../keepalived/model.ts'
import type { hostRules } from '../keepalived/rules/host.ts'
import type { Outcome } from '../probe/outcome.ts'
import type { Diagnostic } from '../text/diagnostic.ts'

type Rule = keyof typeof hostRules

/** Instances whose adverts go to unicast peers: only for them the addresses of the host matter. */
export function hasUnicast({ instances, global }: Model): boolean {
  return global.netNamespace === undefined && instances.some(({ unicastPeers }) => unicastPeers.length > 0)
}

/**
 * Unicast addresses beside those that the host has, as they stand wrong in a file that was copied from the other
 * director. keepalived 2.2.7 loads it: without its source address an instance stays in FAULT (vrrp_sock_pool of
 * vrrp_scheduler.c), and with no peer but itself it never hears another one.
 */
export function lintUnicast({ instances }: Model, here: Outcome<readonly Interface[]>): Diagnostic[] {
  if (!here.ok) {
    const text = `addresses were not looked at, ${here.text}`
    return [{ rule: 'interface-unseen' satisfies Rule, text }]
  }
  return instances
    .filter(({ unicastPeers }) => unicastPeers.length > 0)
    .flatMap(each => lintInstance(each, here.value))
}

function lintInstance(
  { name, unicastSource, unicastPeers }: VrrpInstance,
  here: readonly Interface[],
): Diagnostic[] {
  const isHere = (address: string) => holdingsOf(address, here).length > 0
  const found: Diagnostic[] = []
  const hint = `This host has ${listAddresses(here)}. Write its own address into unicast_src_ip and the other director's into unicast_peer. Of a file from another host say --copy`
  if (unicastSource !== undefined && !isHere(unicastSource.value)) {
    found.push({
      rule: 'unicast-source-elsewhere' satisfies Rule,
      text: `${quote(name)} is to send its adverts from ${unicastSource.value}, which is no address of this host: it stays in FAULT state`,
      ...(unicastSource.mark === undefined ? {} : { mark: unicastSource.mark }),
      hint,
    })
  }
  const [first, ...others] = unicastPeers
  if (first !== undefined && unicastPeers.every(({ value }) => isHere(value))) {
    found.push({
      rule: 'unicast-peer-here' satisfies Rule,
      text: `${quote(name)} has no unicast_peer but this host itself (${first.value}): it hears no other director, and both become MASTER`,
      ...(first.mark === undefined ? {} : { mark: first.mark }),
      hint,
      related: others
        .slice(0, 5)
        .flatMap(({ mark }) => (mark === undefined ? [] : [{ mark, text: 'this host too' }])),
    })
  }
  return found
}

/** Those that a director may send from, as far as there are not many. */
function listAddresses(here: readonly Interface[]): string {
  const all = here
    .filter(({ flags }) => !flags.includes('LOOPBACK'))
    .flatMap(({ name, addresses }) =>
      addresses.filter(({ scope }) => scope === 'global').map(({ address }) => `${address} on ${name}`),
    )
  return all.length === 0 ? 'no address' : listSome(all, 4)
}
