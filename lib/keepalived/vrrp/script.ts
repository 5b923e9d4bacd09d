import type { Mark } from '../../text/mark.ts'
import type { Script } from '../model.ts'
import type { Statement } from '../tree.ts'
import { readInt, readUnsigned } from '../values/numbers.ts'
import { accountIn, ranAs, readScript, wordsBehind } from '../values/scripts.ts'
import type { World } from './draft.ts'
import { type Handlers, nameOf, numberHandler, type Report, readStatements, takenValue } from './report.ts'
import { ignored, newTrackDraft, noteName, readReverse, type TrackDraft } from './track-draft.ts'

const secondsMax = 4294
const signedMax = 2_147_483_647

/** A vrrp_script with where its name stands. */
export interface TrackScript {
  readonly name: string
  readonly mark: Mark
  readonly script: Script
}

function seconds(): Handlers<TrackDraft>[string] {
  const read = numberHandler<TrackDraft>({
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

const countOfRuns = numberHandler<TrackDraft>({
  read: word => readUnsigned(word, 1, signedMax),
  otherwise: () => 'keepalived takes 1',
  lenient: true,
  wanted: 'a number of 1 or more',
})

function checkArguments(statement: Statement, draft: TrackDraft, report: Report): void {
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

const scriptHandlers: Handlers<TrackDraft> = {
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
  user(statement, draft) {
    draft.account = accountIn(statement)
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

/** A vrrp_script block; undefined when keepalived removes it. */
export function readTrackScript(statement: Statement, world: World, report: Report): TrackScript | undefined {
  const draft = newTrackDraft(statement, 0)
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
  return { name: draft.name, mark, script: { ...draft.script, ...ranAs(draft.account) } }
}
