import { describe, expect, test } from 'vitest'
import { readFiles } from '../../lib/config/reading.ts'
import { lintScripts } from '../../lib/config/scripts.ts'
import type { FileFacts } from '../../lib/probe/file-facts.ts'
import type { Outcome } from '../../lib/probe/outcome.ts'
import { configFiles, goodConfig, modelOf } from '../support/keepalived-config.ts'

function rulesOf(text: string, version?: string): string[] {
  return readFiles(configFiles(text), version).diagnostics.map(({ rule, mark }) => `${rule} ${mark?.line}`)
}

describe('the configuration as a whole', () => {
  test('nothing is wrong', () => {
    expect(rulesOf(goodConfig)).toEqual([])
  })
  test.each([
    ['', 'empty-configuration undefined'],
    ['# nothing\n\n! at all\n', 'empty-configuration undefined'],
  ])('nothing is in it: %j', (text, wanted) => {
    expect(rulesOf(text)).toEqual([wanted])
  })
  test('all of it is of another program', () => {
    expect(rulesOf('virtual=192.0.2.10:80\n\treal=192.0.2.11:80 gate\n')).toEqual([
      'unknown-keyword 1',
      'unknown-keyword 2',
      'empty-configuration undefined',
    ])
  })
  test('lines for other ids alone are something else', () => {
    expect(rulesOf('@lvs2 global_defs {\n@lvs2 }\n')).toEqual([])
  })
  test('the address of a virtual server is no VIP', () => {
    expect(rulesOf(goodConfig.replace('virtual_server 192.0.2.10', 'virtual_server 192.0.2.20'))).toEqual([
      'vip-in-no-instance 19',
    ])
  })
  test('without any instance somebody else binds the addresses', () => {
    expect(rulesOf(goodConfig.slice(goodConfig.indexOf('virtual_server')))).toEqual([])
  })
  test('an excluded VIP is one', () => {
    const text = goodConfig
      .replace(
        '    virtual_ipaddress {',
        '    virtual_ipaddress_excluded {\n192.0.2.20\n}\n    virtual_ipaddress {',
      )
      .replace('virtual_server 192.0.2.10', 'virtual_server 192.0.2.20')
    expect(rulesOf(text)).toEqual([])
  })
  test.each(['no_accept', 'strict_mode'])('VIPs that answer nobody: %s', cause => {
    const dropped = (text: string) => rulesOf(text).filter(rule => /dropped|reachable/.test(rule))
    const text = goodConfig.replace('virtual_ipaddress', `${cause}\n    virtual_ipaddress`)
    expect(dropped(text)).toEqual(['balanced-vip-dropped 15'])
    // Who only sends packets through it does not notice.
    expect(dropped(text.slice(0, text.indexOf('virtual_server')))).toEqual(['vip-not-reachable 15'])
  })
  test('who owns its VIPs accepts what is sent to them, whatever is written', () => {
    const text = goodConfig
      .replace('virtual_ipaddress', 'no_accept\n    virtual_ipaddress')
      .replace(/priority \d+/, 'priority 255')
    expect(rulesOf(text).filter(rule => /dropped|reachable/.test(rule))).toEqual([])
  })
  test('bytes that are no text are complained of once', () => {
    const files = configFiles('')
    const utf16 = {
      ...files,
      sources: {
        ...files.sources,
        main: files.sources.main.map(file => ({
          ...file,
          text: Buffer.from(goodConfig, 'utf16le').toString('latin1'),
        })),
      },
    }
    expect(readFiles(utf16, undefined).diagnostics.map(({ rule }) => rule)).toEqual(['utf-16'])
    expect(rulesOf(`\ufeff${goodConfig}`)).toEqual(['byte-order-mark 1'])
    expect(rulesOf(goodConfig.replaceAll('\n', '\r'))).toEqual(['carriage-return 1'])
  })
})

describe('scripts', () => {
  const facts: FileFacts = {
    type: 'file',
    mode: 0o755,
    owner: 0,
    group: 0,
    size: 100,
    modified: 0,
    inode: 1,
    firstLine: '#!/bin/sh\n',
    changeable: undefined,
  }
  const config = `${goodConfig}vrrp_script chk {
    script "/etc/keepalived/check web"
}
`
  const present = (more: Partial<FileFacts> = {}): Outcome<FileFacts> => ({
    ok: true,
    value: { ...facts, ...more },
  })
  const absent: Outcome<FileFacts> = { ok: false, kind: 'missing', text: 'there is no file' }
  const closed: Outcome<FileFacts> = {
    ok: false,
    kind: 'denied',
    text: "this user may not look at '/etc/keepalived/check'",
  }

  async function said(script: Outcome<FileFacts>, interpreter = present(), text = config) {
    const look = (path: string) => Promise.resolve(path === '/etc/keepalived/check' ? script : interpreter)
    return (await lintScripts(modelOf(text), look)).map(({ rule, mark, hint }) => ({
      rule,
      line: mark?.line,
      hint,
    }))
  }

  test.each<[string, Outcome<FileFacts>, Outcome<FileFacts>, string[]]>([
    ['one that is there', present(), present(), []],
    ['one without a first line of its own', present({ firstLine: '\x7fELF' }), absent, []],
    ['one that cannot be read', present({ firstLine: undefined }), absent, []],
    ['one that is not there', absent, present(), ['script-missing']],
    ['a folder', present({ type: 'directory' }), present(), ['script-missing']],
    ['a device', present({ type: 'other' }), present(), ['script-missing']],
    ['one that is not executable', present({ mode: 0o644 }), present(), ['script-not-executable']],
    ['one with CR LF', present({ firstLine: '#!/bin/sh\r\n' }), present(), ['script-interpreter']],
    [
      'one with CR LF and a parameter',
      present({ firstLine: '#!/bin/sh -e\r\n' }),
      present(),
      ['script-interpreter'],
    ],
    [
      'one without its interpreter',
      present({ firstLine: '#!/usr/bin/python2\n' }),
      absent,
      ['script-interpreter'],
    ],
    [
      'one that others may change',
      present({ changeable: '/etc/keepalived/check' }),
      present(),
      ['script-insecure'],
    ],
    ['one that this user may not look at', closed, present(), ['script-unseen']],
  ])('%s', async (_, script, interpreter, wanted) => {
    expect((await said(script, interpreter)).map(({ rule }) => rule)).toEqual(wanted)
  })

  test('without script security keepalived runs what others may change', async () => {
    const text = config.replace('    enable_script_security\n', '')
    expect(await said(present({ changeable: '/etc/keepalived/check' }), present(), text)).toEqual([])
  })

  test('the line and the command that mends it', async () => {
    expect(await said(present({ mode: 0o640 }))).toEqual([
      { rule: 'script-not-executable', line: 35, hint: 'chmod a+x /etc/keepalived/check' },
    ])
  })

  test('each program is looked at once, and reported where it stands first', async () => {
    const text = `${config}vrrp_script chk2 {\n    script "/etc/keepalived/check mail"\n}\n`
    expect(await said(absent, present(), text)).toMatchObject([{ rule: 'script-missing', line: 35 }])
  })

  test('a program without a path is looked for', async () => {
    const text = config.replace('/etc/keepalived/check web', 'check-web')
    expect(await said(absent, absent, text)).toMatchObject([{ rule: 'script-missing' }])
    expect(await said(absent, present(), text)).toEqual([])
  })
})
