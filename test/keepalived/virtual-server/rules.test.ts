import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { virtualServerKeywords } from '../../../lib/keepalived/keywords/virtual-server.ts'
import type { ConfigRule } from '../../../lib/keepalived/rules/rule.ts'
import { virtualServerRules } from '../../../lib/keepalived/rules/virtual-server.ts'
import { countServices } from '../../../lib/keepalived/services.ts'
import { lineless, quiet, silent, spoken } from '../../support/virtual-server-cases.ts'
import { readText, shortly } from '../../support/virtual-servers.ts'

describe('keepalived -t says so on the same line', () => {
  test.each(spoken)('%j', (text, expected) => {
    expect(shortly(readText(text).diagnostics)).toEqual(expected.toSorted(byLine))
  })
})

function byLine(a: string, b: string): number {
  const line = (text: string) => Number(text.replace(/.*@/, ''))
  return line(a) - line(b) || (a < b ? -1 : 1)
}

describe('keepalived -t says so without a line', () => {
  test.each(lineless)('%j', (text, expected) => {
    const { diagnostics } = readText(text)
    expect(shortly(diagnostics)).toEqual(expected)
    for (const each of diagnostics) expect(each.text).toMatch(/virtual server (192\.0\.2\.10|fwmark 3)/)
  })
})

describe('keepalived -t is silent', () => {
  test.each(silent)('%j', (text, expected) => {
    expect(shortly(readText(text).diagnostics)).toEqual(expected)
  })
})

describe('nothing to say', () => {
  test.each(quiet)('%j', text => {
    expect(shortly(readText(text).diagnostics)).toEqual([])
  })
})

test('there is a case for every rule, and silence where keepalived is silent', () => {
  const rulesOf = (cases: typeof spoken) =>
    cases.flatMap(([, found]) => found.map(each => each.replace(/@.*/, '')))
  const known = new Set(Object.keys(virtualServerRules))
  const provoked = new Set(rulesOf([...spoken, ...lineless, ...silent]))
  expect([...known].filter(rule => !provoked.has(rule))).toEqual([])
  for (const [rule, { silence }] of Object.entries<ConfigRule>(virtualServerRules)) {
    if (silence !== undefined) expect(rulesOf(silent)).toContain(rule)
    else expect(rulesOf([...spoken, ...lineless])).toContain(rule)
  }
})

test('a wrong family says what decided it', () => {
  const [first] = readText(
    'virtual_server fwmark 3 {\npersistence_granularity 24\nreal_server 192.0.2.21 80 {\n}\n}',
  ).diagnostics
  expect(first).toMatchObject({
    rule: 'family-mismatch',
    related: [{ mark: { line: 4 } }, { mark: { line: 2 } }],
  })
})

const names = Object.keys(virtualServerKeywords).concat(
  [
    'real_server',
    'TCP_CHECK',
    'HTTP_GET',
    'url',
    'MISC_CHECK',
    'FILE_CHECK',
    'BFD_CHECK',
    'SMTP_CHECK',
    'host',
  ],
  [
    'lb_algo',
    'lb_kind',
    'weight',
    'quorum',
    'hysteresis',
    'protocol',
    'sorry_server',
    'sorry_server_inhibit',
  ],
  [
    'persistence_granularity',
    'delay_loop',
    'connect_ip',
    'misc_path',
    'alpha',
    'ops',
    'fwmark',
    'group',
    'name',
  ],
)
const value = fc.oneof(
  fc.constantFrom(
    '192.0.2.1',
    '2001:db8::1',
    '80',
    '0',
    '-1',
    '192.0.2.1-9',
    '192.0.2.0/24',
    'G',
    'fwmark',
    'group',
    '5x',
  ),
  fc.constantFrom(
    '{',
    '}',
    '"',
    '\\',
    'TUN',
    'DR',
    'sh',
    '::ffff:192.0.2.1/120',
    '2001:db8::1-2001:db8::',
    '99999999999',
  ),
  fc.string({ unit: 'binary', maxLength: 8 }),
)
const line = fc
  .tuple(fc.constantFrom(...names), fc.array(value, { maxLength: 4 }), fc.constantFrom('', ' {', '\n}'))
  .map(([keyword, values, end]) => `${keyword} ${values.join(' ')}${end}`)

test('whatever stands in the file there is a model, and every rule is known', () => {
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 40 }),
      fc.option(fc.nat(10), { nil: undefined }),
      (lines, start) => {
        const { virtualServers, diagnostics } = readText(lines.join('\n'), start)
        for (const each of virtualServers) expect(countServices(each)).toBeGreaterThan(0)
        for (const { text, rule } of diagnostics) {
          if (!Object.hasOwn(virtualServerRules, rule)) continue
          expect(text).not.toMatch(/\.$|\n|undefined|NaN/)
        }
      },
    ),
    { numRuns: 300 },
  )
})
