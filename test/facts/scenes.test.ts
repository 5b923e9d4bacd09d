import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { commonOptions } from '../../lib/cli/common.ts'
import { parseOptions } from '../../lib/cli/parse.ts'
import { renderText } from '../../lib/core/render.ts'
import type { Check } from '../../lib/runtime/check.ts'
import { registry } from '../../plugins/index.ts'

/**
 * Scenes of test/scenes, as they were seen: the facts, and the command with what it printed. Judged again, they must be
 * said in the same words. `npx vitest run -u test/facts` takes other words; look at what they have become.
 */
const folder = fileURLToPath(new URL('../fixtures/facts', import.meta.url))
const scenes = readdirSync(folder).flatMap(check =>
  readdirSync(`${folder}/${check}`)
    .filter(file => /^lan-.*\.json$/.test(file))
    .map(file => [check, file.replace(/\.json$/, '')] as const),
)

/** The words of a command line; none of these has a quote. */
function wordsOf(text: string): string[] {
  return text
    .replace(/^\$ \S+ ?/, '')
    .split(' ')
    .filter(word => word !== '')
}

function judgeAgain(check: Check, argv: readonly string[], facts: unknown): string {
  const mode = check.modes[0]
  if (mode === undefined) throw new Error('no mode')
  const parsed = parseOptions({ ...commonOptions, ...mode.options }, argv)
  if (!parsed.ok) throw new Error(parsed.problem)
  const finding = mode.judge(facts as never, parsed.values as never)
  return renderText(finding, { service: check.service, verbosity: 2, colour: false })
}

describe('scenes of a real LAN, judged again', () => {
  test('each check has some', () => {
    const checks = [...new Set(scenes.map(([check]) => check))]
    expect(checks.sort()).toEqual(['check_lvs_director', 'check_lvs_realserver', 'check_vip_conflict'])
  })

  test.each(scenes)('%s %s', async (name, scene) => {
    const check = await registry[name]?.()
    if (check === undefined) throw new Error(`no check ${name}`)
    const path = `${folder}/${name}/${scene}`
    const seen = readFileSync(`${path}.txt`, 'utf8')
    const [command = ''] = seen.split('\n')
    const facts: unknown = JSON.parse(readFileSync(`${path}.json`, 'utf8'))
    const said = judgeAgain(check, wordsOf(command), facts)
    await expect(`${command}\n${said}`).toMatchFileSnapshot(`${path}.txt`)
  })
})
