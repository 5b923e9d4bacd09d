import { expect, test } from 'vitest'
import { runBinary } from '../support/binary.ts'
import { checks } from '../support/contract.ts'
import { need } from '../support/need.ts'

need('binaries')('the built program explains', () => {
  test.concurrent.each(checks)('a rule of $name', async ({ name, rules }) => {
    const [rule = ''] = Object.keys(rules)
    const { exitCode, stdout, stderr } = await runBinary('lvs-checks', ['explain', name, rule])
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    expect(stdout.startsWith(`${rule} of ${name}: `)).toBe(true)
    expect(stdout).toContain('\nHow to mend it\n')
  })

  test('the order of work for a director', async () => {
    const { exitCode, stdout } = await runBinary('lvs-checks', ['explain', 'director'])
    expect(exitCode).toBe(0)
    expect(stdout).toContain('systemctl status keepalived')
  })

  test('a rule that is not there in one line', async () => {
    const { exitCode, stdout } = await runBinary('lvs-checks', ['explain', 'split-brian'])
    expect({ exitCode, stdout }).toEqual({
      exitCode: 3,
      stdout: "LVS UNKNOWN - there is no rule 'split-brian', did you mean split-brain?\n",
    })
  })

  test('and says in its own help that it does', async () => {
    const { stdout } = await runBinary('lvs-checks', ['--help'])
    expect(stdout).toContain('lvs-checks explain RULE')
  })
})
