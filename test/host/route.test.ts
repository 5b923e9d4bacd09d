import { expect, test } from 'vitest'
import { parseDefaultRoutes, parseRouteGet } from '../../lib/host/route.ts'

// All of it was said by `ip -j route` of iproute2 6.1.
test.each([
  [
    'on the link',
    '[{"dst":"192.0.2.7","dev":"e0","prefsrc":"192.0.2.1","flags":[],"uid":0,"cache":[]}]',
    { type: 'unicast', device: 'e0', gateway: undefined, source: '192.0.2.1' },
  ],
  [
    'by a router',
    '[{"dst":"203.0.113.7","gateway":"192.0.2.254","dev":"e0","prefsrc":"192.0.2.1","flags":[],"uid":0,"cache":[]}]',
    { type: 'unicast', device: 'e0', gateway: '192.0.2.254', source: '192.0.2.1' },
  ],
  [
    'to this host itself',
    '[{"type":"local","dst":"192.0.2.10","dev":"lo","prefsrc":"192.0.2.10","flags":[],"uid":0,"cache":["local"]}]',
    { type: 'local', device: 'lo', gateway: undefined, source: '192.0.2.10' },
  ],
  [
    'to this host by a whole network that is local, IPv6',
    '[{"type":"local","dst":"2001:db8:5::9","from":"::","dev":"lo","table":"local","prefsrc":"2001:db8::20","metric":1024,"flags":[],"pref":"medium"}]',
    { type: 'local', device: 'lo', gateway: undefined, source: '2001:db8::20' },
  ],
])('the way %s', (_, said, wanted) => {
  expect(parseRouteGet(said)).toEqual(wanted)
})

test('the preferred default route comes first, whatever the order', () => {
  const said =
    '[{"dst":"default","gateway":"192.0.2.254","dev":"e0","metric":50,"flags":[]},{"dst":"default","dev":"e1","scope":"link","metric":7,"flags":[]}]'
  expect(parseDefaultRoutes(said)).toEqual([
    { gateway: undefined, device: 'e1', metric: 7 },
    { gateway: '192.0.2.254', device: 'e0', metric: 50 },
  ])
})

test('no default route is an empty list, what is no list is none', () => {
  expect(parseDefaultRoutes('')).toEqual([])
  expect(parseDefaultRoutes('[{ }]')).toEqual([])
  expect(parseDefaultRoutes('default via 192.0.2.254')).toBeUndefined()
  expect(parseRouteGet('192.0.2.7 dev e0')).toBeUndefined()
})
