import { quote } from '../../core/text.ts'
import type { Mark } from '../../text/mark.ts'
import type { Statement } from '../tree.ts'
import { readPlace } from './address.ts'
import { atEnd, type Scope, type Setting, type Settings, say, switchable, unsigned } from './setting.ts'
import { intervalSettings, timeoutSettings, unsignedMax } from './timing.ts'

/** What has been read up to a line: a checker can only follow what stands above it. */
export interface Known {
  /** Names of track_file blocks that have a file. */
  readonly files: ReadonlySet<string>
  /** Names of bfd_instance blocks that the checkers hear of. */
  readonly bfds: ReadonlySet<string>
  /** Whether each of the checks above connects to something: those that keepalived has in its queue. */
  readonly queue: boolean[]
}

/** What a check belongs to. */
export interface Checked {
  readonly family: 4 | 6
  readonly address: string
  readonly port: number
  /** BFD instances that the real server follows. */
  readonly bound: Set<string>
}

/** A checker while its block is read; undefined is inherited. Times in seconds. */
export interface CheckerDraft {
  readonly type: string
  readonly mark: Mark | undefined
  readonly known: Known
  /** The real server it checks, as it is written. */
  readonly server: Checked
  family: 4 | 6 | undefined
  address: string | undefined
  port: number
  bindFamily: 4 | 6 | undefined
  bindInterface: boolean
  timeout: number | undefined
  delayLoop: number | undefined
  retry: number | undefined
  delayBeforeRetry: number | undefined
  warmup: number | undefined
  alpha: boolean | undefined
  subject: string | undefined
  /** Blocks of pages to get that are complete. */
  urls: number
  dynamic: boolean
  minimum: number
  maximum: number
  /** Hosts of an SMTP_CHECK: a check each. */
  readonly hosts: CheckerDraft[]
  /** keepalived takes it away again. */
  dropped: boolean
}

const connectIp: Setting<CheckerDraft> = {
  takes: 1,
  read: (draft, [word], scope) => {
    if (word === undefined) return false
    const place = readPlace(word, undefined)
    const fits = 'address' in place && (draft.bindFamily === undefined || draft.bindFamily === place.family)
    if (fits) {
      draft.family = place.family
      draft.address = place.address
      return true
    }
    const why = 'address' in place ? 'is of another family than bindto' : `is wrong: ${place.problem}`
    draft.family = undefined
    draft.address = undefined
    say(
      scope,
      'invalid-setting',
      word.mark,
      `connect_ip of ${scope.owner} ${why}, nothing is left to connect to`,
    )
    return false
  },
}

const bindTo: Setting<CheckerDraft> = {
  takes: 1,
  read: (draft, [word], scope) => {
    if (word === undefined) return false
    const place = readPlace(word, undefined)
    const fits = 'address' in place && (draft.family === undefined || draft.family === place.family)
    if (fits) {
      draft.bindFamily = place.family
      return true
    }
    const why =
      'address' in place
        ? 'is of another family than the address it connects to'
        : `is wrong: ${place.problem}`
    draft.bindFamily = undefined
    say(scope, 'invalid-setting', word.mark, `bindto of ${scope.owner} ${why}, keepalived ignores it`)
    return false
  },
}

const bindInterface: Setting<CheckerDraft> = {
  takes: 1,
  read: (draft, [word], scope) => {
    if (word === undefined) return false
    if (word.text.length < 16) {
      draft.bindInterface = word.text !== ''
      return true
    }
    const text = `bind_if of ${scope.owner} is wrong: ${quote(word.text)} has more than 15 characters, keepalived ignores it`
    say(scope, 'invalid-setting', word.mark, text)
    return false
  },
}

/** What every checker takes that keepalived runs by itself: install_checker_common_keywords() of check_api.c. */
export const commonSettings: Settings<CheckerDraft> = {
  retry: unsigned(0, unsignedMax, (draft, value) => {
    draft.retry = value
  }),
  ...intervalSettings(),
  alpha: switchable((draft, value) => {
    draft.alpha = value
  }),
  log_all_failures: switchable(() => undefined),
}

/** And those that connect. */
export const connectSettings: Settings<CheckerDraft> = {
  ...commonSettings,
  connect_ip: connectIp,
  connect_port: unsigned(1, 65_535, (draft, value) => {
    draft.port = value
  }),
  bindto: bindTo,
  bind_port: unsigned(1, 65_535, () => undefined),
  bind_if: bindInterface,
  ...timeoutSettings(),
  fwmark: unsigned(0, unsignedMax, () => undefined),
}

/** Takes the checker away, as keepalived does at the end of its block. */
export function drop(
  draft: CheckerDraft,
  scope: Scope,
  statement: Statement,
  why: string,
  hint: string,
): void {
  if (draft.dropped) return
  draft.dropped = true
  const text = `${scope.owner} ${why}: keepalived drops the whole check`
  say(scope, 'dropped-checker', draft.mark, text, { hint, ...atEnd(statement) })
}

/** An IPv6 link-local address means nothing without an interface: check_conn_opts() of keepalived's check_api.c. */
export function checkLinkLocal(draft: CheckerDraft, scope: Scope, statement: Statement): void {
  if (draft.bindInterface || !/^fe[89ab]/.test(draft.address ?? '')) return
  drop(
    draft,
    scope,
    statement,
    `connects to the link-local address ${draft.address} without bind_if`,
    'Add bind_if',
  )
}
