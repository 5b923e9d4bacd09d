import { chmodSync, existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  icingaMacroFree,
  icingaString,
  nagiosArgument,
  nrpeLine,
  nrpeLineBytes,
} from '../../lib/objects/escape.ts'
import { need } from '../support/need.ts'
import { makeFolder, type TemporaryFolder } from '../support/temporary.ts'
import { startIcinga } from './icinga.ts'
import { startNagios } from './nagios.ts'
import { startNrpe } from './nrpe.ts'

/** Each is one word of a command line, and each means something else to somebody on the way. */
const hostile = [
  'wow!such!exclamation!marks!',
  '!first',
  '/index;jsessionid=1?a=1;b=2',
  ';all is comment',
  '$HOME',
  '$$HOME',
  '$ARG1$ $HOSTADDRESS$ $address$ $host.name$',
  '5$',
  '$',
  '$(id) `id` ${HOME}',
  "it's",
  '"quoted"',
  `both ' and "`,
  'C:\\Temp\\new',
  'backslash at the end\\',
  'two at the end\\\\',
  '\\!and\\;before\\$',
  '\\\\!',
  ' blanks before and behind  ',
  'a  b',
  '\ttab\t',
  '|',
  'a | b=1',
  'a && b || c > d < e &',
  '~ ~root *.* [a-z] {a,b} ?',
  '100%',
  '%s%n',
  '# no comment',
  'a # b',
  'grüße € 日本 \u{1f600}',
  '-w',
  '--state=x',
  '\\n is no newline',
  '{ } object "x" { }',
  '/* no comment */ // nor this',
  '<script>alert(1)</script>',
]

const signs = [...'!;$\\\'"`|&<>(){}[]*?~#%=,: \t', '$$', '\\!', '\\;', '$ARG1$', '$USER1$', 'a', 'ä']
const anyText = fc
  .array(fc.constantFrom(...signs), { minLength: 1, maxLength: 20 })
  .map(each => each.join(''))
const texts = [...hostile, ...fc.sample(anyText, { numRuns: 60, seed: 6 })]
const long = 'it\'s 4 kB of $HOME!;"\\ '.repeat(180)

/** A plugin that keeps its words but the first, which is where. */
function writeRecorder(folder: TemporaryFolder) {
  chmodSync(folder.path, 0o777)
  const program = folder.write(
    'record',
    '#!/bin/sh\nfile="${0%/*}/$1"\nshift\nprintf \'%s\\0\' "$@" > "$file"\necho recorded\n',
    0o755,
  )
  const read = (key: string): string[] | undefined => {
    const file = join(folder.path, key)
    return existsSync(file) ? readFileSync(file, 'utf8').split('\0').slice(0, -1) : undefined
  }
  return { program, read }
}

const keyOf = (index: number) => `text-${String(index).padStart(3, '0')}`

need('nagios4', 'root')('arguments in a check_command of Nagios', () => {
  test('arrive in the plugin as they were', async () => {
    const wanted = [...texts, long]
    using folder = makeFolder()
    const { program, read } = writeRecorder(folder)
    const services = wanted.map((text, index) => nagiosService(keyOf(index), [keyOf(index), text, 'last']))
    await using nagios = await startNagios({
      files: { 'texts.cfg': nagiosHead(program) + services.join('') },
    })
    const results = await Promise.all(wanted.map((_, index) => nagios.force('h', keyOf(index))))
    expect(results.filter(({ output }) => output !== 'recorded')).toEqual([])
    expect(wanted.map((_, index) => read(keyOf(index)))).toEqual(wanted.map(text => [text, 'last']))
  })
})

