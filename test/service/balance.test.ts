import { describe, expect, test } from 'vitest'
import { type Finding, metricsOf, state } from '../../lib/core/finding.ts'
import { formatMetric } from '../../lib/core/metric.ts'
import { atLeast, parseRange } from '../../lib/core/range.ts'
import { renderText } from '../../lib/core/render.ts'
import type { State } from '../../lib/core/state.ts'
import { restate, type Verdict } from '../../lib/service/attempt.ts'
import { judgeBalance } from '../../lib/service/balance.ts'

const vip = '192.0.2.10:80'

function ok(seconds = 0.1): Verdict {
  return { finding: state('OK', `${vip} 200 OK`), reason: '', seconds }
}
function bad(verdict: State, reason: string, rule: string, name = vip): Verdict {
  return { finding: state(verdict, `${name} ${reason}`, { rule }), reason, seconds: undefined }
}
const refused = (name = vip) => bad('CRITICAL', 'connection refused', 'refused', name)
const missing = (name = vip) => bad('WARNING', '404 Not Found', 'status', name)
const slow = (name = vip): Verdict => ({ ...bad('WARNING', 'too slow', 'slow', name), seconds: 1.5 })
const unresolved = (name = vip): Verdict => {
  const about = { rule: 'cannot-ask', hint: 'getent hosts x' }
  return {
    finding: state('UNKNOWN', `${name} name not resolved`, about),
    reason: 'name not resolved',
    seconds: undefined,
  }
}
const times = <T>(number: number, make: () => T) => Array.from({ length: number }, make)

interface Given {
  readonly throughVip: readonly Verdict[]
  readonly realServers?: Readonly<Record<string, Verdict>>
  readonly failedWarning?: string
  readonly failedCritical?: string
}

function judge({ throughVip, realServers = {}, failedWarning = '0', failedCritical = '20' }: Given): Finding {
  const range = (text: string) => parseRange(text) ?? atLeast(0)
  return judgeBalance({
    vip,
    throughVip,
    realServers: Object.entries(realServers).map(([name, verdict]) => ({ name, verdict })),
    failedWarning: range(failedWarning),
    failedCritical: range(failedCritical),
    time: (value, label) => ({ label, value, unit: 's', min: 0 }),
  })
}

/** `CRITICAL: 192.0.2.10:80 connection refused`, as the first line has it. */
function firstLine(given: Given): string {
  const finding = judge(given)
  const line = renderText({ ...finding, metrics: [] }, { service: 'X', verbosity: 0, colour: false })
  const said = /^X (\w+) - (.*?)(?: \| .*)?$/m.exec(line)
  return `${said?.[1]}: ${said?.[2]}`
}

describe('many connections', () => {
  test.each<[string, Given, string]>([
    [
      'ok: all answer',
      { throughVip: times(4, ok) },
      `OK: ${vip} answers on all 4 connections, in 0.100 s (median)`,
    ],
    [
      'critical: a quarter refused',
      { throughVip: [refused(), ...times(3, ok)] },
      `CRITICAL: ${vip} fails on 1 of 4 connections (25 %): 1 x connection refused, wanted at most 20 %`,
    ],
    [
      'warning: a tenth refused',
      { throughVip: [refused(), ...times(9, ok)] },
      `WARNING: ${vip} fails on 1 of 10 connections (10 %): 1 x connection refused, wanted 0 %`,
    ],
    [
      'warning: a share of 4xx only is no outage, whatever the share',
      { throughVip: [missing(), missing(), missing(), ok()] },
      `WARNING: ${vip} fails on 3 of 4 connections (75 %): 3 x 404 Not Found, wanted at most 20 %`,
    ],
    [
      'ok: the share is within what is wanted',
      { throughVip: [refused(), ...times(9, ok)], failedWarning: '10', failedCritical: '30' },
      `OK: ${vip} fails on 1 of 10 connections (10 %): 1 x connection refused`,
    ],
    [
      'critical: the most frequent reason first',
      { throughVip: [missing(), refused(), refused(), ok()] },
      `CRITICAL: ${vip} fails on 3 of 4 connections (75 %): 2 x connection refused, 1 x 404 Not Found, wanted at most 20 %`,
    ],
    [
      'unknown: what could not be tried is no failure',
      { throughVip: [unresolved(), ...times(3, ok)] },
      `UNKNOWN: 1 connection could not be tried: ${vip} name not resolved`,
    ],
    [
      'critical: nor does it hide one',
      { throughVip: [unresolved(), refused(), ok()] },
      `CRITICAL: ${vip} fails on 1 of 2 connections (50 %): 1 x connection refused, wanted at most 20 % (and 1 more)`,
    ],
    [
      'unknown: none could be tried',
      { throughVip: times(3, unresolved) },
      `UNKNOWN: ${vip} name not resolved`,
    ],
    [
      'critical: one connection speaks for itself',
      { throughVip: [refused()] },
      `CRITICAL: ${vip} connection refused`,
    ],
  ])('%s', (_, given, line) => {
    expect(firstLine(given)).toBe(line)
  })

  test('perfdata: the share, the median and the longest time, the number', () => {
    const finding = judge({ throughVip: [ok(0.1), ok(0.3), ok(0.2), refused()] })
    expect(metricsOf(finding).map(formatMetric)).toEqual([
      'failed=25%;0;20;0;100',
      'time=0.2s;;;0',
      'time_max=0.3s;;;0',
      'connections=4;;;0',
    ])
  })

  test('--state decides what counts as failed', () => {
    const states = [{ rule: 'refused', state: 'OK' }] as const
    const throughVip = [refused(), ok(), ok(), ok()].map(verdict => restate(verdict, states))
    expect(firstLine({ throughVip })).toBe(`OK: ${vip} answers on all 4 connections, in 0.100 s (median)`)
  })
})

