import type { Diagnostic } from '../../text/diagnostic.ts'
import type { Keyword } from '../keyword.ts'
import { nameOf } from './report.ts'

type Refuse = NonNullable<Keyword['refuse']>

/** A block that needs one word for its name, which no other of its kind may have. keepalived passes over it else. */
function named(what: string): Refuse {
  return (words, seen) => {
    const [keyword, name, more] = words
    if (keyword === undefined) return undefined
    const refuse = (text: string, hint: string, mark = name?.mark ?? keyword.mark): Diagnostic[] => [
      { rule: 'vrrp-block-refused', text: `${text}: keepalived passes over the whole block`, mark, hint },
    ]
    if (name === undefined) return refuse(`a ${what} has no name`, `Write: ${what} NAME {`, keyword.mark)
    if (more !== undefined)
      return refuse(`${what} ${nameOf(name.text)} has more than a name`, `Write: ${what} NAME {`, more.mark)
    const key = `${what} ${name.text}`
    if (seen.has(key))
      return refuse(`${what} ${nameOf(name.text)} is defined already`, 'Give it a name of its own')
    seen.add(key)
    return undefined
  }
}

/** A second list of members: keepalived passes over it, and takes its brace for the one of the block around. */
export const refuseSecondGroup: Refuse = ([keyword], seen, outer) => {
  const place =
    outer
      .at(-1)
      ?.words.map(({ text }) => text)
      .join(' ') ?? ''
  const key = `group of ${place}`
  if (keyword === undefined || !seen.has(key)) {
    seen.add(key)
    return undefined
  }
  const text = `${nameOf(place)} has a second group block: its brace ends the block around, what follows is lost`
  return [
    { rule: 'vrrp-block-refused', text, mark: keyword.mark, hint: 'Put all members into one group block' },
  ]
}

/** vrrp_handler() of keepalived's vrrp_parser.c */
export const refuseInstance = named('vrrp_instance')
/** vrrp_sync_group_handler() */
export const refuseSyncGroup = named('vrrp_sync_group')
/** static_track_group_handler() */
export const refuseTrackGroup = named('track_group')
