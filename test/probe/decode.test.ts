import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { decode } from '../../lib/probe/decode.ts'

const page = 'Welcome to the shop. '.repeat(500)
const size = page.length

describe('encodings', () => {
  test.each([
    ['identity', Buffer.from(page)],
    ['gzip', gzipSync(page)],
    ['x-gzip', gzipSync(page)],
    [' GZip ', gzipSync(page)],
    ['deflate', deflateSync(page)],
    ['deflate', deflateRawSync(page)],
    ['br', brotliCompressSync(page)],
  ])('%s', async (encoding, body) => {
    const decoded = await decode(body, encoding, 100_000, false)
    expect({ ...decoded, body: decoded.body.toString() }).toEqual({ body: page, bodyCut: false })
  })

  test.each([
    ['gzip', Buffer.from('plain'), 'the body is not valid gzip (incorrect header check)'],
    ['gzip', gzipSync(page).subarray(0, 30), 'the body is not valid gzip (unexpected end of file)'],
    ['deflate', deflateSync(page).subarray(0, 30), 'the body is not valid deflate (unexpected end of file)'],
    ['br', brotliCompressSync(page).subarray(0, 10), /^the body is not valid br \(/],
    ['rot13|<b>', Buffer.from('x'), /^content-encoding 'rot13¦‹b›' is not supported/],
  ])('%s, broken: the body as it came, and why', async (encoding, body, problem) => {
    const decoded = await decode(body, encoding, 100_000, false)
    expect(decoded.body).toEqual(body)
    expect(decoded.decodeProblem).toMatch(problem)
  })
})

describe('limits', () => {
  test.each([
    ['gzip', gzipSync(page)],
    ['deflate', deflateSync(page)],
    ['br', brotliCompressSync(page)],
  ])('%s ends at the limit, and says so', async (encoding, body) => {
    const decoded = await decode(body, encoding, 1_000, false)
    expect(decoded).toEqual({ body: Buffer.from(page.slice(0, 1_000)), bodyCut: true })
  })

  test('a page of just the limit is whole', async () => {
    expect(await decode(gzipSync(page), 'gzip', size, false)).toMatchObject({ bodyCut: false })
  })

  test.each([
    ['gzip', gzipSync(noise()).subarray(0, 5_000)],
    ['br', brotliCompressSync(noise()).subarray(0, 5_000)],
  ])('of a %s body that was cut off, its beginning', async (encoding, body) => {
    const { body: beginning, bodyCut, ...rest } = await decode(body, encoding, 100_000, true)
    expect(rest).toEqual({})
    expect(bodyCut).toBe(true)
    expect(beginning.length).toBeGreaterThan(1_000)
    expect(noise().startsWith(beginning.toString())).toBe(true)
  })
})

/** Text that does not compress to nothing. */
function noise(): string {
  let state = 1
  return Array.from({ length: 20_000 }, () => {
    state = (state * 48_271) % 2_147_483_647
    return String.fromCharCode(33 + (state % 90))
  }).join('')
}
