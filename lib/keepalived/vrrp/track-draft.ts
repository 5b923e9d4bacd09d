import type { Account, Script, Sourced } from '../model.ts'
import type { Statement } from '../tree.ts'
import { nameOf, quoted, type Report } from './report.ts'

/** A vrrp_script, vrrp_track_process or track_file while it is read. */
export interface TrackDraft {
  readonly name: string
  readonly title: string
  weight: number
  /** What it runs or looks at. */
  subject: Sourced<string> | undefined
  script: Script | undefined
  account: Account | undefined
  quorum: number
  quorumMax: number
}

/** What becomes of a line with a bad value. */
export const ignored = () => 'keepalived ignores the line'

/** The word behind a weight. */
export function readReverse(statement: Statement, draft: TrackDraft, report: Report): void {
  const word = statement.words[2]
  if (word === undefined || word.text === 'reverse') return
  report(
    'vrrp-value',
    word.mark,
    `${quoted(word)} is no word for the weight of ${draft.title}`,
    'reverse is right',
  )
}

/** Nothing read yet. `weight` is the one that counts when none is given. */
export function newTrackDraft(statement: Statement, weight: number): TrackDraft {
  const name = statement.words[1]?.text ?? ''
  return {
    name,
    title: nameOf(name),
    weight,
    subject: undefined,
    script: undefined,
    account: undefined,
    quorum: 1,
    quorumMax: 4_294_967_295,
  }
}

/** Makes a name known to what stands below; of two only the first counts. */
export function noteName(
  statement: Statement,
  known: Map<string, number>,
  draft: TrackDraft,
  report: Report,
): void {
  const word = statement.words[1]
  if (word === undefined) return
  if (known.has(draft.name)) {
    report(
      'track-name-twice',
      word.mark,
      `${statement.keyword} ${draft.title} is defined twice: only the first is ever tracked`,
      'Give each a name of its own',
    )
    return
  }
  known.set(draft.name, draft.weight)
}
