import { quote } from '../../core/text.ts'
import type { Diagnostic } from '../../text/diagnostic.ts'
import { setFamily, type VirtualServerDraft } from './draft.ts'
import { atEnd, type Scope, type Setting, say } from './setting.ts'

export const family: Setting<VirtualServerDraft> = {
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

/** What made the virtual server IPv4 or IPv6, for those that do not fit. */
export function decidedBy({ family, familyMark }: VirtualServerDraft): NonNullable<Diagnostic['related']> {
  return familyMark === undefined
    ? []
    : [{ mark: familyMark, text: `this makes the virtual server IPv${family}` }]
}

/** What keepalived does at the end of the block: vs_end_handler() of check_parser.c. */
export function finishFamily(draft: VirtualServerDraft, scope: Scope): void {
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
