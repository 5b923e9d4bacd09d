import { describe, expect, test } from 'vitest'
import { parseOptions } from '../../lib/cli/parse.ts'
import type { Finding } from '../../lib/core/finding.ts'
import { renderText } from '../../lib/core/render.ts'
import type { PingFacts } from '../../lib/ping/judge.ts'
import type { Deadline } from '../../lib/probe/deadline.ts'
import { failure, failureKinds, type Outcome, success } from '../../lib/probe/outcome.ts'
import type { PingReply, PingRequest } from '../../lib/probe/ping.ts'
import type { Probes } from '../../lib/probe/probes.ts'
import { run } from '../../lib/runtime/run.ts'
import { check, gather } from '../../plugins/check_vip_ping.ts'
import { parseOutput } from '../support/output.ts'
import { deafProbes } from '../support/probes.ts'

const vip = '192.0.2.10'
const good: PingReply = {
  address: vip,
  sent: 5,
  received: 5,
  duplicates: 0,
  damaged: 0,
  notices: [],
  redirects: [],
  times: [0.08, 0.09, 0.1],
  rta: 0.09,
  rtmin: 0.08,
  rtmax: 0.1,
}
const silent: PingReply = {
  address: vip,
  sent: 5,
  received: 0,
  duplicates: 0,
  damaged: 0,
  notices: [],
  redirects: [],
  times: [],
}

function about(answer: Partial<PingReply>, target = vip): PingFacts {
  return { target, answer: success({ ...good, ...answer }) }
}

/** Judges facts with the options of a command line. */
function judgeWith(targets: readonly PingFacts[], argv: readonly string[] = []): Finding {
  const mode = check.modes[0]
  const parsed = parseOptions(mode.options, argv)
  if (!parsed.ok) throw new Error(parsed.problem)
  return mode.judge({ targets }, parsed.values as Parameters<typeof mode.judge>[1])
}

/** Plugin output for facts, read back as a monitoring daemon does. */
function outputOf(targets: readonly PingFacts[], argv: readonly string[] = [], verbosity = 1) {
  return parseOutput(
    renderText(judgeWith(targets, argv), { service: check.service, verbosity, colour: false }),
  )
}

