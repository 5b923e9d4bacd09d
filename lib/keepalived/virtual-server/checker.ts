import type { Statement } from '../tree.ts'
import {
  type Checked,
  type CheckerDraft,
  checkLinkLocal,
  connectSettings,
  drop,
  type Known,
} from './checker-draft.ts'
import { httpSettings } from './checker-http.ts'
import { endMisc, miscSettings } from './checker-misc.ts'
import { dnsSettings, endUdp, udpSettings } from './checker-payload.ts'
import { bfdSettings, endBfd, endFile, fileSettings } from './checker-track.ts'
import { readSettings, type Scope, type Setting, type Settings, text } from './setting.ts'

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
