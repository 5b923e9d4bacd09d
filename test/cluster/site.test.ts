import { describe, expect, test } from 'vitest'
import { emptySite, readSite } from '../../lib/cluster/site.ts'

const problemOf = (yaml: string) => {
  const reading = readSite(yaml, 'site.yaml')
  return reading.ok ? undefined : reading.problem
}

describe('a site file', () => {
  test.each(['', '# nothing but words\n', '{}\n', '---\n'])('%j is one of nothing but defaults', yaml => {
    expect(readSite(yaml, 'site.yaml')).toEqual({ ok: true, site: emptySite })
  })
  test('JSON is YAML', () => {
    expect(readSite('{"cluster": "shop"}', 'site.yaml')).toMatchObject({
      ok: true,
      site: { cluster: 'shop' },
    })
  })
  test.each([
    ['clutser: shop\n', /^site\.yaml:1:\d+: there is no setting clutser/],
    ['directors:\n  - confg: x\n', /^site\.yaml:2:\d+: directors\[0\]: there is no setting confg/],
    ['cluster: a shop\n', 'site.yaml:1:10: cluster: a name of letters, digits, _ and - is right'],
    ['nrpe:\n  port: 70000\n', /^site\.yaml:2:9: nrpe\.port: /],
    [
      'services:\n  192.0.2.10:80: {check: ftp}\n',
      /^site\.yaml:2:26: services\.192\.0\.2\.10:80\.check: .*http/,
    ],
    ['a: [\n', /^site\.yaml:\d+:\d+: this is not YAML/],
    ['cluster: a\ncluster: b\n', /^site\.yaml:2:1: this is not YAML/],
    ['- 1\n', /^site\.yaml:1:1: the file: /],
    ['check: {interval: 0}\n', /check\.interval: /],
  ])('%j is refused with its place', (yaml, problem) => {
    expect(problemOf(yaml)).toMatch(problem)
  })
  test('a few lines that stand for gigabytes are refused', () => {
    const lines = ['a: &a [x,x,x,x,x,x,x,x,x]']
    for (let at = 1; at < 9; at++) {
      const [here, before] = [String.fromCharCode(97 + at), String.fromCharCode(96 + at)]
      lines.push(`${here}: &${here} [${Array(9).fill(`*${before}`).join(',')}]`)
    }
    expect(problemOf(lines.join('\n'))).toMatch(/^site\.yaml:1:1: this is not YAML: .*alias/i)
  })
})