describe('one target', () => {
  // title, what came back, options, state, first line, rule
  const table: readonly [string, PingReply, string[], string, string, string | undefined][] = [
    ['ok: all packets answered', good, [], 'OK', '192.0.2.10 rta 0.09 ms, loss 0 %', undefined],
    [
      'ok: loss just below the warning',
      { ...good, sent: 100, received: 61 },
      [],
      'OK',
      '192.0.2.10 rta 0.09 ms, loss 39 %',
      undefined,
    ],
    [
      'warning: loss equal to the threshold, as check_ping counts',
      { ...good, received: 3 },
      [],
      'WARNING',
      '192.0.2.10 rta 0.09 ms, loss 40 %, wanted below 40 %',
      'loss',
    ],
    [
      'critical: loss',
      { ...good, received: 1 },
      [],
      'CRITICAL',
      '192.0.2.10 rta 0.09 ms, loss 80 %, wanted below 80 %',
      'loss',
    ],
    [
      'warning: round trip equal to the threshold',
      { ...good, rta: 200 },
      [],
      'WARNING',
      '192.0.2.10 loss 0 %, rta 200 ms, wanted below 200 ms',
      'slow',
    ],
    [
      'critical: slow, threshold in seconds',
      { ...good, rta: 612.3456 },
      ['-c', '0.5s,80%'],
      'CRITICAL',
      '192.0.2.10 loss 0 %, rta 612.346 ms, wanted below 500 ms',
      'slow',
    ],
    [
      'critical: no packet answered',
      silent,
      [],
      'CRITICAL',
      '192.0.2.10 no answer to 5 packets, wanted loss below 80 %',
      'no-reply',
    ],
    [
      'critical: no packet answered is critical at -c 500,100% too',
      { ...silent, sent: 1 },
      ['-c', '500,100%'],
      'CRITICAL',
      '192.0.2.10 no answer to 1 packet, wanted loss below 100 %',
      'no-reply',
    ],
    [
      'critical: a router says there is no way',
      { ...silent, notices: [{ from: '192.0.2.1', text: 'Destination Host Unreachable', count: 5 }] },
      [],
      'CRITICAL',
      '192.0.2.10 is unreachable, 192.0.2.1 says Destination Host Unreachable, no answer to 5 packets',
      'unreachable',
    ],
    [
      'ok: a router complains of one packet, the others are answered',
      { ...good, received: 4, notices: [{ from: '192.0.2.1', text: 'Packet filtered', count: 1 }] },
      [],
      'OK',
      '192.0.2.10 rta 0.09 ms, loss 20 %',
      undefined,
    ],
    [
      'warning: two hosts answer',
      { ...good, duplicates: 4 },
      [],
      'WARNING',
      '192.0.2.10 sent 4 duplicate answers, two hosts answer for this address',
      'duplicates',
    ],
    [
      'unknown: ping sent nothing',
      { ...silent, sent: 0 },
      [],
      'UNKNOWN',
      '192.0.2.10 was not asked, ping sent no packet',
      'ping-failed',
    ],
    [
      'ok: a name is followed by its address',
      { ...good, address: '2001:db8::10' },
      [],
      'OK',
      '192.0.2.10 (2001:db8::10) rta 0.09 ms, loss 0 %',
      undefined,
    ],
  ]
  test.each(table)('%s', (_, reply, argv, state, text, rule) => {
    const facts = [{ target: vip, answer: success(reply) }]
    expect(outputOf(facts, argv)).toMatchObject({ service: 'VIP PING', state, sentence: text })
    expect(judgeWith(facts, argv).rule).toBe(rule)
  })

  test('critical: loss and round trip both break, the first line says both and what was wanted', () => {
    const { sentence, more } = outputOf([about({ received: 1, rta: 612 })])
    expect(sentence).toBe(
      '192.0.2.10 rta 612 ms, wanted below 500 ms, loss 80 %, wanted below 80 % (and 1 more)',
    )
    expect(more).toEqual([
      expect.stringContaining('[CRITICAL]'),
      expect.stringContaining('[CRITICAL]'),
      expect.stringContaining('more: lvs-checks explain'),
      expect.stringContaining('[CRITICAL]'),
      expect.stringContaining('more: lvs-checks explain'),
    ])
  })

  test('critical: the worse of the two leads', () => {
    const { state, sentence } = outputOf([about({ received: 3, rta: 612 })])
    expect(state).toBe('CRITICAL')
    expect(sentence).toBe(
      '192.0.2.10 loss 40 %, wanted below 40 %, rta 612 ms, wanted below 500 ms (and 1 more)',
    )
  })

  test('unknown: ping was killed after some answers, the loss is not known', () => {
    const { sent: _, ...unfinished } = good
    const output = outputOf([{ target: vip, answer: success({ ...unfinished, received: 4 }) }])
    expect(output.state).toBe('UNKNOWN')
    expect(output.sentence).toContain('answered 4 packets, then ping did not end before the deadline')
    expect(valuesOf(output)).toEqual({ rta: 0.09, pl: undefined, rtmin: 0.08, rtmax: 0.1 })
  })

  test('critical: ping was killed, but the target was silent until then', () => {
    const { sent: _, ...unfinished } = silent
    const output = outputOf([{ target: vip, answer: success(unfinished) }])
    expect(output).toMatchObject({ state: 'CRITICAL' })
    expect(output.sentence).toBe('192.0.2.10 no answer before the deadline, wanted loss below 80 %')
  })

  test('details name every router, redirects and damaged answers', () => {
    const notices = [{ from: '192.0.2.1', text: 'Packet filtered', count: 3 }]
    const redirects = [{ from: '192.0.2.2', text: 'Redirect Host(New nexthop: 192.0.2.3)', count: 1 }]
    expect(outputOf([about({ notices, redirects, damaged: 2 })]).more).toEqual([
      '192.0.2.1 says Packet filtered (3 times)',
      '192.0.2.2 says Redirect Host(New nexthop: 192.0.2.3)',
      '2 answers came back damaged',
    ])
  })

  test('duplicates: the hint names the check that knows more', () => {
    expect(judgeWith([about({ duplicates: 1 })]).hint).toContain('check_vip_conflict -H 192.0.2.10')
  })
})

