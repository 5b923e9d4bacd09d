import { mkdirSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, vi } from 'vitest'
import type { Finding } from '../../lib/core/finding.ts'
import { renderText } from '../../lib/core/render.ts'
import type { State } from '../../lib/core/state.ts'
import { registry } from '../../plugins/index.ts'
import type { RunOptions } from './binary.ts'
import type { Host } from './host.ts'
import { hosts, vips } from './lan.ts'
import type { NeedName } from './need.ts'
import { ask, type Verdict } from './verdict.ts'

// Some ask several times for four seconds and more; keepalived takes its time as well.
vi.setConfig({ testTimeout: 90_000 })

/** What a verdict has to be. */
export interface Wanted {
  readonly state: State
  /** The rule of the worst statement. */
  readonly rule?: string
  /** Each of these is in the first line: who is to blame, and what it is about. */
  readonly names: readonly string[]
  /** In the hint of the worst statement. */
  readonly hint?: string | RegExp
}

const exitCodes: Readonly<Record<State, number>> = { OK: 0, WARNING: 1, CRITICAL: 2, UNKNOWN: 3 }

/** Holds a verdict against what is wanted, with the whole output in the message where they differ. */
export function expectVerdict(verdict: Verdict, wanted: Wanted): void {
  const { exitCode, state, text, rules, wrong, stdout } = verdict
  expect({ exitCode, state, rule: rules[0] }, stdout).toEqual({
    exitCode: exitCodes[wanted.state],
    state: wanted.state,
    rule: wanted.rule,
  })
  for (const name of wanted.names) expect(text, stdout).toContain(name)
  if (wanted.hint !== undefined) expect(wrong[0]?.hint ?? 'no hint', stdout).toMatch(wanted.hint)
}

/** A statement of this rule names all of these: who is to blame and what it is about. */
export function expectSaid({ wrong, stdout }: Verdict, rule: string, ...names: readonly string[]): Finding {
  const found = wrong.find(each => each.rule === rule && names.every(name => each.text.includes(name)))
  expect(found, `${rule}: ${names.join(', ')} is not said\n${stdout}`).toBeDefined()
  return found as Finding
}

/** Options of check_vip_conflict: both VIPs, and who is who, by MACs and by addresses. */
export const asked = ['-H', vips[4], '-H', vips[6]]
export const known = [
  ...['--director', `d1=${hosts.d1.mac}`, '--director', `d2=${hosts.d2[4]}`],
  ...['--realserver', `r1=${hosts.r1.mac}`],
]

/** What scenes need of the machine. */
export const sceneNeeds = [
  'netns',
  'keepalived',
  'arping',
  'ndisc6',
  'nft',
  'setpriv',
  'busybox',
  'binaries',
] as const satisfies readonly NeedName[]

/** A check that says one thing on a host now; kept as a fixture when the scenes are saved. */
export async function see(
  scene: string,
  host: Host,
  check: string,
  argv: readonly string[],
  wanted: Wanted,
  options: RunOptions = {},
): Promise<Verdict> {
  const verdict = await ask(host, check, argv, options)
  expectVerdict(verdict, wanted)
  if (process.env.SAVE_SCENES === '1') await save(scene, check, argv, verdict)
  return verdict
}

const folder = fileURLToPath(new URL('../fixtures/facts', import.meta.url))

/**
 * `SAVE_SCENES=1 npx vitest run test/scenes` writes what was seen: `lan-SCENE.json` holds the facts, `lan-SCENE.txt` the
 * command and what it printed, for people to read and for test/facts to compare.
 */
async function save(scene: string, check: string, argv: readonly string[], verdict: Verdict): Promise<void> {
  const { service } = (await registry[check]?.()) ?? { service: check }
  mkdirSync(`${folder}/${check}`, { recursive: true })
  const file = `${folder}/${check}/lan-${scene}`
  // Of the very run that was looked at: asking once more mends what is stale.
  const text = renderText(verdict.finding, { service, verbosity: 2, colour: false })
  writeFileSync(`${file}.json`, `${JSON.stringify(verdict.facts)}\n`)
  writeFileSync(`${file}.txt`, `$ ${[check, ...argv].join(' ')}\n${text}`)
}
