import type { Method, VirtualServer } from '../model.ts'
import type { VirtualServerDraft } from './draft.ts'
import type { Group } from './group.ts'
import type { RealServerDraft, ServerDraft, SorryDraft } from './real-server.ts'
import { dropDuplicates, finishRealServer, type PortRule } from './real-server-finish.ts'
import { type Scope, say } from './setting.ts'

/** What keepalived does with a virtual server after reading everything: validate_check_config() of check_data.c. */
export function finishVirtualServer(
  draft: VirtualServerDraft,
  group: Group | undefined,
  byMark: boolean,
  scope: Scope,
): Omit<VirtualServer, 'targets'> | undefined {
  if (draft.realServers.length === 0) {
    say(scope, 'no-real-servers', draft.mark, `${scope.owner} has no real server, keepalived leaves it out`, {
      hint: 'Add a real_server block, or take the virtual server out',
    })
    return undefined
  }
  const { front } = draft
  const marked = front.kind === 'fwmark' || group?.entries.some(entry => entry.kind === 'fwmark') === true
  const addressed =
    front.kind === 'address' || group?.entries.some(entry => entry.kind === 'address') === true
  const haSuspend = finishSuspend(draft, marked, scope)
  const protocol = finishProtocol(draft, addressed, scope)
  const onePacket = finishOnePacket(draft, addressed && protocol !== 'UDP', scope)
  const timeout = finishPersistence(draft, group, scope)
  if (draft.scheduler === undefined) {
    say(scope, 'no-scheduler', draft.mark, `${scope.owner} names no scheduler, keepalived takes wlc`, {
      hint: 'Say which is meant: lb_algo wlc keeps it as it is',
    })
  }
  const scheduler = draft.scheduler ?? 'wlc'
  const kept = dropDuplicates(draft.realServers, scope)
  const method = finishMethod(draft, kept, scope)
  const sorry = finishSorry(draft, kept, scope)
  const portOf = choosePorts(draft, group, byMark)
  remarkPorts(draft, group, kept, method, scope)
  const weight = kept.reduce((sum, server) => sum + (server.weight ?? draft.weight), 0)
  return {
    name: draft.name,
    mark: draft.mark,
    protocol,
    scheduler,
    flags: nameFlags(scheduler, draft.flags),
    method,
    onePacket,
    persistence: timeout === undefined ? undefined : describePersistence(draft, group, byMark, timeout),
    ...finishQuorum(draft, weight, scope),
    haSuspend,
    alpha: draft.alpha,
    sorryServer: sorry === undefined ? undefined : describeSorry(sorry, method, draft, portOf),
    realServers: kept.map(server => finishRealServer(server, draft, server.method ?? method, portOf)),
  }
}

function finishSuspend(draft: VirtualServerDraft, marked: boolean, scope: Scope): boolean {
  if (draft.haSuspend === undefined || !marked) return draft.haSuspend !== undefined
  const text = `ha_suspend of ${scope.owner} is cleared, keepalived has no address to go by with a fwmark`
  say(scope, 'cleared-suspend', draft.haSuspend, text, { hint: 'Take ha_suspend out' })
  return false
}

function finishProtocol(
  draft: VirtualServerDraft,
  addressed: boolean,
  scope: Scope,
): VirtualServer['protocol'] {
  const { protocol } = draft
  if (addressed && protocol === undefined) {
    const text = `${scope.owner} names no protocol, keepalived takes UDP`
    say(scope, 'no-protocol', draft.mark, text, {
      hint: 'Add protocol TCP, or protocol UDP if that is meant',
    })
  } else if (!addressed && protocol !== undefined) {
    const text = `protocol of ${scope.owner} counts for nothing, a fwmark stands for packets of any protocol`
    say(scope, 'ignored-protocol', draft.protocolMark ?? draft.mark, text, { hint: 'Take the line out' })
  }
  return protocol ?? 'UDP'
}

