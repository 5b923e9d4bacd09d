import { describe, expect, test } from 'vitest'
import { addressOf, firstStep, nextStep, portOf, requestOf, type Step } from '../../lib/service/http-step.ts'
import { httpGiven } from '../support/vip-service.ts'

const noSecrets = { headers: [], tls: {} }

/** Where the first request goes and what its Host header says, as `192.0.2.10:80 www.example.com`. */
function aim(...argv: string[]): string {
  const options = httpGiven(...argv)
  const step = firstStep(options, { host: addressOf(options), port: portOf(options) })
  const { headers, target } = requestOf(options, step, noSecrets)
  return `${target.host}:${target.port} ${headers.find(([name]) => name === 'Host')?.[1]}`
}

describe('address, port and Host header', () => {
  test.each([
    [['-H', '192.0.2.10'], '192.0.2.10:80 192.0.2.10'],
    [['-H', 'www.example.com', '-S'], 'www.example.com:443 www.example.com'],
    [['-H', 'www.example.com:8080'], 'www.example.com:8080 www.example.com:8080'],
    [['-H', 'www.example.com:8080', '-p', '81'], 'www.example.com:81 www.example.com:8080'],
    [['-H', 'www.example.com', '-I', '192.0.2.10', '-p', '81'], '192.0.2.10:81 www.example.com:81'],
    [['-H', '[2001:db8::10]:8080'], '2001:db8::10:8080 [2001:db8::10]:8080'],
    [['-H', 'www.example.com', '-k', 'Host: other.example.com'], 'www.example.com:80 other.example.com'],
  ])('%j', (argv, expected) => {
    expect(aim(...argv)).toBe(expected)
  })
})

describe('a redirect to the port that -H names', () => {
  const options = httpGiven('-I', '192.0.2.10', '-p', '81', '-H', 'www.example.com:8080', '-f', 'sticky')
  const first = firstStep(options, { host: '192.0.2.10', port: 81 })
  test.each([
    ['/next', 81],
    ['http://www.example.com:8080/next', 81],
    ['http://www.example.com:9090/next', 9090],
    ['https://www.example.com/next', 443],
  ])('%s', (location, port) => {
    expect((nextStep(options, first, location, 302) as Step).target.port).toBe(port)
  })
})

test('curl is another word for follow', () => {
  expect(httpGiven('-H', 'x', '-f', 'curl').onredirect).toBe('follow')
})
test('an empty POST is a POST', () => {
  expect(firstStep(httpGiven('-H', 'x', '-P', ''), { host: 'x', port: 80 })).toMatchObject({
    method: 'POST',
    body: '',
  })
})
