import { quote } from '../core/text.ts'
import type { Protocol } from '../net/service.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import type { Mark } from '../text/mark.ts'
import { advise } from '../text/nearest.ts'
import { type Known, unsignedMax } from './checker-draft.ts'
import type { Method, Script } from './model.ts'
import { readUnsigned } from './numbers.ts'
import {
  exactlyOne,
  nameOf,
  notify,
  type RealServerDraft,
  readRealServer,
  remarkPlace,
  type SorryDraft,
} from './real-server.ts'
import type { Statement, Word } from './tree.ts'
import { readPlace } from './virtual-server-address.ts'
import { readMethod } from './virtual-server-forwarding.ts'
import { granularity } from './virtual-server-granularity.ts'
import {
  alias,
  atEnd,
  flag,
  readSettings,
  type Scope,
  type Setting,
  type Settings,
  say,
  switchable,
  takeUnsigned,
  text,
  timer,
  unsigned,
} from './virtual-server-setting.ts'

const weightMax = 2_147_483_647
const schedulers = [
  'rr',
  'wrr',
  'lc',
  'wlc',
  'lblc',
  'sh',
  'mh',
  'dh',
  'fo',
  'ovf',
  'lblcr',
  'sed',
  'nq',
  'twos',
]

/** What a virtual server stands for. */
export type Front =
  | { readonly kind: 'address'; readonly address: string; readonly family: 4 | 6; readonly port: number }
  | { readonly kind: 'fwmark'; readonly fwmark: number }
  | { readonly kind: 'group'; readonly group: string }

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

/** Says why keepalived passes over a whole virtual_server block (alloc_vs() of check_data.c); else undefined. */
export function refuseVirtualServer(words: readonly Word[]): readonly Diagnostic[] | undefined {
  const front = readFront(words)
  if (front === undefined || !('problem' in front) || front.front !== undefined) return undefined
  return [
    {
      rule: 'invalid-virtual-server',
      text: `virtual server ${quote(nameOf(words))} is left out with its whole block: ${front.problem}`,
      ...(front.mark === undefined ? {} : { mark: front.mark }),
      hint: 'Write virtual_server ADDRESS PORT, virtual_server fwmark NUMBER or virtual_server group NAME',
    },
  ]
}

type Reading =
  | { readonly front: Front; readonly problem?: string }
  | { readonly front?: undefined; readonly problem: string; readonly mark: Mark | undefined }

function readFront([keyword, first, second]: readonly Word[]): Reading | undefined {
  if (first === undefined) return undefined
  const mark = (second ?? first).mark
  if (first.text === 'group' || first.text === 'fwmark') {
    if (second === undefined)
      return { problem: `${first.text} has no value, keepalived crashes on it`, mark: first.mark }
    if (first.text === 'group') return { front: { kind: 'group', group: second.text } }
    const reading = readUnsigned(second, 0, unsignedMax)
    const fwmark = reading.value ?? ('lenient' in reading ? reading.lenient : undefined)
    if (fwmark === undefined) return { problem: `its mark ${reading.problem}`, mark }
    return { front: { kind: 'fwmark', fwmark } }
  }
  const place = readPlace(first, second)
  if (!('address' in place)) return { problem: place.problem, mark: first.mark ?? keyword?.mark }
  return { front: { kind: 'address', address: place.address, family: place.family, port: place.port } }
}

const scheduler: Setting<VirtualServerDraft> = {
  takes: 1,
  as: 'lb_algo',
  read: (draft, [word], scope, { keyword }) => {
    if (word === undefined) return false
    const known = schedulers.includes(word.text)
    if (known) draft.scheduler = word.text
    else {
      const lower = word.text.toLowerCase()
      const advice = schedulers.includes(lower)
        ? `write ${lower}, in small letters`
        : advise(word.text, schedulers)
      const text = `${keyword} of ${scope.owner} is ${quote(word.text)}, which keepalived does not know: it stays at ${draft.scheduler ?? 'wlc'}`
      say(scope, 'unknown-scheduler', word.mark, text, {
        hint: advice.charAt(0).toUpperCase() + advice.slice(1),
      })
    }
    return known
  },
}

