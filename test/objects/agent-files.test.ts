import { spawnSync } from 'node:child_process'
import { chmodSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { textsOf } from '../../lib/cli/parse.ts'
import { readCall, wordsOf } from '../../lib/objects/call.ts'
import { renderNrpeCommands } from '../../lib/objects/nrpe-commands.ts'
import { type Source, sources } from '../../lib/objects/sources.ts'
import { renderSudoers } from '../../lib/objects/sudoers.ts'
import { checks } from '../support/contract.ts'
import { need } from '../support/need.ts'
import { makeFolder } from '../support/temporary.ts'

describe('commands of NRPE', () => {
  const lines = [...renderNrpeCommands(checks).matchAll(/^command\[(\w+)\]=(\S+)(.*)$/gm)]

  test('are one of each check that looks at the host it runs on', () => {
    expect(lines.map(([, name]) => name)).toEqual([
      'check_lvs_director',
      'check_ipvs_drift',
      'check_keepalived_config',
      'check_vip_conflict',
      'check_lvs_realserver',
    ])
  })

  test.each(lines.map(([, name, path, words]) => ({ name, path, words })))('$name parses', line => {
    const check = checks.find(({ name }) => line.path === `/usr/lib/nagios/plugins/${name}`)
    expect(check?.name).toBe(line.name)
    const words = line.words?.split(' ').filter(word => word !== '') ?? []
    if (check === undefined) return
    expect(textsOf(check.modes[0].options, words)).toMatchObject({ ok: true })
    expect(wordsOf(readCall(check, words), check)).toEqual(words)
  })
})

describe('the file for sudo', () => {
  const file = renderSudoers(checks)
  const grants = Object.values<Source>(sources).flatMap(each => each.grants ?? [])

  test('has every grant of sudo that there is, and as a comment those that name an interface or address', () => {
    const rules = file.split('\n').filter(line => /^#?nagios ALL=/.test(line))
    expect(rules.map(line => line.replace(/^#/, ''))).toEqual([
      ...new Set(grants.filter(each => each.startsWith('nagios ALL='))),
    ])
    for (const rule of rules) expect(rule.startsWith('#')).toBe(/eth0|192\.0\.2/.test(rule))
  })
})

need('sudo')('visudo', () => {
  test('takes the file, and its examples once they are written out', () => {
    using folder = makeFolder()
    const text = renderSudoers(checks)
    for (const [name, content] of [
      ['as-it-is', text],
      ['written-out', text.replaceAll('#nagios', 'nagios')],
    ] as const) {
      const path = folder.write(name, content)
      chmodSync(path, 0o440)
      const { status, stdout, stderr } = spawnSync('visudo', ['-cf', path], { encoding: 'utf8' })
      expect({ status, said: stdout + stderr }).toEqual({ status: 0, said: `${path}: parsed OK\n` })
    }
  })
})
