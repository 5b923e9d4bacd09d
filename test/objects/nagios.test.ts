import { describe, expect, test } from 'vitest'
import { commonOptions } from '../../lib/cli/common.ts'
import { parseOptions } from '../../lib/cli/parse.ts'
import { wordsOf } from '../../lib/objects/call.ts'
import { addressOption, renderNagiosCommands } from '../../lib/objects/nagios.ts'
import { registry } from '../../plugins/index.ts'

/** The words Nagios would run, with its macros filled in as on a host 192.0.2.10. */
function fillIn(line: string, further: readonly string[]): string[] {
  const words = line.replace("'$HOSTADDRESS$'", '192.0.2.10').split(' ')
  return words.flatMap(word => (word === '$ARG1$' ? further : [word])).slice(1)
}

describe('Nagios commands', async () => {
  const checks = await Promise.all(Object.values(registry).map(load => load()))
  const commands = renderNagiosCommands(checks).matchAll(/command_name +(\S+)\n +command_line +(.*)\n/g)
  for (const [, name = '', line = ''] of commands) {
    test(`${name} parses with its own check, every option given`, () => {
      const check = checks.find(each => line.startsWith(`$USER1$/${each.name} `))
      const flag = /--(\w+)/.exec(line)?.[1]
      const mode = check?.modes.find(each => flag !== undefined && each.flag === flag) ?? check?.modes[0]
      const table = {
        ...commonOptions,
        ...mode?.options,
        ...(flag === undefined ? {} : { [flag]: { type: 'flag', help: '' } as const }),
      }
      const given = addressOption(mode?.options ?? {})
      const options = Object.entries({ ...commonOptions, ...mode?.options }).flatMap(([option, about]) => {
        if (option === given && about.type !== 'many') return []
        return [
          [option, about.type === 'flag' || about.type === 'count' ? true : about.kind.example] as const,
        ]
      })
      const call = { check: check?.name ?? '', options: Object.fromEntries(options) }
      const words =
        check === undefined ? [] : wordsOf(flag === undefined ? call : { ...call, mode: flag }, check)
      const further = words.filter(word => word !== `--${flag}`)
      expect(parseOptions(table, fillIn(line, further))).toMatchObject({ ok: true })
    })
  }
})
