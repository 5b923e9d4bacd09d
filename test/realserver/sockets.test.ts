import { describe, expect, test } from 'vitest'
import { failure, success } from '../../lib/probe/outcome.ts'
import type { Probes } from '../../lib/probe/probes.ts'
import { gatherSockets } from '../../lib/realserver/sockets.ts'
import { within } from '../support/deadline.ts'
import { deafProbes } from '../support/probes.ts'

const target = {
  method: 'DR',
  vip: '192.0.2.10',
  rip: '192.0.2.21',
  service: { protocol: 'TCP', port: 80 },
} as const

/** A host whose sockets on port 80 have so many connections that wait, one look after the other. */
function hostWith(looks: readonly (readonly number[])[]): { readonly probes: Probes; looked(): number } {
  let looked = 0
  const line = (waiting: number) =>
    `   0: 00000000:0050 00000000:0000 0A 00000000:${waiting.toString(16).padStart(8, '0')} 00:00000000\n`
  const readFile: Probes['readFile'] = path => {
    const title = '  sl  local_address rem_address   st tx_queue rx_queue\n'
    if (path === '/proc/net/tcp') {
      const now = looks[Math.min(looked++, looks.length - 1)] ?? []
      return Promise.resolve(success(Buffer.from(title + now.map(line).join(''))))
    }
    if (path === '/proc/net/udp') return Promise.resolve(success(Buffer.from(title)))
    return Promise.resolve(failure('missing', `there is no file ${path}`))
  }
  const command: Probes['command'] = () => Promise.resolve(failure('missing', 'there is no such program'))
  return { probes: { ...deafProbes, readFile, command }, looked: () => looked }
}

describe('connections that nobody accepts', () => {
  const table: readonly [string, readonly (readonly number[])[], number | undefined, number][] = [
    ['none: one look is enough', [[0]], undefined, 1],
    ['for a moment', [[3], [0]], undefined, 2],
    ['in every look: the fewest', [[3], [5], [4], [9], [9]], 3, 5],
    ['fewer and fewer, until there are none', [[3], [2], [1], [0]], undefined, 4],
    ['of two processes with one port', [[1, 2]], 3, 5],
    ['of a socket that is closed', [[3], []], undefined, 2],
  ]
  test.concurrent.each(table)('%s', async (_, looks, waiting, looked) => {
    const host = hostWith(looks)
    const read = await within(10, deadline => gatherSockets([target], () => true, host.probes, deadline))
    const [socket] = read.ok ? read.value.sockets : []
    expect(socket).toMatchObject({ address: '0.0.0.0', port: 80 })
    expect(socket?.waiting).toBe(waiting)
    expect(host.looked()).toBe(looked)
  })
})