const forwarding: Setting<VirtualServerDraft> = {
  takes: Number.POSITIVE_INFINITY,
  as: 'lb_kind',
  read: (draft, values, scope, statement) => {
    const method = readMethod(values, scope, statement)
    draft.method = method ?? draft.method
    return method !== undefined
  },
}

/** A flag of the sh or mh scheduler: lbflags_handler() of check_parser.c looks at the scheduler set so far. */
function hashFlag(of: 'sh' | 'mh' | undefined, bit: 1 | 2 | undefined): Setting<VirtualServerDraft> {
  return {
    takes: 0,
    read: (draft, _values, scope, { keyword, words }) => {
      const { scheduler: set } = draft
      if (of === undefined ? set === 'sh' || set === 'mh' : set === of) {
        if (bit !== undefined) draft.flags.add(bit)
        return true
      }
      const rule = set === 'sh' || set === 'mh' ? 'foreign-flag' : 'misplaced-flag'
      const text = `${keyword} of ${scope.owner} is ignored, ${set === undefined ? 'no scheduler is set above it' : `the scheduler is ${set}`}`
      const hint =
        of === undefined ? 'Take it out: it is of no use' : `Put it below lb_algo ${of}, or take it out`
      say(scope, rule, words[0]?.mark, text, { hint })
      return false
    },
  }
}

const protocol: Setting<VirtualServerDraft> = {
  takes: 1,
  read: (draft, [word], scope, { words }) => {
    if (word === undefined) return false
    const name = word.text.toUpperCase()
    if (name === 'TCP' || name === 'UDP' || name === 'SCTP') {
      draft.protocol = name
      draft.protocolMark = words[0]?.mark
      return true
    }
    const text = `protocol of ${scope.owner} is ${quote(word.text)}, which keepalived does not know: it stays at ${draft.protocol ?? 'UDP'}`
    say(scope, 'unknown-protocol', word.mark, text, { hint: 'Write TCP, UDP or SCTP' })
    return false
  },
}

const family: Setting<VirtualServerDraft> = {
  takes: 1,
  read: (draft, [word], scope) => {
    if (word === undefined) return false
    const wanted = word.text === 'inet' ? 4 : word.text === 'inet6' ? 6 : undefined
    if (wanted !== undefined && (draft.family ?? wanted) === wanted) {
      setFamily(draft, wanted, word.mark)
      return true
    }
    const why =
      wanted === undefined ? 'is neither inet nor inet6' : `does not fit, it is IPv${draft.family} already`
    say(
      scope,
      'invalid-setting',
      word.mark,
      `ip_family ${quote(word.text)} of ${scope.owner} ${why}, keepalived ignores it`,
    )
    return false
  },
}

const persistence: Setting<VirtualServerDraft> = {
  takes: 1,
  read: (draft, [word], scope, { keyword }) => {
    if (word === undefined) {
      draft.persistence = 360
      return true
    }
    const instead = `it stays ${draft.persistence === undefined ? 'not persistent' : `at ${draft.persistence}`}`
    const value = takeUnsigned(scope, keyword, word, [1, 86_400 * 31], { strict: true, instead })
    draft.persistence = value ?? draft.persistence
    return value !== undefined
  },
}

const engine: Setting<VirtualServerDraft> = {
  takes: 1,
  read: (draft, [word], scope) => {
    if (word === undefined) return false
    draft.engine = { name: word.text.slice(0, 15), mark: word.mark }
    if (word.text.length > 15) {
      const text = `persistence_engine of ${scope.owner} is ${quote(word.text)}, keepalived cuts it to 15 characters`
      say(scope, 'invalid-setting', word.mark, text)
    }
    return true
  },
}

const quorum: Setting<VirtualServerDraft> = {
  takes: 1,
  read: (draft, [word], scope, { keyword }) => {
    if (word === undefined) return false
    const instead = 'keepalived takes 1'
    draft.quorum = takeUnsigned(scope, keyword, word, [1, unsignedMax], { instead }) ?? 1
    draft.quorumMark = word.mark
    return true
  },
}

