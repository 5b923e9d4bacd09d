import { quote } from '../../core/text.ts'
import type { Diagnostic } from '../../text/diagnostic.ts'
import type { Mark } from '../../text/mark.ts'
import type { Method, Script } from '../model.ts'
import type { Statement, Word } from '../tree.ts'
import { accountBehind, accountIn, ranAs } from '../values/scripts.ts'
import { type Place, readPlace } from './address.ts'
import { checkerKinds, newChecker, readChecker } from './checker.ts'
import type { CheckerDraft, Known } from './checker-draft.ts'
import { readMethod } from './forwarding.ts'
import { readCommand } from './script.ts'
import {
  readSettings,
  type Scope,
  type Setting,
  type Settings,
  say,
  switchable,
  text,
  unsigned,
} from './setting.ts'
import { timingSettings, unsignedMax } from './timing.ts'

const weightMax = 2_147_483_647

/** A server behind a virtual server, with what it has of its own; undefined is inherited. */
export interface ServerDraft {
  /** `192.0.2.21 80`, as it is written. */
  readonly name: string
  readonly mark: Mark
  readonly family: 4 | 6
  readonly address: string
  /** As it is written; 0 for none. */
  readonly port: number
  method: Method | undefined
}

export interface SorryDraft extends ServerDraft {
  inhibit: boolean
}

/** Times in seconds. */
export interface RealServerDraft extends ServerDraft {
  readonly scripts: Script[]
  weight: number | undefined
  inhibit: boolean | undefined
  alpha: boolean | undefined
  upper: number
  lower: number
  retry: number | undefined
  delayBeforeRetry: number | undefined
  warmup: number | undefined
  timeout: number | undefined
  delayLoop: number | undefined
  readonly checkers: CheckerDraft[]
  /** Blocks of checks that are written, those that keepalived drops among them. */
  checkBlocks: number
  readonly known: Known
  readonly bound: Set<string>
}

/**
 * Says why keepalived passes over a whole real_server block: alloc_rs() of check_data.c; undefined where it does not.
 * A wrong family is no reason here: keepalived takes such a real server out at the end of its block.
 */
export function refuseRealServer(
  words: readonly Word[],
  _seen: Set<string>,
  outer: readonly Statement[] = [],
): readonly Diagnostic[] | undefined {
  const [keyword, address, port] = words
  const place = address === undefined ? undefined : readPlace(address, port)
  if (address === undefined || place === undefined || 'address' in place) return undefined
  const of = describeOuter(outer)
  return [
    {
      rule: 'invalid-real-server',
      text: `real server ${quote(nameOf(words))}${of} is left out with its whole block: ${place.problem}`,
      mark: address.mark ?? keyword?.mark,
      hint: 'Write real_server ADDRESS PORT, both in numbers',
    },
  ]
}

function describeOuter(outer: readonly Statement[]): string {
  const server = outer.find(({ keyword }) => keyword === 'virtual_server')
  return server === undefined ? '' : ` of virtual server ${nameOf(server.words)}`
}

/** The first two words behind the keyword. */
export function nameOf(words: readonly Word[]): string {
  return words
    .slice(1, 3)
    .map(word => word.text)
    .join(' ')
}

/** Says what of a place keepalived takes otherwise than it is written. */
export function remarkPlace(place: Place, words: readonly Word[], scope: Scope): void {
  const [, address, port] = words
  if (place.problem !== undefined) {
    const text = `${scope.owner} has a wrong port: ${place.problem}, keepalived takes ${place.port} for it`
    say(scope, 'misread-number', port?.mark, text)
  }
  const extra = words.slice(3)
  const ignored = [...(place.ignored === undefined ? [] : [place.ignored]), ...extra.map(word => word.text)]
  if (ignored.length === 0) return
  const text = `${scope.owner} has ${quote(ignored.join(' '))} behind its ${extra.length > 0 ? 'port' : 'address'}, which keepalived ignores`
  say(scope, 'ignored-words', (place.ignored === undefined ? extra[0] : address)?.mark, text, {
    hint: 'Take it out: an address and a port are all that counts here',
  })
}

const settings: Settings<RealServerDraft> = {
  weight: unsigned(0, weightMax, (draft, value) => {
    draft.weight = value
  }),
  lvs_method: {
    takes: Number.POSITIVE_INFINITY,
    read: (draft, values, scope, statement) => {
      const method = readMethod(values, scope, statement)
      draft.method = method ?? draft.method
      return method !== undefined
    },
  },
  uthreshold: unsigned(0, unsignedMax, (draft, value) => {
    draft.upper = value
  }),
  lthreshold: unsigned(0, unsignedMax, (draft, value) => {
    draft.lower = value
  }),
  inhibit_on_failure: switchable((draft, value) => {
    draft.inhibit = value
  }),
  alpha: switchable((draft, value) => {
    draft.alpha = value
  }),
  ...timingSettings(),
  smtp_alert: switchable(() => undefined),
  virtualhost: text(1, true),
  snmp_name: exactlyOne(),
  notify_up: notify(),
  notify_down: notify(),
  ...Object.fromEntries(Object.keys(checkerKinds).map(keyword => [keyword, check()])),
}

