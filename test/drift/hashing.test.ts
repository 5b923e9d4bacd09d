import { describe, expect, test } from 'vitest'
import { outputFor, rulesFor } from '../support/drift.ts'

const vip = '192.0.2.10:80'

interface Hashed {
  readonly scheduler: string
  readonly lines?: readonly string[]
  readonly first?: readonly string[]
}

function config({ scheduler, lines = [], first = [] }: Hashed): string {
  return `virtual_server 192.0.2.10 80 {
    lb_algo ${scheduler}
    ${lines.join('\n    ')}
    lb_kind DR
    protocol TCP
    sorry_server 192.0.2.13 80
    real_server 192.0.2.11 80 {
        ${first.join('\n        ')}
    }
    real_server 192.0.2.12 80 {
    }
}
`
}

/** As `ipvsadm -Sn` has it, by the last part of the address. */
function saved(scheduler: string, weights: Readonly<Record<number, number>>, flags = ''): string {
  const servers = Object.entries(weights).map(
    ([last, weight]) => `-a -t ${vip} -r 192.0.2.${last}:80 -g -w ${weight}\n`,
  )
  return `-A -t ${vip} -s ${scheduler}${flags}\n${servers.join('')}`
}

/** As the kernel has it, which shows no flags. */
function proc(scheduler: string, weights: Readonly<Record<number, number>>): string {
  const hex = (last: string) => `C00002${Number(last).toString(16).toUpperCase().padStart(2, '0')}:0050`
  const servers = Object.entries(weights).map(
    ([last, weight]) => `  -> ${hex(last)}      Route   ${weight}      0          0\n`,
  )
  return `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
TCP  ${hex('10')} ${scheduler}
${servers.join('')}`
}

const rule = 'clients-refused'

describe('a real server of weight 0 behind a scheduler that hashes', () => {
  test('refuses clients: what does it, whom, and what mends it is said first', async () => {
    const { state, sentence, more } = await outputFor(
      config({ scheduler: 'sh' }),
      saved('sh', { 11: 0, 12: 1 }),
    )
    expect(state).toBe('CRITICAL')
    expect(sentence).toContain(
      `${vip} TCP refuses some of its clients: sh leads them to 192.0.2.11:80, which has weight 0, and sh-fallback is not set`,
    )
    expect(more.join()).toContain(
      'Write sh-fallback below the scheduler at keepalived.conf:1 on both directors',
    )
  })

  const weightless = ['weight 0']
  const inhibited = ['inhibit_on_failure']
  const named: readonly (readonly [string, Hashed, string])[] = [
    ['drained as configured', { scheduler: 'sh', first: weightless }, saved('sh', { 11: 0, 12: 1 })],
    [
      'drained as configured, as /proc shows it',
      { scheduler: 'sh', first: weightless },
      proc('sh', { 11: 0, 12: 1 }),
    ],
    [
      'with the other flag',
      { scheduler: 'sh', lines: ['sh-port'], first: weightless },
      saved('sh', { 11: 0, 12: 1 }, ' -b sh-port'),
    ],
    ['inhibited', { scheduler: 'sh', first: inhibited }, proc('sh', { 11: 0, 12: 1 })],
    ['inhibited, mh', { scheduler: 'mh', first: inhibited }, proc('mh', { 11: 0, 12: 1 })],
    ['a sorry server that waits', { scheduler: 'sh' }, proc('sh', { 11: 1, 12: 1, 13: 0 })],
    ['a stray', { scheduler: 'sh' }, proc('sh', { 11: 1, 12: 1, 14: 0 })],
    [
      'some, while the sorry server serves the others',
      { scheduler: 'sh', first: inhibited },
      proc('sh', { 11: 0, 13: 1 }),
    ],
    [
      'the flag is configured and not in the kernel',
      { scheduler: 'sh', lines: ['sh-fallback'], first: weightless },
      saved('sh', { 11: 0, 12: 1 }),
    ],
  ]
  test.each(named)('named: %s', async (_, hashed, table) => {
    expect(await rulesFor(config(hashed), table)).toContain(rule)
  })

  const quiet: readonly (readonly [string, Hashed, string])[] = [
    ['all have a weight', { scheduler: 'sh' }, proc('sh', { 11: 1, 12: 1 })],
    ['one is missing', { scheduler: 'sh' }, proc('sh', { 12: 1 })],
    [
      'sh-fallback',
      { scheduler: 'sh', lines: ['sh-fallback'], first: weightless },
      proc('sh', { 11: 0, 12: 1 }),
    ],
    [
      'sh-fallback in the kernel',
      { scheduler: 'sh', lines: ['sh-fallback'], first: weightless },
      saved('sh', { 11: 0, 12: 1 }, ' -b sh-fallback'),
    ],
    [
      'flag-1, which is the same',
      { scheduler: 'sh', lines: ['flag-1'], first: weightless },
      proc('sh', { 11: 0, 12: 1 }),
    ],
    [
      'mh-fallback',
      { scheduler: 'mh', lines: ['mh-fallback'], first: inhibited },
      proc('mh', { 11: 0, 12: 1 }),
    ],
    // Since when it has weight 0 is not in the table, and who never had another has no place.
    ['mh, configured so', { scheduler: 'mh', first: weightless }, proc('mh', { 11: 0, 12: 1 })],
    ['who does not hash', { scheduler: 'wlc', first: weightless }, proc('wlc', { 11: 0, 12: 1 })],
    // Of a scheduler that is not the configured one the flags are not known.
    ['another scheduler in the kernel', { scheduler: 'rr', first: weightless }, proc('sh', { 11: 0, 12: 1 })],
    ['nobody is served at all', { scheduler: 'sh', first: weightless }, proc('sh', { 11: 0, 12: 0 })],
  ]
  test.each(quiet)('not named: %s', async (_, hashed, table) => {
    expect(await rulesFor(config(hashed), table)).not.toContain(rule)
  })
})