describe('performance data', () => {
  test('one target: thresholds, limits and no prefix', () => {
    const text = renderText(judgeWith([about({})]), { service: 'VIP PING', verbosity: 0, colour: false })
    expect(text).toBe(
      'VIP PING OK - 192.0.2.10 rta 0.09 ms, loss 0 % | ' +
        'rta=0.09ms;200;500;0 pl=0%;40;80;0;100 rtmin=0.08ms;;;0 rtmax=0.1ms;;;0\n',
    )
  })

  test('no answer: the times are U, never 0', () => {
    const output = outputOf([{ target: vip, answer: success(silent) }])
    expect(valuesOf(output)).toEqual({ rta: undefined, pl: 100, rtmin: undefined, rtmax: undefined })
  })

  test('nothing measured: all are U', () => {
    const output = outputOf([{ target: vip, answer: failure('missing', 'there is no program ping') }])
    expect(Object.values(valuesOf(output))).toEqual([undefined, undefined, undefined, undefined])
  })

  test('the labels are the same whatever happens', () => {
    const answers: Outcome<PingReply>[] = [success(good), success(silent), failure('denied', 'no')]
    for (const answer of answers) {
      expect(Object.keys(valuesOf(outputOf([{ target: vip, answer }])))).toEqual([
        'rta',
        'pl',
        'rtmin',
        'rtmax',
      ])
    }
    expect(Object.keys(valuesOf(outputOf([about({ received: 1, rta: 900, duplicates: 1 })])))).toHaveLength(4)
  })

  test('several targets: prefixed with the target', () => {
    const output = outputOf([about({}), about({}, '2001:db8::10')])
    expect(output.perfdata.map(({ label }) => label)).toEqual(
      [vip, '2001:db8::10'].flatMap(each => ['rta', 'pl', 'rtmin', 'rtmax'].map(name => `${each}_${name}`)),
    )
  })
})

describe('several targets', () => {
  test('ok: one line for all, one for each', () => {
    const output = outputOf([about({}), about({ rta: 3, received: 4 }, '2001:db8::10')])
    expect(output).toMatchObject({
      state: 'OK',
      sentence: '2 targets answer, rta at most 3 ms, loss at most 20 %',
    })
    expect(output.more).toHaveLength(3)
  })

  test('critical: one of three is silent', () => {
    const output = outputOf([
      about({}),
      { target: '192.0.2.11', answer: success(silent) },
      about({}, '192.0.2.12'),
    ])
    expect(output.state).toBe('CRITICAL')
    expect(output.more[0]).toBe('\\_ [CRITICAL] 2 of 3 targets answer, rta at most 0.09 ms, loss at most 0 %')
  })

  test('critical outranks unknown: one has no address, one is silent', () => {
    const { state, sentence } = outputOf([
      { target: 'nosuch.example', answer: failure('unresolved', 'the name has no address to ping') },
      { target: vip, answer: success(silent) },
    ])
    expect(state).toBe('CRITICAL')
    expect(sentence).toContain('no answer to 5 packets, wanted loss below 80 % (and 1 more)')
  })
})

