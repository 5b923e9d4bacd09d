import { expect, test } from 'vitest'
import { readProcTable } from '../../lib/probe/ipvs.ts'
import { success } from '../../lib/probe/outcome.ts'

const titles = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
`
const services = ['TCP  C000020A:0050 rr \n', 'FWM  00000001 rr \n', 'TCP  C000020A:01BB rr \n']
const whole = titles + services.join('')

/** As the kernel answers where another network namespace has IPVS: after a piece of several services some are missing. */
async function readFrom(inLongPieces: readonly string[]): Promise<{ found: unknown; pieces: unknown[] }> {
  const pieces: unknown[] = []
  const texts = [...inLongPieces]
  const found = await readProcTable(undefined, {
    readFile: (_, __, piece) => {
      pieces.push(piece)
      const isShort = piece !== undefined && piece <= Math.min(...services.map(({ length }) => length))
      return Promise.resolve(success(Buffer.from(isShort ? whole : (texts.shift() ?? whole))))
    },
  })
  return { found, pieces }
}

const all = { ok: true, value: { table: { services: { size: 3 } } } }

test('what the kernel leaves out of long pieces is found in short ones', async () => {
  const { found, pieces } = await readFrom([titles + services[0]])
  expect(found).toMatchObject(all)
  expect(pieces).toHaveLength(3)
})

test('where nothing is left out it is read twice', async () => {
  const { found, pieces } = await readFrom([whole])
  expect(found).toMatchObject(all)
  expect(pieces).toHaveLength(2)
})
