import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { makeHost, until } from '../support/host.ts'
import { need } from '../support/need.ts'
import { isAlive } from '../support/process.ts'
import { makeFolder, type TemporaryFolder } from '../support/temporary.ts'
import { freePort } from './daemon.ts'
import { startIcinga } from './icinga.ts'
import { makeAuthority } from './icinga-config.ts'
import { startNagios } from './nagios.ts'
import { startNrpe } from './nrpe.ts'

const daemons = fileURLToPath(new URL('.', import.meta.url))

/** A plugin that says what the file `say` beside it holds, with the first word of it as its exit code. */
function writePlugin(folder: TemporaryFolder): { program: string; say(code: number, text: string): void } {
  const file = join(folder.path, 'say')
  const program = folder.write(
    'plugin',
    `#!/bin/sh\nread -r code < '${file}'\ntail -n +2 '${file}'\nexit "$code"\n`,
    0o755,
  )
  const say = (code: number, text: string) => {
    folder.write('say', `${code}\n${text}`)
  }
  say(0, 'fine')
  return { program, say }
}

const nagiosObjects = (program: string) => `define command {
    command_name    plugin
    command_line    ${program}
}
define host {
    host_name                director1
    address                  127.0.0.1
    check_command            plugin
    check_interval           1000
    max_check_attempts       1
    check_period             24x7
    notification_period      24x7
    notification_interval    0
    contact_groups           admins
}
define service {
    host_name                director1
    service_description      plugin
    check_command            plugin
    check_interval           1000
    max_check_attempts       1
    check_period             24x7
    notification_period      24x7
    notification_interval    0
    contact_groups           admins
}
`

const icingaObjects = (program: string) => `object CheckCommand "plugin" { command = [ "${program}" ] }
object Host "director1" {
  check_command = "plugin"
  check_interval = 1000
  max_check_attempts = 1
}
object Service "plugin" {
  host_name = "director1"
  check_command = "plugin"
  check_interval = 1000
  max_check_attempts = 1
}
apply Notification "alarm" to Service {
  import "alarm"
  command = "alarm-service"
  assign where true
}
`

need('nagios4', 'root')('a real Nagios', () => {
  test('results, alarms, a reload and a refusal are seen from outside', async () => {
    using folder = makeFolder()
    const { program, say } = writePlugin(folder)
    await using nagios = await startNagios({ files: { 'one.cfg': nagiosObjects(program) } })
    expect(await nagios.force('director1', 'plugin')).toMatchObject({ state: 0, output: 'fine' })
    say(2, 'down: it is | a=1\nC:\\new\n')
    const result = await nagios.force('director1', 'plugin')
    expect(result).toMatchObject({
      state: 2,
      isHard: true,
      output: 'down: it is',
      more: 'C:\\new',
      perfdata: 'a=1',
    })
    const sent = { type: 'PROBLEM', host: 'director1', service: 'plugin', state: 'CRITICAL' }
    expect(await until('an alarm', () => nagios.alarms()[0])).toEqual(sent)
    expect((await nagios.write('two.cfg', 'define host {\n  nonsense\n}\n')).isGood).toBe(false)
    const { isGood } = await nagios.write(
      'two.cfg',
      nagiosObjects(program)
        .replaceAll('director1', 'director2')
        .replace(/define command \{[^}]*\}/, ''),
    )
    expect(isGood).toBe(true)
    await nagios.reload()
    expect(await nagios.force('director2')).toMatchObject({ state: 1, output: 'down: it is' })
  })
})

need('icinga2', 'root')('a real Icinga 2', () => {
  test('results, alarms, a reload and a refusal are seen from outside', async () => {
    using folder = makeFolder()
    const { program, say } = writePlugin(folder)
    await using icinga = await startIcinga({ files: { 'conf.d/one.conf': icingaObjects(program) } })
    expect(await icinga.force('director1', 'plugin')).toMatchObject({ state: 0, output: 'fine' })
    say(2, 'down; it is | a=1\nC:\\new\n')
    const result = await icinga.force('director1', 'plugin')
    expect(result).toMatchObject({ state: 2, source: 'master', perfdata: ['a=1'] })
    const sent = { type: 'PROBLEM', host: 'director1', service: 'plugin', state: 'CRITICAL' }
    expect(await until('an alarm', () => icinga.alarms()[0])).toEqual(sent)
    expect((await icinga.write('conf.d/two.conf', 'object Host "director2" { }')).isGood).toBe(false)
    const text = 'object Host "director2" {\n check_command = "plugin"\n}\n'
    expect((await icinga.write('conf.d/two.conf', text)).isGood).toBe(true)
    await icinga.reload()
    expect(await icinga.force('director2')).toMatchObject({ state: 2 })
  })
})

const zones = (master: number, satellite: number) => `object Endpoint "master" {
  host = "127.0.0.1"
  port = "${master}"
}
object Zone "master" { endpoints = [ "master" ] }
object Endpoint "satellite" {
  host = "127.0.0.1"
  port = "${satellite}"
}
object Zone "satellite" {
  endpoints = [ "satellite" ]
  parent = "master"
}
`

