import type { Statement } from '../tree.ts'
import { readDecimal, readInt, readUnsigned } from '../values/numbers.ts'
import type { World } from './draft.ts'
import {
  type Handlers,
  markOfStatement,
  numberHandler,
  quoted,
  type Report,
  readStatements,
  takenValue,
} from './report.ts'
import { ignored, newTrackDraft, noteName, readReverse, type TrackDraft } from './track-draft.ts'

const signedMax = 2_147_483_647

function weightOnce(unset: number): Handlers<TrackDraft>[string] {
  return (statement, draft, report) => {
    const word = statement.words[1]
    const mark = word?.mark ?? markOfStatement(statement)
    if (word === undefined) {
      report('vrrp-value', mark, `weight of ${draft.title} has no value: keepalived ignores the line`)
      return
    }
    if (draft.weight !== unset) {
      report('given-twice', mark, `weight of ${draft.title} is given again: keepalived ignores this one`)
      return
    }
    const reading = readInt(word, -254, 254)
    const value = takenValue(reading)
    if (reading.problem !== undefined) {
      report(
        'vrrp-value',
        mark,
        `weight ${reading.problem}, of ${draft.title}: keepalived takes ${value ?? unset}`,
        'Write a number of -254 to 254',
      )
    }
    draft.weight = value ?? unset
    readReverse(statement, draft, report)
  }
}

const delay = numberHandler<TrackDraft>({
  read: word => readDecimal(word, 0.000001, 3600, 6),
  otherwise: ignored,
  lenient: true,
  wanted: 'seconds, up to 3600',
})

const processHandlers: Handlers<TrackDraft> = {
  process(statement, draft, report) {
    const word = statement.words[1]
    if (word === undefined) return
    if (draft.subject === undefined) draft.subject = { value: word.text, mark: word.mark }
    else
      report(
        'given-twice',
        word.mark,
        `process of ${draft.title} is given again: keepalived ignores this one`,
      )
  },
  param_match(statement, draft, report) {
    const word = statement.words[1]
    if (word === undefined || word.text === 'initial' || word.text === 'partial') return
    report(
      'vrrp-value',
      word.mark,
      `param_match ${quoted(word)} of ${draft.title} is neither initial nor partial: keepalived ignores the line`,
    )
  },
  weight: weightOnce(0),
  quorum(statement, draft, report) {
    const value = readQuorum(statement, draft, report, 1)
    const word = statement.words[1]
    if (value === undefined || word === undefined) return
    if (value <= draft.quorumMax) draft.quorum = value
    else
      report(
        'vrrp-value',
        word.mark,
        `quorum ${value} of ${draft.title} is above quorum_max: keepalived ignores the line`,
      )
  },
  quorum_max(statement, draft, report) {
    const value = readQuorum(statement, draft, report, 0)
    const word = statement.words[1]
    if (value === undefined || word === undefined) return
    if ((value > 0 || draft.quorum > 1) && value < draft.quorum) {
      report(
        'vrrp-value',
        word.mark,
        `quorum_max ${value} of ${draft.title} is below quorum: keepalived ignores the line`,
      )
      return
    }
    draft.quorumMax = value
    if (value === 0) draft.quorum = 0
    else if (draft.quorum === 0) draft.quorum = 1
  },
  delay,
  terminate_delay: delay,
  fork_delay: delay,
}

function readQuorum(
  statement: Statement,
  draft: TrackDraft,
  report: Report,
  min: number,
): number | undefined {
  let taken: number | undefined
  numberHandler<TrackDraft>({
    read: word => readUnsigned(word, min, 65_535),
    otherwise: ignored,
    lenient: true,
    wanted: `a number of ${min} to 65535`,
    take: (_draft, value) => {
      taken = value
    },
  })(statement, draft, report)
  return taken
}

/** Words of a track_file: track_file.c of keepalived. */
const fileHandlers: Handlers<TrackDraft> = {
  file(statement, draft, report) {
    const word = statement.words[1]
    if (word === undefined)
      report(
        'vrrp-value',
        markOfStatement(statement),
        `file of ${draft.title} has no value: keepalived ignores the line`,
      )
    else if (draft.subject === undefined) draft.subject = { value: word.text, mark: word.mark }
    else
      report('given-twice', word.mark, `file of ${draft.title} is given again: keepalived ignores this one`)
  },
  weight: weightOnce(1),
  init_file(statement, draft, report) {
    for (const word of statement.words.slice(1)) {
      if (word.text === 'overwrite') continue
      if (!/^\s*[\d-]/.test(word.text)) {
        report(
          'vrrp-value',
          word.mark,
          `init_file ${quoted(word)} of ${draft.title} is neither a number nor overwrite`,
        )
        continue
      }
      const { value, problem } = readInt(word, -signedMax - 1, signedMax)
      if (problem !== undefined) report('vrrp-value', word.mark, `init_file ${problem}, in ${draft.title}`)
      else if (value !== undefined && Math.abs(value) > 254) {
        report('vrrp-value', word.mark, `init_file ${value} of ${draft.title} is outside -254 to 254`)
      }
    }
  },
}

/** A vrrp_track_process block. */
export function readTrackProcess(statement: Statement, world: World, report: Report): void {
  const draft = newTrackDraft(statement, 0)
  readStatements(statement.block?.statements ?? [], processHandlers, draft, report)
  if (draft.subject !== undefined) {
    noteName(statement, world.trackable.process, draft, report)
    return
  }
  report(
    'vrrp-value',
    markOfStatement(statement),
    `vrrp_track_process ${draft.title} names no process: keepalived removes it`,
    'Write: process PROGRAM',
    statement.block?.close,
  )
}

/** A track_file block, also by its old name vrrp_track_file. */
export function readTrackFile(statement: Statement, world: World, report: Report): void {
  const draft = newTrackDraft(statement, 1)
  readStatements(statement.block?.statements ?? [], fileHandlers, draft, report)
  if (draft.subject !== undefined) {
    noteName(statement, world.trackable.file, draft, report)
    return
  }
  report(
    'vrrp-value',
    markOfStatement(statement),
    `track_file ${draft.title} names no file: keepalived leaves it out`,
    'Write: file PATH',
    statement.block?.close,
  )
}
