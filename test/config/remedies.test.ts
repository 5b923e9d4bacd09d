import { execFileSync } from 'node:child_process'
import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { describe, expect, test, vi } from 'vitest'
import { readFiles } from '../../lib/config/reading.ts'
import { configRemedies } from '../../lib/config/remedies.ts'
import { configRules, rules } from '../../lib/config/rules.ts'
import type { fileRules } from '../../lib/keepalived/rules/file.ts'
import type { SourceFile } from '../../lib/keepalived/sources.ts'
import type { Step } from '../../lib/runtime/remedy.ts'
import { readCall, variants } from '../support/contract.ts'
import { type Host, until } from '../support/host.ts'
import { configFiles, goodConfig } from '../support/keepalived-config.ts'
import { isBound, makeLan, vips } from '../support/lan.ts'
import { need } from '../support/need.ts'
import { makeFolder } from '../support/temporary.ts'
import { backup, logOf, master, startKeepalived, untilBound } from '../support/vrrp.ts'

const remedies = Object.entries(configRemedies)
const steps = remedies.flatMap(([rule, { confirm, mend }]) =>
  [...confirm, ...mend].map(step => ({ rule, ...step })),
)
const commands = steps.flatMap(({ rule, run }) => (run === undefined ? [] : [{ rule, run }]))

/** Commands that look and change nothing. */
const looks =
  /^(?:check_\w+|keepalived (?:-t|--version)|ipvsadm -L\w*|ip (?:-d |-br )?(?:address show|link|link show|route show|rule show)|journalctl|tcpdump|systemctl status|nft list|od|cat|file|head|hostname|grep|ls|namei|ps|man|diff|date|getent (?:passwd|group))(?: |$)/

/** Commands that mend. What they do to a file is in their words. */
const mends =
  /^(?:check_\w+|systemctl (?:reload|restart) keepalived|iconv|cp|sed -i|chmod|chown|setfacl -m|useradd --system|apt-get install)(?: |$)/

/** What stands in a command for a name or an address of the reader's own. */
const placeholders = ['VIP', 'RIP', 'PORT', 'IFACE', 'FILE', 'INSTANCE', 'BACKUP', 'FOLDER', 'NAME']