const sorry: Setting<VirtualServerDraft> = {
  takes: Number.POSITIVE_INFINITY,
  read: (draft, [address, port], scope, { words }) => {
    if (address === undefined) return false
    const place = readPlace(address, port)
    if (!('address' in place)) {
      const text = `sorry server ${quote(nameOf(words))} of ${scope.owner} is left out: ${place.problem}`
      say(scope, 'invalid-sorry-server', address.mark, text, {
        hint: 'Write sorry_server ADDRESS PORT, both in numbers',
      })
      return false
    }
    const name = nameOf(words)
    remarkPlace(place, words, {
      owner: `sorry server ${name} of ${scope.owner}`,
      diagnostics: scope.diagnostics,
    })
    const { family, address: text, port: number } = place
    draft.sorry = {
      name,
      mark: address.mark,
      family,
      address: text,
      port: number,
      method: draft.method,
      inhibit: false,
    }
    return true
  },
}

/** A line about the sorry server, which has to stand above it. */
function ofSorry(
  read: (sorry: SorryDraft, values: readonly Word[], scope: Scope, statement: Statement) => void,
): Setting<VirtualServerDraft> {
  return {
    takes: Number.POSITIVE_INFINITY,
    read: (draft, values, scope, statement) => {
      const mark = statement.words[0]?.mark
      if (draft.sorry !== undefined) {
        read(draft.sorry, values, scope, statement)
        return true
      }
      const text = `${statement.keyword} of ${scope.owner} is ignored, no sorry_server stands above it`
      say(scope, 'misplaced-sorry-setting', mark, text, { hint: 'Put it below sorry_server' })
      return false
    },
  }
}

const realServer: Setting<VirtualServerDraft> = {
  takes: Number.POSITIVE_INFINITY,
  several: true,
  read: (draft, _values, scope, statement) => {
    const server = readRealServer(statement, draft.method, draft.known, scope)
    if (server === undefined) return false
    if (server.method !== 'TUN') {
      setFamily(draft, server.family, server.mark)
      if (draft.family !== server.family) {
        const text = `real server ${server.name} of ${scope.owner} is left out, it is IPv${server.family} and the virtual server is IPv${draft.family}`
        say(scope, 'family-mismatch', server.mark, text, {
          hint: 'Only with lvs_method TUN may the families differ',
          related: [...(atEnd(statement).related ?? []), ...decidedBy(draft)],
        })
        return false
      }
    }
    draft.realServers.push(server)
    return true
  },
}

const settings: Settings<VirtualServerDraft> = {
  ip_family: family,
  retry: unsigned(
    1,
    unsignedMax,
    (draft, value) => {
      draft.retry = value
    },
    true,
  ),
  delay_before_retry: timer(0, 0, (draft, value) => {
    draft.delayBeforeRetry = value
  }),
  warmup: timer(0, 0, (draft, value) => {
    draft.warmup = value
  }),
  connect_timeout: timer(0.000_001, unsignedMax / 1_000_000, (draft, value) => {
    draft.timeout = value
  }),
  delay_loop: timer(0.000_001, 0, (draft, value) => {
    draft.delayLoop = value
  }),
  inhibit_on_failure: flag(draft => {
    draft.inhibit = true
  }),
  lb_algo: scheduler,
  lvs_sched: scheduler,
  hashed: hashFlag(undefined, undefined),
  ops: flag(draft => {
    draft.onePacket = true
  }),
  'flag-1': flag(draft => draft.flags.add(1)),
  'flag-2': flag(draft => draft.flags.add(2)),
  'flag-3': flag(draft => draft.flags.add(3)),
  'sh-port': hashFlag('sh', 2),
  'sh-fallback': hashFlag('sh', 1),
  'mh-port': hashFlag('mh', 2),
  'mh-fallback': hashFlag('mh', 1),
  lb_kind: forwarding,
  lvs_method: alias('lb_kind', forwarding),
  persistence_engine: engine,
  persistence_timeout: persistence,
  persistence_granularity: granularity,
  protocol,
  ha_suspend: {
    takes: 0,
    read: (draft, _values, _scope, { words }) => {
      draft.haSuspend = words[0]?.mark
      return true
    },
  },
  smtp_alert: switchable(() => undefined),
  virtualhost: text(1, true),
  snmp_name: exactlyOne(),
  alpha: flag(draft => {
    draft.alpha = true
  }),
  omega: flag(() => undefined),
  quorum_up: notify(),
  quorum_down: notify(),
  quorum,
  hysteresis: {
    takes: 1,
    read: (draft, [word], scope, { keyword }) => {
      if (word === undefined) return false
      const value = takeUnsigned(scope, keyword, word, [0, unsignedMax])
      draft.hysteresis = value ?? draft.hysteresis
      draft.hysteresisMark = word.mark
      return value !== undefined
    },
  },
  weight: unsigned(1, weightMax, (draft, value) => {
    draft.weight = value
  }),
  sorry_server: sorry,
  sorry_server_inhibit: ofSorry(server => {
    server.inhibit = true
  }),
  sorry_server_lvs_method: ofSorry((server, values, scope, statement) => {
    server.method = readMethod(values, scope, statement) ?? server.method
  }),
  real_server: realServer,
}