describe('the VIP and its real servers', () => {
  const [one, two, three] = ['192.0.2.11:80', '192.0.2.12:80', '192.0.2.13:80'] as const
  test.each<[string, Given, string]>([
    [
      'ok: all of them',
      { throughVip: [ok()], realServers: { [one]: ok(), [two]: ok() } },
      `OK: ${vip} 200 OK, and both real servers answer directly`,
    ],
    [
      'ok: the only one',
      { throughVip: [ok()], realServers: { [one]: ok() } },
      `OK: ${vip} 200 OK, and the real server answers directly`,
    ],
    [
      'warning: VIP ok, one of three fails',
      { throughVip: [ok()], realServers: { [one]: ok(), [two]: refused(two), [three]: ok() } },
      `WARNING: VIP ${vip} ok, 1 of 3 real servers fails: ${two} connection refused`,
    ],
    [
      'warning: VIP ok, all fail',
      { throughVip: [ok()], realServers: { [one]: refused(one), [two]: missing(two) } },
      `WARNING: VIP ${vip} ok, both real servers fail: ${one} connection refused, ${two} 404 Not Found`,
    ],
    [
      'critical: all real servers answer, the VIP does not',
      { throughVip: [refused()], realServers: { [one]: ok(), [two]: ok() } },
      `CRITICAL: both real servers answer, the VIP does not: ${vip} connection refused: look at the director`,
    ],
    [
      'critical: the only real server answers, the VIP does not',
      { throughVip: [refused()], realServers: { [one]: ok() } },
      `CRITICAL: the real server answers, the VIP does not: ${vip} connection refused: look at the director`,
    ],
    [
      'critical: the VIP fails and so does one of three',
      { throughVip: [refused()], realServers: { [one]: ok(), [two]: refused(two), [three]: ok() } },
      `CRITICAL: ${vip} connection refused, asked directly 1 of 3 real servers fails: ${two} connection refused`,
    ],
    [
      'critical: the VIP fails and so do all',
      { throughVip: [refused()], realServers: { [one]: refused(one), [two]: refused(two) } },
      `CRITICAL: ${vip} connection refused, asked directly both real servers fail: ${one} connection refused, ${two} connection refused`,
    ],
    [
      'warning: the VIP answers with 404 only',
      { throughVip: [missing()], realServers: { [one]: ok() } },
      `WARNING: the real server answers, the VIP does not: ${vip} 404 Not Found: look at the director`,
    ],
    [
      'unknown: a real server that could not be asked is no broken one',
      { throughVip: [ok()], realServers: { [one]: ok(), [two]: unresolved(two) } },
      `UNKNOWN: ${two} could not be asked: name not resolved`,
    ],
    [
      'unknown: none could be asked',
      { throughVip: [ok()], realServers: { [one]: unresolved(one) } },
      `UNKNOWN: ${one} could not be asked: name not resolved`,
    ],
    [
      'critical: nor does it hide that the VIP fails',
      { throughVip: [refused()], realServers: { [one]: unresolved(one) } },
      `CRITICAL: ${vip} connection refused (and 1 more)`,
    ],
    [
      'unknown: the VIP could not be asked',
      { throughVip: [unresolved()], realServers: { [one]: ok() } },
      `UNKNOWN: ${vip} name not resolved`,
    ],
    [
      'unknown: some of many connections could not be made',
      { throughVip: [unresolved(), ok()], realServers: { [one]: ok() } },
      `UNKNOWN: 1 connection could not be tried: ${vip} name not resolved`,
    ],
    [
      'critical: a share through the VIP, and the one real server it comes from',
      { throughVip: [refused(), ok()], realServers: { [one]: ok(), [two]: refused(two) } },
      `CRITICAL: ${vip} fails on 1 of 2 connections (50 %): 1 x connection refused, wanted at most 20 %, asked directly 1 of 2 real servers fails: ${two} connection refused`,
    ],
    [
      'critical: a share through the VIP, and all real servers answer: one of them is lost by the VIP',
      { throughVip: [refused(), ok()], realServers: { [one]: ok(), [two]: ok() } },
      `CRITICAL: ${vip} fails on 1 of 2 connections (50 %): 1 x connection refused, wanted at most 20 %, while both real servers answer directly: look at the VIP on each of them`,
    ],
    [
      'critical: a share is refused, which a slow real server does not explain',
      { throughVip: [refused(), ok()], realServers: { [one]: ok(), [two]: slow(two) } },
      `CRITICAL: ${vip} fails on 1 of 2 connections (50 %): 1 x connection refused, wanted at most 20 %, while both real servers answer directly: look at the VIP on each of them`,
    ],
    [
      'critical: every connection through the VIP, and all real servers answer: the director',
      { throughVip: [refused(), refused()], realServers: { [one]: ok(), [two]: ok() } },
      `CRITICAL: both real servers answer, the VIP does not: ${vip} fails on 2 of 2 connections (100 %): 2 x connection refused, wanted at most 20 %: look at the director`,
    ],
    [
      'warning: how slow a real server is',
      { throughVip: [ok()], realServers: { [one]: ok(), [two]: slow(two) } },
      `WARNING: VIP ${vip} ok, 1 of 2 real servers fails: ${two} too slow (1.500 s)`,
    ],
  ])('%s', (_, given, line) => {
    expect(firstLine(given)).toBe(line)
  })

  test('perfdata: each time under the name of its server', () => {
    const finding = judge({ throughVip: [ok(0.1)], realServers: { [one]: ok(0.2), [two]: refused(two) } })
    expect(metricsOf(finding).map(formatMetric)).toEqual([
      '192.0.2.11:80_time=0.2s;;;0',
      '192.0.2.12:80_time=U;;;0',
    ])
  })

  test('hints say where to look', () => {
    const director = judge({ throughVip: [refused()], realServers: { [one]: ok() } })
    expect(director.hint).toBe(
      'On the director: ip addr show to 192.0.2.10; ipvsadm -Ln; systemctl status keepalived; nft list ruleset; iptables -S INPUT. From here: check_vip_conflict -H 192.0.2.10',
    )
    const server = judge({ throughVip: [refused()], realServers: { [one]: ok(), [two]: refused(two) } })
    expect(server.hint).toBe(`Look at the service on ${two} first`)
    const realServers = { [one]: ok(), [two]: refused(two) }
    const still = judge({ throughVip: [refused(), ok()], realServers })
    expect(still.hint).toMatch(/^The director still sends connections there: .* 192\.0\.2\.12:80,/)
    const none = judge({ throughVip: [refused(), refused()], realServers })
    expect(none.hint).toMatch(/^On the director: ip addr show to 192\.0\.2\.10;/)
    const out = judge({ throughVip: [ok()], realServers })
    expect(out.hint).toBe(`Look at the service on ${two}. Whether the director has taken it out: ipvsadm -Ln`)
    const share = judge({ throughVip: [refused(), ok()], realServers: { [one]: ok() } })
    expect(share.hint).toMatch(
      /^On each real server: check_lvs_realserver --firewall --vip 192\.0\.2\.10 -p 80, .* ss -lnt 'sport = :80'/,
    )
  })

  test('without real servers: how to learn which one it is', () => {
    expect(judge({ throughVip: [refused(), ok()] }).hint).toMatch(
      /^Which real server fails is told with --realserver/,
    )
    expect(judge({ throughVip: [refused(), refused()] }).hint).toMatch(/^Whether it is the VIP or/)
  })

  test('a real server that cannot be asked comes with its remedy', () => {
    const finding = judge({ throughVip: [ok()], realServers: { [one]: unresolved(one) } })
    expect(finding.children.map(each => each.hint)).toContain('getent hosts x')
  })
})
