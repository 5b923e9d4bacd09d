import fc from 'fast-check'
import { expect, test } from 'vitest'
import { nameBytes, objectName } from '../../lib/objects/name.ts'

test.each([
  '192.0.2.10',
  '2001:db8::10',
  '[2001:db8::10]:80',
  'TCP 80',
  'HTTPS www.example.com:443/health',
  'fwmark 5',
  'director-1.example.com',
  'Müllers Server #2',
])('%s stays as it is', text => {
  expect(objectName(text)).toBe(text)
})

test.each([
  ['a;b', 'a_b'],
  ['wow!', 'wow_'],
  ['C:\\new\\', 'C:_new_'],
  ['`~!$%^&*|\'"<>?,()=', '__________________'],
  ['+inherited', '_inherited'],
  ['a+b', 'a+b'],
  ['null', 'null_'],
  ['  two \t words\n', 'two words'],
  ['a\u00a0b\u200bc', 'a b c'],
  ['right\u202eto left', 'right to left'],
])('%j becomes %j', (text, name) => {
  expect(objectName(text)).toBe(name)
})

test('a long name is cut between signs and stays apart from others', () => {
  const path = `/${'größe/'.repeat(40)}`
  const [one, other] = [objectName(`${path}1`), objectName(`${path}2`)]
  expect(one).toMatch(/^\/größe\/.*-[0-9a-f]{8}$/)
  expect(one).not.toContain('\ufffd')
  expect(Buffer.byteLength(one)).toBeLessThanOrEqual(nameBytes)
  expect(other).not.toBe(one)
  expect(objectName(`${path}1`)).toBe(one)
})

test('nothing at all is refused', () => {
  expect(() => objectName(' \n')).toThrow(RangeError)
})

test('the name of a name is that name', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }), text => {
      fc.pre(/[^\p{C}\p{Z}]/u.test(text))
      const name = objectName(text)
      expect(objectName(name)).toBe(name)
      expect(Buffer.byteLength(name)).toBeLessThanOrEqual(nameBytes)
    }),
  )
})