/** A keyword that keepalived takes with one word only. */
export function exactlyOne<Draft>(): Setting<Draft> {
  return {
    takes: Number.POSITIVE_INFINITY,
    read: (_draft, values, scope, { keyword, words }) => {
      if (values.length === 1) return true
      const text = `${keyword} of ${scope.owner} has ${values.length} values and not one, keepalived ignores the line`
      say(scope, 'invalid-setting', words[0]?.mark, text)
      return false
    },
  }
}

/** A script of which the first counts, and keepalived says so of the others. */
export function notify<Draft extends { readonly scripts: Script[] }>(): Setting<Draft> {
  return {
    takes: Number.POSITIVE_INFINITY,
    several: true,
    read: (draft, _values, scope, statement) => {
      const { keyword, words } = statement
      const mark = (words[1] ?? words[0])?.mark
      const first = draft.scripts.find(script => script.keyword === keyword)
      if (first !== undefined) {
        const text = `${keyword} of ${scope.owner} is set twice, keepalived keeps the first`
        say(scope, 'second-script', mark, text, {
          hint: 'Take one of the two lines out',
          related: [{ mark: first.mark, text: 'the first' }],
        })
        return false
      }
      const command = readCommand(statement, scope, 'user')
      if (command !== undefined && mark !== undefined)
        draft.scripts.push({ keyword, words: command, ...ranAs(accountBehind(statement)), mark })
      return command !== undefined
    },
  }
}

function check(): Setting<RealServerDraft> {
  return {
    takes: 0,
    several: true,
    read: (draft, _values, scope, statement) => {
      const kind = checkerKinds[statement.keyword]
      if (kind === undefined) return false
      draft.checkBlocks++
      const checker = newChecker(statement, draft.known, draft)
      const inner = { owner: `${statement.keyword} of ${scope.owner}`, diagnostics: scope.diagnostics }
      readChecker(checker, kind, statement, inner)
      const script = commandOf(statement)
      if (!checker.dropped && statement.keyword !== 'FILE_CHECK') draft.known.queue.push(kind.connects)
      if (!checker.dropped && script !== undefined) draft.scripts.push(script)
      if (!checker.dropped)
        draft.checkers.push(
          checker,
          ...checker.hosts.map(host => ({ ...checker, ...host, type: checker.type })),
        )
      return true
    },
  }
}

/** The program of a MISC_CHECK: the last misc_path counts, and the last user. */
function commandOf({ keyword, block }: Statement): Script | undefined {
  const last = (name: string) =>
    block?.statements.findLast(each => keyword === 'MISC_CHECK' && each.keyword === name)
  const [statement, user] = [last('misc_path'), last('user')]
  if (statement === undefined) return undefined
  const words = readCommand(statement, { owner: '', diagnostics: [] }, 'arguments')
  const mark = (statement.words[1] ?? statement.words[0])?.mark
  if (words === undefined || mark === undefined) return undefined
  return { keyword: 'misc_path', words, ...ranAs(user === undefined ? undefined : accountIn(user)), mark }
}

/** Reads a real_server block; undefined where keepalived refuses it. @param method of the virtual server so far */
export function readRealServer(
  statement: Statement,
  method: Method | undefined,
  known: Known,
  scope: Scope,
): RealServerDraft | undefined {
  const [keyword, address, port] = statement.words
  const place = address === undefined ? undefined : readPlace(address, port)
  if (keyword === undefined || place === undefined || !('address' in place)) return undefined
  const draft: RealServerDraft = {
    name: nameOf(statement.words),
    mark: keyword.mark,
    family: place.family,
    address: place.address,
    port: place.port,
    method,
    scripts: [],
    weight: undefined,
    inhibit: undefined,
    alpha: undefined,
    upper: 0,
    lower: 0,
    retry: undefined,
    delayBeforeRetry: undefined,
    warmup: undefined,
    timeout: undefined,
    delayLoop: undefined,
    checkers: [],
    checkBlocks: 0,
    known,
    bound: new Set(),
  }
  const inner = { owner: `real server ${draft.name} of ${scope.owner}`, diagnostics: scope.diagnostics }
  remarkPlace(place, statement.words, inner)
  readSettings(draft, statement.block?.statements ?? [], settings, inner)
  return draft
}
