import { chmodSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { icingaMacroFree, icingaString, nagiosArgument, nrpeLine } from '../../lib/objects/escape.ts'
import { type Site, startSite } from '../support/http-server.ts'
import { need } from '../support/need.ts'
import { parseOutput } from '../support/output.ts'
import type { RunningServer } from '../support/servers.ts'
import { findRefusingPort, say, startTcp } from '../support/tcp-server.ts'
import { makeFolder, type TemporaryFolder } from '../support/temporary.ts'
import { startIcinga } from './icinga.ts'
import { builtChecks, startNagios } from './nagios.ts'
import { startNrpe } from './nrpe.ts'

interface Said {
  readonly text: string
  readonly state: number
}

/** Runs a check and keeps what it printed and its exit code, before any daemon has touched them. */
function writeWitness(folder: TemporaryFolder) {
  chmodSync(folder.path, 0o777)
  const text = `#!/bin/sh
file="\${0%/*}/$1"
shift
${builtChecks}/"$@" > "$file"
code=$?
echo $code > "$file.code"
cat "$file"
exit $code
`
  const program = folder.write('witness', text, 0o755)
  const read = (key: string): Said => ({
    text: readFileSync(join(folder.path, key), 'utf8'),
    state: Number(readFileSync(join(folder.path, `${key}.code`), 'utf8')),
  })
  return { program, read }
}

let site: Site
let mail: RunningServer
/** Words of a check by a name. */
let cases: Readonly<Record<string, readonly string[]>>

beforeAll(async () => {
  site = await startSite()
  mail = await startTcp(say('220 mail; ready | x=1 <b> "it\'s" `id` $HOME\r\n'))
  // No daemon of these tests listens there: on the address of the others it could be given this very port.
  const nobody = '127.0.0.77'
  const closed = await findRefusingPort(nobody)
  const http = ['check_vip_service', '-H', '127.0.0.1', '-p', String(site.port)]
  const tcp = ['check_vip_service', '--tcp', '-H', '127.0.0.1', '-p', String(mail.port)]
  const realServers = ['--realserver', site.endpoint, '--realserver', `${nobody}:${closed}`]
  cases = {
    one: ['check_vip_ping', '-H', '127.0.0.1', '-p', '1'],
    two: ['check_vip_ping', '-H', '127.0.0.1', '-H', '127.0.0.2', '-p', '1', '-v'],
    page: [...http, '-w', '5:', '-c', '~:60'],
    half: [...http, '--connections', '4', ...realServers, '-v'],
    missing: [...http, '-u', '/status/404?a;b=|$HOME', '-v'],
    banner: [...tcp, '-e', '221;|$HOME "it\'s"', '-v'],
    refused: ['check_vip_service', '--tcp', '-H', nobody, '-p', String(closed)],
    wrong: ['check_vip_ping', '--paket', '5'],
  }
})

afterAll(async () => {
  await site.close()
  await mail.close()
})

need(
  'binaries',
  'nagios4',
  'root',
  'ping',
)('what a check prints, in status.dat of Nagios', () => {
  test('is what it printed: first line, perfdata and the lines after; a semicolon of the first line is a colon', async () => {
    using folder = makeFolder()
    const { program, read } = writeWitness(folder)
    const keys = Object.keys(cases)
    const services = keys.map(key => nagiosService(key, cases[key] ?? []))
    await using nagios = await startNagios({ files: { 'one.cfg': nagiosHead(program) + services.join('') } })
    const results = await Promise.all(keys.map(key => nagios.force('h', key)))
    for (const [at, { state, output, perfdata, more }] of results.entries()) {
      const { text, state: code } = read(keys[at] ?? '')
      expect({ text: join3(output, perfdata, more), state }).toEqual({ text: withColons(text), state: code })
    }
  })
})

need(
  'binaries',
  'icinga2',
  'root',
  'ping',
)('what a check prints, in the API of Icinga 2', () => {
  test('is what it printed: every item of perfdata, and all lines', async () => {
    using folder = makeFolder()
    const { program, read } = writeWitness(folder)
    const keys = Object.keys(cases)
    const services = keys.map(key => icingaService(key, [program, key, ...(cases[key] ?? [])]))
    await using icinga = await startIcinga({ files: { 'conf.d/one.conf': icingaHost + services.join('') } })
    const results = await Promise.all(keys.map(key => icinga.force('h', key)))
    for (const [at, { state, output, perfdata }] of results.entries()) {
      const key = keys[at] ?? ''
      const [first = '', ...more] = output.split('\n')
      expect({ text: join3(first.trimEnd(), perfdata.join(' '), more.join('\n')), state }).toEqual(read(key))
      expect(perfdata.length).toBe(parseOutput(read(key).text).perfdata.length)
    }
  })
})

need(
  'binaries',
  'reachable',
  'nrpe',
  'root',
  'ping',
)('what a check prints, through NRPE', () => {
  test('is what it printed, byte for byte, and its exit code', async () => {
    using folder = makeFolder()
    const { program, read } = writeWitness(folder)
    const keys = Object.keys(cases)
    const lines = keys.map(key => `command[${key}]=${nrpeLine([program, key, ...(cases[key] ?? [])])}\n`)
    await using nrpe = await startNrpe({ files: { 'one.cfg': lines.join('') } })
    const runs = await Promise.all(keys.map(key => nrpe.call(key)))
    expect(new Set(runs.map(({ exitCode }) => exitCode))).toEqual(new Set([0, 1, 2, 3]))
    for (const [at, { stdout, exitCode }] of runs.entries()) {
      const key = keys[at] ?? ''
      expect({ text: stdout, state: exitCode }).toEqual(read(key))
    }
  })
})

/** Nagios parts the fields of its log by semicolons, and lets none into the first line before the perfdata. */
function withColons(text: string): string {
  return text.replace(/^[^|\n]*/, first => first.replaceAll(';', ':'))
}

/** Plugin output of its three parts. */
function join3(first: string, perfdata: string, more: string): string {
  return `${first}${perfdata === '' ? '' : ` | ${perfdata}`}${more === '' ? '' : `\n${more}`}\n`
}

const nagiosHead = (program: string) => `define command {
    command_name    witness
    command_line    ${program} $ARG1$
}
define host {
    host_name             h
    max_check_attempts    1
    check_period          24x7
    contact_groups        admins
}
`

function nagiosService(name: string, words: readonly string[]): string {
  return `define service {
    host_name                h
    service_description      ${name}
    check_command            witness!${[name, ...words].map(nagiosArgument).join(' ')}
    active_checks_enabled    0
    max_check_attempts       1
    check_period             24x7
    contact_groups           admins
}
`
}

const icingaHost = 'object Host "h" { check_command = "dummy" }\n'

function icingaService(name: string, words: readonly string[]): string {
  return `object CheckCommand "${name}" {
  command = [ ${words.map(each => icingaString(icingaMacroFree(each))).join(', ')} ]
}
object Service "${name}" {
  host_name = "h"
  check_command = "${name}"
  enable_active_checks = false
}
`
}
