import { quote } from '../../core/text.ts'
import type { Diagnostic } from '../../text/diagnostic.ts'
import type { Mark } from '../../text/mark.ts'
import type { Word } from '../tree.ts'
import { readUnsigned } from '../values/numbers.ts'
import { readPlace } from './address.ts'
import { nameOf, remarkPlace } from './real-server.ts'
import { type Scope, say, takeUnsigned } from './setting.ts'
import { unsignedMax } from './timing.ts'

/** What a virtual server stands for. */
export type Front =
  | { readonly kind: 'address'; readonly address: string; readonly family: 4 | 6; readonly port: number }
  | { readonly kind: 'fwmark'; readonly fwmark: number }
  | { readonly kind: 'group'; readonly group: string }

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

/** What the words in front of the block stand for: alloc_vs() of check_data.c. */
export function readFront([keyword, first, second]: readonly Word[]): Reading | undefined {
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

/** Says what of them keepalived takes otherwise than it is written. */
export function remarkFront(words: readonly Word[], front: Front, scope: Scope): void {
  const [, address, port] = words
  if (front.kind !== 'address') remarkWords(words, front, scope)
  else if (address !== undefined) {
    const place = readPlace(address, port)
    if ('address' in place) remarkPlace(place, words, scope)
  }
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
