import type { Mark } from '../text/mark.ts'
import type { Script, Sourced } from './model.ts'
import { readDecimal, readInt, readUnsigned } from './numbers.ts'
import { readScript, wordsBehind } from './scripts.ts'
import type { Statement } from './tree.ts'
import type { World } from './vrrp-draft.ts'
import {
  type Handlers,
  markOfStatement,
  nameOf,
  numberHandler,
  quoted,
  type Report,
  readStatements,
  takenValue,
} from './vrrp-report.ts'

const secondsMax = 4294
const signedMax = 2_147_483_647

/** A vrrp_script, vrrp_track_process or track_file while it is read. */
interface Draft {
  readonly name: string
  readonly title: string
  weight: number
  /** What it runs or looks at. */
  subject: Sourced<string> | undefined
  script: Script | undefined
  quorum: number
  quorumMax: number
}

/** A vrrp_script with where its name stands. */
export interface TrackScript {
  readonly name: string
  readonly mark: Mark
  readonly script: Script
}

const ignored = () => 'keepalived ignores the line'

function seconds(): Handlers<Draft>[string] {
  const read = numberHandler<Draft>({
    read: word => readUnsigned(word, 0, secondsMax),
    otherwise: ignored,
    lenient: true,
    wanted: `whole seconds, 1 to ${secondsMax}`,
  })
  return (statement, draft, report) => {
    read(statement, draft, report)
    const word = statement.words[1]
    if (word !== undefined && readUnsigned(word, 0, 0).value !== undefined) {
      report(
        'vrrp-value',
        word.mark,
        `${statement.keyword} of ${draft.title} is 0: keepalived takes 1`,
        `Write: ${statement.keyword} 1`,
      )
    }
  }
}

const countOfRuns = numberHandler<Draft>({
  read: word => readUnsigned(word, 1, signedMax),
  otherwise: () => 'keepalived takes 1',
  lenient: true,
  wanted: 'a number of 1 or more',
})

function readReverse(statement: Statement, draft: Draft, report: Report): void {
  const word = statement.words[2]
  if (word === undefined || word.text === 'reverse') return
  report(
    'vrrp-value',
    word.mark,
    `${quoted(word)} is no word for the weight of ${draft.title}`,
    'reverse is right',
  )
}

function checkArguments(statement: Statement, draft: Draft, report: Report): void {
  const lost = wordsBehind(statement)
  const mark = statement.words[2]?.mark
  if (lost.length === 0 || mark === undefined) return
  report(
    'script-arguments',
    mark,
    `script of ${draft.title} is run without '${nameOf(lost.join(' '))}'`,
    'Put program and arguments into one pair of double quotes',
  )
}

const scriptHandlers: Handlers<Draft> = {
  script(statement, draft, report) {
    if (statement.words[1] === undefined) return
    const script = readScript(statement, draft.name)
    if (!('problem' in script)) {
      draft.script = script
      checkArguments(statement, draft, report)
    } else {
      const mark = statement.words[1].mark
      report(
        'script-refused',
        mark,
        `script of ${draft.title} is no script line, ${script.problem}${script.unsplit ? ': keepalived 2.2.7 crashes on it' : ''}`,
        'Put program and arguments in double quotes',
      )
    }
  },
  interval: seconds(),
  timeout: seconds(),
  weight(statement, draft, report) {
    const word = statement.words[1]
    if (word === undefined) return
    const reading = readInt(word, -253, 253)
    // keepalived keeps even what is out of range.
    draft.weight = takenValue(reading) ?? Math.trunc(Number.parseInt(word.text, 10) || 0)
    if (reading.problem !== undefined) {
      report(
        'vrrp-value',
        word.mark,
        `weight ${reading.problem}, of vrrp_script ${draft.title}`,
        'Write a number of -253 to 253',
      )
    }
    readReverse(statement, draft, report)
  },
  rise: countOfRuns,
  fall: countOfRuns,
}

function weightOnce(unset: number): Handlers<Draft>[string] {
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

const delay = numberHandler<Draft>({
  read: word => readDecimal(word, 0.000001, 3600, 6),
  otherwise: ignored,
  lenient: true,
  wanted: 'seconds, up to 3600',
})

const processHandlers: Handlers<Draft> = {
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

function readQuorum(statement: Statement, draft: Draft, report: Report, min: number): number | undefined {
  let taken: number | undefined
  numberHandler<Draft>({
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
const fileHandlers: Handlers<Draft> = {
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

function newDraft(statement: Statement, weight: number): Draft {
  const name = statement.words[1]?.text ?? ''
  return {
    name,
    title: nameOf(name),
    weight,
    subject: undefined,
    script: undefined,
    quorum: 1,
    quorumMax: 4_294_967_295,
  }
}

function noteName(statement: Statement, known: Map<string, number>, draft: Draft, report: Report): void {
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

/** A vrrp_script block; undefined when keepalived removes it. */
export function readTrackScript(statement: Statement, world: World, report: Report): TrackScript | undefined {
  const draft = newDraft(statement, 0)
  readStatements(statement.block?.statements ?? [], scriptHandlers, draft, report)
  const mark = statement.words[1]?.mark
  if (mark === undefined) return undefined
  if (draft.script === undefined) {
    report(
      'script-refused',
      mark,
      `vrrp_script ${draft.title} has no script: keepalived removes it`,
      'Write: script "/path/of/program arguments"',
      statement.block?.close,
    )
    return undefined
  }
  noteName(statement, world.trackable.script, draft, report)
  return { name: draft.name, mark, script: draft.script }
}

/** A vrrp_track_process block. */
export function readTrackProcess(statement: Statement, world: World, report: Report): void {
  const draft = newDraft(statement, 0)
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
  const draft = newDraft(statement, 1)
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
