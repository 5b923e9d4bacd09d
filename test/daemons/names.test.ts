import fc from 'fast-check'
import { expect, test } from 'vitest'
import { icingaString } from '../../lib/objects/escape.ts'
import { objectName } from '../../lib/objects/name.ts'
import { need } from '../support/need.ts'
import { startIcinga, verifyIcinga } from './icinga.ts'
import { startNagios, verifyNagios } from './nagios.ts'

/** Every sign of ASCII that can be seen, and some of elsewhere. */
const signs = [
  ...Array.from({ length: 95 }, (_, at) => String.fromCharCode(32 + at)),
  ...['ä', '€', '日', '\u{1f600}', '\u00a0', '\u200b', '\u202e', '\u2028', '\t', '\n'],
]

/** Each sign in front, in the middle and behind, and any mixture; no two names alike, whatever they were made of. */
const texts = [
  ...signs.flatMap(sign => [`${sign}in front of`, `in the${sign}middle`, `behind${sign}`]),
  ...fc.sample(
    fc.array(fc.constantFrom(...signs), { minLength: 1, maxLength: 30 }).map(each => each.join('')),
    { numRuns: 100, seed: 6 },
  ),
  ...['null', '192.0.2.10', '[2001:db8::10]:80', 'TCP 80', 'x'.repeat(4000), '*', '!all', '// no comment'],
]
const names = [...new Set(texts.filter(text => /[^\p{C}\p{Z}]/u.test(text)).map(objectName))]

need('nagios4', 'root')('names of hosts and services in Nagios', () => {
  test('are taken without a word, told back as they are, and found by external commands', async () => {
    const text = nagiosCommand + names.map(name => nagiosHost(name) + nagiosService(name, name)).join('')
    await using nagios = await startNagios({ files: { 'names.cfg': text } })
    const { hosts, services } = nagios.status()
    expect(hosts.map(({ host }) => host).sort()).toEqual([...names].sort())
    expect(services.map(({ service }) => service).sort()).toEqual([...names].sort())
    const results = await Promise.all(names.map(name => nagios.force(name, name)))
    expect(results.filter(({ output }) => output !== 'fine')).toEqual([])
  })

  test.each(['`~!$%^&*|\'"<>?,()='.split(''), '\\', '+'].flat())('%s has to be replaced', async sign => {
    const name = sign === '+' ? '+front' : `behind${sign}`
    const { isGood } = await verifyNagios({ files: { 'one.cfg': nagiosCommand + nagiosHost(name) } })
    expect(isGood).toBe(false)
  })
})

need('icinga2', 'root')('names of hosts and services in Icinga 2', () => {
  test('are taken without a word, told back as they are, and found by the API', async () => {
    const text = icingaCommand + names.map(icingaObjects).join('')
    await using icinga = await startIcinga({ files: { 'conf.d/names.conf': text } })
    const hosts = await icinga.objects('hosts')
    expect(hosts.map(({ name }) => name).sort()).toEqual([...names].sort())
    const results = await Promise.all(names.map(name => icinga.force(name, name)))
    expect(results.filter(({ output }) => output !== 'fine')).toEqual([])
  })

  test('! has to be replaced', async () => {
    const files = { 'conf.d/one.conf': icingaCommand + icingaObjects('behind!') }
    expect((await verifyIcinga({ files })).isGood).toBe(false)
  })
})

const nagiosCommand = 'define command {\n    command_name    fine\n    command_line    /bin/echo fine\n}\n'

const nagiosRest = `    check_command            fine
    active_checks_enabled    0
    max_check_attempts       1
    check_period             24x7
    contact_groups           admins
}
`

function nagiosHost(name: string): string {
  return `define host {\n    host_name                ${name}\n${nagiosRest}`
}

function nagiosService(host: string, name: string): string {
  return `define service {\n    host_name                ${host}\n    service_description      ${name}\n${nagiosRest}`
}

const icingaCommand = 'object CheckCommand "fine" { command = [ "/bin/echo", "fine" ] }\n'

function icingaObjects(name: string): string {
  const rest = 'check_command = "fine"\n  enable_active_checks = false\n'
  return `object Host ${icingaString(name)} {\n  ${rest}}
object Service ${icingaString(name)} {\n  host_name = ${icingaString(name)}\n  ${rest}}\n`
}
