import { describe, expect, test } from 'vitest'
import { includeKey } from '../../../lib/keepalived/sources.ts'
import { expand } from '../../../lib/keepalived/syntax/expand.ts'
import { sourceFile, sourcesOf } from '../../support/config-sources.ts'

function linesOf(text: string, includes = {}) {
  return expand(sourcesOf(text, includes), 'd1').lines.map(line => line.text)
}
function rulesOf(text: string, includes = {}) {
  return expand(sourcesOf(text, includes), 'd1').diagnostics.map(
    ({ rule, mark }) => `${rule} ${mark?.file}:${mark?.line}:${mark?.column}`,
  )
}

describe('definitions', () => {
  test.each([
    ['in braces anywhere', '$A=1\na${A}b', ['a1b']],
    ['bare before a blank, a comma, a bracket, the end', '$A=1\n$A $A,b $A) $A', ['1 1,b 1) 1']],
    ['bare before anything else: not put in', '$A=1\nx $A/24 $A-b', ['x $A/24 $A-b']],
    ['late: what it holds is put in where it is used', '$A=${B}\n$B=2\nx $A', ['x 2']],
    ['once more: the last one counts', '$A=1\n$A=2\nx $A', ['x 2']],
    ['a blank before = makes it none', '$A = 1\nx', ['$A = 1', 'x']],
    ['indented', '  $A=1\nx $A', ['x 1']],
    ['with a comment behind', '$A=1 # one\nx $A', ['x 1']],
    ['between quotes too', '$A=1\nx "${A}"', ['x "1"']],
    [
      'as a keyword and a brace',
      '$A=real_server 192.0.2.11 80 {\n$A\n}',
      ['real_server 192.0.2.11 80', '{', '}'],
    ],
  ])('%s', (_, text, lines) => expect(linesOf(text)).toEqual(lines))

  test.each([
    ['several lines', '$M= \\\n one \\\n two\nx\n$M', ['x', 'one', 'two']],
    ['a comment with a backslash goes on', '$M= \\\n one \\\n # no \\\n two\n$M', ['one', 'two']],
    ['a blank line ends it', '$M= \\\n one \\\n\n two\n$M', ['two', 'one']],
    ['a comment ends it', '$M= \\\n one \\\n # no\n two\n$M', ['two', 'one']],
    ['inside each other', '$I= \\\n i1 \\\n i2\n$M= \\\n m1 \\\n $I \\\n m2\n$M', ['m1', 'i1', 'i2', 'm2']],
    ['not at the end of a line: not put in', '$M= \\\n one \\\n two\n$M x', ['$M x']],
    ['behind a brace', '$M= \\\n one \\\n two\nx { ${M}\n}', ['x', '{', 'one', 'two', '}']],
  ])('of several lines: %s', (_, text, lines) => expect(linesOf(text)).toEqual(lines))

  test.each([
    ['${_PWD}/x', '/etc/keepalived/x'],
    ['a ${_INSTANCE}', 'a d1'],
    ['a${_HASH}b', 'a#b'],
    ['a${_BANG}b', 'a!b'],
    ['a ${_RANDOM 3 9}', 'a 3'],
  ])("keepalived's own: %s", (text, line) => expect(linesOf(text)).toEqual([line]))

  test.each([
    ['never defined', 'x ${NO}', ['undefined-definition keepalived.conf:1:3']],
    ['wrong sign behind', '$A=1\nx $A/24', ['undefined-definition keepalived.conf:2:3']],
    ['its own name', '$A=$A\nx $A', ['definition-loop keepalived.conf:2:1']],
    ['its own name, longer each time', '$A=x$A\nx $A', ['definition-loop keepalived.conf:2:1']],
    ['a circle', '$A=$B\n$B=$A\nx $A', ['definition-loop keepalived.conf:3:1']],
    ['a circle of several lines', '$A= \\\n a \\\n $A\n$A', ['definition-loop keepalived.conf:4:1']],
    ['a dollar that is none', 'regex "^a$" $1', []],
  ])('said of it: %s', (_, text, rules) => expect(rulesOf(text)).toEqual(rules))
})

