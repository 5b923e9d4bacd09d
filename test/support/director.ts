import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { commonOptions } from '../../lib/cli/common.ts'
import { parseOptions } from '../../lib/cli/parse.ts'
import { type Finding, statementsOf, worstFirst } from '../../lib/core/finding.ts'
import { renderText } from '../../lib/core/render.ts'
import type { DirectorFacts, LocalFacts, LogFacts } from '../../lib/director/facts.ts'
import { type Failure, type Outcome, success } from '../../lib/probe/outcome.ts'
import { check } from '../../plugins/check_lvs_director.ts'
import { type Output, parseOutput } from './output.ts'

/** Facts that a test may edit. */
export type Editable<T> = T extends Failure
  ? T
  : T extends object
    ? { -readonly [Key in keyof T]: Editable<T[Key]> }
    : T
export type Edit = (facts: Editable<LocalFacts>) => void

/** What -vvv printed of a director in a real cluster with IPVS, as a user of no privilege. */
export function sceneOf(name: string): Editable<LocalFacts> {
  const file = fileURLToPath(new URL(`../fixtures/facts/check_lvs_director/${name}.json`, import.meta.url))
  return JSON.parse(readFileSync(file, 'utf8')).local
}

/** A scene, and what else has happened. */
export function edited(name: string, ...edits: readonly Edit[]): DirectorFacts {
  const facts = sceneOf(name)
  for (const edit of edits) edit(facts)
  return { local: facts as LocalFacts }
}

export function judgeWith(facts: DirectorFacts, argv: readonly string[] = []): Finding {
  const mode = check.modes[0]
  const parsed = parseOptions({ ...commonOptions, ...mode.options }, argv)
  if (!parsed.ok) throw new Error(parsed.problem)
  return mode.judge(facts, parsed.values as Parameters<typeof mode.judge>[1])
}

/** What is wrong, worst first: the rules that speak. */
export function rulesOf(finding: Finding): string[] {
  const wrong = worstFirst(statementsOf(finding)).filter(({ state }) => state !== 'OK')
  return wrong.flatMap(({ rule }) => rule ?? [])
}

/** The statement of a rule. */
export function saidBy(rule: string, finding: Finding): Finding {
  const found = statementsOf(finding).find(each => each.rule === rule && each.state !== 'OK')
  if (found === undefined) throw new Error(`${rule} does not speak`)
  return found
}

export function outputOf(facts: DirectorFacts, argv: readonly string[] = [], verbosity = 0): Output {
  const style = { service: check.service, verbosity, colour: false }
  return parseOutput(renderText(judgeWith(facts, argv), style))
}

/** The value of an outcome that a scene has. */
export function known<T>(outcome: Outcome<T> | undefined): T {
  if (outcome?.ok !== true) throw new Error('the scene has no such value')
  return outcome.value
}

/** A log in which nothing is wrong, that goes back an hour. */
export function logged(about: Partial<LogFacts>): Edit {
  return facts => {
    const log: LogFacts = {
      from: 'the journal',
      lines: 40,
      completeSince: facts.now - 3_600_000,
      knowsKeepalived: true,
      unread: [],
      troubles: [],
      instances: [],
      reloads: [],
      restless: [],
      ...about,
    }
    facts.log = success(log) as Editable<Outcome<LogFacts>>
  }
}

/** The scene some time later: keepalived has been running for so many seconds. */
export function runningFor(seconds: number): Edit {
  return facts => {
    const uptime = known(facts.uptime)
    const { parent, children } = known(facts.keepalived).running ?? { parent: { started: 0 }, children: [] }
    const later = seconds - (uptime - parent.started)
    facts.uptime = success(uptime + later)
    facts.now += later * 1000
    for (const child of children) child.started = Math.min(child.started, uptime)
  }
}

/** When keepalived.conf was changed, in seconds before the scene. */
export function changed(seconds: number): Edit {
  return facts => {
    known(facts.wanted).newest = { path: '/etc/keepalived/web.conf', modified: facts.now - seconds * 1000 }
  }
}
