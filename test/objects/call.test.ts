import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { commonOptions } from '../../lib/cli/common.ts'
import type { Option } from '../../lib/cli/option.ts'
import { parseOptions } from '../../lib/cli/parse.ts'
import {
  type Call,
  icingaCommandName,
  icingaVariable,
  icingaVariables,
  nagiosCommandName,
  readCall,
  wordsOf,
} from '../../lib/objects/call.ts'
import { check as ping } from '../../plugins/check_vip_ping.ts'
import { check as service } from '../../plugins/check_vip_service.ts'
import { checks } from '../support/contract.ts'

const modes = checks.flatMap(check =>
  check.modes.map(mode => ({ title: nagiosCommandName(check, mode.flag), check, mode })),
)

describe('names', () => {
  test.each([
    ['check_vip_ping', undefined, 'vip_ping', 'check_vip_ping'],
    ['check_vip_service', undefined, 'vip_service', 'check_vip_service'],
    ['check_vip_service', 'http', 'vip_service', 'check_vip_service'],
    ['check_vip_service', 'tcp', 'vip_service_tcp', 'check_vip_service_tcp'],
    ['check_ipvs_drift', undefined, 'lvs_ipvs_drift', 'check_ipvs_drift'],
    ['check_lvs_director', undefined, 'lvs_director', 'check_lvs_director'],
  ])('%s %s', (name, mode, icinga, nagios) => {
    const check = checks.find(each => each.name === name) ?? service
    expect([icingaCommandName(check, mode), nagiosCommandName(check, mode)]).toEqual([icinga, nagios])
  })

  test('no two options of all checks share a custom variable', () => {
    const names = modes.flatMap(({ check, mode }) =>
      Object.keys({ ...commonOptions, ...mode.options }).map(name => icingaVariable(check, mode.flag, name)),
    )
    expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([])
  })
})

describe('words of a call', () => {
  test('are letters where there are some, and long names else', () => {
    const options = {
      hostname: '192.0.2.10',
      ssl: '1.2+',
      realserver: ['192.0.2.11', '192.0.2.12'],
      verbose: '2',
    }
    expect(wordsOf({ check: service.name, options }, service)).toEqual(
      '-H 192.0.2.10 --ssl=1.2+ --realserver 192.0.2.11 --realserver 192.0.2.12 -v -v'.split(' '),
    )
    expect(wordsOf({ check: service.name, mode: 'tcp', options: { ssl: true, all: true } }, service)).toEqual(
      ['--tcp', '-S', '-A'],
    )
  })

  test.each<[string, Call['options']]>([
    ['has no option --portal', { portal: '1' }],
    ['--ssl takes one value', { ssl: ['1.2', '1.3'] }],
    ['--linespan takes no value', { linespan: 'yes' }],
    ['--url needs a value', { url: true }],
    ['--verbose takes how often', { verbose: 'much' }],
  ])('%s', (problem, options) => {
    const call = { check: service.name, options }
    expect(() => wordsOf(call, service)).toThrow(problem)
    expect(() => icingaVariables(call, service)).toThrow(problem)
  })

  test('a mode that the check has not is refused', () => {
    expect(() => wordsOf({ check: ping.name, mode: 'tcp', options: {} }, ping)).toThrow('no mode --tcp')
  })

  test.each(modes)('$title takes every option with its example', ({ check, mode }) => {
    const table = { ...commonOptions, ...mode.options }
    const options = Object.fromEntries(
      Object.entries(table).map(([name, option]) => [name, exampleOf(option)]),
    )
    const words = wordsOf(
      { check: check.name, ...(mode.flag === undefined ? {} : { mode: mode.flag }), options },
      check,
    )
    const rest = words.filter(word => word !== `--${mode.flag}`)
    expect(parseOptions(table, rest, mode.positional)).toMatchObject({ ok: true })
  })

  test('whatever a value is, it comes back as the value of its option', () => {
    const value = fc.oneof(
      fc.constantFrom('-h', '--help', '--', '-5:5', '--tcp', '-', '='),
      fc.string({ minLength: 1 }),
    )
    fc.assert(
      fc.property(value, fc.array(value, { minLength: 1 }), (send, expected) => {
        const call: Call = {
          check: service.name,
          mode: 'tcp',
          options: { send, expect: expected, all: true },
        }
        expect(readCall(service, wordsOf(call, service))).toEqual(call)
      }),
    )
  })
})

describe('custom variables of a call', () => {
  test('are lists for what may be repeated, and the version of -S is one of its own', () => {
    const call = readCall(service, ['-I', '192.0.2.10', '-S', '--realserver', '192.0.2.11', '-v', '-v'])
    expect(icingaVariables(call, service)).toEqual({
      vip_service_ip_address: '192.0.2.10',
      vip_service_ssl: true,
      vip_service_realserver: ['192.0.2.11'],
      vip_service_verbose: true,
    })
    expect(icingaVariables(readCall(service, ['--tcp', '--ssl=1.3']), service)).toEqual({
      vip_service_tcp_ssl_version: '1.3',
    })
  })
})

test.each(
  checks.flatMap(check =>
    check.modes.flatMap(mode =>
      mode.examples.map(({ argv }) => ({ title: [check.name, ...argv].join(' '), check, argv })),
    ),
  ),
)('$title is a call of its check', ({ check, argv }) => {
  const call = readCall(check, argv)
  expect(readCall(check, wordsOf(call, check))).toEqual(call)
})

function exampleOf(option: Option): true | string | string[] {
  if (option.type === 'flag' || option.type === 'count') return true
  return option.type === 'many' ? [option.kind.example, option.kind.example] : option.kind.example
}
