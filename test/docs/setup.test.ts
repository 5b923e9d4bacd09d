import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { directorConfig } from '../lab/config.ts'
import { type Host, makeHost } from '../support/host.ts'
import { need } from '../support/need.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const page = readFileSync(join(root, 'docs/setup.md'), 'utf8')

/** The commands of a section, block by block. */
function blocksOf(title: string): string[] {
  const [, section = ''] = page.split(new RegExp(`^## .*${title}.*$`, 'm'))
  const [text = ''] = section.split(/^## /m)
  return [...text.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block = '']) => block)
}

/** Programs that reach other machines, and the init system that no test has: a reload asks what the daemon would have read. */
const doubles = {
  systemctl: `case "$2" in
  nagios4) exec nagios4 -v /etc/nagios4/nagios.cfg ;;
  icinga2) exec icinga2 daemon -C ;;
  *) exit 1 ;;
esac`,
  scp: 'mkdir -p "$(dirname "/run/other/$2")"; cp "$1" "/run/other/$2"',
  ssh: '[ "$2 $3 $4" = "systemctl reload nagios-nrpe-server" ]',
}

/** A monitoring host with Debian's own configurations, of which nothing is changed outside. */
async function makeMonitor(): Promise<Host & { readonly sh: (script: string) => Promise<string> }> {
  const host = await makeHost('monitor')
  const layers = ['etc', 'usr', 'var']
    .map(
      name => `mkdir -p /run/layers/${name} /run/work/${name}
mount -t overlay overlay -o lowerdir=/${name},upperdir=/run/layers/${name},workdir=/run/work/${name} /${name}`,
    )
    .join('\n')
  await host.shell(layers)
  await host.shell(
    'mkdir -p /var/log/nagios4 /var/log/icinga2 /run/icinga2 /run/nagios4 /run/doubles /run/site; chown nagios: /var/log/* /run/icinga2 /run/nagios4',
  )
  for (const [name, script] of Object.entries(doubles))
    writeFileSync(host.path(`/run/doubles/${name}`), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  mkdirSync(host.path('/run/site/dist'))
  symlinkSync(join(root, 'dist/lvs-checks'), host.path('/run/site/dist/lvs-checks'))
  for (const [name, director] of [
    ['lvs1', 'd1'],
    ['lvs2', 'd2'],
  ] as const)
    writeFileSync(host.path(`/run/site/${name}.conf`), directorConfig(director))
  const sh = (script: string) =>
    host.shell(
      `cd /run/site; PATH=/run/doubles:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin; set -e\n${script}`,
    )
  return Object.assign(host, { sh })
}

need(
  'netns',
  'nagios4',
  'icinga2',
  'binaries',
)('docs/setup.md', () => {
  const install = [...blocksOf('1\\.'), ...blocksOf('2\\.')]

  test('has a block of commands in each section', () => {
    expect([1, 2, 3, 4, 5, 6].map(each => blocksOf(`${each}\\.`).length)).toEqual([1, 1, 1, 2, 2, 1])
  })

  test('from nothing to Nagios with agents, and a check of what is written, with Debian configuration', async () => {
    await using monitor = await makeMonitor()
    for (const block of install) await monitor.sh(block)
    expect(await monitor.sh(blocksOf('3\\.').join(''))).toContain('verified with everything else: nagios4')
    const verified = await monitor.sh('nagios4 -v /etc/nagios4/nagios.cfg')
    expect(verified).toMatch(/Total Warnings: 0/)
    expect(verified).toMatch(/Checked 1[0-9] hosts/)
    for (const block of [...blocksOf('5\\.')]) await monitor.sh(block)
    expect(readFileSync(monitor.path('/run/other/lvs1:/etc/nagios/nrpe.d/lvs.cfg'), 'utf8')).toContain(
      'command[lvs_director]=',
    )
    expect(readFileSync(monitor.path('/run/other/lvs1:/etc/sudoers.d/lvs-shop'), 'utf8')).toContain(
      'NOPASSWD',
    )
    expect(await monitor.sh(blocksOf('6\\.').join(''))).toMatch(/^LVS OBJECTS OK - /)
  }, 120_000)

  test('from nothing to Icinga 2, with Debian configuration', async () => {
    await using monitor = await makeMonitor()
    const [alone = ''] = blocksOf('4\\.')
    for (const block of install) await monitor.sh(block)
    expect(await monitor.sh(alone)).toContain('verified with everything else: icinga2')
    expect(await monitor.sh('icinga2 daemon -C')).toMatch(/\d+ Services/)
  }, 120_000)

  test('from nothing to Icinga 2 with a satellite, on a master that has its zones', async () => {
    await using monitor = await makeMonitor()
    await monitor.sh(`cat >/etc/icinga2/zones.conf <<'END'
object Endpoint "master" { }
object Zone "master" { endpoints = [ "master" ] }
object Zone "global-templates" { global = true }
END
sed -i 's/^\\(const NodeName\\|\\/\\/const NodeName\\).*/const NodeName = "master"/' /etc/icinga2/constants.conf`)
    const [, zone = ''] = blocksOf('4\\.')
    for (const block of install) await monitor.sh(block)
    expect(await monitor.sh(zone)).toContain('verified with everything else: icinga2')
    expect(readdirSync(monitor.path('/etc/icinga2/zones.d/shop'))).toEqual(['lvs-shop.conf'])
  }, 120_000)
})
