import { expect, test } from 'vitest'
import { type Manual, renderHelp, usageOf } from '../../lib/cli/help.ts'
import { choice, integer, text } from '../../lib/cli/kind.ts'
import { counter, flag, many, maybe, single, withDefault } from '../../lib/cli/option.ts'
import { quoteWord } from '../../lib/text/shell-word.ts'

const manual: Manual = {
  name: 'check_vip_example',
  summary: 'Watches an example',
  rules: {
    'no-reply': { state: 'CRITICAL', when: 'nobody answers' },
    slow: {
      state: 'range',
      when: 'the answer takes longer than -w or -c allow, measured from the first packet',
    },
  },
  modes: [
    {
      flag: 'http',
      options: {
        hostname: many(text('HOST', 'vip'), {
          short: 'H',
          help: 'Whom to ask. Repeatable.',
          section: 'Target',
        }),
        packets: withDefault(integer(1, 20), '5', {
          short: 'p',
          help: 'How often to ask.',
          section: 'Request',
        }),
        'a-name-that-is-too-long-for-its-column': flag({ help: 'Comes on two lines.' }),
      },
      examples: [{ argv: ['-H', 'vip.example.com', '--text', "it's"], about: 'asks the VIP' }],
    },
    {
      flag: 'tcp',
      options: { ssl: maybe(choice('1.2', '1.3'), { short: 'S', help: 'Speak TLS.', section: 'TLS' }) },
      examples: [],
    },
  ],
}
const lines = renderHelp(manual, '1.2.3').split('\n')

test('begins with name, version and summary, as -V does', () => {
  expect(lines[0]).toBe('check_vip_example 1.2.3 - Watches an example')
})

test.each([
  "  check_vip_example -H vip.example.com --text 'it'\\''s'",
  '      asks the VIP',
  'Target (--http, the default)',
  '  -H, --hostname=HOST         Whom to ask. Repeatable.',
  '  -p, --packets=N             How often to ask. Default: 5.',
  '      --a-name-that-is-too-long-for-its-column',
  '                              Comes on two lines.',
  'TLS (--tcp)',
  '  -S, --ssl[=1.2|1.3]         Speak TLS.',
  '  -t, --timeout=SECONDS       Deadline for the whole check, in seconds.',
  '  no-reply                    critical: nobody answers',
  '  slow                        by thresholds: the answer takes longer than -w or',
])('has the line %j', wanted => {
  expect(lines).toContain(wanted)
})

test('fits a terminal of 80 columns', () => {
  expect(lines.filter(line => line.length > 79)).toEqual([])
})

test.each([
  ['verbose', counter({ short: 'v', help: '' }), '-v, --verbose'],
  ['output', single(choice('text', 'json'), { help: '' }), '    --output=text|json'],
  ['use-ipv4', flag({ short: '4', help: '' }), '-4, --use-ipv4'],
])('usage of %s', (name, option, wanted) => {
  expect(usageOf(name, option)).toBe(wanted)
})

test.each([
  ['plain-word_1.2:3/4,5%=@', 'plain-word_1.2:3/4,5%=@'],
  ['', "''"],
  ['two words', "'two words'"],
  ['$(id)', "'$(id)'"],
  ["it's", "'it'\\''s'"],
  ['~:10', "'~:10'"],
  ['a\nb', "'a\nb'"],
])('%j for a shell', (word, wanted) => {
  expect(quoteWord(word)).toBe(wanted)
})
