import { quote } from '../core/text.ts'
import {
  type Checked,
  type CheckerDraft,
  checkLinkLocal,
  commonSettings,
  connectSettings,
  drop,
  type Known,
} from './checker-draft.ts'
import { httpSettings } from './checker-http.ts'
import { readInt } from './numbers.ts'
import type { Statement } from './tree.ts'
import { readCommand } from './virtual-server-script.ts'
import {
  atEnd,
  flag,
  readSettings,
  type Scope,
  type Setting,
  type Settings,
  say,
  switchable,
  takeNumber,
  text,
  unsigned,
} from './virtual-server-setting.ts'

const weightMax = 2_147_483_647

/** A kind of check: its keywords, what keepalived does at the end of its block, and its own defaults. */
export interface CheckerKind {
  readonly settings: Settings<CheckerDraft>
  readonly end: (draft: CheckerDraft, scope: Scope, statement: Statement) => void
  /** Connects to the real server unless told otherwise. */
  readonly connects: boolean
  /** keepalived runs it by itself and times it. */
  readonly timed: boolean
  readonly retry: number
  /** Seconds; undefined for delay_loop. */
  readonly delayBeforeRetry: number | undefined
}

const connecting = {
  end: checkLinkLocal,
  connects: true,
  timed: true,
  retry: 1,
  delayBeforeRetry: 1,
} as const

const miscPath: Setting<CheckerDraft> = {
  takes: Number.POSITIVE_INFINITY,
  read: (draft, _values, scope, statement) => {
    const words = readCommand(statement, scope, 'arguments')
    if (words !== undefined) draft.subject = words.join(' ')
    return words !== undefined
  },
}

const miscSettings: Settings<CheckerDraft> = {
  ...commonSettings,
  misc_path: miscPath,
  misc_timeout: unsigned(0, 4_294, (draft, value) => {
    draft.timeout = value === 0 ? undefined : value
  }),
  misc_dynamic: flag(draft => {
    draft.dynamic = true
  }),
  user: text(2, true),
}

const dnsTypes = ['A', 'NS', 'CNAME', 'SOA', 'MX', 'TXT', 'AAAA', 'RRSIG', 'DNSKEY']

const dnsSettings: Settings<CheckerDraft> = {
  ...connectSettings,
  type: {
    takes: 1,
    read: (_draft, [word], scope) => {
      if (word === undefined) return false
      if (dnsTypes.includes(word.text.toUpperCase())) return true
      const text = `type of ${scope.owner} is ${quote(word.text)}, which keepalived does not know and ignores`
      say(scope, 'invalid-setting', word.mark, text, { hint: `One of ${dnsTypes.join(', ')} is right` })
      return false
    },
  },
  name: {
    takes: 1,
    several: true,
    read: (draft, [word], scope) => {
      if (word === undefined) return false
      // 2.2.7 takes a first label of one letter for an empty one, too.
      const empty = /^\..|^.\.|\.\./.test(word.text)
      if (draft.subject === undefined && !empty) {
        draft.subject = word.text
        return true
      }
      const why = empty ? 'has an empty label, or a first one of one letter' : 'is there already'
      say(
        scope,
        'invalid-setting',
        word.mark,
        `name ${quote(word.text)} of ${scope.owner} ${why}, keepalived ignores it`,
      )
      return false
    },
  },
}

/** A payload in hexadecimal: read_hex_str() of keepalived's lib/parser.c. @param wild `x` stands for any digit */
function hexadecimal(optional: boolean, wild: boolean): Setting<CheckerDraft> {
  const pattern = wild ? /^[\s0-9A-Fa-fXx]+$/ : /^[\s0-9A-Fa-f]+$/
  return {
    takes: Number.POSITIVE_INFINITY,
    read: (_draft, values, scope, { keyword, words }) => {
      if (values.length === 0 && optional) return true
      if (pattern.test(values.map(word => word.text).join(' '))) return true
      const why = values.length === 0 ? 'has no value' : 'is not hexadecimal'
      say(scope, 'invalid-setting', (values[0] ?? words[0])?.mark, `${keyword} of ${scope.owner} ${why}`)
      return false
    },
  }
}

