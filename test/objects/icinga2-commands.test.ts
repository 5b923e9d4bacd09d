import { spawnSync } from 'node:child_process'
import { describe, expect, test } from 'vitest'
import { parseOptions } from '../../lib/cli/parse.ts'
import { icingaCommandName, icingaVariables } from '../../lib/objects/call.ts'
import { renderIcingaCommands } from '../../lib/objects/icinga2-commands.ts'
import { checks, variants } from '../support/contract.ts'
import { need } from '../support/need.ts'
import { makeFolder } from '../support/temporary.ts'

const text = renderIcingaCommands(checks)

/** An argument as the file has it: what Icinga puts behind the command for it. */
interface Argument {
  readonly key: string
  readonly lines: string
}

/** The commands of the file by their names, with the words and the arguments that each has. */
const commands = new Map(
  [...text.matchAll(/^object CheckCommand "(\w+)" \{\n([\s\S]*?)^\}$/gm)].map(([, name = '', body = '']) => {
    const words = [...(/^ {2}command = \[ (.*) \]$/m.exec(body)?.[1]?.matchAll(/"([^"]*)"/g) ?? [])]
    const found = body.matchAll(/^ {4}"([^"]+)" = \{\n([\s\S]*?)^ {4}\}$/gm)
    return [
      name,
      {
        body,
        words: words.map(([, word = '']) => word),
        arguments: [...found].map(([, key = '', lines = '']): Argument => ({ key, lines })),
      },
    ] as const
  }),
)

describe.each(variants)('$title', ({ check, mode, table, choice }) => {
  const command = commands.get(icingaCommandName(check, mode.flag))
  const examples = new Map(
    Object.entries(table).flatMap(([name, option]) => {
      const given = option.type === 'flag' || option.type === 'count' ? true : option.kind.example
      const set = (value: true | string) =>
        Object.keys(
          icingaVariables({ check: check.name, ...flagOf(mode.flag), options: { [name]: value } }, check),
        )
      // The flags that choose a mode are no options of a call.
      if (!Object.hasOwn(mode.options, name) && choice.includes(`--${name}`)) return []
      if (option.type === 'flag' && option.help === '') return []
      return set(given).map(variable => [variable, name] as const)
    }),
  )

  test('has every option but --help, --version and --output, and no other', () => {
    const keys = new Set(command?.arguments.map(({ key }) => key.replace(/=$/, '')))
    const wanted = Object.entries(table).flatMap(([name, { help }]) => (help === '' ? [] : [`--${name}`]))
    expect([...keys].toSorted()).toEqual(
      wanted.filter(name => !['--help', '--version', '--output'].includes(name)).toSorted(),
    )
  })

  test('every argument takes the variable that a call sets, and has a description', () => {
    for (const { key, lines } of command?.arguments ?? []) {
      const variable = /\$(\w+)\$(?=")/.exec(lines)?.[1] ?? ''
      expect(lines, key).toMatch(/^ {6}description = "\S.*"$/m)
      if (lines.includes('macro(')) continue
      expect(`--${examples.get(variable)}`, variable).toBe(key.replace(/=$/, ''))
    }
  })

  test('parses with its own check when all variables are set', () => {
    const words = command?.arguments.flatMap(({ key, lines }) => {
      const option = table[key.slice(2).replace(/=$/, '')]
      if (option === undefined) return [`${key} is no option`]
      if (option.type === 'flag' || option.type === 'count') return [key]
      // Works alone and with a value, one at a time.
      if (option.type === 'maybe') return key.endsWith('=') ? [`${key}${option.kind.example}`] : []
      return lines.includes('repeat_key = true')
        ? [key, option.kind.example, key, option.kind.example]
        : [key, option.kind.example]
    })
    const [program, ...fixed] = command?.words ?? []
    expect(program).toBe(`/${check.name}`)
    expect(fixed).toEqual(choice)
    expect(parseOptions(table, [...fixed, ...(words ?? [])], mode.positional)).toMatchObject({ ok: true })
  })

  test('Icinga waits longer than the check does by default', () => {
    const { timeout } = table
    const seconds = timeout?.type === 'single' ? Number(timeout.fallbackText) : 0
    const minutes = Number(/^ {2}timeout = (\d+)m$/m.exec(command?.body ?? '')?.[1])
    expect(minutes * 60).toBeGreaterThan(seconds)
  })
})

test('the host is the VIP for checks of a VIP, and nothing is asked of it for those of a host itself', () => {
  const defaults = [...text.matchAll(/^ {2}vars\.(\w+) = "\$check_address\$"$/gm)].map(([, name]) => name)
  expect(defaults).toEqual([
    'vip_conflict_hostname',
    'vip_ping_hostname',
    'vip_service_ip_address',
    'vip_service_tcp_hostname',
  ])
})

need('icinga2', 'root')('the real Icinga 2', () => {
  test('takes the file without a warning', () => {
    using folder = makeFolder()
    folder.write('commands.conf', text)
    const main = folder.write(
      'icinga2.conf',
      'const PluginDir = "/usr/lib/nagios/plugins"\nconst NodeName = "test"\ninclude <itl>\ninclude <plugins>\ninclude "commands.conf"\n',
    )
    const places = ['Data', 'Log', 'Cache', 'Spool', 'InitRun'].flatMap(name => [
      '-D',
      `Configuration.${name}Dir=${folder.path}`,
    ])
    const user = ['-D', 'Configuration.RunAsUser=root', '-D', 'Configuration.RunAsGroup=root']
    const { status, stdout } = spawnSync('icinga2', ['daemon', '-C', '-c', main, ...user, ...places], {
      encoding: 'utf8',
    })
    expect(stdout.split('\n').filter(line => /warning|critical/.test(line))).toEqual([])
    expect(status).toBe(0)
  })
})

function flagOf(mode: string | undefined): { mode?: string } {
  return mode === undefined ? {} : { mode }
}
