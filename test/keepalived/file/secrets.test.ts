import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { maskSecrets } from '../../../lib/keepalived/file/secrets.ts'

describe('what is a secret', () => {
  test.each([
    ['    auth_pass hunter2', '    auth_pass ********'],
    ['auth_pass "hun ter2" # x', 'auth_pass ******** # x'],
    ['auth_pass hun#ter2 # x', 'auth_pass ******** # x'],
    ['auth_pass "hun#ter2"', 'auth_pass ********'],
    [
      'authentication { auth_type PASS auth_pass hunter2 }',
      'authentication { auth_type PASS auth_pass ******** }',
    ],
    ['auth_pas hunter2', 'auth_pas ********'],
    ['# old: auth_pass hunter2', '# old: auth_pass ********'],
    ['$PASSWORD=hunter2', '$PASSWORD=********'],
    ['$SECRET = hunter2', '$SECRET = ********'],
    ['misc_path "/bin/check --password=hunter2 -v"', 'misc_path "/bin/check --password=******** -v"'],
    ["misc_path '/bin/check --token hunter2'", "misc_path '/bin/check --token ********'"],
    ['path http://monitor:hunter2@192.0.2.11/', 'path http://monitor:********@192.0.2.11/'],
    ['auth_hmac sha256 hunter2', 'auth_hmac ********'],
  ])('%s', (line, wanted) => {
    expect(maskSecrets(line, []).line).toBe(wanted)
  })

  test.each(['auth_type PASS', 'passive 1', 'notify "/bin/x"', 'path /a', 'authentication {', ''])(
    'nothing: %s',
    line => {
      expect(maskSecrets(line, []).line).toBe(line)
    },
  )
})

describe('known secrets', () => {
  test('in a definition of any name, to the end of the word', () => {
    expect(maskSecrets('$X=hunter2long', ['hunter2l']).line).toBe('$X=********')
  })
  test('one that is a plain word does not tell of itself', () => {
    expect(maskSecrets('state MASTER', ['MASTER']).line).toBe('state MASTER')
    expect(maskSecrets('$X=MASTER', ['MASTER']).line).toBe('$X=********')
  })
  test('a short one is in too many places', () => {
    expect(maskSecrets('weight 123', ['1']).line).toBe('weight 123')
  })
})

describe('the mark', () => {
  test.each([
    ['before', 3, 9, 3, 9],
    ['on the secret', 13, 2, 13, 8],
    ['on a part of it', 14, 1, 13, 8],
    ['behind', 16, 2, 22, 2],
  ])('%s', (_, column, length, newColumn, newLength) => {
    expect(maskSecrets('  auth_pass xy } #', [], { column, length })).toEqual({
      line: '  auth_pass ******** } #',
      column: newColumn,
      length: newLength,
    })
  })
})

test('whatever the line, a password behind auth_pass is not in it', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), fc.stringMatching(/^[A-Za-z0-9]{8}$/), (before, secret) => {
      fc.pre(!before.includes(secret) && !/["']/.test(before))
      expect(maskSecrets(`${before} auth_pass ${secret}`, []).line).not.toContain(secret)
    }),
  )
})