const udpSettings: Settings<CheckerDraft> = {
  ...connectSettings,
  payload: hexadecimal(false, false),
  require_reply: hexadecimal(true, true),
  min_reply_length: unsigned(
    0,
    65_535,
    (draft, value) => {
      draft.minimum = value
    },
    true,
  ),
  max_reply_length: unsigned(
    0,
    65_535,
    (draft, value) => {
      draft.maximum = value
    },
    true,
  ),
}

function endUdp(draft: CheckerDraft, scope: Scope, statement: Statement): void {
  checkLinkLocal(draft, scope, statement)
  if (draft.dropped || draft.minimum <= draft.maximum) return
  const text = `${scope.owner} wants a reply of ${draft.minimum} bytes or more and of ${draft.maximum} or fewer, it always fails`
  const hint = 'Raise max_reply_length, which is 255 by default, or lower min_reply_length'
  say(scope, 'check-always-fails', draft.mark, text, { hint, ...atEnd(statement) })
}

const host: Setting<CheckerDraft> = {
  takes: 0,
  several: true,
  read: (draft, _values, scope, statement) => {
    const inner = newChecker(statement, draft.known, draft.server)
    const owner = { owner: `a host of ${scope.owner}`, diagnostics: scope.diagnostics }
    readSettings(inner, statement.block?.statements ?? [], connectSettings, owner)
    checkLinkLocal(inner, owner, statement)
    if (!inner.dropped) draft.hosts.push(inner)
    return true
  },
}

const fileSettings: Settings<CheckerDraft> = {
  track_file: {
    takes: 1,
    read: (draft, [word], scope) => {
      if (word === undefined) return false
      if (draft.known.files.has(word.text)) {
        draft.subject = word.text
        return true
      }
      const text = `track_file of ${scope.owner} is ${quote(word.text)}, and no complete track_file block of that name stands above it`
      say(scope, 'invalid-setting', word.mark, text, {
        hint: 'Put the track_file block above the virtual servers',
      })
      return false
    },
  },
  weight: {
    takes: 2,
    read: (_draft, [word, option], scope, { words }) => {
      if (word === undefined) {
        say(scope, 'invalid-setting', words[0]?.mark, `weight of ${scope.owner} has no value`)
        return false
      }
      const value = takeNumber(scope, 'weight', word, readInt(word, -weightMax, weightMax), {})
      if (option === undefined || ['reverse', 'noreverse'].includes(option.text)) return value !== undefined
      const text = `weight of ${scope.owner} has ${quote(option.text)}, which is none of reverse, noreverse, keepalived ignores the line`
      say(scope, 'invalid-setting', option.mark, text)
      return false
    },
  },
}

function endFile(draft: CheckerDraft, scope: Scope, statement: Statement): void {
  draft.dynamic = true
  if (draft.subject === undefined) drop(draft, scope, statement, 'has no track_file', 'Add track_file NAME')
}

const alpha: Setting<CheckerDraft> = switchable((draft, value) => {
  draft.alpha = value
})

const bfdSettings: Settings<CheckerDraft> = {
  name: {
    takes: Number.POSITIVE_INFINITY,
    several: true,
    read: (draft, values, scope, statement) => {
      const [word] = values
      if (draft.dropped) return false
      const why =
        word === undefined || values.length !== 1
          ? 'has not one name'
          : !draft.known.bfds.has(word.text)
            ? `names ${quote(word.text)}, and no bfd_instance of that name for the checkers stands above it`
            : draft.subject !== undefined
              ? `has a second name ${quote(word.text)}`
              : draft.server.bound.has(word.text)
                ? `names ${quote(word.text)}, which the real server follows already`
                : undefined
      if (why === undefined) draft.subject = word?.text
      else {
        draft.dropped = true
        const mark = (word ?? statement.words[0])?.mark
        say(scope, 'dropped-checker', mark, `${scope.owner} ${why}, keepalived drops the whole check`, {
          hint: 'Name one bfd_instance that stands above the virtual servers',
        })
      }
      return why === undefined
    },
  },
  alpha: {
    ...alpha,
    read: (draft, ...rest) => !draft.dropped && alpha.read(draft, ...rest),
  },
}