need('icinga2', 'root')('custom variables of Icinga 2', () => {
  test('arrive in the plugin as they were, newlines too', async () => {
    const wanted = [...texts, long, 'two\nlines\n', '\r\n']
    using folder = makeFolder()
    const { program, read } = writeRecorder(folder)
    const services = wanted.map((text, index) => icingaService(keyOf(index), [text, `again ${text}`]))
    await using icinga = await startIcinga({
      files: { 'conf.d/texts.conf': icingaHead(program) + services.join('') },
    })
    await Promise.all(wanted.map((_, index) => icinga.force('h', keyOf(index))))
    expect(wanted.map((_, index) => read(keyOf(index)))).toEqual(
      wanted.map(text => ['--text', text, '--list', text, '--list', `again ${text}`]),
    )
  })
})

need('nrpe', 'root')('words of an NRPE command', () => {
  test('arrive in the plugin as they were', async () => {
    using folder = makeFolder()
    const { program, read } = writeRecorder(folder)
    const line = (text: string, index: number) =>
      `command[${keyOf(index)}]=${nrpeLine([program, keyOf(index), text, 'last'])}\n`
    await using nrpe = await startNrpe({ files: { 'texts.cfg': texts.map(line).join('') } })
    const runs = await Promise.all(texts.map((_, index) => nrpe.call(keyOf(index))))
    expect(runs.filter(({ stdout }) => stdout !== 'recorded\n')).toEqual([])
    expect(texts.map((_, index) => read(keyOf(index)))).toEqual(texts.map(text => [text, 'last']))
  })

  test('arrive up to the longest line that is promised; of a longer one NRPE loses what follows', async () => {
    using folder = makeFolder()
    const { program, read } = writeRecorder(folder)
    const start = `command[long]=${nrpeLine([program, 'long', 'x'])}`
    const fill = 'x'.repeat(nrpeLineBytes - start.length)
    const next = 'command[next]=/bin/echo next\n'
    await using nrpe = await startNrpe({ files: { 'long.cfg': `${start}${fill}\n${next}` } })
    await nrpe.call('long')
    expect(read('long')).toEqual([`x${fill}`])
    expect((await nrpe.call('next')).stdout).toBe('next\n')
    await using cut = await startNrpe({ files: { 'long.cfg': `${start}${fill}x\n${next}` } })
    expect((await cut.call('next')).stdout).toBe("NRPE: Command 'next' not defined\n")
  })
})

describe('what no configuration holds', () => {
  test('NUL is refused everywhere, a line break where a line is all there is', () => {
    for (const write of [nagiosArgument, icingaString, (text: string) => nrpeLine([text])]) {
      expect(() => write('a\0b')).toThrow(RangeError)
    }
    for (const write of [nagiosArgument, (text: string) => nrpeLine([text])]) {
      expect(() => write('a\nb')).toThrow(RangeError)
    }
  })
})

const nagiosHead = (program: string) => `define command {
    command_name    record
    command_line    ${program} $ARG1$
}
define host {
    host_name             h
    check_command         record!host
    max_check_attempts    1
    check_period          24x7
    contact_groups        admins
}
`

function nagiosService(name: string, words: readonly string[]): string {
  return `define service {
    host_name                h
    service_description      ${name}
    check_command            record!${words.map(nagiosArgument).join(' ')}
    active_checks_enabled    0
    max_check_attempts       1
    check_period             24x7
    contact_groups           admins
}
`
}

const icingaHead = (program: string) => `object CheckCommand "record" {
  command = [ "${program}" ]
  arguments = {
    "key" = {
      value = "$service.name$"
      skip_key = true
      order = -1
    }
    "--text" = {
      value = "$record_text$"
      order = 1
    }
    "--list" = {
      value = "$record_list$"
      repeat_key = true
      order = 2
    }
  }
}
object Host "h" { check_command = "dummy" }
`

function icingaService(name: string, list: readonly string[]): string {
  const literals = list.map(each => icingaString(icingaMacroFree(each)))
  return `object Service "${name}" {
  host_name = "h"
  check_command = "record"
  enable_active_checks = false
  vars.record_text = ${literals[0]}
  vars.record_list = [ ${literals.join(', ')} ]
}
`
}
