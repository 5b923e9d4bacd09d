import { wrap } from '../cli/help.ts'
import { renderLine } from '../core/render.ts'
import { exitCodes } from '../core/state.ts'
import { quote } from '../core/text.ts'
import type { Check } from '../runtime/check.ts'
import type { Result } from '../runtime/run.ts'
import { nearest } from '../text/nearest.ts'
import { ordersOfWork } from './order-of-work.ts'
import { renderOrder, renderRemedy, stateOf } from './render.ts'

/**
 * `lvs-checks explain`: with nothing the checks, with the name of a check its rules, with a rule (or a check and a rule)
 * its remedy, with `director`, `real-server`, `vip` or `service` the order of work for such an object.
 *
 * An explanation that was found exits with 0, as those of git, rustc and ruff do, so that it can be used in scripts. It
 * cannot pass for a good result of a check: no check is called by these words. What was not found exits with 3.
 */
export async function explain(words: readonly string[], checks: readonly Check[]): Promise<Result> {
  const [first, second, ...rest] = words
  if (first === undefined || first === '-h' || first === '--help') return tell(listChecks(checks))
  if (rest.length > 0) return refuse('explain takes a rule, or a check and a rule')
  const check = checks.find(({ name }) => name === first)
  if (second !== undefined) return check === undefined ? refuseCheck(first, checks) : explainIn(check, second)
  const order = Object.hasOwn(ordersOfWork, first) ? ordersOfWork[first] : undefined
  if (order !== undefined) return tell(renderOrder(order))
  if (check !== undefined) return tell(listRules(check))
  const having = checks.filter(({ rules }) => Object.hasOwn(rules, first))
  if (having.length === 0) return refuseRule(first, checks)
  const told = await Promise.all(having.map(each => describe(each, first)))
  return tell(told.join(`\n${'-'.repeat(79)}\n\n`))
}

async function explainIn(check: Check, id: string): Promise<Result> {
  if (Object.hasOwn(check.rules, id)) return tell(await describe(check, id))
  const text = `${check.name} has no rule ${quote(id)}`
  return refuse(
    `${text}${meant(id, Object.keys(check.rules), `lvs-checks explain ${check.name} lists them`)}`,
  )
}

async function describe(check: Check, id: string): Promise<string> {
  const rule = check.rules[id]
  const remedies = await check.remedies()
  return rule === undefined ? '' : renderRemedy(check.name, id, rule, remedies[id])
}

function listChecks(checks: readonly Check[]): string {
  const lines = [
    'lvs-checks explain RULE           what an alarm means, and how to mend it',
    'lvs-checks explain CHECK RULE     the same, of one check',
    'lvs-checks explain CHECK          the rules of a check',
    'lvs-checks explain OBJECT         where to look, in which order',
    '',
    'An alarm names its rule in the lines below the first; explain CHECK tells when each speaks.',
    '',
    'Checks',
    ...checks.map(({ name, rules }) => `  ${name.padEnd(26)}${Object.keys(rules).length} rules`),
    '',
    'Objects',
    ...Object.entries(ordersOfWork).map(([word, { title }]) => `  ${word.padEnd(26)}${title}`),
  ]
  return `${lines.join('\n')}\n`
}

function listRules({ name, summary, rules }: Check): string {
  const lines = [`${name}: what it can say`, '', ...wrap(`${summary}.`, 79)]
  for (const [id, rule] of Object.entries(rules)) {
    const when = wrap(rule.when, 73).map(line => `      ${line}`)
    lines.push('', `  ${id} (${stateOf(rule)})`, ...when)
  }
  return `${lines.join('\n')}\n`
}

function refuseCheck(word: string, checks: readonly Check[]): Result {
  const names = checks.map(({ name }) => name)
  return refuse(`there is no check ${quote(word)}${meant(word, names, 'lvs-checks explain lists them')}`)
}

function refuseRule(word: string, checks: readonly Check[]): Result {
  const known = [
    ...checks.flatMap(({ name, rules }) => [name, ...Object.keys(rules)]),
    ...Object.keys(ordersOfWork),
  ]
  const where = 'lvs-checks explain CHECK lists those of a check'
  return refuse(`there is no rule ${quote(word)}${meant(word, known, where)}`)
}

/** The nearest of hundreds, or where they are listed. */
function meant(word: string, known: readonly string[], where: string): string {
  const near = nearest(word, known)
  return near === undefined ? `, ${where}` : `, did you mean ${near}?`
}

function tell(stdout: string): Result {
  return { exitCode: exitCodes.OK, stdout }
}

function refuse(text: string): Result {
  return { exitCode: exitCodes.UNKNOWN, stdout: renderLine('LVS', 'UNKNOWN', text) }
}