describe('failures', () => {
  const rules: Readonly<Record<string, string>> = {
    missing: 'no-ping',
    denied: 'not-permitted',
    unresolved: 'name-not-resolved',
    timeout: 'ping-hung',
    unreachable: 'unreachable',
  }
  test.each(failureKinds)('%s', kind => {
    const finding = judgeWith([{ target: vip, answer: failure(kind, 'because', 'do this') }])
    expect(finding.state).toBe(kind === 'unreachable' ? 'CRITICAL' : 'UNKNOWN')
    expect(finding.rule).toBe(rules[kind] ?? 'ping-failed')
    expect(Object.keys(check.rules)).toContain(finding.rule)
    expect(finding).toMatchObject({ text: expect.stringContaining('because'), hint: 'do this' })
  })

  test('unknown: ping hung on a name, the hint asks the name server', () => {
    const finding = judgeWith([{ target: 'www.example.com', answer: failure('timeout', 'ping did not end') }])
    expect(finding.hint).toContain('getent hosts www.example.com')
  })
})

describe('command line', () => {
  /** The one line that bad input comes to. */
  async function complaint(...argv: string[]): Promise<string> {
    const result = await run(check, argv, new AbortController().signal, { probes: deafProbes, colour: false })
    expect(result.exitCode).toBe(3)
    const { state, sentence, more } = parseOutput(result.stdout)
    expect({ state, more }).toEqual({ state: 'UNKNOWN', more: [] })
    return sentence
  }

  const table: readonly [string[], RegExp][] = [
    [[], /no target is given, say -H ADDRESS/],
    [['-H', ''], /-H: '' is not a host name/],
    [['-H', '-f'], /-H: '-f' is not a host name/],
    [['-H', '192.0.2.256'], /is not a host name or an address/],
    [['-H', vip, vip], /192\.0\.2\.10 is given more than once/],
    [['-H', 'www.example.com', '-H', 'WWW.Example.com.'], /more than once/],
    [['-H', vip, '-w', '5%'], /-w: '5%' is not a round trip time.* such as 200,40%/],
    [['-H', vip, '-w', '100'], /-w: '100' is not/],
    [['-H', vip, '-w', '100,20'], /-w: '100,20' is not/],
    [['-H', vip, '-w', '0,20%'], /both above 0/],
    [['-H', vip, '-w', '100,0%'], /both above 0/],
    [['-H', vip, '-w', '100,101%'], /'100,101%' is not/],
    [['-H', vip, '-w', '1,1%', '-w', '2,2%'], /-w is given 2 times/],
    [['-H', vip, '-w', '600,40%'], /the rta of 600 ms is above the 500 ms of -c/],
    [['-H', vip, '-w', '100,90%'], /the loss of 90 % is above the 80 % of -c/],
    [['-H', vip, '-p', '0'], /-p: '0' is not a number of packets from 1 to 1000/],
    [['-H', vip, '-p', '99999'], /-p: '99999' is not a number of packets/],
    [['-H', vip, '-p', '3', '-n', '3'], /-p and -n mean the same/],
    [['-H', vip, '-i', '0'], /-i: '0' is not a time between two packets/],
    [['-H', vip, '-i', '80'], /such as 0\.2 or 80ms/],
    [['-H', vip, '-s', '192.0.2.5'], /-s: '192\.0\.2\.5' is not a number of data bytes/],
    [['-H', vip, '-s', '8'], /from 16 to 65507/],
    [['-H', vip, '--source', '-f'], /--source: '-f' is not an address or an interface/],
    [['-H', vip, '-l', '256'], /-l: '256' is not a number of hops/],
    [['-4', '-6', vip], /-4 and -6 contradict each other/],
    [['-4', '2001:db8::10'], /2001:db8::10 is not an IPv4 address, as -4 demands/],
    [['-6', vip], /192\.0\.2\.10 is not an IPv6 address/],
    [['-H', vip, '-t', '2'], /do not fit in 2 s, give -t 3 or fewer packets/],
    [['-H', vip, '-p', '100'], /100 packets, one every 0\.2 s, .* give -t 22/],
    [['-H', vip, '-c', '20s,80%'], /20000 ms for the last answer do not fit in 10 s, give -t 22/],
    [['-H', vip, '-L'], /-L is not supported: .*notes_url/],
    [['-H', vip, '-m', '2'], /-m is not supported: .*check_cluster/],
    [['-H', vip, '-b', '68'], /-b is not supported: .*-s/],
    [['-H', vip, '--extra-opts=x'], /--extra-opts is not supported/],
    [['-H', vip, '--state', 'slwo=ok'], /no rule 'slwo', did you mean slow/],
  ]
  test.each(table)('%j', async (argv, expected) => {
    expect(await complaint(...argv)).toMatch(expected)
  })

  test('many targets need a longer deadline, and are told so', async () => {
    const targets = Array.from({ length: 500 }, (_, at) => `vip${at}.example.com`)
    expect(await complaint(...targets)).toMatch(/500 targets, 50 at a time, .* give -t 21/)
  })
})

