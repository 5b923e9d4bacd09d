import { describe, expect, test } from 'vitest'
import { isMeant } from '../../lib/drift/options.ts'
import type { Service } from '../../lib/net/service.ts'
import { run } from '../../lib/runtime/run.ts'
import { check } from '../../plugins/check_ipvs_drift.ts'
import { readOptions } from '../support/drift.ts'
import { parseOutput } from '../support/output.ts'
import { deafProbes } from '../support/probes.ts'

const web: Service = { kind: 'address', protocol: 'TCP', family: 4, address: '192.0.2.10', port: 80 }
const secure: Service = { ...web, port: 443 }
const web6: Service = { ...web, family: 6, address: '2001:db8::10' }
const marked: Service = { kind: 'fwmark', family: 6, mark: 5 }
const all = { web, secure, web6, marked }

describe('--virtual-server and --ignore', () => {
  const table: readonly (readonly [string[], (keyof typeof all)[]])[] = [
    [[], ['web', 'secure', 'web6', 'marked']],
    [
      ['--virtual-server', '192.0.2.10'],
      ['web', 'secure'],
    ],
    [['--virtual-server', '192.0.2.10:443'], ['secure']],
    [['--virtual-server', '[2001:db8:0::10]:80'], ['web6']],
    [['--virtual-server', '2001:db8::10'], ['web6']],
    [['--virtual-server', 'fwmark:5'], ['marked']],
    [
      ['--virtual-server', 'FWM:5', '--virtual-server', '192.0.2.10:80'],
      ['web', 'marked'],
    ],
    [
      ['--ignore', '192.0.2.10'],
      ['web6', 'marked'],
    ],
    [['--virtual-server', '192.0.2.10', '--ignore', '192.0.2.10:80'], ['secure']],
  ]
  test.each(table)('%j', (argv, expected) => {
    const options = readOptions(argv)
    const meant = Object.entries(all).filter(([, service]) => isMeant(service, options))
    expect(meant.map(([name]) => name)).toEqual(expected)
  })
})

describe('bad input', () => {
  const table: readonly (readonly [string[], RegExp])[] = [
    [['--table', '/x', '--ipvsadm'], /--table and --ipvsadm exclude each other/],
    [['--table', '/x', '--pid-file', '/y'], /--table and --pid-file exclude each other/],
    [['-w', '50:', '-c', '75:'], /-w: the warning has to come before -c/],
    [['--virtual-server', 'www.example.com'], /'www\.example\.com' is not a VIP/],
    [['--virtual-server', 'fwmark:x'], /is not a VIP with an optional port/],
    [['--config', ''], /--config: '' is not a file name/],
    [['-H', '192.0.2.1'], /-H is not supported: .*NRPE/],
    [['--state', 'real-server-mising=ok'], /no rule 'real-server-mising', did you mean real-server-missing/],
  ]
  test.each(table)('%j', async (argv, expected) => {
    const surroundings = { probes: deafProbes, colour: false }
    const { exitCode, stdout } = await run(check, argv, new AbortController().signal, surroundings)
    expect(exitCode).toBe(3)
    expect(parseOutput(stdout).sentence).toMatch(expected)
  })
})
