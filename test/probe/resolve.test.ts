import { describe, expect, test } from 'vitest'
import { resolve } from '../../lib/probe/resolve.ts'
import { within } from '../support/deadline.ts'

describe('addresses are their own answer, in canonical form', () => {
  test.each([
    ['192.0.2.10', undefined, ['192.0.2.10']],
    ['192.0.2.10', 4, ['192.0.2.10']],
    ['2001:DB8:0:0::10', undefined, ['2001:db8::10']],
    ['fe80::1%eth0', 6, ['fe80::1%eth0']],
  ] as const)('%s, family %s: %j', async (host, family, addresses) => {
    expect(await within(5, deadline => resolve(host, family, deadline))).toEqual({
      ok: true,
      value: addresses,
    })
  })

  test.each([
    ['192.0.2.10', 6, 'is not an IPv6 address'],
    ['2001:db8::10', 4, 'is not an IPv4 address'],
  ] as const)('%s is no answer for family %s', async (host, family, text) => {
    const outcome = await within(5, deadline => resolve(host, family, deadline))
    expect(outcome).toMatchObject({ ok: false, kind: 'unresolved', text })
  })
})

describe('names', () => {
  test('localhost, of the family asked for', async () => {
    const outcome = await within(5, deadline => resolve('localhost', 4, deadline))
    expect(outcome).toEqual({ ok: true, value: ['127.0.0.1'] })
  })

  test('a name that is none (RFC 6761) has no address, and the hint says how to ask', async () => {
    const outcome = await within(8, deadline => resolve('vip.invalid', undefined, deadline))
    expect(outcome).toMatchObject({
      ok: false,
      kind: 'unresolved',
      hint: 'Ask the resolver with: getent hosts vip.invalid',
    })
  })

  test('one check asks once for a name, however often it needs it', async () => {
    const [one, two] = await within(5, deadline =>
      Promise.all([resolve('localhost', 4, deadline), resolve('localhost', 4, deadline)]),
    )
    expect(two).toBe(one)
  })

  test('a check that was stopped does not wait', async () => {
    const stopped = { signal: AbortSignal.abort(), seconds: 5, elapsed: () => 0, today: () => 0 }
    const outcome = await resolve('vip.invalid', undefined, stopped)
    expect(outcome).toMatchObject({ ok: false, kind: 'unresolved', text: 'name not resolved in 5 s' })
  })
})
