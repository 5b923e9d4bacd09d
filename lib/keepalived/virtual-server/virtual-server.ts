import { quote } from '../../core/text.ts'
import type { Diagnostic } from '../../text/diagnostic.ts'
import type { Statement, Word } from '../tree.ts'
import { readPlace } from './address.ts'
import { engine, flagSettings, forwarding, persistence, protocol, scheduler } from './balance.ts'
import type { Known } from './checker-draft.ts'
import { newDraft, setFamily, type VirtualServerDraft } from './draft.ts'
import { decidedBy, family, finishFamily } from './family.ts'
import { readMethod } from './forwarding.ts'
import { readFront, remarkFront } from './front.ts'
import { granularity } from './granularity.ts'
import { exactlyOne, nameOf, notify, readRealServer, remarkPlace, type SorryDraft } from './real-server.ts'
import {
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
  unsigned,
} from './setting.ts'
import { timingSettings, unsignedMax } from './timing.ts'

const weightMax = 2_147_483_647

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
  ...timingSettings(),
  inhibit_on_failure: flag(draft => {
    draft.inhibit = true
  }),
  lb_algo: scheduler,
  lvs_sched: scheduler,
  ops: flag(draft => {
    draft.onePacket = true
  }),
  ...flagSettings,
  lb_kind: forwarding,
  lvs_method: forwarding,
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
  const [keyword] = words
  const front = readFront(words)?.front
  if (keyword === undefined || front === undefined) return undefined
  const name = nameOf(words)
  const scope = { owner: `virtual server ${name}`, diagnostics }
  remarkFront(words, front, scope)
  const draft = newDraft(statement, keyword, name, front, known)
  readSettings(draft, statement.block?.statements ?? [], settings, scope)
  finishFamily(draft, scope)
  return draft
}