/** Reads a virtual_server block; undefined where keepalived refuses it (its parser has said why). */
export function readVirtualServer(
  statement: Statement,
  known: Known,
  diagnostics: Diagnostic[],
): VirtualServerDraft | undefined {
  const { words } = statement
  const [keyword, first, second] = words
  const front = readFront(words)?.front
  if (keyword === undefined || first === undefined || front === undefined) return undefined
  const name = nameOf(words)
  const scope = { owner: `virtual server ${name}`, diagnostics }
  if (front.kind === 'address') remarkPlace(readPlaceOf(first, second), words, scope)
  else remarkWords(words, front, scope)
  const draft = newDraft(statement, keyword, name, front, known)
  readSettings(draft, statement.block?.statements ?? [], settings, scope)
  finishFamily(draft, scope)
  return draft
}

function readPlaceOf(address: Word, port: Word | undefined) {
  const place = readPlace(address, port)
  return 'address' in place ? place : { family: 4 as const, address: '', port: 0 }
}

function remarkWords(words: readonly Word[], front: Front, scope: Scope): void {
  const [, , value, extra] = words
  if (front.kind === 'fwmark' && value !== undefined) {
    takeUnsigned(scope, 'fwmark', value, [0, unsignedMax])
  }
  if (extra === undefined) return
  const ignored = quote(
    words
      .slice(3)
      .map(word => word.text)
      .join(' '),
  )
  say(
    scope,
    'ignored-words',
    extra.mark,
    `${scope.owner} has ${ignored} behind it, which keepalived ignores`,
    {
      hint: 'Take it out',
    },
  )
}

function newDraft(
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

function decidedBy({ family, familyMark }: VirtualServerDraft): NonNullable<Diagnostic['related']> {
  return familyMark === undefined
    ? []
    : [{ mark: familyMark, text: `this makes the virtual server IPv${family}` }]
}

/** What keepalived does at the end of the block: vs_end_handler() of check_parser.c. */
function finishFamily(draft: VirtualServerDraft, scope: Scope): void {
  const { sorry: server } = draft
  if (server !== undefined && server.method !== 'TUN') {
    setFamily(draft, server.family, server.mark)
    if (draft.family !== server.family) {
      const text = `sorry server ${server.name} of ${scope.owner} is left out, it is IPv${server.family} and the virtual server is IPv${draft.family}`
      say(scope, 'family-mismatch', server.mark, text, {
        hint: 'Only with sorry_server_lvs_method TUN may the families differ',
        related: [...(atEnd(draft.statement).related ?? []), ...decidedBy(draft)],
      })
      draft.sorry = undefined
    }
  }
  if (draft.family !== undefined || draft.front.kind === 'group') return
  // A mark with nothing but tunnels behind it.
  const families = new Set([draft.sorry, ...draft.realServers].flatMap(each => each?.family ?? []))
  const [only] = families
  draft.family = families.size === 1 ? (only ?? 4) : 4
}