need('icinga2', 'root')('a satellite of a real Icinga 2', () => {
  test('takes its zone from the master, runs the checks of it and hands their results back', async () => {
    using folder = makeFolder()
    const { program } = writePlugin(folder)
    const [masterPort, satellitePort] = [await freePort(), await freePort()]
    const shared = { zones: zones(masterPort, satellitePort), authority: makeAuthority() }
    await using master = await startIcinga({
      ...shared,
      port: masterPort,
      files: { 'zones.d/satellite/one.conf': icingaObjects(program) },
    })
    await using satellite = await startIcinga({
      ...shared,
      name: 'satellite',
      port: satellitePort,
      files: {},
    })
    const hasZone = async () => ((await satellite.has('hosts', 'director1')) ? true : undefined)
    await until('the satellite to have its zone', hasZone, 20)
    const now = Date.now() / 1000
    await satellite.force('director1', 'plugin')
    const result = await master.resultSince(now, 'director1', 'plugin')
    expect(result).toMatchObject({ state: 0, output: 'fine', source: 'satellite' })
  })
})

need('nrpe', 'root')('a real NRPE', () => {
  test('runs its commands as the user nagios, and ends with all that it has started', async () => {
    using folder = makeFolder()
    const file = join(folder.path, 'pid')
    const commands = `command[who]=/usr/bin/id -un\ncommand[hang]=/bin/sh -c 'echo $$$$ > ${file}; sleep 300'\n`
    chmodSync(folder.path, 0o777)
    await using nrpe = await startNrpe({ files: { 'lvs.cfg': commands } })
    expect(await nrpe.call('who')).toMatchObject({ exitCode: 0, stdout: 'nagios\n' })
    const hanging = nrpe.call('hang')
    const pid = await until('a plugin', () =>
      existsSync(file) ? Number(readFileSync(file, 'utf8')) || undefined : undefined,
    )
    expect(isAlive(pid)).toBe(true)
    await nrpe[Symbol.asyncDispose]()
    expect(isAlive(pid)).toBe(false)
    expect((await hanging).exitCode).not.toBe(0)
  })
})

/** Starts all three and says so; then it waits to be killed. */
const starter = `import { startIcinga } from '${daemons}icinga.ts'
import { startNagios } from '${daemons}nagios.ts'
import { startNrpe } from '${daemons}nrpe.ts'
const nagios = await startNagios({ files: { 'one.cfg': ${JSON.stringify(nagiosObjects('/bin/true'))} } })
const all = [nagios, await startIcinga({ files: {} }), await startNrpe({ files: {} })]
console.log(all.length)
setInterval(() => undefined, 1000)
`

need(
  'nagios4',
  'icinga2',
  'nrpe',
  'root',
)('a test that is killed', () => {
  test('takes its daemons with it', async () => {
    using folder = makeFolder()
    chmodSync(folder.path, 0o755)
    const file = folder.write('starter.mts', starter)
    const env = { ...process.env, TMPDIR: folder.path }
    const killed = spawn(process.execPath, [file], { env, stdio: ['ignore', 'pipe', 'inherit'] })
    const [said] = (await once(killed.stdout, 'data')) as [Buffer]
    expect(String(said)).toBe('3\n')
    expect(processesOf(folder.path).length).toBeGreaterThan(2)
    killed.kill('SIGKILL')
    await until('the daemons to end', () => (processesOf(folder.path).length === 0 ? true : undefined))
  })
})

/** Those whose command line names a folder of the test in this one. */
function processesOf(folder: string): number[] {
  const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name))
  return pids.map(Number).filter(pid => isAlive(pid) && commandLine(pid).includes(`${folder}/lvs-test-`))
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1')
  } catch {
    return ''
  }
}

need(
  'nagios4',
  'icinga2',
  'nrpe',
  'netns',
  'busybox',
)('in a host of a test', () => {
  test('each daemon is asked and ends as outside', async () => {
    using folder = makeFolder()
    const { program } = writePlugin(folder)
    await using host = await makeHost('m')
    await using nagios = await startNagios({ files: { 'one.cfg': nagiosObjects(program) }, host })
    await using icinga = await startIcinga({
      files: { 'conf.d/one.conf': icingaObjects(program) },
      port: 5665,
      host,
    })
    await using nrpe = await startNrpe({
      files: { 'lvs.cfg': 'command[name]=/bin/uname -n\n' },
      port: 5666,
      host,
    })
    expect(await nagios.force('director1', 'plugin')).toMatchObject({ state: 0, output: 'fine' })
    expect(await icinga.force('director1', 'plugin')).toMatchObject({ state: 0, output: 'fine' })
    expect(await nrpe.call('name', { inside: host.enter })).toMatchObject({ exitCode: 0, stdout: 'm\n' })
    await nagios.reload()
    await icinga.reload()
  })
})