function finishOnePacket(draft: VirtualServerDraft, forbidden: boolean, scope: Scope): boolean {
  if (!draft.onePacket || !forbidden) return draft.onePacket
  const text = `ops of ${scope.owner} is cleared, one-packet scheduling is for UDP and fwmarks alone`
  say(scope, 'cleared-ops', draft.mark, text, { hint: 'Take ops out' })
  return false
}

function finishPersistence(
  draft: VirtualServerDraft,
  group: Group | undefined,
  scope: Scope,
): number | undefined {
  if (draft.persistence !== undefined) return draft.persistence
  const { front } = draft
  const open =
    (front.kind === 'address' && front.port === 0) ||
    group?.entries.some(entry => entry.kind === 'address' && entry.port === 0) === true
  if (!open) return undefined
  const text = `${scope.owner} has no port, keepalived makes it persistent for 360 seconds`
  say(scope, 'forced-persistence', draft.mark, text, { hint: 'Add the port, or persistence_timeout 360' })
  return 360
}

/** The method of those that have none, of the real servers and of the sorry server: NAT without another. */
function finishMethod(draft: VirtualServerDraft, servers: readonly RealServerDraft[], scope: Scope): Method {
  const { method, sorry } = draft
  if (method !== undefined) return method
  const lacking = [...servers, ...(sorry === undefined ? [] : [sorry])].some(
    server => server.method === undefined,
  )
  if (lacking) {
    const text = `${scope.owner} names no forwarding method, keepalived takes NAT`
    say(scope, 'no-forwarding', draft.mark, text, { hint: 'Add lb_kind NAT, or the method that is meant' })
  }
  return 'NAT'
}

function finishSorry(
  draft: VirtualServerDraft,
  servers: readonly RealServerDraft[],
  scope: Scope,
): SorryDraft | undefined {
  const { sorry } = draft
  if (sorry === undefined) return undefined
  let { inhibit } = sorry
  for (const server of servers) {
    const own = server.inhibit ?? draft.inhibit
    if (server.address !== sorry.address || server.port !== sorry.port || own === inhibit) continue
    inhibit = own
    const text = `sorry server ${sorry.name} of ${scope.owner} is also a real server, keepalived ${own ? 'sets' : 'clears'} sorry_server_inhibit as it is there`
    say(scope, 'sorry-inhibit', sorry.mark, text, {
      hint: 'Give both the same: sorry_server_inhibit and inhibit_on_failure, or neither',
      related: [{ mark: server.mark, text: 'the real server' }],
    })
  }
  return { ...sorry, inhibit }
}

function describeSorry(
  sorry: SorryDraft,
  method: Method,
  draft: VirtualServerDraft,
  portOf: PortRule,
): NonNullable<VirtualServer['sorryServer']> {
  const { family, address, inhibit, mark } = sorry
  const own = sorry.method ?? method
  // keepalived gives the service's port to a real server without one, but not to a sorry server behind NAT.
  const port = own === 'NAT' && draft.front.kind === 'address' ? sorry.port : portOf(sorry, own)
  return { family, address, port, method: own, inhibit, mark }
}

function choosePorts(draft: VirtualServerDraft, group: Group | undefined, byMark: boolean): PortRule {
  const { front } = draft
  return (server, method) => {
    if (front.kind === 'address') return method === 'NAT' && server.port !== 0 ? server.port : front.port
    if (method === 'NAT') return server.port
    return group === undefined || byMark ? 0 : undefined
  }
}

