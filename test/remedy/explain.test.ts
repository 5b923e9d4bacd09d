import { describe, expect, test } from 'vitest'
import { explain } from '../../lib/remedy/explain.ts'
import { ordersOfWork } from '../../lib/remedy/order-of-work.ts'
import { checks } from '../support/contract.ts'

const say = (...words: readonly string[]) => explain(words, checks)
const rules = checks.flatMap(({ name, rules }) => Object.keys(rules).map(rule => ({ check: name, rule })))

describe('lvs-checks explain', () => {
  test('alone lists the checks and the objects', async () => {
    const { exitCode, stdout } = await say()
    expect(exitCode).toBe(0)
    for (const word of [...checks.map(({ name }) => name), ...Object.keys(ordersOfWork)])
      expect(stdout).toContain(`  ${word} `)
  })

  test.each(checks)('$name lists its rules with their states', async ({ name, rules: own }) => {
    const { exitCode, stdout } = await say(name)
    expect(exitCode).toBe(0)
    for (const [id, { state }] of Object.entries(own))
      expect(stdout).toContain(`\n  ${id} (${state === 'range' ? 'by thresholds' : state})\n`)
  })

  test.each(rules)('$check $rule tells its remedy, as wide as a terminal', async ({ check, rule }) => {
    const { exitCode, stdout } = await say(check, rule)
    expect(exitCode).toBe(0)
    expect(stdout).toMatch(new RegExp(`^${rule} of ${check}: `))
    for (const title of ['When', 'What it means', 'How to confirm it', 'How to mend it'])
      expect(stdout).toContain(`\n${title}\n`)
    expect(tooWide(stdout, await commandsOf(check, rule))).toEqual([])
  })

  test.each(Object.keys(ordersOfWork))('%s tells the order of work', async word => {
    const { exitCode, stdout } = await say(word)
    const order = ordersOfWork[word]
    expect(exitCode).toBe(0)
    const places = (order?.stages ?? []).map(({ name }, at) => stdout.indexOf(`\n${at + 1}. ${name}\n`))
    expect(places.every(place => place > 0)).toBe(true)
    expect(places).toEqual(places.toSorted((one, other) => one - other))
    const runs = (order?.stages ?? []).flatMap(({ steps }) => steps.flatMap(({ run }) => run ?? []))
    expect(tooWide(stdout, runs)).toEqual([])
  })

  test('a rule of several checks is told of each', async () => {
    const having = rules.filter(({ rule }) => rule === 'config-unreadable')
    const { stdout } = await say('config-unreadable')
    expect(having.length).toBeGreaterThan(2)
    for (const { check } of having) expect(stdout).toContain(`config-unreadable of ${check}: UNKNOWN\n`)
  })

  test('the silence of keepalived is told where a rule is about it', async () => {
    const [rule] = Object.entries(checks[0]?.rules ?? {}).filter(([, { silence }]) => silence !== undefined)
    const { stdout } = await say('check_keepalived_config', rule?.[0] ?? '')
    expect(stdout.replaceAll(/\s+/g, ' ')).toContain(rule?.[1].silence)
  })

  test('no rule has the name of an object or of a check', () => {
    const words = [...Object.keys(ordersOfWork), ...checks.map(({ name }) => name)]
    expect(rules.filter(({ rule }) => words.includes(rule))).toEqual([])
  })
})

test.each([
  [
    ['keepalived-not-runing'],
    "there is no rule 'keepalived-not-runing', did you mean keepalived-not-running?",
  ],
  [['check_lvs_directer'], "there is no rule 'check_lvs_directer', did you mean check_lvs_director?"],
  [['qqqq'], "there is no rule 'qqqq', lvs-checks explain CHECK lists those of a check"],
  [['check_vip_pink', 'loss'], "there is no check 'check_vip_pink', did you mean check_vip_ping?"],
  [['check_vip_ping', 'los'], "check_vip_ping has no rule 'los', did you mean loss?"],
  [
    ['check_vip_ping', 'toString'],
    "check_vip_ping has no rule 'toString', lvs-checks explain check_vip_ping lists them",
  ],
  [['check_vip_ping', 'loss', 'slow'], 'explain takes a rule, or a check and a rule'],
])('what there is not, %j, is one line and UNKNOWN', async (words, text) => {
  expect(await say(...words)).toEqual({ exitCode: 3, stdout: `LVS UNKNOWN - ${text}\n` })
})

/** Lines that a terminal of 80 columns breaks, but for commands, which are for the clipboard. */
function tooWide(stdout: string, commands: readonly string[]): string[] {
  return stdout.split('\n').filter(line => line.length > 79 && !commands.some(each => line.endsWith(each)))
}

async function commandsOf(name: string, rule: string): Promise<string[]> {
  const remedy = (await checks.find(check => check.name === name)?.remedies())?.[rule]
  return [...(remedy?.confirm ?? []), ...(remedy?.mend ?? [])].flatMap(({ run }) => run ?? [])
}
