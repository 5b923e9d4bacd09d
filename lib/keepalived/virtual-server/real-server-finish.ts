import type { Checker, Method, RealServer } from '../model.ts'
import { checkerKinds } from './checker.ts'
import type { CheckerDraft } from './checker-draft.ts'
import type { VirtualServerDraft } from './draft.ts'
import type { RealServerDraft, ServerDraft } from './real-server.ts'
import { type Scope, say } from './setting.ts'

/** The port that the kernel gets, by what the virtual server is; undefined for each service's own. */
export type PortRule = (server: ServerDraft, method: Method) => number | undefined

/** Those that keepalived keeps: the same address and port as written counts once (validate_check_config()). */
export function dropDuplicates(servers: readonly RealServerDraft[], scope: Scope): RealServerDraft[] {
  const seen = new Map<string, RealServerDraft>()
  return servers.filter(server => {
    const key = `${server.address} ${server.port}`
    const first = seen.get(key)
    if (first === undefined) {
      seen.set(key, server)
      return true
    }
    const text = `real server ${server.name} of ${scope.owner} is there twice, keepalived removes the second`
    say(scope, 'duplicate-real-server', server.mark, text, {
      hint: 'Take one of the two blocks out',
      related: [{ mark: first.mark, text: 'the first' }],
    })
    return false
  })
}

/** A real server with all that it inherits. */
export function finishRealServer(
  draft: RealServerDraft,
  outer: VirtualServerDraft,
  method: Method,
  portOf: PortRule,
): RealServer {
  return {
    family: draft.family,
    address: draft.address,
    port: portOf(draft, method),
    method,
    weight: draft.weight ?? outer.weight,
    dynamicWeight: draft.checkers.some(checker => checker.dynamic),
    inhibitOnFailure: draft.inhibit ?? outer.inhibit,
    upper: draft.upper,
    lower: draft.lower,
    checkers: draft.checkers.flatMap(checker => finishChecker(checker, draft, outer) ?? []),
    mark: draft.mark,
  }
}

/** validate_check_config() of keepalived's check_data.c: a check takes what it lacks from its real server. */
function finishChecker(
  checker: CheckerDraft,
  server: RealServerDraft,
  outer: VirtualServerDraft,
): Checker | undefined {
  const kind = checkerKinds[checker.type]
  if (kind === undefined || checker.mark === undefined) return undefined
  const { type, mark, address, subject } = checker
  const alpha = checker.alpha ?? server.alpha ?? outer.alpha
  const common = { type, mark, address, port: kind.connects ? checker.port : undefined, alpha }
  const shown = subject ?? (type === 'DNS_CHECK' ? '.' : undefined)
  if (!kind.timed) return { ...common, ...untimed, subject: shown }
  const delayLoop = checker.delayLoop ?? server.delayLoop ?? outer.delayLoop
  const inherited = kind.connects ? (server.timeout ?? outer.timeout) : outer.delayLoop
  return {
    ...common,
    timeout: checker.timeout ?? inherited,
    delayLoop,
    retry: checker.retry ?? server.retry ?? outer.retry ?? kind.retry,
    delayBeforeRetry:
      checker.delayBeforeRetry ??
      server.delayBeforeRetry ??
      outer.delayBeforeRetry ??
      kind.delayBeforeRetry ??
      delayLoop,
    warmup: checker.warmup ?? server.warmup ?? outer.warmup ?? delayLoop,
    subject: shown,
  }
}

const untimed = {
  timeout: undefined,
  delayLoop: undefined,
  retry: undefined,
  delayBeforeRetry: undefined,
  warmup: undefined,
} as const
