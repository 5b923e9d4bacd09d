import type { Difference } from './differences.ts'

export const tcpDifferences: readonly Difference[] = [
  {
    why: 'An address of the other family than -4 or -6 says is a mistake in the call, and the service was not asked: UNKNOWN.',
    cases: [
      ['mail: -H 127.0.0.1 -p {port} -6', { check_tcp: 2 }, 3],
      ['mail on ::1: -H ::1 -p {port} -4', { check_tcp: 2 }, 3],
    ],
  },
  {
    why: 'A name that this host cannot resolve says nothing about the service: UNKNOWN.',
    cases: [['nobody: -H nosuch.invalid -p 25', { check_tcp: 2 }, 3]],
  },
  {
    why: 'What is not in the first -m bytes has not come: a mismatch; check_tcp says OK when it stops reading.',
    cases: [
      ['mail: -H 127.0.0.1 -p {port} -m 3 -e ESMTP', { check_tcp: 0 }, 1],
      ['banner of 10 MB: -H 127.0.0.1 -p {port} -e 220 -m 1000', { check_tcp: 0 }, 1],
      ['never stops talking: -H 127.0.0.1 -p {port} -e 220 -m 1000', { check_tcp: 0 }, 1],
    ],
  },
  {
    why: 'A NUL in the banner ends nothing: what follows it is read too.',
    cases: [['banner with NUL: -H 127.0.0.1 -p {port} -e lo', { check_tcp: 1 }, 0]],
  },
  {
    why: 'Certificates are verified, with and without -C or -D, unless --no-verify is given; the peers accept any.',
    cases: [
      ['mail, TLS, expired: -H 127.0.0.1 -p {port} -S', { check_tcp: 0 }, 2],
      ['mail, TLS, self-signed: -H 127.0.0.1 -p {port} -S', { check_tcp: 0 }, 2],
      ['mail, TLS, self-signed: -H 127.0.0.1 -p {port} -D 30', { check_tcp: 0 }, 2],
    ],
  },
  {
    why: 'What is not given is named; check_tcp takes 127.0.0.1 or port 0 for it and blames the server.',
    cases: [
      ['nobody: -H 127.0.0.1', { check_tcp: 2 }, 3],
      ['nobody: -p 1', { check_tcp: 2 }, 3],
    ],
  },
  {
    why: 'A value that is not what its option wants is named; check_tcp guesses a number, 0 or what stands at the beginning.',
    cases: [
      ['nobody: -H 127.0.0.1 -p 65537', { check_tcp: 2 }, 3],
      ['mail: -H 127.0.0.1 -p {port} -w foo', { check_tcp: 1 }, 3],
      ['mail: -H 127.0.0.1 -p {port} -w 5%', { check_tcp: 0 }, 3],
      ['mail: -H 127.0.0.1 -p {port} -c foo', { check_tcp: 2 }, 3],
    ],
  },
  {
    why: 'An empty value, as an unset macro makes it, is named; check_tcp takes it for anything, for nothing or for 0.',
    cases: [
      ["nobody: -H '' -p 25", { check_tcp: 2 }, 3],
      ["mail: -H 127.0.0.1 -p {port} -w ''", { check_tcp: 1 }, 3],
      ["mail: -H 127.0.0.1 -p {port} -s ''", { check_tcp: 0 }, 3],
      ["mail: -H 127.0.0.1 -p {port} -e ''", { check_tcp: 0 }, 3],
    ],
  },
  {
    why: 'Thresholds in the wrong order are named, because the warning would never be seen.',
    cases: [['mail: -H 127.0.0.1 -p {port} -w 5 -c 1', { check_tcp: 0 }, 3]],
  },
  {
    why: 'Thresholds are ranges everywhere; check_tcp knows a number only.',
    cases: [['mail: -H 127.0.0.1 -p {port} -w 1:5', { check_tcp: 0 }, 1]],
  },
  {
    why: '-A without -e is named.',
    cases: [['mail: -H 127.0.0.1 -p {port} -A', { check_tcp: 0 }, 3]],
  },
  {
    why: 'A word that belongs to no option is named, where check_tcp passes over it.',
    cases: [['mail: -H 127.0.0.1 -p {port} extra', { check_tcp: 0 }, 3]],
  },
  {
    why: '-4 and -6 together are a contradiction in the call; the peers take the last.',
    cases: [['mail: -H 127.0.0.1 -p {port} -4 -6', { check_tcp: 2 }, 3]],
  },
  {
    why: 'An option that is given twice is named, where the peers take the last one.',
    cases: [['mail: -H 127.0.0.1 -p {port} -w 5 -w 6', { check_tcp: 0 }, 3]],
  },
  {
    why: 'A delay longer than the timeout is a mistake in the call; check_tcp waits and blames the server.',
    cases: [['mail: -H 127.0.0.1 -p {port} -t 1 -d 2', { check_tcp: 2 }, 3]],
  },
]