describe('every rule has its remedy', () => {
  test('and no remedy is of a rule that is no more', () => {
    expect(Object.keys(configRemedies).toSorted()).toEqual(Object.keys(rules).toSorted())
  })

  test.each(remedies)('%s tells what it means, where it is seen and what mends it', (_rule, remedy) => {
    expect(remedy.confirm.length).toBeGreaterThan(0)
    expect(remedy.mend.length).toBeGreaterThan(0)
    const { means, confirm, mend, never } = remedy
    const texts = [
      means,
      ...[...confirm, ...mend].map(({ text }) => text),
      ...(never === undefined ? [] : [never]),
    ]
    // One paragraph of whole sentences; a page and a terminal have to bear it, so no bars, tabs or line ends.
    for (const text of texts) expect(text).toMatch(/^[A-Za-z#][^\n\t|]{8,}[^.\s]\.$/)
    expect(means.split(/\. (?=[A-Zk])/).length, means).toBeLessThanOrEqual(3)
  })

  test('no two rules have one remedy in all words', () => {
    const told = remedies.map(([, { means, mend }]) => JSON.stringify([means, mend]))
    const same = remedies.filter((_, at) => told.indexOf(told[at] ?? '') !== at).map(([rule]) => rule)
    expect(same).toEqual([])
  })
})

describe('the commands', () => {
  test.each(remedies)('of %s change nothing where they confirm', (_rule, { confirm }) => {
    for (const { run } of confirm) {
      expect(run, 'something to type').toBeDefined()
      expect(run).toMatch(looks)
      expect(run).not.toMatch(/ -D\b| -i\b(?! IFACE)|\b(?:restart|reload|add|del|flush|rm|kill)\b|[>;&]/)
    }
  })

  test.each(remedies)('of %s mend with what every director has', (_rule, { mend }) => {
    for (const { run } of mend) if (run !== undefined) expect(run).toMatch(mends)
  })

  test('hold only the placeholders that readers know', () => {
    const words = commands.flatMap(({ run }) => run.match(/(?<![\w~-])[A-Z]{2,}(?![\w-])/g) ?? [])
    expect(words.filter(word => !placeholders.includes(word))).toEqual([])
  })

  test.each([...new Set(commands.map(({ run }) => run).filter(run => run.startsWith('check_')))])(
    '%s is a call that the check takes',
    run => {
      const [name, ...argv] = run.split(' ')
      const variant = variants.find(each => each.check.name === name)
      if (variant === undefined) throw new Error(`there is no check ${name}`)
      expect(readCall({ variant, argv, title: run })).not.toHaveProperty('problem')
    },
  )

  test('keepalived -t is asked exactly where it says something', () => {
    const asks = (each: readonly Step[]) => each.some(({ run }) => run?.startsWith('keepalived -t') === true)
    const wrong = Object.entries(configRules).filter(
      ([rule, { silence }]) => asks(configRemedies[rule]?.confirm ?? []) !== (silence === undefined),
    )
    expect(wrong.map(([rule]) => rule)).toEqual([])
  })
})

/** Files with one mistake each in their bytes, which a command mends. */
const broken: Readonly<Partial<Record<keyof typeof fileRules, Buffer>>> = {
  'utf-16': Buffer.from(`\ufeff${goodConfig}`, 'utf16le'),
  'nul-byte': Buffer.from(goodConfig.replace('priority', 'priority\0')),
  'byte-order-mark': Buffer.from(`\ufeff${goodConfig}`),
  'byte-order-mark-alone': Buffer.from(`\ufeff# ours\n${goodConfig}`),
  'carriage-return': Buffer.from(goodConfig.replaceAll('\n', '\r')),
  crlf: Buffer.from(goodConfig.replaceAll('\n', '\r\n')),
  'foreign-space': Buffer.from(goodConfig.replace('priority ', 'priority\u00a0')),
  'invisible-character': Buffer.from(goodConfig.replace('priority', 'prio\u200brity')),
  'main-executable': Buffer.from(goodConfig),
}

describe('what is wrong with the bytes of a file', () => {
  test.each(Object.entries(broken))('%s is seen and mended by the commands', (rule, content) => {
    using folder = makeFolder()
    const file = folder.write('keepalived.conf', content, rule === 'main-executable' ? 0o755 : 0o644)
    const run = (command: string) =>
      execFileSync('/bin/sh', ['-c', command.replaceAll('FILE', file)], { encoding: 'utf8' })
    expect(rulesOf(file)).toContain(rule)
    const { confirm = [], mend = [] } = configRemedies[rule] ?? {}
    const seen = confirm.flatMap(step => (step.run?.includes('FILE') === true ? run(step.run) : []))
    expect(seen.join('')).not.toBe('')
    for (const step of mend) if (step.run?.includes('FILE') === true) run(step.run)
    expect(rulesOf(file)).toEqual([])
    expect(readFileSync(file, 'utf8').trim().split(/\s+/)).toEqual(
      (rule === 'byte-order-mark-alone' ? `# ours\n${goodConfig}` : goodConfig).trim().split(/\s+/),
    )
  })
})

/** The rules that a file on the disk breaks, each once. */
function rulesOf(path: string): string[] {
  const status: SourceFile['status'] = (statSync(path).mode & 0o111) === 0 ? 'read' : 'executable'
  const text = status === 'read' ? readFileSync(path, 'latin1') : ''
  const files = configFiles('')
  const main = files.sources.main.map(file => ({ ...file, text, status }))
  const { diagnostics } = readFiles({ ...files, sources: { ...files.sources, main } }, undefined)
  return [...new Set(diagnostics.map(({ rule }) => rule))]
}

const both = Object.values(vips)

/** Mistakes of which it is told that a reload with them ends keepalived. */
const fatal: Readonly<Record<string, string>> = {
  'vrrp-stops': master.replace('virtual_router_id 51', ''),
  'duplicate-vrid': `${master}${master.slice(master.indexOf('vrrp_instance'), master.indexOf('vrrp_instance VI_2')).replace('VI_1', 'VI_3').replace(vips[4], '192.0.2.12')}`,
  'missing-parameter': master.replace('priority 150', 'priority'),
}

async function runs(host: Host): Promise<boolean> {
  return (await host.run(['pidof', 'keepalived'])).stdout.trim() !== ''
}

/** Writes a configuration and has keepalived reload, whatever becomes of it. */
async function hangUp(host: Host, config: string): Promise<void> {
  writeFileSync(host.path('/etc/keepalived/keepalived.conf'), config)
  await host.shell('kill -HUP $(cat /run/keepalived.pid)')
}

need(
  'netns',
  'keepalived',
  'busybox',
)('what is told of a real keepalived', () => {
  vi.setConfig({ testTimeout: 60_000 })

  test('the rules that say never to reload are those that are tried here', () => {
    const told = remedies.filter(([, { never = '' }]) => never.includes('reload_check_config'))
    expect(told.map(([rule]) => rule).toSorted()).toEqual(Object.keys(fatal).toSorted())
  })

  test.each(Object.entries(fatal))(
    '%s: a reload ends it and leaves its VIPs, the next start takes them off',
    async (_rule, config) => {
      await using lan = await makeLan()
      const { d1 } = lan
      await startKeepalived(d1, master)
      await untilBound(true, both, d1)
      await hangUp(d1, config)
      await until('keepalived to end', async () => ((await runs(d1)) ? undefined : true))
      expect(await Promise.all(both.map(vip => isBound(d1, vip)))).toEqual([true, true])
      // So slow that it does not become MASTER before anybody looks.
      await startKeepalived(d1, backup.replaceAll('advert_int 0.2', 'advert_int 10'))
      await untilBound(false, both, d1)
    },
  )

  test('reload_check_config refuses such a reload, and takes the next good one', async () => {
    await using lan = await makeLan()
    const { d1 } = lan
    const checked = (config: string) =>
      config.replace('vrrp_version 3', 'vrrp_version 3\n  reload_check_config')
    const keepalived = await startKeepalived(d1, checked(master))
    await untilBound(true, both, d1)
    await hangUp(d1, checked(fatal['vrrp-stops'] ?? ''))
    await until('the refusal', () => (logOf(d1).includes('New config failed validation') ? true : undefined))
    expect(await runs(d1)).toBe(true)
    expect(await Promise.all(both.map(vip => isBound(d1, vip)))).toEqual([true, true])
    await keepalived.reload(checked(master.replaceAll(vips[4], '192.0.2.12')))
    await untilBound(true, ['192.0.2.12'], d1)
  })

  test('a script that the system cannot start counts as a success', async () => {
    await using lan = await makeLan()
    const { d1 } = lan
    writeFileSync(d1.path('/etc/keepalived/check'), '#!/bin/sh\r\nexit 1\r\n', { mode: 0o755 })
    const script = `vrrp_script CHECK {
  script "/etc/keepalived/check"
  interval 1
  fall 1
  user root
}
vrrp_instance VI_1 {
  track_script {
    CHECK
  }`
    await startKeepalived(d1, master.replace('vrrp_instance VI_1 {', script))
    await untilBound(true, both, d1)
    await until('the log', () => (logOf(d1).includes('Error exec-ing command') ? true : undefined))
    expect(logOf(d1)).toContain('VRRP_Script(CHECK) succeeded')
    expect(logOf(d1)).not.toContain('VRRP_Script(CHECK) failed')
  })
})
