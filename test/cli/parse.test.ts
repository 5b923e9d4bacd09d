import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { choice, integer, range, text } from '../../lib/cli/kind.ts'
import { counter, flag, many, maybe, single, withDefault } from '../../lib/cli/option.ts'
import { asksFor, parseOptions } from '../../lib/cli/parse.ts'

const help = 'Help.'
const table = {
  hostname: many(text('HOST', 'vip'), { short: 'H', help }),
  warning: single(range('ms', '100'), { short: 'w', help }),
  'warning-share': single(range('%', '5'), { help }),
  packets: withDefault(integer(1, 20), '5', { short: 'p', help }),
  output: withDefault(choice('text', 'json'), 'text', { help }),
  ssl: maybe(choice('1.2', '1.3'), { short: 'S', help }),
  password: single(choice('right'), { short: 'a', help, secret: true }),
  'use-ipv4': flag({ short: '4', help }),
  'no-body': flag({ short: 'N', help }),
  verbose: counter({ short: 'v', help }),
  help: flag({ short: 'h', help }),
} as const

const nothing = {
  hostname: [],
  warning: undefined,
  'warning-share': undefined,
  packets: 5,
  output: 'text',
  ssl: undefined,
  password: undefined,
  'use-ipv4': false,
  'no-body': false,
  verbose: 0,
  help: false,
}
const from5to5 = { start: -5, end: 5, inside: false }

describe('what getopt_long takes', () => {
  test.each<[string, string[], Partial<Record<keyof typeof table, unknown>>]>([
    ['nothing', [], {}],
    ['a value in the next word', ['-H', 'a'], { hostname: ['a'] }],
    ['a value attached', ['-Ha'], { hostname: ['a'] }],
    ['a long name', ['--hostname', 'a'], { hostname: ['a'] }],
    ['a long name with =', ['--hostname=a'], { hostname: ['a'] }],
    ['= in a value', ['--hostname=a=b', '-H', '=c'], { hostname: ['a=b', '=c'] }],
    ['a prefix that fits one option', ['--host', 'a', '--pack=7'], { hostname: ['a'], packets: 7 }],
    ['a name that is also a prefix', ['--warning', '-5:5'], { warning: from5to5 }],
    ['a value that begins with -', ['-w', '-5:5'], { warning: from5to5 }],
    ['a value that looks like an option', ['-H', '-v', '-H', '--help'], { hostname: ['-v', '--help'] }],
    ['a value that is --', ['-H', '--'], { hostname: ['--'] }],
    ['letters together', ['-4vvN'], { 'use-ipv4': true, verbose: 2, 'no-body': true }],
    ['letters with a value at the end', ['-4vp7'], { 'use-ipv4': true, verbose: 1, packets: 7 }],
    ['a flag given twice', ['-4', '-4'], { 'use-ipv4': true }],
    ['a name that begins with no-', ['--no-body'], { 'no-body': true }],
    ['an optional value left out', ['-S', '-v'], { ssl: true, verbose: 1 }],
    ['an optional value attached', ['-S1.2'], { ssl: '1.2' }],
    ['an optional value with =', ['--ssl=1.3'], { ssl: '1.3' }],
    ['words without a letter', ['a', '-v', 'b', '-'], { hostname: ['a', 'b', '-'], verbose: 1 }],
    ['everything after --', ['-v', '--', '-v', '--help'], { hostname: ['-v', '--help'], verbose: 1 }],
    ['odd values as they are', ['-H', 'a b\n"$(id)"', '-H', '007'], { hostname: ['a b\n"$(id)"', '007'] }],
  ])('%s', (_, argv, wanted) => {
    expect(parseOptions(table, argv, 'hostname')).toEqual({ ok: true, values: { ...nothing, ...wanted } })
  })

  test('the words are not changed', () => {
    const argv = Object.freeze(['-w', '-5:5', '--', 'a'])
    parseOptions(table, argv, 'hostname')
    expect(argv).toEqual(['-w', '-5:5', '--', 'a'])
  })
})

describe('what is refused, and how it is named', () => {
  test.each([
    [['--warnign', '5'], "unknown option '--warnign', did you mean --warning?"],
    [['--zzzzzz'], "unknown option '--zzzzzz', see --help"],
    [['--'.concat('x'.repeat(500))], /^unknown option '--x{70,80}…', see --help$/],
    [['--=5'], "unknown option '--', see --help"],
    [['--__proto__=5'], "unknown option '--__proto__', see --help"],
    [['--constructor'], "unknown option '--constructor', see --help"],
    [['--w', '5'], "option '--w' could be --warning or --warning-share"],
    [['-W', '5'], "unknown option '-W', did you mean -w?"],
    [['-x'], "unknown option '-x', see --help"],
    [['-warning', '5'], "-w: 'arning' is not a range in ms such as 100, 10:20, ~:10 or @10:20"],
    [['-output', 'json'], "unknown option '-o', did you mean --output?"],
    [['-w'], '-w needs a value: a range in ms such as 100, 10:20, ~:10 or @10:20'],
    [['-v', '--packets'], '--packets needs a value: a whole number from 1 to 20'],
    [['-p', ''], "-p: '' is not a whole number from 1 to 20"],
    [['--packets='], "--packets: '' is not a whole number from 1 to 20"],
    [['--ssl='], "--ssl: '' is not one of 1.2, 1.3"],
    [['-p', '21'], "-p: '21' is not a whole number from 1 to 20"],
    [['-p', '5', '--packets=6'], "-p is given 2 times ('5', '6'), once is right"],
    [['-S', '-S1.2'], /-S is given 2 times/],
    [['--use-ipv4=yes'], "--use-ipv4 takes no value, but 'yes' was given"],
    [['-H', 'a|\u202eb\n', '-p', 'x|<b>\n'], "-p: 'x¦‹b›\\n' is not a whole number from 1 to 20"],
  ])('%j', (argv, wanted) => {
    const parsed = parseOptions(table, argv, 'hostname')
    expect(parsed.ok ? 'it was taken' : parsed.problem).toMatch(wanted)
  })

  test('a word that belongs to no option', () => {
    expect(parseOptions(table, ['vip'])).toEqual({
      ok: false,
      problem: "'vip' belongs to no option, is a '-' missing before it? See --help",
    })
  })

  test.each([[['-a', 'hunter2']], [['--password=hunter2']], [['-a', 'hunter2', '-a', 'hunter3']]])(
    'a secret is not repeated: %j',
    argv => {
      const parsed = parseOptions(table, argv)
      expect(parsed.ok).toBe(false)
      expect(JSON.stringify(parsed)).not.toContain('hunter')
    },
  )
})

const word = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.string({ unit: fc.constantFrom(...'-=HwpSvN4ha15:~@.'), maxLength: 8 }),
  fc.constantFrom('--', '-', '--help', '--warning', '--host=', '--__proto__', '--no-body', '--ssl=1.2'),
)

test('any words are parsed, or refused with one sentence', () => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 8 }), fc.boolean(), (argv, positional) => {
      const parsed = parseOptions(table, argv, positional ? 'hostname' : undefined)
      if (parsed.ok) expect(Object.keys(parsed.values)).toEqual(Object.keys(table))
      else expect(parsed.problem).toMatch(/^[^\n]{10,400}$/)
    }),
  )
})

test.each([
  [['-h'], true],
  [['--help'], true],
  [['--bogus', '--help'], true],
  [['-H', 'a', '-h'], true],
  [[], false],
  [['--', '-h'], false],
  [['--help=yes'], false],
])('%j asks for help: %s', (argv, wanted) => {
  expect(asksFor(table, argv, 'help')).toBe(wanted)
})