function remarkPorts(
  draft: VirtualServerDraft,
  group: Group | undefined,
  servers: readonly RealServerDraft[],
  method: Method,
  scope: Scope,
): void {
  const { front, sorry } = draft
  const ports = portsOf(group)
  const each: (readonly [string, ServerDraft])[] = servers.map(server => ['real server', server])
  if (sorry !== undefined) each.push(['sorry server', sorry])
  for (const [kind, server] of each) {
    const own = server.method ?? method
    if (own === 'NAT' || server.port === 0) continue
    const who = `${kind} ${server.name} of ${scope.owner}`
    if (front.kind === 'address') {
      if (server.port === front.port) continue
      const text = `${who} has port ${server.port}, ${own} cannot change ports: traffic goes to ${describePort(front.port)}, its checks to ${server.port}`
      say(scope, 'port-mismatch', server.mark, text, {
        hint: `Write port ${front.port}, or forward by NAT`,
      })
    } else if (!ports.has(server.port)) {
      const text = `${who} has port ${server.port}, which counts for nothing: with ${own} traffic keeps the port it came to`
      say(scope, 'ignored-port', server.mark, text, {
        hint: 'Leave the port out, and give the checks a connect_port',
      })
    }
  }
}

function describePort(port: number): string {
  return port === 0 ? 'the port it came to' : `port ${port}`
}

/** The ports that real servers of a group may have without a word: its only one, where it is addresses alone. */
function portsOf(group: Group | undefined): ReadonlySet<number> {
  if (group?.entries.some(entry => entry.kind === 'fwmark') !== false) return new Set()
  const ports = new Set(group.entries.map(entry => (entry.kind === 'address' ? entry.port : 0)))
  return ports.size > 1 ? new Set() : ports
}

function finishQuorum(
  draft: VirtualServerDraft,
  weight: number,
  scope: Scope,
): Pick<VirtualServer, 'quorum' | 'hysteresis'> {
  if (weight === 0) {
    say(
      scope,
      'no-weight',
      draft.mark,
      `all real servers of ${scope.owner} have weight 0, ${draft.sorry === undefined ? 'none takes a connection' : 'the sorry server takes all connections'}`,
      {
        hint: 'Raise the weight of at least one',
      },
    )
    return { quorum: 0, hysteresis: 4_294_967_295 }
  }
  const quorum = Math.min(draft.quorum, weight)
  if (quorum < draft.quorum) {
    const text = `quorum of ${scope.owner} is ${draft.quorum}, its real servers weigh ${weight} together: keepalived takes ${quorum}`
    say(scope, 'quorum-reduced', draft.quorumMark ?? draft.mark, text, {
      hint: 'quorum counts weights, not servers: lower it, or raise the weights',
    })
  }
  if (draft.hysteresis < quorum) return { quorum, hysteresis: draft.hysteresis }
  const text = `hysteresis of ${scope.owner} is ${draft.hysteresis}, it has to be below the quorum of ${quorum}: keepalived takes ${quorum - 1}`
  say(scope, 'hysteresis-reduced', draft.hysteresisMark ?? draft.mark, text, {
    hint: 'Lower hysteresis or raise quorum',
  })
  return { quorum, hysteresis: quorum - 1 }
}

/** As ipvsadm names them: for sh and mh it shows two of the three. */
function nameFlags(scheduler: string, bits: ReadonlySet<1 | 2 | 3>): readonly string[] {
  const hash = scheduler === 'sh' || scheduler === 'mh'
  const names = hash ? [`${scheduler}-fallback`, `${scheduler}-port`] : ['flag-1', 'flag-2', 'flag-3']
  return names.filter((_, at) => bits.has((at + 1) as 1 | 2 | 3))
}

function describePersistence(
  draft: VirtualServerDraft,
  group: Group | undefined,
  byMark: boolean,
  timeout: number,
): NonNullable<VirtualServer['persistence']> {
  const all =
    draft.family === 6 || (draft.family === undefined && group?.has6 === true && !group.has4) ? 128 : 32
  // For the services of a group keepalived 2.2.7 puts the whole address in its place (ipvswrapper.c).
  const granularity = group === undefined || byMark ? (draft.granularity ?? all) : all
  return { timeout, granularity, ...(draft.engine === undefined ? {} : { engine: draft.engine.name }) }
}
