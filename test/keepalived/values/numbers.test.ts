import { expect, test } from 'vitest'
import {
  readBoolean,
  readDecimal,
  readInt,
  readTimer,
  readUnsigned,
} from '../../../lib/keepalived/values/numbers.ts'

const mark = { file: 'keepalived.conf', line: 1, column: 1, length: 1 }
const word = (text: string) => ({ text, mark })

test.each([
  ['1', { value: 1 }],
  ['255', { value: 255 }],
  ['007', { value: 7 }],
  ['+5', { value: 5 }],
  ['  5', { value: 5 }],
  ['256', { problem: "'256' is outside 1 to 255" }],
  ['0', { problem: "'0' is outside 1 to 255" }],
  ['', { problem: "'' is outside 1 to 255" }],
  ['-1', { problem: "'-1' is negative" }],
  ['  -1', { problem: "'  -1' is negative" }],
  ['100x', { problem: "'100x' is not a number", lenient: 100 }],
  ['999x', { problem: "'999x' is not a number" }],
  ['0x10', { problem: "'0x10' is not a number" }],
  ['abc', { problem: "'abc' is not a number" }],
  ['5 ', { problem: "'5 ' is not a number", lenient: 5 }],
  ['99999999999999999999', { problem: "'99999999999999999999' is outside 1 to 255" }],
])('an unsigned number %j of 1 to 255', (text, expected) => {
  expect(readUnsigned(word(text), 1, 255)).toEqual(expected)
})

test('empty text in quotes is 0, as for strtoul', () => {
  expect(readUnsigned(word(''), 0, 9)).toEqual({ value: 0 })
  expect(readInt(word(''), -9, 9)).toEqual({ value: 0 })
})

test.each([
  ['-253', { value: -253 }],
  ['+7', { value: 7 }],
  ['-300', { problem: "'-300' is outside -253 to 253" }],
  ['-', { problem: "'-' is not a number", lenient: 0 }],
  ['-7x', { problem: "'-7x' is not a number", lenient: -7 }],
  [' ', { problem: "' ' is not a number", lenient: 0 }],
])('a number with a sign %j of -253 to 253', (text, expected) => {
  expect(readInt(word(text), -253, 253)).toEqual(expected)
})

test.each([
  ['1', { value: 1 }],
  ['0.5', { value: 0.5 }],
  ['.25', { value: 0.25 }],
  ['1.', { value: 1 }],
  ['0.255', { value: 0.26, problem: "'0.255' has more than 2 digits behind the point" }],
  ['0.001', { problem: "'0.001' is outside 0.01 to 40.95" }],
  ['41', { problem: "'41' is outside 0.01 to 40.95" }],
  ['-1', { problem: "'-1' is negative" }],
  ['1x', { problem: "'1x' is not a number", lenient: 0.01 }],
  ['1.2.3', { problem: "'1.2.3' has more than 2 digits behind the point" }],
])('a decimal %j of two places', (text, expected) => {
  const got = readDecimal(word(text), 0.01, 40.95, 2)
  if (text === '1.2.3') expect(got.value).toBeUndefined()
  else expect(got).toEqual(expected)
})

test('a timer has six places and no end unless one is given', () => {
  expect(readTimer(word('0.000001'), 0, 0)).toEqual({ value: 0.000001 })
  expect(readTimer(word('86400'), 0, 0)).toEqual({ value: 86400 })
  expect(readTimer(word('61'), 0, 60)).toEqual({ problem: "'61' is outside 0 to 60" })
})

test.each([
  ['true', true],
  ['on', true],
  ['yes', true],
  ['false', false],
  ['off', false],
  ['no', false],
  ['True', undefined],
  ['1', undefined],
  ['', undefined],
])('a switch %j', (text, expected) => {
  expect(readBoolean(word(text))).toBe(expected)
})
