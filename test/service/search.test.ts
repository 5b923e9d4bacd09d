import { describe, expect, test } from 'vitest'
import { search } from '../../lib/service/search.ts'
import { httpGiven } from '../support/vip-service.ts'

const body = Buffer.from('Welcome to the Shop\nitems: 7\ngrüße\n')
const headers = [
  ['server', 'nginx/1.27'],
  ['x-node', 'rs1'],
] as const

function look(...argv: string[]) {
  return search({ headers, body }, httpGiven('-H', '192.0.2.10', ...argv), 1_000)
}

describe('texts', () => {
  test.each([
    ['Shop', true],
    ['shop', false],
    ['Shop\nitems', true],
    ['grüße', true],
    ['.*', false],
  ])('%j: %s', (text, found) => {
    expect(look('-s', text).strings).toEqual([{ text, found }])
    expect(look('--not-string', text).notStrings).toEqual([{ text, found }])
  })

  test('a text is found in a page that is not UTF-8', () => {
    const odd = Buffer.concat([Buffer.from([0xff, 0xfe, 0xc3]), Buffer.from('Welcome')])
    const found = search({ headers, body: odd }, httpGiven('-H', '192.0.2.10', '-s', 'Welcome'), 1_000)
    expect(found.strings[0]?.found).toBe(true)
  })

  test.each([
    ['Server: NGINX', true],
    ['x-node: rs1', true],
    ['x-node: rs2', false],
    ['nginx/1.27\nx-node', false],
  ])('header %j: %s', (text, found) => {
    expect(look('-d', text).headers).toEqual([{ text, found }])
  })
})

describe('patterns', () => {
  test.each([
    [['-r', 'items: [[:digit:]]+$'], true],
    [['-r', 'shop'], false],
    [['-R', 'shop'], true],
    [['-r', 'Shop.items'], false],
    [['-l', '-r', 'Shop.items'], true],
    [['-r', '^items'], true],
    [['-l', '-r', '^items'], false],
    [['-l', '-R', 'SHOP.ITEMS'], true],
    [['-r', 'gr..e'], true],
  ])('%j: %s', (argv, found) => {
    expect(look(...argv).pattern?.found).toBe(found)
  })

  test('a pattern that would run for years is given up, and named as it was typed', () => {
    const options = httpGiven('-H', '192.0.2.10', '-r', '^([[:alpha:]]+)+$')
    const found = search({ headers, body: Buffer.from(`${'a'.repeat(60)}1`) }, options, 50)
    expect(found.pattern).toEqual({
      text: '^([[:alpha:]]+)+$',
      found: false,
      problem: 'the pattern could not be tried in 50 ms',
    })
  })
})
