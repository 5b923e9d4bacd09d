import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { renderFiles } from '../../lib/cluster/render.ts'
import { until } from '../support/host.ts'
import { need } from '../support/need.ts'
import { checks, planOf, siteOf, sourceOf } from '../support/plan.ts'
import { freePort } from './daemon.ts'
import { startIcinga } from './icinga.ts'
import { makeAuthority } from './icinga-config.ts'

const base = (master: number) => `object Endpoint "master" {
  host = "127.0.0.1"
  port = "${master}"
}
object Zone "master" { endpoints = [ "master" ] }
object Zone "global-templates" { global = true }
`

need(
  'icinga2',
  'root',
  'binaries',
)('a cluster in the zone of a satellite', () => {
  test('is checked by the satellite, which has its commands and objects from the master alone', async () => {
    await using service = createServer(socket => socket.on('error', () => undefined).end('hello\n')).listen(
      0,
      '127.0.0.10',
    )
    await new Promise(done => service.once('listening', done))
    const { port } = service.address() as { port: number }
    const [masterPort, satellitePort] = [await freePort(), await freePort()]
    const yaml = JSON.stringify({
      cluster: 'shop',
      contacts: { groups: ['admins'] },
      vips: { '127.0.0.10': { name: 'vip' } },
      services: { [`127.0.0.10:${port}`]: { 'ask-real-servers': false } },
      icinga2: {
        zone: 'shop',
        satellites: [{ name: 'satellite', address: '127.0.0.1', port: satellitePort }],
      },
    })
    const text = `virtual_server 127.0.0.10 ${port} {\n protocol TCP\n lb_kind DR\n real_server 127.0.0.11 ${port} {\n  TCP_CHECK {\n  }\n }\n}\n`
    const site = siteOf(yaml)
    const files = renderFiles(
      'icinga2',
      planOf([sourceOf(text, { name: 'lvs1', address: '127.0.0.1' })], yaml),
      site,
      checks,
    )
    const byPath = Object.fromEntries(files.map(each => [each.path, each.text]))
    expect(Object.keys(byPath)).toEqual([
      'zones.d/global-templates/lvs-commands.conf',
      'zones.d/shop/lvs-shop.conf',
      'conf.d/lvs-shop-zone.conf',
    ])
    const authority = makeAuthority()
    await using master = await startIcinga({
      files: byPath,
      zones: base(masterPort),
      authority,
      port: masterPort,
    })
    // What its own zones.conf says of the satellite's zone is what the master was given.
    const zone = byPath['conf.d/lvs-shop-zone.conf'] ?? ''
    await using satellite = await startIcinga({
      files: {},
      zones: base(masterPort) + zone,
      authority,
      name: 'satellite',
      port: satellitePort,
    })
    await until(
      'the satellite to have its zone',
      async () => ((await satellite.has('hosts', 'vip')) ? true : undefined),
      30,
    )
    const now = Date.now() / 1000
    await satellite.force('vip', `TCP ${port}`)
    const result = await master.resultSince(now, 'vip', `TCP ${port}`)
    expect(result).toMatchObject({ state: 0, source: 'satellite' })
    expect(result.output).toMatch(/^VIP SERVICE OK - /)
    expect(master.complaints).toEqual([])
  }, 90_000)
})
