import type { Statement } from '../tree.ts'
import { readInt } from '../values/numbers.ts'
import type { Trackable, TrackKind, Tracks } from './draft.ts'
import { quoted, type Report, takenValue } from './report.ts'

/** The blocks that say what is tracked, and what they track. */
export const trackBlocks: Readonly<Record<string, TrackKind>> = {
  track_script: 'script',
  track_interface: 'interface',
  track_file: 'file',
  track_process: 'process',
  track_bfd: 'bfd',
}

const definedBy = {
  script: 'vrrp_script',
  file: 'track_file',
  process: 'vrrp_track_process',
  bfd: 'bfd_instance',
} as const

/** Kinds whose weight may not be 254 although it is taken. */
const capped: readonly TrackKind[] = ['script', 'interface']

interface Place {
  readonly title: string
  readonly tracks: Tracks
  /** Kind and name of what is tracked already. */
  readonly tracked: Set<string>
}

/** Reads a track_* block of a vrrp_instance or vrrp_sync_group as vrrp_track.c and track_file.c of keepalived do. */
export function readTracks(statement: Statement, place: Place, trackable: Trackable, report: Report): void {
  const kind = trackBlocks[statement.keyword]
  if (kind === undefined) return
  for (const line of statement.block?.statements ?? []) readTrack(line, kind, place, trackable, report)
}

function readTrack(
  line: Statement,
  kind: TrackKind,
  place: Place,
  trackable: Trackable,
  report: Report,
): void {
  const [word, option] = line.words
  if (word === undefined) return
  const base = kind === 'interface' ? 0 : trackable[kind].get(word.text)
  if (base === undefined || kind === 'interface') {
    if (kind !== 'interface') {
      const text = `${kind} ${quoted(word)} tracked by ${place.title} is not defined above: keepalived does not track it`
      report('track-unknown', word.mark, text, `Put a ${definedBy[kind]} block of that name above`)
      return
    }
  }
  const key = `${kind} ${word.text}`
  if (place.tracked.has(key)) {
    report(
      'track-option',
      word.mark,
      `${kind} ${quoted(word)} is tracked twice by ${place.title}`,
      'Write it once',
    )
    return
  }
  let weight = base ?? 0
  if (option !== undefined) {
    if (option.text !== 'weight') {
      report(
        'track-option',
        option.mark,
        `${quoted(option)} is no word for tracking: ${quoted(word)} is not tracked by ${place.title}`,
        'Write weight and a number',
      )
      return
    }
    const read = readWeight(line, kind, weight, place.title, report)
    if (read === undefined) return
    weight = read
  }
  place.tracked.add(key)
  place.tracks[kind].push({ name: word.text, mark: word.mark, weight })
}

/** The weight that a line gives; undefined when keepalived does not take the line for it. */
function readWeight(
  line: Statement,
  kind: TrackKind,
  fallback: number,
  title: string,
  report: Report,
): number | undefined {
  const [word, option, value, reverse] = line.words
  if (word === undefined || option === undefined) return undefined
  if (value === undefined) {
    report(
      'track-option',
      option.mark,
      `weight of ${quoted(word)} has no value: ${title} does not track it`,
      'Write a number behind weight',
    )
    return undefined
  }
  const limit = kind === 'bfd' ? 253 : 254
  const reading = readInt(value, -limit, limit)
  let weight = takenValue(reading) ?? fallback
  if (reading.problem !== undefined) {
    report(
      'track-option',
      value.mark,
      `weight ${reading.problem}, of ${quoted(word)} in ${title}`,
      'Write a number of -253 to 253',
    )
  } else if (Math.abs(weight) === 254 && capped.includes(kind)) {
    report(
      'track-option',
      value.mark,
      `weight ${weight} of ${quoted(word)} in ${title} is too large: keepalived takes 253`,
      'Write a number of -253 to 253',
    )
    weight = Math.sign(weight) * 253
  }
  if (reverse === undefined || reverse.text === 'reverse') return weight
  if (reverse.text === 'noreverse' && kind !== 'interface') return weight
  report(
    'track-option',
    reverse.mark,
    `${quoted(reverse)} is no word for a weight, of ${quoted(word)} in ${title}`,
    'reverse is right',
  )
  return kind === 'bfd' || kind === 'file' ? undefined : weight
}
