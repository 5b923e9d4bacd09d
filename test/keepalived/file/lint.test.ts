import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lintFile, lintFiles, unreadableFiles } from '../../../lib/keepalived/file/lint.ts'
import { fileRules } from '../../../lib/keepalived/rules/file.ts'
import type { SourceFile } from '../../../lib/keepalived/sources.ts'

const path = '/etc/keepalived/keepalived.conf'

function fileOf(content: string | Buffer, status: SourceFile['status'] = 'read'): SourceFile {
  const text = Buffer.from(content).toString('latin1')
  return { path, status, text, folder: '/etc/keepalived', identity: path }
}

const good = `! Configuration of lvs1
global_defs {
    router_id lvs1        # this director
}
vrrp_script chk {
    script "/usr/local/bin/check #1!"
}
`

/** `rule line:column+length` of all that is said. */
function said(content: string | Buffer): string[] {
  return lintFile(fileOf(content)).map(
    ({ rule, mark }) => `${rule} ${mark?.line}:${mark?.column}+${mark?.length}`,
  )
}

test('a good file', () => {
  expect(lintFile(fileOf(good))).toEqual([])
  expect(lintFile(fileOf(''))).toEqual([])
  expect(lintFile(fileOf(good.trimEnd()))).toEqual([])
})

describe('bytes', () => {
  test.each<[string, string | Buffer, string[]]>([
    ['a byte order mark before a comment', `\ufeff# d1\n${good}`, ['byte-order-mark-alone 1:1+3']],
    ['a byte order mark on its own line', `\ufeff\n${good}`, ['byte-order-mark-alone 1:1+3']],
    ['a byte order mark', '\ufeffglobal_defs {\n}\n', ['byte-order-mark 1:1+3']],
    ['UTF-16 LE', Buffer.from(`\ufeff${good}`, 'utf16le'), ['utf-16 1:1+1']],
    ['UTF-16 BE', Buffer.from(`\ufeff${good}`, 'utf16le').swap16(), ['utf-16 1:1+1']],
    ['UTF-16 LE without a mark', Buffer.from(good, 'utf16le'), ['utf-16 1:1+1']],
    ['UTF-16 BE without a mark', Buffer.from(good, 'utf16le').swap16(), ['utf-16 1:1+1']],
    ['a compressed file', Buffer.from('1f8b0800000000000003', 'hex'), ['not-text 1:1+1']],
    ['a program', Buffer.from('7f454c4602010100', 'hex'), ['not-text 1:1+1']],
    ['random bytes', Buffer.from(Array.from({ length: 256 }, (_, at) => at)), ['not-text 1:1+1']],
    ['a NUL', 'global_defs {\n    router_id a\0b\n}\n', ['nul-byte 2:16+1']],
    ['CR alone', good.replaceAll('\n', '\r'), ['carriage-return 1:24+1']],
    ['a CR in a line', 'global_defs {\n  router_id a\rfoo\n}\n', ['carriage-return 2:14+1']],
    ['CR LF', good.replaceAll('\n', '\r\n'), ['crlf 1:1+1']],
    ['CR LF on one line', good.replace('\n', '\r\n'), ['crlf 1:1+1']],
    ['a no-break space', 'global_defs {\n  router_id\u00a0a\n}\n', ['foreign-space 2:12+2']],
    ['a no-break space of latin1', Buffer.from('a\xa0b\n', 'latin1'), ['foreign-space 1:2+1']],
    ['a full-width space', 'weight\u30001\n', ['foreign-space 1:7+3']],
    ['a zero width space', '\u200bweight 1\n', ['invisible-character 1:1+3']],
    ['a zero width space in quotes', 'script "/bin/\u200bx"\n', ['invisible-character 1:14+3']],
    [
      'curly quotes',
      'script \u201c/bin/x\u201d\n',
      ['typographic-character 1:8+3', 'typographic-character 1:17+3'],
    ],
    ['a long dash', '192.0.2.1\u20135 80\n', ['typographic-character 1:10+3']],
    ['a line too long', `# ${'x'.repeat(1022)}\n`, ['long-line 1:1024+1']],
    ['a comment sign in a path', '  path /a#b\n', ['comment-in-word 1:10+1']],
    ['a comment sign in a password', '  auth_pass a!\n', ['comment-in-word 1:14+1']],
    ['a comment sign behind a backslash', '  script /bin/x\\#1\n', ['comment-in-word 1:16+2']],
  ])('%s', (_, content, expected) => {
    expect(said(content)).toEqual(expected)
  })

  test.each([
    ['a line as long as can be', `# ${'x'.repeat(1021)}\n`],
    ['foreign characters in a comment', '# caf\u00e9\u00a0\u201cx\u201d \u2013 \u3000\n'],
    [
      'letters of other languages',
      'notification_email_from "K\u00f6ln \u2013 \u00a0x" # \u00e4\nrouter_id \u6771\u4eac\n',
    ],
    ['comment signs in quotes', 'auth_pass "a#b!c"\n'],
    [
      'comments without a blank',
      'weight 1# two\nreal_server 192.0.2.11 80 {# first\n}#end\n}! end\npriority 100#\n',
    ],
    ['comment signs only', '#\n!!!\n ## x # y ! z\n'],
    ['a second sign in a comment', 'weight 1 # a#b a!b\n'],
  ])('nothing: %s', (_, content) => {
    expect(said(content)).toEqual([])
  })
})

