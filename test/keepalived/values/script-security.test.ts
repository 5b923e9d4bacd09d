import { expect, test } from 'vitest'
import { readConfig } from '../../../lib/keepalived/read.ts'
import { sourcesOf } from '../../support/config-sources.ts'

const check = `virtual_server 192.0.2.10 80 {
  lvs_sched rr
  lvs_method DR
  protocol TCP
  real_server 192.0.2.20 80 {
    MISC_CHECK {
      misc_path /usr/local/bin/check
    }
  }
}
`
const lines = (text: string) =>
  readConfig(sourcesOf(text), { configId: 'lvs1' })
    .diagnostics.filter(({ rule }) => rule === 'script-security')
    .map(({ mark }) => mark?.line)

test('scripts of checks without enable_script_security', () => {
  expect(lines(check)).toEqual([7])
})

test('nothing is said with it, or where no script is', () => {
  expect(lines(`${check}global_defs {\n  enable_script_security\n}\n`)).toEqual([])
  expect(lines(check.replace(/MISC_CHECK[^}]*/, 'TCP_CHECK {\n'))).toEqual([])
})
