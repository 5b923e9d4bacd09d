import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  icingaMacroFree,
  icingaString,
  nagiosArgument,
  nagiosText,
  nrpeLine,
} from '../../lib/objects/escape.ts'
import { quoteWord } from '../../lib/text/shell-word.ts'
import { need } from '../support/need.ts'
import { makeFolder } from '../support/temporary.ts'

/** Signs that mean something to one of the readers, and some that mean nothing to any. */
const signs = [
  ...'!;$\\\'"`|&<>(){}[]*?~#%=, :\t',
  '$$',
  '\\!',
  '\\;',
  '$HOME',
  '$ARG1$',
  'a',
  'B',
  '7',
  'ä',
  '€',
]
const texts = fc.array(fc.constantFrom(...signs), { minLength: 1, maxLength: 12 }).map(each => each.join(''))
const some = fc.sample(texts, { numRuns: 300, seed: 1 })

describe('words of a shell', () => {
  test('arrive in sh as they were', () => {
    expect(shellWords(some.map(quoteWord).join(' '))).toEqual(some)
  })

  test('those of an NRPE line arrive in sh when NRPE has read its macros', () => {
    expect(shellWords(nrpeLine(some).replaceAll('$$', '$'))).toEqual(some)
  })
})

describe('what no line can hold', () => {
  test.each(['two\nlines', 'a\rb', 'nul\0', 'escape\x1b[m'])('%j is refused', text => {
    expect(() => nagiosArgument(text)).toThrow(RangeError)
    expect(() => nagiosText(text)).toThrow(RangeError)
    expect(() => nrpeLine(['true', text])).toThrow(RangeError)
  })

  test('an empty directive and NUL in a string of Icinga are refused, too', () => {
    expect(() => nagiosText(' ')).toThrow('leave it out')
    expect(() => icingaString('a\0')).toThrow(RangeError)
  })
})

test('every exclamation mark and semicolon of an argument has its backslash, every $ is doubled', () => {
  expect(nagiosArgument('/a;b!c$d')).toBe("'/a\\;b\\!c$$d'")
  expect(icingaMacroFree('$address$')).toBe('$$address$$')
})

need('nagios4', 'root')('directives of Nagios', () => {
  test('come back as they were, but for blanks around them', () => {
    const wanted = some.map(text => text.trim()).filter(text => text !== '')
    expect(readByNagios(wanted.map(nagiosText))).toEqual(wanted)
  })
})

need('icinga2')('strings of Icinga 2', () => {
  test('come back as they were, control signs included', () => {
    const wanted = [...some, 'two\nlines\r\n', 'tab\t', '\x01\x1b[m\x7f', '\b\f']
    const { stdout } = spawnSync('icinga2', [
      'console',
      '--eval',
      `Json.encode([ ${wanted.map(icingaString).join(', ')} ])`,
    ])
    // Printed as a string of JSON that holds JSON.
    const printed: unknown = JSON.parse(String(stdout))
    expect(typeof printed === 'string' ? JSON.parse(printed) : printed).toEqual(wanted)
  })
})

function shellWords(line: string): string[] {
  const { stdout } = spawnSync('sh', ['-c', `printf '%s\\0' ${line}`], { encoding: 'utf8' })
  return stdout.split('\0').slice(0, -1)
}

/** Nagios wants these before it writes anything down. */
const besides = `define command {
  command_name c
  command_line c
}
define service {
  host_name h0000
  service_description s
  check_command c
  max_check_attempts 1
}
define timeperiod {
  timeperiod_name t
  alias t
}
define contact {
  contact_name c
  host_notification_commands c
  service_notification_commands c
  host_notification_period t
  service_notification_period t
}
`

/** The notes of as many hosts, as Nagios writes them down once it has read them. */
function readByNagios(notes: readonly string[]): string[] {
  using folder = makeFolder()
  const hosts = notes.map(
    (text, at) =>
      `define host {\n host_name h${String(at).padStart(4, '0')}\n max_check_attempts 1\n notes ${text}\n}\n`,
  )
  folder.write('objects.cfg', hosts.join('') + besides)
  const main = {
    cfg_file: 'objects.cfg',
    precached_object_file: 'precached',
    object_cache_file: 'cache',
    log_file: 'log',
    temp_path: '',
    check_result_path: '',
  }
  const lines = Object.entries(main).map(([name, file]) => `${name}=${join(folder.path, file)}`)
  const file = folder.write('nagios.cfg', `${lines.join('\n')}\nnagios_user=root\nnagios_group=root\n`)
  spawnSync('nagios4', ['-vp', file])
  const found = readFileSync(join(folder.path, 'precached'), 'utf8').matchAll(/^\tnotes\t(.*)$/gm)
  return [...found].map(([, text = '']) => text)
}
