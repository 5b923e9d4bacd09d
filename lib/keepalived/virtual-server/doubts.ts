import { count, quote } from '../../core/text.ts'
import type { RealServer, VirtualServer } from '../model.ts'
import { checkerKinds } from './checker.ts'
import type { VirtualServerDraft } from './draft.ts'
import type { Group } from './group.ts'
import { type Scope, say } from './setting.ts'

type Finished = Omit<VirtualServer, 'targets'>

/** What keepalived says nothing of, and nobody can have meant. */
export function remarkDoubts(
  draft: VirtualServerDraft,
  made: Finished,
  group: Group | undefined,
  scope: Scope,
): void {
  remarkUnchecked(draft, scope)
  for (const server of made.realServers) {
    remarkThresholds(server, scope)
    remarkPortless(server, scope)
  }
  if (draft.engine !== undefined && made.persistence === undefined) {
    const text = `persistence_engine of ${scope.owner} counts for nothing, the virtual server is not persistent`
    say(scope, 'idle-engine', draft.engine.mark, text, { hint: 'Add persistence_timeout' })
  }
  if (
    group !== undefined &&
    draft.granularity !== undefined &&
    made.persistence?.granularity !== draft.granularity
  ) {
    const text = `persistence_granularity of ${scope.owner} counts for nothing: keepalived 2.2.7 makes each address of a group's clients persistent by itself`
    say(scope, 'idle-granularity', draft.mark, text, {
      hint: 'Write a virtual_server for each address where clients share a real server by network',
    })
  }
}

function nameServer({ address, port }: RealServer): string {
  return port === undefined || port === 0 ? address : `${address} ${port}`
}

function remarkUnchecked(draft: VirtualServerDraft, scope: Scope): void {
  const unchecked = draft.realServers.filter(server => server.checkBlocks === 0)
  const [first, ...others] = unchecked
  if (first === undefined) return
  const all = others.length + 1 === draft.realServers.length
  const names = unchecked
    .slice(0, 5)
    .map(server => server.name)
    .join(', ')
  const rest = unchecked.length > 5 ? ` and ${unchecked.length - 5} more` : ''
  const text = all
    ? `${scope.owner} checks none of its real servers: ${unchecked.length === 1 ? 'it stays' : 'they stay'} in the table when down`
    : `${scope.owner} does not check ${count(unchecked.length, 'real server')}, in the table even when down: ${names}${rest}`
  say(scope, 'unchecked', all ? draft.mark : first.mark, text, {
    hint: 'Add a check such as TCP_CHECK, with connect_timeout 3, to each real_server block',
    ...(all
      ? {}
      : { related: others.slice(0, 20).map(({ mark }) => ({ mark, text: 'not checked either' })) }),
  })
}

function remarkThresholds(server: RealServer, scope: Scope): void {
  if (server.lower <= server.upper) return
  const text = `real server ${nameServer(server)} of ${scope.owner} has lthreshold ${server.lower} above uthreshold ${server.upper}: the kernel refuses it`
  say(scope, 'reversed-thresholds', server.mark, text, {
    hint: 'Raise uthreshold above lthreshold, or take both out',
  })
}

/** A check takes the port as the real_server line has it, not the one that keepalived puts in later. */
function remarkPortless(server: RealServer, scope: Scope): void {
  for (const { type, port, mark } of server.checkers) {
    if (port !== 0 || type === 'PING_CHECK' || checkerKinds[type]?.connects !== true) continue
    const text = `${type} of real server ${nameServer(server)} of ${scope.owner} has no port to connect to, it always fails`
    say(scope, 'portless-check', mark, text, {
      hint: `Add connect_port to ${quote(type)}, or a port to the real server`,
    })
  }
}
