import { quote } from '../../core/text.ts'
import { advise } from '../../text/nearest.ts'
import type { VirtualServerDraft } from './draft.ts'
import { readMethod } from './forwarding.ts'
import { flag, type Setting, type Settings, say, takeUnsigned } from './setting.ts'

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

export const scheduler: Setting<VirtualServerDraft> = {
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

export const forwarding: Setting<VirtualServerDraft> = {
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

/** Flags of schedulers, by the three bits that IPVS has for them. */
export const flagSettings: Settings<VirtualServerDraft> = {
  hashed: hashFlag(undefined, undefined),
  'flag-1': flag(draft => draft.flags.add(1)),
  'flag-2': flag(draft => draft.flags.add(2)),
  'flag-3': flag(draft => draft.flags.add(3)),
  'sh-port': hashFlag('sh', 2),
  'sh-fallback': hashFlag('sh', 1),
  'mh-port': hashFlag('mh', 2),
  'mh-fallback': hashFlag('mh', 1),
}

export const protocol: Setting<VirtualServerDraft> = {
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

export const persistence: Setting<VirtualServerDraft> = {
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

export const engine: Setting<VirtualServerDraft> = {
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