describe('conditions', () => {
  test.each([
    ['@d1 a', ['a']],
    ['@d2 a', []],
    ['@^d2 a', ['a']],
    ['@^d1 a', []],
    ['  @d1   a', ['a']],
    ['@d1', []],
    ['@d a', []],
    ['@d1 $A=1\nx $A', ['x 1']],
    ['$I=@d1\n$I a', ['a']],
    ['x { @d1 a\n}', ['x', '{', 'a', '}']],
  ])('%j', (text, lines) => expect(linesOf(text)).toEqual(lines))
  test('are told with whether they held', () => {
    expect([...expand(sourcesOf('@d1 a\n@d2 b\n@^d2 c'), 'd1').conditions]).toEqual([
      ['@d1', true],
      ['@d2', false],
      ['@^d2', true],
    ])
  })
})

describe('sequences', () => {
  test.each([
    ['~SEQ(i,3) w$i x', ['w1 x', 'w2 x', 'w3 x']],
    ['~SEQ(i,3) w${i}', ['w1', 'w2', 'w3']],
    ['~SEQ(i,2,4) w $i', ['w 2', 'w 3', 'w 4']],
    ['~SEQ(i,4,-2,0) w $i', ['w 4', 'w 2', 'w 0']],
    ['~SEQ(i,-2) w $i', ['w -1', 'w -2']],
    ['~SEQx(i,9,11) w $i', ['w 9', 'w a', 'w b']],
    ['~SEQ(i,0x10,0x11) w $i', ['w 16', 'w 17']],
    ['$N=2\n~SEQ(i,$N) w $i', ['w 1', 'w 2']],
    ['~SEQ(i,2) ~SEQ(j,2) w${i}${j}', ['w11', 'w12', 'w21', 'w22']],
    ['~LST(n,a,b) w $n', ['w a', 'w b']],
    ['~LST({n,m},{1,2},{3,4}) w${n}${m}', ['w12', 'w34']],
    ['~SEQ(i,2) rs $i {\nw\n}', ['rs 1', '{', 'rs 2', '{', 'w', '}']],
    ['$B= \\\n rs $i { \\\n }\n~SEQ(i,2) ${B}', ['rs 1', '{', '}', 'rs 2', '{', '}']],
  ])('%j', (text, lines) => {
    expect(linesOf(text)).toEqual(lines)
  })
  test.each([
    '~SEQ',
    '~SEQ(',
    '~SEQ(i) x',
    '~SEQ(i,a) x',
    '~SEQ(i,1,0,3) x',
    '~SEQ(i,1,-1,3) x',
    '~SEQx(i,-1) x',
    '~LST(n) x',
    '~SEQ(i,1,2,3,4) x',
  ])('%j is none and said so', text => {
    expect(rulesOf(text)).toEqual(['bad-sequence keepalived.conf:1:1'])
    expect(linesOf(text)).toEqual([])
  })
})

