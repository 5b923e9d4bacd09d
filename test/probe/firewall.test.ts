import { execFileSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import type { CommandResult } from '../../lib/probe/command.ts'
import { mayAdminister, readFirewall } from '../../lib/probe/firewall.ts'
import { failure, type Outcome, success } from '../../lib/probe/outcome.ts'
import { world } from '../../lib/runtime/world.ts'
import { within } from '../support/deadline.ts'
import { need } from '../support/need.ts'
import { makeNamespace } from '../support/netns.ts'

const said = (stdout: string): Outcome<CommandResult> =>
  success({ exitCode: 0, signal: undefined, stdout, stderr: '', cut: false })
const refused: Outcome<CommandResult> = success({
  exitCode: 1,
  signal: undefined,
  stdout: '',
  stderr: 'Operation not permitted (you must be root)\n',
  cut: false,
})

/** A host with these files, whose programs answer so. */
function hostWith(
  files: Readonly<Record<string, string | 'closed'>>,
  answers: Readonly<Record<string, Outcome<CommandResult>>>,
) {
  const asked: string[] = []
  const probes = {
    command: (program: string, argv: readonly string[]) => {
      asked.push([program, ...argv].join(' '))
      return Promise.resolve(
        answers[program] ?? failure('missing', `there is no program ${program} on this host`),
      )
    },
    readFile: (path: string) => {
      const text = files[path]
      if (text === undefined) return Promise.resolve(failure('missing', `there is no file '${path}'`))
      if (text === 'closed')
        return Promise.resolve(failure('denied', `'${path}' cannot be read by this user`))
      return Promise.resolve(success(Buffer.from(text)))
    },
  }
  return { asked, read: () => within(5, deadline => readFirewall(probes, deadline)) }
}

describe('what the kernel has is asked for, and nothing that asking would load', () => {
  test('no packet filter at all', async () => {
    const { asked, read } = hostWith({ '/proc/modules': 'ip_vs 163840 0 - Live 0x0\n' }, { nft: said('{}') })
    expect(await read()).toEqual(success({ asked: [], filters: [], arpAddresses: [] }))
    expect(asked).toEqual([])
  })
  test('nftables, and no old tables', async () => {
    const { asked, read } = hostWith(
      { '/proc/modules': 'nf_tables 1 0 - Live 0x0\n' },
      { nft: said('{"nftables": []}') },
    )
    expect(await read()).toMatchObject({ ok: true, value: { asked: ['nft -j list ruleset'], filters: [] } })
    expect(asked).toEqual(['nft -j list ruleset'])
  })
  test('old tables, whose names root alone may read', async () => {
    const files = { '/proc/modules': 'ip_tables 1 0 - Live 0x0\n', '/proc/net/ip_tables_names': 'closed' }
    const { asked, read } = hostWith(files, { iptables: said('-P INPUT DROP\n') })
    expect(await read()).toMatchObject({
      ok: true,
      value: { filters: [{ name: 'iptables INPUT', refuses: true }] },
    })
    expect(asked).toEqual(['iptables -S'])
  })
  test('old tables without a filter are not asked', async () => {
    const files = { '/proc/modules': 'x 1 0 - Live 0x0\n', '/proc/net/ip_tables_names': 'nat\n' }
    const { asked, read } = hostWith(files, { iptables: said('-P INPUT DROP\n') })
    expect(await read()).toMatchObject({ ok: true, value: { asked: [] } })
    expect(asked).toEqual([])
  })
  test('a kernel without modules may have it built in, and no nft is no fault', async () => {
    const { asked, read } = hostWith({}, {})
    expect(await read()).toMatchObject({ ok: true, value: { asked: [] } })
    expect(asked).toEqual(['nft -j list ruleset'])
  })
  test('who may not ask is told the line for sudoers', async () => {
    const { asked, read } = hostWith({}, { nft: refused })
    expect(await read()).toMatchObject({
      ok: false,
      kind: 'denied',
      hint: expect.stringMatching(/NOPASSWD: \S*nft -j list ruleset$/),
    })
    expect(asked[1]).toMatch(/^sudo -n \S*nft -j list ruleset$/)
  })
  test('what cannot be read is no packet filter that lets all in', async () => {
    expect(await hostWith({}, { nft: said('nonsense') }).read()).toMatchObject({
      ok: false,
      kind: 'malformed',
    })
  })
})

test.each([
  ['CapEff:\t000001ffffffffff\n', true],
  ['CapEff:\t0000000000001000\n', true],
  ['CapEff:\t0000000000000000\n', false],
  ['CapEff:\t00000000a80425fb\n', false],
  ['', false],
])('%j may administer the network: %s', async (text, may) => {
  const readFile = () => Promise.resolve(success(Buffer.from(`Name:\tnode\n${text}`)))
  expect(await mayAdminister({ readFile, command: world.command })).toBe(may)
})

need(
  'root',
  'netns',
  'nft',
)('the nft of this machine', () => {
  test('tells what an input chain refuses', async () => {
    using host = makeNamespace()
    const nft = (line: string) => execFileSync('ip', ['netns', 'exec', host.name, 'nft', line])
    nft('add table inet filter')
    nft('add chain inet filter input { type filter hook input priority 0; policy drop; }')
    nft('add rule inet filter input tcp dport { 22, 8000-8080 } accept')
    nft('add rule inet filter input ct state vmap { established : accept, related : accept, invalid : drop }')
    nft('add rule inet filter input iifname "lo" accept')
    const probes = {
      ...world,
      command: (program: string, argv: readonly string[], deadline: Parameters<typeof world.command>[2]) =>
        world.command('ip', ['netns', 'exec', host.name, program, ...argv], deadline),
    }
    const read = await within(10, deadline => readFirewall(probes, deadline))
    expect(read).toMatchObject({ ok: true })
    const filters = read.ok ? read.value.filters.filter(({ name }) => name === 'inet filter input') : []
    expect(filters).toEqual([
      {
        name: 'inet filter input',
        families: [4, 6],
        refuses: true,
        refusals: [],
        passes: [
          {
            protocols: ['tcp'],
            ports: [
              [22, 22],
              [8000, 8080],
            ],
          },
        ],
      },
    ])
  })
})
