import { expect, test } from 'vitest'
import { runProgram } from '../../support/binary.ts'
import { need } from '../../support/need.ts'
import { host, makeNagios, nagiosFilesOf, run, service } from './support.ts'

const rounds = 30

/** Hosts and services that call a command of this round alone: half of one file and half of the next is never good. */
function textOf(round: number): string {
  const names = Array.from({ length: 1 + Math.floor(Math.random() * 40) }, (_, at) => `real${at}`)
  const call = { check_command: `check${round}` }
  const objects = names.map(name => host(name) + service('a', name, call))
  const command = `define command {\n  command_name check${round}\n  command_line /bin/true\n}\n`
  // Every third is one that Nagios refuses.
  return `${objects.join('')}${command}${round % 3 === 2 ? 'nonsense\n' : ''}`
}

need('nagios4', 'root')('reloads while files are published', () => {
  test('never meet a broken configuration', async () => {
    using live = makeNagios()
    const told: string[] = []
    const written = { count: 0 }
    let isDone = false
    const publishing = async () => {
      for (let round = 0; round < rounds; round += 1) {
        const { written: paths, refused } = await run(nagiosFilesOf(live, { 'web.cfg': textOf(round) }))
        if (paths.length > 0) written.count += 1
        if (round % 3 !== 2 && refused.length > 0) told.push(refused[0]?.text ?? '')
      }
      isDone = true
    }
    const reloading = async () => {
      let count = 0
      for (; !isDone; count += 1) {
        const { exitCode, stdout } = await runProgram(['nagios4', '-v', live.main])
        if (exitCode !== 0) told.push(/Error.*/.exec(stdout)?.[0] ?? stdout)
      }
      return count
    }
    const [, reloads] = await Promise.all([publishing(), reloading()])
    expect(told).toEqual([])
    expect(written.count).toBe(rounds - rounds / 3)
    expect(reloads).toBeGreaterThan(1)
  })
})
