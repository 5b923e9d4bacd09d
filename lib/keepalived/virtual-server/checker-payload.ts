import { quote } from '../../core/text.ts'
import type { Statement } from '../tree.ts'
import { type CheckerDraft, checkLinkLocal, connectSettings } from './checker-draft.ts'
import { atEnd, type Scope, type Setting, type Settings, say, unsigned } from './setting.ts'

const dnsTypes = ['A', 'NS', 'CNAME', 'SOA', 'MX', 'TXT', 'AAAA', 'RRSIG', 'DNSKEY']

/** DNS_CHECK: keepalived's check_dns.c. */
export const dnsSettings: Settings<CheckerDraft> = {
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

/** UDP_CHECK: keepalived's check_udp.c. */
export const udpSettings: Settings<CheckerDraft> = {
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

export function endUdp(draft: CheckerDraft, scope: Scope, statement: Statement): void {
  checkLinkLocal(draft, scope, statement)
  if (draft.dropped || draft.minimum <= draft.maximum) return
  const text = `${scope.owner} wants a reply of ${draft.minimum} bytes or more and of ${draft.maximum} or fewer, it always fails`
  const hint = 'Raise max_reply_length, which is 255 by default, or lower min_reply_length'
  say(scope, 'check-always-fails', draft.mark, text, { hint, ...atEnd(statement) })
}
