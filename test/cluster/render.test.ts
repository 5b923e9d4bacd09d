import { expect, test } from 'vitest'
import { renderFiles } from '../../lib/cluster/render.ts'
import { checks, pair, planOf, siteOf } from '../support/plan.ts'

const filesOf = (format: Parameters<typeof renderFiles>[0], yaml: string) =>
  new Map(renderFiles(format, planOf(pair, yaml), siteOf(yaml), checks).map(({ path, text }) => [path, text]))

test('the file for sudo is about the user of the agents, and about nobody else', () => {
  const text = filesOf('sudoers', 'cluster: shop\nnrpe: { user: nrpe }').get('lvs-shop') ?? ''
  const users = [...text.matchAll(/^#?(\w+) ALL=/gm)].map(([, user]) => user)
  expect(users.length).toBeGreaterThan(3)
  expect(new Set(users)).toEqual(new Set(['nrpe']))
})

test('each director and each real server has a file of commands, from the folder that the site says', () => {
  const files = filesOf('nrpe', 'cluster: shop\nnrpe: { plugins: /opt/lvs }')
  expect([...files.keys()].slice(0, 3)).toEqual(['d1.cfg', 'd2.cfg', 'shop-rs-192.0.2.21.cfg'])
  for (const text of files.values())
    expect(text).toMatch(/^(command\[[\w.:-]+\]=\/opt\/lvs\/check_\w+ ?.*\n)+$/)
})

test.each(['nagios', 'icinga2'] as const)(
  'in %s each service leads to its check on the page of rules',
  format => {
    const yaml = 'notes-url: "https://wiki.example.com/lvs/rules.md"'
    const text = [...filesOf(format, yaml).values()].at(-1) ?? ''
    for (const name of ['check_vip_service', 'check_lvs_director', 'check_ipvs_drift'])
      expect(text).toContain(`https://wiki.example.com/lvs/rules.md#${name}`)
    expect(text).toContain('lvs-checks explain check_lvs_realserver')
  },
)

test('a zone goes where Icinga carries it to satellites, its commands to the zone that all have', () => {
  const yaml = 'cluster: shop\nicinga2: { zone: shop, satellites: [{ name: sat1, address: 192.0.2.200 }] }'
  const files = filesOf('icinga2', yaml)
  expect([...files.keys()]).toEqual([
    'zones.d/global-templates/lvs-commands.conf',
    'zones.d/shop/lvs-shop.conf',
    'conf.d/lvs-shop-zone.conf',
  ])
  expect(files.get('conf.d/lvs-shop-zone.conf')).toContain('object Zone "shop" {')
})

test('what nobody asks from outside is said in the file, with who watches it', () => {
  const text = filesOf('nagios', '').get('lvs-lvs.cfg') ?? ''
  expect(text).toContain(
    '# 192.0.2.10:53/udp is not asked from outside, as only TCP can be asked; check_ipvs_drift',
  )
})
