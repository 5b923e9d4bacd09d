import { describe, expect, test } from 'vitest'
import { validateHttp } from '../../lib/service/http-options.ts'
import { validateTcp } from '../../lib/service/tcp-options.ts'
import { httpGiven, tcpGiven } from '../support/vip-service.ts'

const noHost = 'no host is given: say -H NAME, -I VIP, or both'
const noBody =
  'with -N the body is not read, so it cannot be searched (-s, -r, -R, --not-string) or measured (-m)'
const noHead = 'the answer to HEAD has no body to search (-s, -r, -R, --not-string)'
const wide = 'the warning range -w is wider than the critical range -c, so the warning would never be seen'
const days = 'of the days of a certificate the first number is the warning, so it is the larger one: 30,14'
const pair = 'a client certificate needs its key and a key its certificate: give both -J FILE and -K FILE'

describe('HTTP', () => {
  test.each<[string[], string | undefined]>([
    [['-H', 'www.example.com'], undefined],
    [['-I', '192.0.2.10'], undefined],
    [[], noHost],
    [['-H', 'x', '-w', '1', '-c', '2'], undefined],
    [['-H', 'x', '-w', '2', '-c', '2'], undefined],
    [['-H', 'x', '-w', '3', '-c', '2'], wide],
    [
      ['-H', 'x', '--failed-warning', '50'],
      '--failed-warning is wider than --failed-critical, so the warning would never be seen',
    ],
    [['-H', 'x', '-a', 'u:p'], undefined],
    [['-H', 'x', '-a', 'u:p', '--bearer-env', 'T'], 'only one of --authorization, --bearer-env can be sent'],
    [['-H', 'x', '--auth-file', 'f', '--auth-env', 'E'], 'only one of --auth-file, --auth-env can be sent'],
    [['-H', 'x', '-a', 'u:p', '-b', 'u:p'], undefined],
    [['-H', 'x', '-r', 'a', '-R', 'a'], 'give one regular expression: -r or -R'],
    [['-H', 'x', '-N', '-s', 'a'], noBody],
    [['-H', 'x', '-N', '--not-string', 'a'], noBody],
    [['-H', 'x', '-N', '-R', 'a'], noBody],
    [['-H', 'x', '-N', '-m', '1'], noBody],
    [['-H', 'x', '-N', '-d', 'a'], undefined],
    [['-H', 'x', '-j', 'HEAD', '-r', 'a'], noHead],
    [['-H', 'x', '-j', 'head', '-s', 'a'], noHead],
    [['-H', 'x', '-j', 'HEAD'], undefined],
    [['-H', 'x', '-C', '30,14'], undefined],
    [['-H', 'x', '-C', '14,30'], days],
    [['-H', 'x', '-J', 'cert'], pair],
    [['-H', 'x', '-K', 'key'], pair],
    [['-H', 'x', '-J', 'cert', '-K', 'key'], undefined],
  ])('%j: %s', (argv, problem) => {
    expect(validateHttp(httpGiven(...argv))).toBe(problem)
  })
})

describe('TCP', () => {
  test.each<[string[], string | undefined]>([
    [['-H', 'x', '-p', '25'], undefined],
    [['-p', '25'], 'no host is given: say -H VIP'],
    [['-H', 'x'], 'no port is given: say -p PORT'],
    [['-H', 'x', '-p', '25', '-A'], '-A is about the texts of -e, and none is given'],
    [['-H', 'x', '-p', '25', '-A', '-e', '220'], undefined],
    [['-H', 'x', '-p', '25', '-d', '9.9'], undefined],
    [['-H', 'x', '-p', '25', '-d', '10'], 'the delay -d 10 leaves nothing of the 10 s of -t'],
    [['-H', 'x', '-p', '25', '-w', '3', '-c', '2'], wide],
    [['-H', 'x', '-p', '25', '-D', '14,30'], days],
    [['-H', 'x', '-p', '25', '-K', 'key'], pair],
  ])('%j: %s', (argv, problem) => {
    expect(validateTcp(tcpGiven(...argv))).toBe(problem)
  })
})