describe('includes', () => {
  test('are read where they stand, inside a block too', () => {
    const includes = { 'b.conf': [sourceFile('b.conf', 'inner\n')] }
    expect(linesOf('a {\n include b.conf\n}', includes)).toEqual(['a', '{', 'inner', '}'])
  })
  test('lines know their file', () => {
    const { lines } = expand(
      sourcesOf('include b.conf\nx', { 'b.conf': [sourceFile('b.conf', '\ninner')] }),
      'd1',
    )
    expect(lines.map(({ file, line }) => [file, line])).toEqual([
      ['b.conf', 2],
      ['keepalived.conf', 2],
    ])
  })
  test('that are not looked for yet are asked for, relative to the folder of their file', () => {
    const inner = { ...sourceFile('/srv/lvs/b.conf', 'include c/*.conf\n') }
    const { wanted } = expand(
      sourcesOf('include b.conf\n@d1 include ${_PWD}/d.conf # x', { 'b.conf': [inner] }),
      'd1',
    )
    expect(wanted).toEqual([
      { folder: '/srv/lvs', pattern: 'c/*.conf' },
      { folder: '/etc/keepalived', pattern: '/etc/keepalived/d.conf' },
    ])
  })
  test.each(['include', 'includer', 'includem', 'includew', 'includeb', 'includea'])('%s', word => {
    expect(expand(sourcesOf(`${word} b.conf`), 'd1').wanted).toEqual([
      { folder: '/etc/keepalived', pattern: 'b.conf' },
    ])
  })
  test.each(['includet b.conf', 'include', 'included b.conf', '"include" b.conf'])('%j is none', text => {
    expect(expand(sourcesOf(text), 'd1').wanted).toEqual([])
  })
  test.each([
    ['missing', [], ['include-missing keepalived.conf:1:9']],
    ['executable', [sourceFile('b.conf', '', 'executable')], ['include-skipped keepalived.conf:1:9']],
    ['a folder', [sourceFile('b.conf', '', 'directory')], ['include-skipped keepalived.conf:1:9']],
    ['unreadable', [sourceFile('b.conf', '', 'unreadable')], ['include-unreadable keepalived.conf:1:9']],
    ['itself', [sourceFile('keepalived.conf', 'x')], ['include-cycle keepalived.conf:1:9']],
    ['well', [sourceFile('b.conf', 'x')], []],
  ] as const)('%s', (_, files, rules) =>
    expect(rulesOf('include b.conf', { 'b.conf': files })).toEqual(rules),
  )
  test('a pattern without a match is another thing than a file that is gone', () => {
    expect(rulesOf('include *.conf', { '*.conf': [] })).toEqual(['include-no-match keepalived.conf:1:9'])
  })
  test('quotes and several paths are told by what to write instead', () => {
    const { diagnostics } = expand(
      sourcesOf('include "b.conf"\ninclude b c', { '"b.conf"': [], 'b c': [] }),
      'd1',
    )
    expect(diagnostics.map(each => each.hint)).toEqual([
      'Write the path without quotes, they are taken for a part of it: include b.conf',
      'Write one include for each file, all of the line is taken for one path',
    ])
  })
})

describe('lines of the file', () => {
  test.each([
    ['CRLF', 'a\r\nb\r\n', ['a', 'b']],
    ['CR alone: one line', 'a\rb', ['a\rb']],
    ['a NUL ends its line', 'a\0b\nc', ['a', 'c']],
    ['no newline at the end', 'a\nb', ['a', 'b']],
    ['nothing', '', []],
    ['1023 bytes at once', `#${'x'.repeat(1022)} tail\nb`, ['tail', 'b']],
  ])('%s', (_, text, lines) => expect(linesOf(text)).toEqual(lines))
  test('of several main files all are read', () => {
    const sources = { main: [sourceFile('a.conf', 'a'), sourceFile('b.conf', 'b')], includes: new Map() }
    expect(expand(sources, 'd1').lines.map(line => line.text)).toEqual(['a', 'b'])
  })
})

describe('bombs end', () => {
  test('sequences inside each other', () => {
    const { diagnostics, lines } = expand(sourcesOf('~SEQ(a,1000) ~SEQ(b,1000) ~SEQ(c,1000) x'), 'd1')
    expect(diagnostics.map(each => each.rule)).toEqual(['too-much'])
    expect(lines.length).toBeLessThanOrEqual(400_000)
  })
  test('each file includes the next ten times', () => {
    const files = Array.from({ length: 9 }, (_, at) =>
      sourceFile(`${at}.conf`, `include ${at + 1}.conf\n`.repeat(10)),
    )
    const includes = new Map(
      files.map(file => [includeKey({ folder: '/etc/keepalived', pattern: file.path }), [file]]),
    )
    includes.set(includeKey({ folder: '/etc/keepalived', pattern: '9.conf' }), [sourceFile('9.conf', 'x\n')])
    const { diagnostics } = expand(
      { main: [sourceFile('keepalived.conf', 'include 0.conf')], includes },
      'd1',
    )
    expect(diagnostics.map(each => each.rule)).toEqual(['too-much'])
  })
})
