import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { makeLan } from '../support/lan.ts'
import { need } from '../support/need.ts'
import { checks } from '../support/plan.ts'
import { makeFolder } from '../support/temporary.ts'
import { startPair } from '../support/vrrp.ts'
import { startIcinga } from './icinga.ts'
import { builtChecks, startNagios } from './nagios.ts'
import { startNrpe } from './nrpe.ts'
import { linkPlugins } from './plugins.ts'

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8')
const pages = [...checks].map(([name, { service }]) => ({ service, page: read(`docs/checks/${name}.md`) }))
const blocksOf = (page: string, kind: string) =>
  [...page.matchAll(new RegExp(`^\`\`\`${kind}\\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, text = '']) => text)

/** The hosts of the examples, as the hosts of a LAN with these very addresses. */
const hosts = { 'www-vip': '192.0.2.10', lvs1: '192.0.2.2', web1: '192.0.2.21' }

/** Each example with its host, its name and the word its check begins with. */
function examplesOf(kind: 'nagios' | 'icinga2') {
  return pages.flatMap(({ service, page }) =>
    blocksOf(page, kind).map(text => {
      const [, host = ''] = /host_name\s+=?\s*"?([\w-]+)/.exec(text) ?? []
      const [, name = ''] =
        /service_description\s+(.+)|object Service "([^"]+)"/
          .exec(text)
          ?.filter(each => each !== undefined) ?? []
      return { service, text, host, name }
    }),
  )
}

/** A verdict of ours on the example, and no complaint about how the check was called. */
const verdictOf = (service: string) =>
  new RegExp(`^${service} (?:OK|WARNING|CRITICAL|UNKNOWN) - (?!.*(?:option|internal error))`)

need(
  'nagios4',
  'icinga2',
  'nrpe',
  'netns',
  'keepalived',
  'binaries',
  'reachable',
)('the examples of docs/checks', () => {
  test('give a verdict of their check in a real Nagios, through a real NRPE where they say so', async () => {
    await using lan = await makeLan()
    await startPair(lan)
    using folder = makeFolder()
    const plugins = linkPlugins(folder)
    const commands = pages.flatMap(({ page }) => page.match(/^command\[.*$/gm) ?? []).join('\n')
    const files = { 'lvs.cfg': `${commands}\n`.replaceAll('/usr/lib/nagios/plugins', builtChecks) }
    const agent = { files, port: 5666, allowed: '192.0.2.100' }
    await using _director = await startNrpe({ ...agent, host: lan.d1, address: hosts.lvs1 })
    await using _server = await startNrpe({ ...agent, host: lan.r1, address: hosts.web1 })
    const around = [
      ...Object.entries(hosts).map(
        ([name, address]) =>
          `define host {\n host_name ${name}\n address ${address}\n max_check_attempts 1\n check_period 24x7\n notification_period 24x7\n contact_groups admins\n}`,
      ),
      `define command {\n command_name check_nrpe\n command_line $USER1$/check_nrpe -H $HOSTADDRESS$ -t 30 -c $ARG1$\n}`,
      'define service {\n name generic-service\n register 0\n max_check_attempts 1\n check_period 24x7\n notification_period 24x7\n contact_groups admins\n}',
    ].join('\n')
    const examples = examplesOf('nagios')
    await using nagios = await startNagios({
      files: {
        'around.cfg': around,
        'commands.cfg': read('nagios-cfg/nagios/commands.cfg'),
        'examples.cfg': examples.map(({ text }) => text).join('\n'),
      },
      host: lan.m,
      plugins,
    })
    expect(examples).toHaveLength(8)
    await Promise.all(
      examples.map(async ({ host, name, service }) =>
        expect((await nagios.force(host, name)).output).toMatch(verdictOf(service)),
      ),
    )
  }, 120_000)

  test('give a verdict of their check in a real Icinga 2', async () => {
    await using lan = await makeLan()
    await startPair(lan)
    const around = [
      'template Service "generic-service" {\n max_check_attempts = 1\n}',
      ...Object.entries(hosts).map(
        ([name, address]) => `object Host "${name}" {\n check_command = "dummy"\n address = "${address}"\n}`,
      ),
    ].join('\n')
    const examples = examplesOf('icinga2')
    await using icinga = await startIcinga({
      files: {
        'conf.d/around.conf': around,
        'conf.d/commands.conf': read('nagios-cfg/icinga2/lvs-commands.conf'),
        // Icinga's agents are other nodes: here the director itself runs what is for its agent.
        'conf.d/examples.conf': examples
          .map(({ text }) => text.replace(/^ *command_endpoint.*\n/m, ''))
          .join('\n'),
      },
      host: lan.d1,
    })
    await Promise.all(
      examples.map(async ({ host, name, service }) =>
        expect((await icinga.force(host, name)).output).toMatch(verdictOf(service)),
      ),
    )
  }, 120_000)
})
