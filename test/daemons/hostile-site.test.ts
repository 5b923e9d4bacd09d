import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { renderFiles } from '../../lib/cluster/render.ts'
import { validatePlan } from '../../lib/cluster/validate.ts'
import { need } from '../support/need.ts'
import { checks, planOf, siteOf, sourceOf } from '../support/plan.ts'
import { makeFolder } from '../support/temporary.ts'
import { startIcinga } from './icinga.ts'
import { startNagios } from './nagios.ts'

/** What a path, a header and a password may hold, and what each language would make of it. */
const path = '/a!b;c/$HOSTADDRESS$/$(id)/`id`/%24?q=\'x\'&"y"&z=\\!#'
const header = 'X-Shop: $USER1$;!"\'\\ ~'
const secret = 'on-call:p;a$s!s\'w"o\\rd'

/** A service behind a VIP on the loopback that writes down what it was asked. */
async function startShop() {
  const asked: { url: string; header: string; authorization: string }[] = []
  const server = createServer((request, response) => {
    asked.push({
      url: request.url ?? '',
      header: `${request.headers['x-shop']}`,
      authorization: Buffer.from(
        (request.headers.authorization ?? '').replace('Basic ', ''),
        'base64',
      ).toString(),
    })
    response.end('Welcome\n')
  }).listen(0, '127.0.0.10')
  await new Promise(done => server.once('listening', done))
  const { port } = server.address() as AddressInfo
  return { asked, port, [Symbol.asyncDispose]: async () => void server.close() }
}

need(
  'nagios4',
  'icinga2',
  'binaries',
)('a site file with hostile texts', () => {
  test.each(['nagios', 'icinga2'] as const)(
    'by %s they reach the service as they were written',
    async format => {
      await using shop = await startShop()
      using folder = makeFolder()
      const file = folder.write('password', `${secret}\n`)
      const yaml = JSON.stringify({
        contacts: { groups: ['admins'] },
        vips: { '127.0.0.10': { name: 'shop' } },
        services: {
          [`127.0.0.10:${shop.port}`]: {
            check: 'http',
            'ask-real-servers': false,
            options: { url: path, header: [header], 'auth-file': file, connections: '1' },
          },
        },
      })
      const text = `virtual_server 127.0.0.10 ${shop.port} {\n protocol TCP\n lb_kind DR\n real_server 127.0.0.11 ${shop.port} {\n }\n}\n`
      const plan = planOf([sourceOf(text, { name: 'lvs1', address: '127.0.0.1' })], yaml)
      validatePlan(plan, siteOf(yaml), checks)
      const files = renderFiles(format, plan, siteOf(yaml), checks)
      const service = `TCP ${shop.port}`
      if (format === 'nagios') {
        await using nagios = await startNagios({
          files: Object.fromEntries(files.map(each => [each.path, each.text])),
        })
        expect(await nagios.force('shop', service)).toMatchObject({ state: 0 })
      } else {
        await using icinga = await startIcinga({
          files: Object.fromEntries(files.map(each => [`conf.d/${each.path}`, each.text])),
        })
        expect(await icinga.force('shop', service)).toMatchObject({ state: 0 })
      }
      expect(shop.asked.at(-1)).toEqual({
        url: path,
        header: header.replace('X-Shop: ', ''),
        authorization: secret,
      })
    },
    60_000,
  )
})
