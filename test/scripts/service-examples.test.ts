import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { readCall } from '../../lib/objects/call.ts'
import { generateFiles } from '../../scripts/generate.ts'
import { checks } from '../support/contract.ts'
import { need } from '../support/need.ts'
import { makeFolder } from '../support/temporary.ts'

const files = await generateFiles()
const pages = checks.map(check => ({ check, page: files.get(`docs/checks/${check.name}.md`) ?? '' }))
const blocks = (page: string, kind: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${kind}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, text = '']) => text)
const nagios = pages.flatMap(({ page }) => blocks(page, 'nagios'))
const icinga = pages.flatMap(({ page }) => blocks(page, 'icinga2'))

describe.each(pages)('the page of $check.name', ({ check, page }) => {
  test('has a service for Nagios and one for Icinga 2 for each way of running it', () => {
    expect(blocks(page, 'nagios')).toHaveLength(check.modes.length)
    expect(blocks(page, 'icinga2')).toHaveLength(check.modes.length)
  })

  test('every call of it that stands there is one', () => {
    const calls = page.matchAll(/^(?:command\[\w+\]=\S+|(check_\w+)) (.*)$/gm)
    // No word of the examples has a blank or a quotation mark in it.
    for (const [, name, words = ''] of calls) {
      const plain = words.replaceAll("'", '').split(' ')
      expect(readCall(check, plain).check).toBe(name ?? check.name)
    }
  })

  test('each rule leads to its place in docs/rules.md', () => {
    const rules = files.get('docs/rules.md') ?? ''
    for (const id of Object.keys(check.rules)) {
      const anchor = new RegExp(`\\[\`${id}\`\\]\\(\\.\\./rules\\.md#(\\S+)\\)`).exec(page)?.[1]
      expect(rules).toContain(anchor)
    }
  })
})

need('nagios4', 'root')('the services for Nagios', () => {
  test('are taken by Nagios, with the commands that are committed', () => {
    using folder = makeFolder()
    const objects = folder.write('objects.cfg', [nagiosAround, ...nagios].join('\n'))
    const commands = folder.write('commands.cfg', files.get('nagios-cfg/nagios/commands.cfg') ?? '')
    const main = folder.write(
      'nagios.cfg',
      [
        `cfg_file=${objects}`,
        `cfg_file=${commands}`,
        `log_file=${folder.path}/log`,
        `object_cache_file=${folder.path}/cache`,
        `temp_path=${folder.path}`,
        `check_result_path=${folder.path}`,
        'nagios_user=root',
        'nagios_group=root',
        'illegal_macro_output_chars=`~$&|<>',
        '',
      ].join('\n'),
    )
    const { stdout } = spawnSync('nagios4', ['-v', main], { encoding: 'utf8' })
    expect(stdout.split('\n').filter(line => /^\s*(?:Warning|Error)|Duplicate/.test(line))).toEqual([])
    expect(stdout).toContain(`Checked ${nagios.length} services.`)
  })
})

need('icinga2', 'root')('the services for Icinga 2', () => {
  test('are taken by Icinga, with the commands that are committed', () => {
    using folder = makeFolder()
    folder.write('commands.conf', files.get('nagios-cfg/icinga2/lvs-commands.conf') ?? '')
    // What an agent runs has to be in a zone.
    mkdirSync(join(folder.path, 'zones.d', 'test'), { recursive: true })
    folder.write('zones.d/test/objects.conf', [icingaHosts, ...icinga].join('\n'))
    const main = folder.write(
      'icinga2.conf',
      'const PluginDir = "/usr/lib/nagios/plugins"\nconst NodeName = "test"\ninclude <itl>\ninclude <plugins>\ninclude "commands.conf"\n' +
        `${icingaZones}\ninclude_zones "etc", "zones.d"\n`,
    )
    const places = ['Data', 'Log', 'Cache', 'Spool', 'InitRun'].flatMap(name => [
      '-D',
      `Configuration.${name}Dir=${folder.path}`,
    ])
    const user = ['-D', 'Configuration.RunAsUser=root', '-D', 'Configuration.RunAsGroup=root']
    const { stdout } = spawnSync('icinga2', ['daemon', '-C', '-c', main, ...user, ...places], {
      encoding: 'utf8',
    })
    expect(stdout.split('\n').filter(line => /warning|critical/.test(line))).toEqual([])
    expect(stdout).toContain(`Instantiated ${icinga.length} Services.`)
  })
})

const hosts = { 'www-vip': '192.0.2.10', lvs1: '192.0.2.2', web1: '192.0.2.21' }

const nagiosAround = [
  ...Object.entries(hosts).map(
    ([name, address]) =>
      `define host {\n host_name ${name}\n address ${address}\n max_check_attempts 1\n check_period always\n notification_period always\n contacts somebody\n}`,
  ),
  'define timeperiod {\n timeperiod_name always\n alias always\n monday 00:00-24:00\n}',
  'define command {\n command_name check_nrpe\n command_line /usr/lib/nagios/plugins/check_nrpe -H $HOSTADDRESS$ -c $ARG1$\n}',
  'define contact {\n contact_name somebody\n host_notification_commands check_nrpe\n service_notification_commands check_nrpe\n host_notification_period always\n service_notification_period always\n}',
  'define service {\n name generic-service\n register 0\n max_check_attempts 1\n check_period always\n notification_period always\n contacts somebody\n}',
].join('\n')

const icingaZones = [
  'object Endpoint NodeName { }\nobject Zone NodeName {\n endpoints = [ NodeName ]\n}',
  ...Object.keys(hosts).map(
    name =>
      `object Endpoint "${name}" { }\nobject Zone "${name}" {\n endpoints = [ "${name}" ]\n parent = NodeName\n}`,
  ),
].join('\n')

const icingaHosts = [
  'template Service "generic-service" {\n max_check_attempts = 1\n}',
  ...Object.entries(hosts).map(
    ([name, address]) => `object Host "${name}" {\n check_command = "dummy"\n address = "${address}"\n}`,
  ),
].join('\n')
