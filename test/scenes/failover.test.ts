import { expect, test } from 'vitest'
import { type Host, until } from '../support/host.ts'
import { makeLan, vips } from '../support/lan.ts'
import { need } from '../support/need.ts'
import { asked, known, sceneNeeds } from '../support/scene.ts'
import { ask, type Verdict } from '../support/verdict.ts'
import { master, startKeepalived, startPair, untilBound } from '../support/vrrp.ts'

const both = Object.values(vips)

interface Watch {
  /** What was said so far. */
  readonly seen: Verdict[]
  /** Ends it once one more has been said, of what is now. */
  stop(): Promise<void>
}

/** Asks again and again until it is stopped. */
function watch(host: Host, check: string, argv: readonly string[]): Watch {
  const seen: Verdict[] = []
  let stopped = false
  const asking = (async () => {
    for (let last = false; !last; ) {
      last = stopped
      seen.push(await ask(host, check, argv))
    }
  })()
  return {
    seen,
    stop: () => {
      stopped = true
      return asking
    },
  }
}

const saidOf = (verdicts: readonly Verdict[]) =>
  verdicts.map(({ state, rules, stdout }) => ({ state, rules, stdout }))

need(...sceneNeeds)('a clean failover and failback', () => {
  test.concurrent('no check cries wolf while the VIPs move', async () => {
    await using lan = await makeLan()
    const { d1, d2, r1, m } = lan
    const pair = await startPair(lan)
    await r1.shell('busybox httpd -p 80 -h /run')
    const service = ['--vip', vips[4], '--vip', vips[6], '-p', '80']
    const outside = watch(m, 'check_vip_conflict', [...asked, ...known])
    const standby = watch(d2, 'check_lvs_director', [])
    const server = watch(r1, 'check_lvs_realserver', service)
    await pair.d1.stop()
    await untilBound(true, both, d2)
    await standby.stop()
    const absent = await ask(d1, 'check_lvs_director')
    expect(absent.rules[0], absent.stdout).toBe('keepalived-not-running')
    const back = watch(d1, 'check_lvs_director', [])
    const other = watch(d2, 'check_lvs_director', [])
    await startKeepalived(d1, master)
    await untilBound(true, both, d1)
    await untilBound(false, both, d2)
    await Promise.all([outside.stop(), back.stop(), other.stop(), server.stop()])

    for (const { state, stdout } of [...standby.seen, ...other.seen, ...server.seen]) {
      expect(state, stdout).toBe('OK')
    }
    // While keepalived is not started, that is true.
    for (const { state, rules, stdout } of back.seen) {
      if (state !== 'OK') expect(rules, stdout).toEqual(['keepalived-not-running'])
    }
    expect(back.seen.at(-1)?.state, back.seen.at(-1)?.stdout).toBe('OK')
    // Who asks while they move may not know who is next, but no more.
    for (const { state, rules, stdout } of saidOf(outside.seen)) {
      if (state !== 'OK') expect({ state, rules }, stdout).toEqual({ state: 'UNKNOWN', rules: ['hand-over'] })
    }
    expect(outside.seen.at(-1)?.state, outside.seen.at(-1)?.stdout).toBe('OK')
  })

  test.concurrent('keepalived of the MASTER is restarted while checks ask: the VIPs go and come back', async () => {
    await using lan = await makeLan()
    const { d1, d2, m } = lan
    const pair = await startPair(lan)
    // The first request is answered by d1, the next by d2, the last by d1 again, or by nobody but this host.
    const asking = [m, d1, d2].map(host => ask(host, 'check_vip_conflict', [...asked, ...known]))
    await Promise.all([m, d1, d2].map(untilArping))
    await pair.d1.stop()
    await untilBound(true, both, d2)
    await startKeepalived(d1, master)
    for (const { state, rules, stdout } of await Promise.all(asking)) {
      if (state !== 'OK') expect({ state, rules }, stdout).toEqual({ state: 'UNKNOWN', rules: ['hand-over'] })
    }
    const { state, stdout } = await ask(m, 'check_vip_conflict', [...asked, ...known])
    expect(state, stdout).toBe('OK')
  })

  test.concurrent('keepalived of the MASTER is stopped while checks ask on the directors', async () => {
    await using lan = await makeLan()
    const { d1, d2 } = lan
    const pair = await startPair(lan)
    const asking = [d1, d2].map(host => ask(host, 'check_vip_conflict', [...asked, ...known]))
    await Promise.all([d1, d2].map(untilArping))
    await pair.d1.stop()
    for (const { state, stdout } of await Promise.all(asking)) expect(state, stdout).toBe('OK')
  })
})

/** The first request is sent as soon as the program has started. */
async function untilArping(host: Host): Promise<void> {
  await until(`arping on ${host.name}`, async () =>
    (await host.run(['pidof', 'arping'])).exitCode === 0 ? true : undefined,
  )
}
