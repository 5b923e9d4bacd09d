import type { Protocol } from '../../net/service.ts'
import type { Mark } from '../../text/mark.ts'
import type { Method, Script } from '../model.ts'
import type { Statement, Word } from '../tree.ts'
import type { Known } from './checker-draft.ts'
import type { Front } from './front.ts'
import type { RealServerDraft, SorryDraft } from './real-server.ts'

/** A virtual server as its block gives it, before keepalived goes over all of them. Times in seconds. */
export interface VirtualServerDraft {
  readonly name: string
  readonly mark: Mark
  readonly statement: Statement
  readonly front: Front
  readonly known: Known
  readonly scripts: Script[]
  family: 4 | 6 | undefined
  /** What has decided the family of a fwmark or a group. */
  familyMark: Mark | undefined
  protocol: Protocol | undefined
  protocolMark: Mark | undefined
  scheduler: string | undefined
  onePacket: boolean
  /** The bits of IPVS's three scheduler flags. */
  readonly flags: Set<1 | 2 | 3>
  method: Method | undefined
  persistence: number | undefined
  /** Bits of the client's address. */
  granularity: number | undefined
  engine: { readonly name: string; readonly mark: Mark } | undefined
  quorum: number
  quorumMark: Mark | undefined
  hysteresis: number
  hysteresisMark: Mark | undefined
  weight: number
  alpha: boolean
  inhibit: boolean
  haSuspend: Mark | undefined
  delayLoop: number
  warmup: number | undefined
  retry: number | undefined
  delayBeforeRetry: number | undefined
  timeout: number
  sorry: SorryDraft | undefined
  realServers: RealServerDraft[]
}

/** The first that has a family decides it for all. */
export function setFamily(draft: VirtualServerDraft, family: 4 | 6, mark: Mark): void {
  if (draft.family !== undefined) return
  draft.family = family
  draft.familyMark = mark
}

/** A virtual server that nothing is said of yet. */
export function newDraft(
  statement: Statement,
  { mark }: Word,
  name: string,
  front: Front,
  known: Known,
): VirtualServerDraft {
  return {
    name,
    mark,
    statement,
    front,
    known,
    scripts: [],
    family: front.kind === 'address' ? front.family : undefined,
    familyMark: undefined,
    protocol: undefined,
    protocolMark: undefined,
    scheduler: undefined,
    onePacket: false,
    flags: new Set(),
    method: undefined,
    persistence: undefined,
    granularity: undefined,
    engine: undefined,
    quorum: 1,
    quorumMark: undefined,
    hysteresis: 0,
    hysteresisMark: undefined,
    weight: 1,
    alpha: false,
    inhibit: false,
    haSuspend: undefined,
    delayLoop: 60,
    warmup: undefined,
    retry: undefined,
    delayBeforeRetry: undefined,
    timeout: 5,
    sorry: undefined,
    realServers: [],
  }
}