describe('what is said', () => {
  const only = (content: string | Buffer) => {
    const [first, ...more] = lintFile(fileOf(content))
    if (first === undefined || more.length > 0) throw new Error('not one diagnostic')
    return first
  }

  test('the command that mends it names the file', () => {
    expect(only(good.replaceAll('\n', '\r\n')).hint).toBe(`sed -i 's/\\r$//' ${path}`)
    expect(only(Buffer.from(good, 'utf16le')).hint).toContain(
      `iconv -f UTF-16LE -t UTF-8 -o ${path}.new ${path} && cp `,
    )
    expect(only('weight\u00a01\n').hint).toBe(`Replace it by a blank: sed -i 's/\\xC2\\xA0/ /g' ${path}`)
  })
  test('how many lines end in CR LF', () => {
    expect(only(good.replace('\n', '\r\n')).text).toContain('1 of 7 lines')
    expect(only(good.replaceAll('\n', '\r\n')).text).toContain('all lines')
  })
  test('what is left of a path', () => {
    expect(only('path /a#b\n').text).toContain("keepalived takes '/a'")
  })
  test('no password', () => {
    expect(JSON.stringify(only('auth_pass hunter2#x\n'))).not.toContain('hunter2')
    expect(JSON.stringify(only(`auth_pass ${'x'.repeat(1100)}\n`))).toContain('1110 bytes')
    expect(JSON.stringify(only(`${' '.repeat(1020)} auth_pass hunter2\n`))).not.toContain('hunter2')
  })
  test('a thousand lines of one kind are counted', () => {
    const found = lintFile(fileOf('path /a#b\n'.repeat(1000)))
    expect(found).toHaveLength(20)
    expect(found.at(-1)?.text).toMatch(/\(and 980 places more like it\)$/)
  })
})

test('the main file may be executed', () => {
  const file = fileOf('', 'executable')
  expect(lintFiles({ main: [file], includes: new Map() })).toMatchObject([
    { rule: 'main-executable', hint: `chmod a-x ${path}` },
  ])
})

test('a file that is included twice is looked at once', () => {
  const file = fileOf('path /a#b\n')
  const includes = new Map([['x', [file, file, fileOf('', 'directory')]]])
  expect(lintFiles({ main: [file], includes })).toHaveLength(1)
})

test('what is UTF-16 has no lines worth reading', () => {
  const file = fileOf(Buffer.from(good, 'utf16le'))
  expect(unreadableFiles(lintFile(file))).toEqual(new Set([path]))
  expect(unreadableFiles(lintFile(fileOf('path /a#b\n')))).toEqual(new Set())
})

test('any bytes: rules that are known, marks in the file', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), bytes => {
      const text = Buffer.from(bytes).toString('latin1')
      const lines = text.split('\n')
      for (const { rule, mark } of lintFile(fileOf(Buffer.from(bytes)))) {
        expect(Object.keys(fileRules)).toContain(rule)
        const line = lines[(mark?.line ?? 0) - 1]
        expect(line).toBeDefined()
        expect(mark?.column).toBeGreaterThan(0)
        expect((mark?.column ?? 0) - 1).toBeLessThanOrEqual(line?.length ?? 0)
      }
    }),
  )
})

test.each([
  ['CR', `${'\r'.repeat(2_000_000)}x`],
  ['one word', 'x'.repeat(2_000_000)],
  ['comment signs', 'a#'.repeat(1_000_000)],
  ['blanks', `${' '.repeat(2_000_000)}x`],
  ['NUL', 'xy\0'.repeat(700_000)],
  ['passwords', 'auth_pass auth_pass'.repeat(100_000)],
])('a line of millions of %s is read in linear time', (_, text) => {
  expect(Array.isArray(lintFile(fileOf(`a\n${text}`)))).toBe(true)
})
