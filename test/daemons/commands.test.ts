import { copyFileSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type Call,
  icingaCommandName,
  icingaVariables,
  nagiosCommandName,
  wordsOf,
} from '../../lib/objects/call.ts'
import { icingaMacroFree, icingaString, nagiosArgument } from '../../lib/objects/escape.ts'
import type { Check } from '../../lib/runtime/check.ts'
import { registry } from '../../plugins/index.ts'
import { makeHost } from '../support/host.ts'
import { type Site, startSite } from '../support/http-server.ts'
import { need } from '../support/need.ts'
import type { RunningServer } from '../support/servers.ts'
import { say, startTcp } from '../support/tcp-server.ts'
import { makeFolder, type TemporaryFolder } from '../support/temporary.ts'
import { startIcinga } from './icinga.ts'
import { builtChecks, startNagios } from './nagios.ts'
import { startNrpe } from './nrpe.ts'

const read = (file: string) =>
  readFileSync(fileURLToPath(new URL(`../../nagios-cfg/${file}`, import.meta.url)), 'utf8')

/** A call of every command, on what listens on the loopback, and what it comes to. */
interface Case {
  readonly call: Call
  readonly state: State
  /** In the first line. */
  readonly says: string
}

type State = 'OK' | 'WARNING' | 'CRITICAL' | 'UNKNOWN'
const states = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'] as const

const keepalivedConf = `global_defs {
    router_id lvs1
}
virtual_server 192.0.2.10 80 {
    lb_algo rr
    lb_kind NAT
    protocol TCP
    real_server 198.51.100.21 80 {
        TCP_CHECK {
        }
    }
}
`

const savedTable = `-A -t 192.0.2.10:80 -s rr
-a -t 192.0.2.10:80 -r 198.51.100.21:80 -m -w 1
`

/** What no consumer may take for its own. */
const path = '/status/200?a=1;b=2&c=!$HOME$ARG1$'
const banner = '220 ready; it\'s $HOME$ "now"!'

let folder: TemporaryFolder
let site: Site
let mail: RunningServer
let checks: Readonly<Record<string, Check>>
let cases: readonly Case[]

beforeAll(async () => {
  folder = makeFolder()
  const config = folder.write('keepalived.conf', keepalivedConf)
  const table = folder.write('ip_vs', savedTable)
  site = await startSite()
  mail = await startTcp(say(`${banner}\r\n`))
  const loaded = Object.entries(registry).map(async ([name, load]) => [name, await load()] as const)
  checks = Object.fromEntries(await Promise.all(loaded))
  cases = makeCases(config, table, String(site.port), String(mail.port))
})

afterAll(async () => {
  await site.close()
  await mail.close()
  folder[Symbol.dispose]()
})

function makeCases(config: string, table: string, http: string, tcp: string): readonly Case[] {
  const at = (
    check: string,
    options: Call['options'],
    says: string,
    state: State = 'OK',
    mode: Pick<Call, 'mode'> = {},
  ) => ({ call: { check, options, ...mode }, state, says })
  return [
    at('check_keepalived_config', { config, copy: true }, 'is correct'),
    at('check_ipvs_drift', { config, table, 'per-service': true }, 'is in the kernel'),
    at('check_lvs_director', { hostname: '127.0.0.1', port: http }, 'answers ping'),
    at('check_lvs_realserver', { hostname: '127.0.0.1', port: [http], url: path }, '200 OK'),
    at('check_vip_conflict', { hostname: ['127.0.0.1'], count: '3' }, 'loopback', 'UNKNOWN'),
    at('check_vip_ping', { hostname: ['127.0.0.1'], packets: '1', verbose: '2' }, 'rta'),
    at('check_vip_service', { 'IP-address': '127.0.0.1', port: http, url: path }, '200 OK'),
    at('check_vip_service', { hostname: '127.0.0.1', port: tcp, expect: [banner] }, '220 ready', 'OK', {
      mode: 'tcp',
    }),
  ]
}

const checkOf = ({ call }: Case): Check => {
  const check = checks[call.check]
  if (check === undefined) throw new Error(`no check ${call.check}`)
  return check
}

/** The address is that of the host. */
function withoutAddress({ call }: Case): Call {
  const { hostname: _, 'IP-address': __, ...options } = call.options
  return { ...call, options }
}

need(
  'binaries',
  'nagios4',
  'root',
  'ping',
)('nagios-cfg/nagios/commands.cfg', () => {
  test('every command is taken without a warning and gives its verdict in a real Nagios', async () => {
    const commands = read('nagios/commands.cfg')
    const named = [...commands.matchAll(/command_name +(\S+)/g)].map(([, name]) => name)
    const names = cases.map(each => nagiosCommandName(checkOf(each), each.call.mode))
    expect(names.toSorted()).toEqual(named.toSorted())
    const services = cases.map(each => nagiosService(each))
    const files = { 'commands.cfg': commands, 'services.cfg': nagiosHost + services.join('') }
    await using nagios = await startNagios({ files })
    expect(nagios.complaints).toEqual([])
    const results = await Promise.all(names.map(name => nagios.force('h', name)))
    expectVerdicts(names, results)
    expect(site.seen.map(({ url }) => url)).toContain(path)
  })
})

