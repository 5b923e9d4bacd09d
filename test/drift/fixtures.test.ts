import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { outputFor } from '../support/drift.ts'

/** What keepalived 2.2.7 and Debian's kernel 6.1 made of real configurations: test/fixtures/drift/README.md. */
const root = new URL('../fixtures/drift/', import.meta.url)

function read(scenario: string, name: string): string {
  return readFileSync(new URL(`${scenario}/${name}`, root), 'latin1')
}

function tablesOf(scenario: string): string[] {
  return readdirSync(new URL(`${scenario}/`, root)).filter(name => name.endsWith('.txt'))
}

const scenarios = readdirSync(root, { withFileTypes: true })
  .filter(each => each.isDirectory())
  .map(({ name }) => name)

/** In the cluster of these captures nothing listens behind port 25: its sorry server is meant to be in use. */
const mail = '10.99.0.100:25 TCP is served by its sorry server 10.99.0.22:25: 10.99.0.21:25 is missing'

/** What is wrong, by the lines of the tree that are not OK. */
const expected: Readonly<Record<string, readonly string[]>> = {
  running: [`[CRITICAL] ${mail}`],
  backup: [`[CRITICAL] ${mail}`],
  // keepalived takes the default for a scheduler it cannot read, and so does the table.
  'reload-bad-scheduler': [`[CRITICAL] ${mail}`],
  'reload-unknown-keyword': [`[CRITICAL] ${mail}`],
  reloaded: [
    `[CRITICAL] ${mail}`,
    '[WARNING] 10.99.0.100:80 TCP: 10.99.0.21:80 has weight 2, 5 is configured',
  ],
  stopped: [],
  'server-failed': [
    '[CRITICAL] 10.99.0.100:8082 TCP has no usable real server: 10.99.0.22:8082 is missing',
    `[CRITICAL] ${mail}`,
    '[WARNING] 10.99.0.100:80 TCP has 1 of 2 real servers up (50 %, wanted at least 100 %): 10.99.0.22:80 is missing',
    '[WARNING] [fd99::100]:80 TCP has 1 of 2 real servers up (50 %, wanted at least 100 %): [fd99::22]:80 is missing',
    '[WARNING] FWM 1 has 1 of 2 real servers up (50 %, wanted at least 100 %): 10.99.0.22:0 is missing',
    '[WARNING] 10.99.0.100:8080 TCP has 1 of 2 real servers up (50 %, wanted at least 100 %): 10.99.0.22:8080 has weight 0',
  ],
  'kinds-of-trouble': [
    '[CRITICAL] 10.99.0.100:85 TCP has no usable real server: 10.99.0.11:85 has weight 0 as configured',
    '[CRITICAL] 10.99.0.100:82 TCP has lost its quorum, the weights of its real servers sum up to 1 and 2 is wanted: 10.99.0.21:82 has weight 0',
    '[CRITICAL] 10.99.0.100:83 TCP has lost its quorum, the weights of its real servers sum up to 1 and 2 is wanted: 10.99.0.22:83 is missing',
  ],
}

describe.each(Object.keys(expected))('%s', scenario => {
  test.each(tablesOf(scenario))('%s', async name => {
    const config = read(scenario, 'keepalived.conf')
    const { more } = await outputFor(config, read(scenario, name))
    const wrong = more
      .slice(1)
      .filter(line => /\\_ \[(?!OK\])/.test(line))
      .map(line => line.replace(/^ *\\_ /, ''))
    expect(wrong).toEqual(expected[scenario])
  })
})

test('critical: keepalived was stopped, and one line says that all is gone', async () => {
  const { state, sentence, more } = await outputFor(
    read('stopped', 'keepalived.conf'),
    read('stopped', 'list.txt'),
  )
  expect({ state, sentence, more }).toEqual({
    state: 'CRITICAL',
    sentence: 'all 9 virtual servers of /etc/keepalived/keepalived.conf are missing: the IPVS table is empty',
    more: ['more: lvs-checks explain virtual-server-missing'],
  })
})

test('unknown: a lost brace hides all virtual servers, and what is still in the kernel is no waste', async () => {
  const scenario = 'reload-missing-brace'
  const { state, sentence, more } = await outputFor(
    read(scenario, 'keepalived.conf'),
    read(scenario, 'list.txt'),
  )
  expect(state).toBe('UNKNOWN')
  expect(sentence).toMatch(
    /^keepalived\.conf:2:1: .*no closing brace.* what else is wanted is not known \(and 1 more\)$/,
  )
  expect(more.join('\n')).toMatch(
    /10\.99\.0\.100:25 TCP.* and 4 more are in the kernel and not in .*, as its errors may hide them/,
  )
  expect(more.join('\n')).not.toContain('ipvsadm -D')
})

test('every scenario is looked at', () => {
  expect([...Object.keys(expected), 'reload-missing-brace'].toSorted()).toEqual(scenarios.toSorted())
})