describe('what ping is asked', () => {
  const deadline: Deadline = {
    signal: new AbortController().signal,
    seconds: 10,
    elapsed: () => 0,
    today: () => 0,
  }

  async function requestsOf(...argv: string[]): Promise<PingRequest[]> {
    const asked: PingRequest[] = []
    const probes: Probes = {
      ...deafProbes,
      ping: request => {
        asked.push(request)
        return Promise.resolve(success(good))
      },
    }
    await run(check, argv, deadline.signal, { probes, colour: false })
    return asked
  }

  test('the defaults', async () => {
    expect(await requestsOf(vip)).toEqual([{ target: vip, packets: 5, interval: 0.2, seconds: 4, size: 56 }])
  })

  test('every option', async () => {
    const words = [
      '-6',
      '-n',
      '3',
      '-i',
      '500ms',
      '-s',
      '1400',
      '-l',
      '3',
      '--source',
      'eth0',
      '2001:db8::10',
    ]
    expect(await requestsOf(...words)).toEqual([
      {
        target: '2001:db8::10',
        family: 6,
        packets: 3,
        interval: 0.5,
        seconds: 4,
        size: 1400,
        source: 'eth0',
        ttl: 3,
      },
    ])
  })

  test('an answer as late as the critical round trip is waited for, a short deadline shortens the rest', async () => {
    expect((await requestsOf(vip, '-c', '7s,80%'))[0]?.seconds).toBe(8)
    expect((await requestsOf(vip, '-t', '3'))[0]?.seconds).toBe(2)
    expect((await requestsOf(vip, '-t', '2', '-p', '1'))[0]?.seconds).toBe(1)
  })

  test('targets keep their order, and at most 50 are pinged at a time', async () => {
    const targets = Array.from({ length: 120 }, (_, at) => `vip${at}.example.com`)
    let [now, most] = [0, 0]
    const probes: Probes = {
      ...deafProbes,
      ping: async ({ target }) => {
        most = Math.max(most, ++now)
        await new Promise(resolve => setTimeout(resolve, target.length % 3))
        now--
        return success({ ...good, address: target })
      },
    }
    const parsed = parseOptions(check.modes[0].options, targets, 'hostname')
    if (!parsed.ok) throw new Error(parsed.problem)
    const facts = await gather(
      { ...parsed.values, timeout: 60 } as unknown as Parameters<typeof gather>[0],
      probes,
      deadline,
    )
    expect(facts.targets.map(each => each.target)).toEqual(targets)
    expect(most).toBe(50)
    expect(JSON.parse(JSON.stringify(facts))).toEqual(facts)
  })
})

function valuesOf(output: { readonly perfdata: readonly { label: string; value: number | undefined }[] }) {
  return Object.fromEntries(output.perfdata.map(({ label, value }) => [label, value]))
}