need(
  'binaries',
  'icinga2',
  'root',
  'ping',
)('nagios-cfg/icinga2/lvs-commands.conf', () => {
  test('every CheckCommand is taken without a warning and gives its verdict in a real Icinga 2', async () => {
    const commands = read('icinga2/lvs-commands.conf')
    const named = [...commands.matchAll(/^object CheckCommand "(\w+)"/gm)].map(([, name]) => name)
    const names = cases.map(each => icingaCommandName(checkOf(each), each.call.mode))
    expect(names.toSorted()).toEqual(named.toSorted())
    const files = {
      'conf.d/commands.conf': commands,
      'conf.d/services.conf': icingaHost + cases.map(icingaService).join(''),
    }
    const before = site.seen.length
    await using icinga = await startIcinga({ files })
    expect(icinga.complaints).toEqual([])
    const results = await Promise.all(names.map(name => icinga.force('h', name)))
    expectVerdicts(names, results)
    expect(site.seen.slice(before).map(({ url }) => url)).toContain(path)
  })
})

need(
  'binaries',
  'reachable',
  'nrpe',
  'netns',
  'busybox',
)('nagios-cfg/nrpe/lvs.cfg', () => {
  test('every command gives a verdict of its check in a real NRPE', async () => {
    const commands = read('nrpe/lvs.cfg')
    await using host = await makeHost('lvs1')
    using plugins = makeFolder()
    for (const name of Object.keys(registry)) symlinkSync(join(builtChecks, name), join(plugins.path, name))
    copyFileSync('/usr/lib/nagios/plugins/check_nrpe', join(plugins.path, 'check_nrpe'))
    await host.shell(`chmod 755 ${plugins.path}; mount --bind ${plugins.path} /usr/lib/nagios/plugins
      cat > /etc/keepalived/keepalived.conf <<'E'\n${keepalivedConf}\nE`)
    await using nrpe = await startNrpe({ files: { 'lvs.cfg': commands }, host, port: 5666 })
    const names = [...commands.matchAll(/^command\[(\w+)\]/gm)].map(([, name = '']) => name)
    expect(names.length).toBeGreaterThan(4)
    const runs = await Promise.all(names.map(name => nrpe.call(name, { inside: host.enter })))
    for (const [at, { stdout, exitCode }] of runs.entries()) {
      const service = names[at]?.replace('check_', '').replaceAll('_', ' ').toUpperCase()
      expect(stdout).toMatch(new RegExp(`^${service} ${states[exitCode ?? 3]} - `))
      expect(stdout).not.toMatch(usageError)
    }
  })
})

/** What a check says of a command line that is wrong. */
const usageError = /UNKNOWN - (?:-|unknown option|.* --help)/

function expectVerdicts(
  names: readonly string[],
  results: readonly { state: number; output: string }[],
): void {
  const said = results.map(({ state, output }, at) => ({
    name: names[at],
    state: states[state],
    text: /^[A-Z ]+ (OK|WARNING|CRITICAL|UNKNOWN) - /.exec(output)?.[1],
    output,
  }))
  const wanted = cases.map(({ state, says }, at) => ({
    name: names[at],
    state,
    text: state,
    output: expect.stringContaining(says),
  }))
  expect(said).toEqual(wanted)
}

const nagiosRest = `    max_check_attempts       1
    check_interval           1000
    active_checks_enabled    0
    check_period             24x7
    notification_period      24x7
    notification_interval    0
    contact_groups           admins
}
`
const nagiosHost = `define host {
    host_name                h
    address                  127.0.0.1
${nagiosRest}`

function nagiosService(each: Case): string {
  const name = nagiosCommandName(checkOf(each), each.call.mode)
  const words = wordsOf(withoutAddress(each), checkOf(each)).filter(word => word !== `--${each.call.mode}`)
  return `define service {
    host_name                h
    service_description      ${name}
    check_command            ${name}!${words.map(nagiosArgument).join(' ')}
${nagiosRest}`
}

const icingaHost = `object Host "h" {
  check_command = "dummy"
  address = "127.0.0.1"
}
`

function icingaService(each: Case): string {
  const name = icingaCommandName(checkOf(each), each.call.mode)
  // Those of the VIP know the host's address; the others look at the host they run on, unless they are told.
  const call = name.startsWith('vip_') ? withoutAddress(each) : each.call
  const variables = Object.entries(icingaVariables(call, checkOf(each))).map(
    ([variable, value]) => `  vars.${variable} = ${icingaValue(value)}\n`,
  )
  return `object Service "${name}" {
  host_name = "h"
  check_command = "${name}"
  enable_active_checks = false
${variables.join('')}}
`
}

function icingaValue(value: true | string | readonly string[]): string {
  if (value === true) return 'true'
  const literals = [value].flat().map(each => icingaString(icingaMacroFree(each)))
  return typeof value === 'string' ? literals.join('') : `[ ${literals.join(', ')} ]`
}