function endBfd(draft: CheckerDraft, scope: Scope, statement: Statement): void {
  if (draft.subject === undefined)
    drop(draft, scope, statement, 'has no name', 'Add name NAME of a bfd_instance')
  else if (!draft.dropped) draft.server.bound.add(draft.subject)
}

function endHttp(draft: CheckerDraft, scope: Scope, statement: Statement): void {
  if (draft.urls === 0) {
    // Having dropped it, 2.2.7 looks at the connection of the check before, whether there is one or not.
    const crash = draft.known.queue.at(-1) === true ? '' : ', on which keepalived 2.2.7 crashes here'
    const hint = 'Add a url block with path / and status_code 200, a line each'
    drop(draft, scope, statement, `has no url${crash}`, hint)
  }
  checkLinkLocal(draft, scope, statement)
}

function endSmtp(draft: CheckerDraft, scope: Scope, statement: Statement): void {
  const { family, address, port } = draft.server
  // Where only hosts are named, the first of them takes the place of the block's own.
  const own = draft.hosts.length === 0 || hasConnection(draft)
  const first = own ? undefined : draft.hosts.shift()
  draft.family = first?.family ?? draft.family ?? family
  draft.address = first?.address ?? draft.address ?? address
  draft.port = (first?.port ?? draft.port) || port
  draft.timeout = first === undefined ? draft.timeout : first.timeout
  checkLinkLocal(draft, scope, statement)
}

function hasConnection(draft: CheckerDraft): boolean {
  return [draft.address, draft.bindFamily, draft.timeout].some(each => each !== undefined) || draft.port !== 0
}

function endMisc(draft: CheckerDraft, scope: Scope, statement: Statement): void {
  if (draft.subject === undefined)
    drop(draft, scope, statement, 'has no misc_path', 'Add misc_path "PROGRAM ARGUMENTS"')
}

const http: CheckerKind = { ...connecting, settings: httpSettings, end: endHttp, delayBeforeRetry: 3 }
const untimed = { connects: false, timed: false, retry: 0, delayBeforeRetry: undefined } as const

/** The checks by their keywords. */
export const checkerKinds: Readonly<Record<string, CheckerKind>> = {
  TCP_CHECK: { ...connecting, settings: connectSettings },
  PING_CHECK: { ...connecting, settings: connectSettings },
  HTTP_GET: http,
  SSL_GET: http,
  SMTP_CHECK: {
    ...connecting,
    settings: { ...connectSettings, helo_name: text(1, true), host },
    end: endSmtp,
  },
  DNS_CHECK: { ...connecting, settings: dnsSettings, retry: 3, delayBeforeRetry: undefined },
  UDP_CHECK: { ...connecting, settings: udpSettings, end: endUdp },
  MISC_CHECK: { ...connecting, settings: miscSettings, end: endMisc, connects: false, retry: 0 },
  FILE_CHECK: { ...untimed, settings: fileSettings, end: endFile },
  BFD_CHECK: { ...untimed, settings: bfdSettings, end: endBfd },
}

export function newChecker(statement: Statement, known: Known, server: Checked): CheckerDraft {
  const connects = checkerKinds[statement.keyword]?.connects ?? true
  // An SMTP_CHECK takes it at its end, so that bindto may be of another family before connect_ip.
  const at = connects && statement.keyword !== 'SMTP_CHECK' ? server : undefined
  return {
    type: statement.keyword,
    mark: statement.words[0]?.mark,
    known,
    server,
    family: at?.family,
    address: at?.address,
    port: at?.port ?? 0,
    bindFamily: undefined,
    bindInterface: false,
    timeout: undefined,
    delayLoop: undefined,
    retry: undefined,
    delayBeforeRetry: undefined,
    warmup: undefined,
    alpha: undefined,
    subject: undefined,
    urls: 0,
    dynamic: false,
    minimum: 0,
    maximum: 255,
    hosts: [],
    dropped: false,
  }
}

/** Reads the block of one check, starting from the address of its real server. */
export function readChecker(
  draft: CheckerDraft,
  kind: CheckerKind,
  statement: Statement,
  scope: Scope,
): void {
  readSettings(draft, statement.block?.statements ?? [], kind.settings, scope)
  kind.end(draft, scope, statement)
}
