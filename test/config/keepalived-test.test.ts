import { describe, expect, test } from 'vitest'
import { findUnsaid, readMessages } from '../../lib/config/keepalived-test.ts'
import type { Diagnostic } from '../../lib/text/diagnostic.ts'

const path = '/etc/keepalived/keepalived.conf'

const said = `(Line 3) Unknown keyword 'foo'
(/etc/keepalived/keepalived.conf: Line 3) Unknown keyword 'foo'
(/etc/keepalived/conf.d/web.conf: Line 3) Unknown keyword 'bar'
Virtual server [192.0.2.10]:none:80: no protocol set - defaulting to UDP

There are 1 missing '}'s or extra '{'s
There are 1 missing '}'s or extra '{'s
`

test('what several processes say is read once', () => {
  expect(readMessages(said, path)).toEqual([
    { file: undefined, line: 3, text: "Unknown keyword 'foo'" },
    { file: '/etc/keepalived/conf.d/web.conf', line: 3, text: "Unknown keyword 'bar'" },
    {
      file: undefined,
      line: undefined,
      text: 'Virtual server [192.0.2.10]:none:80: no protocol set - defaulting to UDP',
    },
    { file: undefined, line: undefined, text: "There are 1 missing '}'s or extra '{'s" },
  ])
  expect(readMessages('', path)).toEqual([])
})

function mark(line: number, file = path) {
  return { file, line, column: 1, length: 1 }
}

describe('what we do not say', () => {
  const unsaid = (diagnostics: readonly Diagnostic[], text = said, elsewhere = false) =>
    findUnsaid(readMessages(text, path), diagnostics, path, ['VI_1', 'G'], elsewhere).map(each => each.text)

  test('all of it', () => {
    expect(unsaid([])).toHaveLength(4)
    expect(unsaid([])[0]).toBe("keepalived -t says: Unknown keyword 'foo'")
  })
  test('a line that we speak of is said', () => {
    expect(unsaid([{ rule: 'unknown-keyword', text: '', mark: mark(3) }])).toHaveLength(3)
    expect(
      unsaid([{ rule: 'unknown-keyword', text: '', mark: mark(3, '/etc/keepalived/conf.d/web.conf') }]),
    ).toHaveLength(3)
    const related = [{ mark: mark(3), text: '' }]
    expect(unsaid([{ rule: 'missing-brace', text: '', mark: mark(1), related }])).toHaveLength(2)
  })
  test('an address that we speak of is said', () => {
    const diagnostic = { rule: 'no-protocol', text: 'virtual server 192.0.2.10 80 names no protocol' }
    expect(unsaid([diagnostic]).join()).not.toContain('no protocol set')
  })
  test('an instance that we speak of is said, without its line', () => {
    const message = 'VI_1 and VI_2 both use VRID 51 with IPv4 on interface eth0\n'
    expect(unsaid([{ rule: 'x', text: 'VI_2 has the VRID of VI_1' }], message)).toEqual([])
    expect(unsaid([{ rule: 'x', text: 'something else' }], message)).toHaveLength(1)
  })
  test('a firewall mark has two names', () => {
    const diagnostic = { rule: 'no-scheduler', text: 'virtual server fwmark 5 names no scheduler' }
    expect(unsaid([diagnostic], "Virtual server FWM 5: no scheduler set, setting default 'wlc'\n")).toEqual(
      [],
    )
    expect(
      unsaid([diagnostic], "Virtual server FWM 51: no scheduler set, setting default 'wlc'\n"),
    ).toHaveLength(1)
  })
  test('what becomes of a file of other bytes is not said again', () => {
    expect(unsaid([{ rule: 'utf-16', text: '' }])).toEqual([])
  })
  test('what is about this kernel is not the file', () => {
    expect(unsaid([], "IPVS: Can't initialize ipvs: Protocol not available\n")).toEqual([])
  })
  test('interfaces of another host are not missed', () => {
    const missing =
      "(keepalived.conf: Line 5) WARNING - interface eth7 for vrrp_instance VI_1 doesn't exist\n"
    expect(unsaid([], missing)).toHaveLength(1)
    expect(unsaid([], missing, true)).toEqual([])
  })
  test('a password that keepalived repeats is not', () => {
    expect(unsaid([], "(Line 3) Unknown keyword 'auth_pas' auth_pas hunter2\n").join()).not.toContain(
      'hunter2',
    )
  })
})
