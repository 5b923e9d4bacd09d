import { describe, expect, test } from 'vitest'
import { failure } from '../../lib/probe/outcome.ts'
import { gatherOn, type Host, judgeFacts, makeHost, render, rulesOf } from '../support/drift.ts'

const config = `
virtual_server 192.0.2.10 80 {
    lb_algo rr
    lb_kind DR
    protocol TCP
    persistence_timeout 60
    real_server 192.0.2.11 80 {
        MISC_CHECK {
            misc_path "/usr/local/bin/check -p hunter2"
        }
    }
}
vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    authentication {
        auth_type PASS
        auth_pass hunter2
    }
    virtual_ipaddress {
        192.0.2.10
    }
}
`
const titles = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port Forward Weight ActiveConn InActConn
`
const good = `${titles}TCP  C000020A:0050 rr persistent 15000 FFFFFFFF
  -> C000020B:0050      Route   1      3          5
`
const save = `-A -t 192.0.2.10:80 -s rr -p 60
-a -t 192.0.2.10:80 -r 192.0.2.11:80 -g -w 1
`
/** As the kernel writes /proc/PID/stat. */
const stat = (pid: number, parent: number, name: string) =>
  `${pid} (${name}) S ${parent} ${'1 '.repeat(17)}4300\n`
const init = { '/proc/1/stat': stat(1, 0, 'systemd') }
const parent = {
  '/proc/29/stat': stat(29, 1, 'keepalived'),
  '/proc/29/cmdline': '/usr/sbin/keepalived\0-n\0',
}
const child = { '/proc/30/stat': stat(30, 29, 'lb_checkers'), '/proc/30/cmdline': 'keepalived\0-n\0' }
const running = {
  ...init,
  ...parent,
  ...child,
  '/run/keepalived.pid': '29\n',
  '/run/checkers.pid': '30\n',
  '/proc/29/task/29/children': '30 ',
}

/** What the check comes to on a host, and what it asked of it. */
async function lookAt(host: Host, ...argv: string[]) {
  const asking = makeHost({ config, ...host })
  const facts = await gatherOn(asking, argv)
  const finding = judgeFacts(facts, argv)
  return { facts, finding, asked: asking.asked, output: render(finding, 1) }
}

describe("keepalived's table", () => {
  test('that of its network namespace, found by its pid file', async () => {
    const { output, asked } = await lookAt({ files: { ...running, '/proc/30/net/ip_vs': good } })
    expect(output.state).toBe('OK')
    expect(output.more[0]).toBe(
      'the table was read from /proc/30/net/ip_vs, the network namespace of keepalived (process 30)',
    )
    expect(asked).not.toContain('/proc/net/ip_vs')
  })

  test.each<[string, Record<string, string>]>([
    ['/run/keepalived', { '/run/keepalived/keepalived.pid': '29\n', '/run/keepalived/checkers.pid': '30\n' }],
    ['no pid file of the parent', { '/run/checkers.pid': '30\n' }],
  ])('by %s', async (_, files) => {
    const host = { ...init, ...parent, ...child, ...files, '/proc/30/net/ip_vs': good }
    expect((await lookAt({ files: host })).output.more[0]).toContain('/proc/30/net/ip_vs')
  })

  test.each([
    ['no pid file', {}],
    [
      'a pid file that was left behind',
      { '/run/keepalived.pid': '30\n', '/proc/30/stat': stat(30, 1, 'bash'), '/proc/30/cmdline': 'bash\0' },
    ],
    ['a pid file that holds no pid', { '/run/keepalived.pid': 'x\n' }],
    ['a process of which nothing is shown', running],
    ['processes that cannot be seen', { '/proc/1/stat': failure('missing', 'there is no file') }],
  ])('our own with %s', async (_, files) => {
    const { output } = await lookAt({ files: { ...init, ...files, '/proc/net/ip_vs': good } })
    expect(output.state).toBe('OK')
    expect(output.more[0]).toBe('the table was read from /proc/net/ip_vs')
  })

  test('unknown: --pid-file that leads nowhere is not replaced by our own', async () => {
    const { output } = await lookAt({ files: { '/proc/net/ip_vs': good } }, '--pid-file', '/run/x.pid')
    expect(output).toMatchObject({
      state: 'UNKNOWN',
      sentence: "the IPVS table cannot be compared: there is no file '/run/x.pid'",
    })
  })

  test('unknown: keepalived has a network namespace of its own and does not run', async () => {
    const { output, finding } = await lookAt({
      config: `net_namespace LB\n${config}`,
      files: { ...init, '/proc/net/ip_vs': good },
    })
    expect(output.state).toBe('UNKNOWN')
    expect(output.sentence).toContain('keepalived has its table in the network namespace LB')
    expect(finding.hint).toContain('--pid-file')
  })

  describe('in a network namespace of its own, where keepalived is not (net_namespace_ipvs)', () => {
    const apart = `net_namespace_ipvs LB\n${config}`
    const files = { ...running, '/proc/30/net/ip_vs': titles, '/proc/net/ip_vs': good }
    const inodes = { '/run/netns/LB': 7, '/proc/self/ns/net': 7 }

    test('unknown: it cannot be seen from outside, and that of keepalived is another', async () => {
      for (const other of [{}, { ...inodes, '/proc/self/ns/net': 8 }]) {
        const { output, finding } = await lookAt({ config: apart, files, inodes: other })
        expect(output).toMatchObject({
          state: 'UNKNOWN',
          sentence:
            'the IPVS table cannot be compared: keepalived has its table in the network namespace LB, which cannot be seen from here',
        })
        expect(finding.hint).toContain('ip netns exec LB check_ipvs_drift')
      }
    })
    test('ok: seen from within', async () => {
      const { output } = await lookAt({ config: apart, files, inodes })
      expect(output.state).toBe('OK')
      expect(output.more[0]).toBe('the table was read from /proc/net/ip_vs')
    })
    test('ok: asked for by ipvsadm', async () => {
      const commands = { 'ip netns exec LB ipvsadm -Sn': { stdout: save } }
      expect((await lookAt({ config: apart, files, commands }, '--ipvsadm')).output.state).toBe('OK')
    })
    test('critical: without the module, wherever one looks from', async () => {
      const none = { '/proc/net/dev': 'x' }
      const { finding } = await lookAt({ config: apart, files: none }, '--ipvsadm')
      expect(finding).toMatchObject({ state: 'CRITICAL', hint: expect.stringContaining('modprobe ip_vs') })
    })
  })

  test('it is read again until two readings agree', async () => {
    const many = (count: number) =>
      titles +
      Array.from(
        { length: count },
        (_, at) => `TCP  C0000200:${(at + 1).toString(16).padStart(4, '0').toUpperCase()} rr\n`,
      ).join('')
    const whole = many(200) + good.slice(titles.length)
    const { facts } = await lookAt({ files: { '/proc/net/ip_vs': [many(199), whole, whole] } })
    expect(facts.table).toMatchObject({ ok: true, value: { services: { length: 201 } } })
  })

  test('connections that come and go are no change', async () => {
    const busy = (count: number) =>
      titles +
      Array.from(
        { length: 60 },
        (_, at) =>
          `TCP  C0000200:${(at + 1).toString(16).padStart(4, '0')} rr\n  -> C000020B:0050      Route   1      ${count}          0\n`,
      ).join('')
    const { asked } = await lookAt({ files: { '/proc/net/ip_vs': [busy(1), busy(2), busy(3)] } })
    expect(asked.filter(path => path === '/proc/net/ip_vs')).toHaveLength(2)
  })
})

describe('in the moment of a reload', () => {
  // What is said to have been written at the time that it is.
  const written = { 'keepalived.conf': 4 }
  const drained = good.replace('Route   1', 'Route   7')
  const loading = [drained, drained, good]

  test('both are read again, and are as configured', async () => {
    const { output } = await lookAt({ files: { '/proc/net/ip_vs': loading }, inodes: written })
    expect(output.state).toBe('OK')
  })
  test('what is still otherwise is said', async () => {
    const { finding } = await lookAt({ files: { '/proc/net/ip_vs': drained }, inodes: written })
    expect(rulesOf(finding)).toEqual(['weight-differs'])
  })
  test('where nothing is otherwise nothing is read again', async () => {
    const { asked } = await lookAt({ files: { '/proc/net/ip_vs': good }, inodes: written })
    expect(asked.filter(path => path === '/proc/net/ip_vs')).toHaveLength(2)
  })
  test('a file of long ago is not just being loaded', async () => {
    const { finding } = await lookAt({ files: { '/proc/net/ip_vs': loading } })
    expect(rulesOf(finding)).toEqual(['weight-differs'])
  })
  test('a saved table does not change', async () => {
    const { finding } = await lookAt({ files: { '/table': loading }, inodes: written }, '--table', '/table')
    expect(rulesOf(finding)).toEqual(['weight-differs'])
  })
})

describe('no table', () => {
  test('critical: the module is not loaded, and ipvsadm is not asked, which would load it', async () => {
    const { output, finding, asked } = await lookAt(
      { files: { '/proc/net/dev': 'x' }, commands: { 'ipvsadm -Sn': { stdout: save } } },
      '--ipvsadm',
    )
    expect(output).toMatchObject({
      state: 'CRITICAL',
      sentence:
        '192.0.2.10:80 TCP is missing, keepalived.conf:2 configures it: there is no IPVS in the kernel',
    })
    expect(finding.hint).toContain('modprobe ip_vs')
    expect(asked).not.toContain('ipvsadm -Sn')
  })

  test('unknown: there is no /proc at all', async () => {
    const { finding } = await lookAt({})
    expect(rulesOf(finding)).toEqual(['table-unreadable'])
    expect(finding).toMatchObject({ state: 'UNKNOWN', hint: expect.stringContaining('/proc/mounts') })
  })

  test('unknown: it may not be read', async () => {
    const denied = failure('denied', "'/proc/net/ip_vs' cannot be read by this user", 'ls -l')
    const { finding } = await lookAt({ files: { '/proc/net/ip_vs': denied, '/proc/net/dev': 'x' } })
    expect(finding).toMatchObject({ state: 'UNKNOWN', rule: 'table-unreadable', hint: 'ls -l' })
  })

  test('critical: it is empty and keepalived runs, which a reload does not mend', async () => {
    const { finding } = await lookAt({ files: { ...running, '/proc/30/net/ip_vs': titles } })
    expect(finding).toMatchObject({ state: 'CRITICAL', rule: 'virtual-server-missing' })
    expect(finding.hint).toContain(
      'systemctl restart keepalived: a reload (SIGHUP) does not bring a lost table back',
    )
  })

  test('critical: it is empty and no keepalived runs', async () => {
    const { finding } = await lookAt({ files: { '/proc/net/ip_vs': titles } })
    expect(finding.hint).toBe('No running keepalived was found: systemctl start keepalived')
  })

  test('unknown: it breaks off in the middle of a line', async () => {
    const { output } = await lookAt({ files: { '/proc/net/ip_vs': good.slice(0, -20) } })
    expect(output).toMatchObject({ state: 'UNKNOWN', sentence: expect.stringContaining('breaks off') })
  })
})

describe('--table', () => {
  const table: readonly (readonly [string, Host['files'], RegExp])[] = [
    ['missing', {}, /there is no file '\/t'.*/],
    ['binary', { '/t': '\x7fELF\x02\x01\0\0' }, /\/t:1: the text is binary/],
    ['UTF-16', { '/t': 'I\0P\0 \0' }, /\/t:1: the text is UTF-16/],
    ['empty', { '/t': '' }, /\/t: the text is empty/],
    ['cut off', { '/t': good.slice(0, -30) }, /breaks off in the middle/],
    ['keepalived.conf', { '/t': config }, /the text is a keepalived\.conf/],
    [
      'what ipvsadm says to a user',
      { '/t': "Can't initialize ipvs: Permission denied (you must be root)\n" },
      /must be root/,
    ],
  ]
  test.each(table)('unknown: %s', async (_, files = {}, expected) => {
    const { output, finding } = await lookAt({ files }, '--table', '/t')
    expect(output.state).toBe('UNKNOWN')
    expect(output.sentence).toMatch(expected)
    expect(finding.rule).toBe('table-unreadable')
  })
  test.each([good, save])('ok: each form of it', async text => {
    const { output, asked } = await lookAt({ files: { '/t': text } }, '--table', '/t')
    expect(output.state).toBe('OK')
    expect(asked).toEqual(['/t'])
  })
})

describe('--ipvsadm', () => {
  const files = { ...running, '/proc/30/net/ip_vs': good }
  const denied = { exitCode: 2, stderr: "Can't initialize ipvs: Permission denied (you must be root)\n" }

  test('ok: it shows what /proc does not', async () => {
    const { output } = await lookAt({ files, commands: { 'ipvsadm -Sn': { stdout: save } } }, '--ipvsadm')
    expect(output.state).toBe('OK')
    expect(output.more[0]).toContain('read from ipvsadm -Sn')
  })
  test('ok: through sudo where it must be', async () => {
    const commands = { 'ipvsadm -Sn': denied, 'sudo -n /usr/sbin/ipvsadm -Sn': { stdout: save } }
    expect((await lookAt({ files, commands }, '--ipvsadm')).output.state).toBe('OK')
  })
  test('ok: in the network namespace of keepalived', async () => {
    const commands = { 'ip netns exec LB ipvsadm -Sn': { stdout: save } }
    const host = { config: `net_namespace LB\n${config}`, files, commands }
    expect((await lookAt(host, '--ipvsadm')).output.state).toBe('OK')
  })
  test.each([
    ['sudo wants a password', { exitCode: 1, stderr: 'sudo: a password is required\n' }],
    ['there is no sudo', failure('missing', 'there is no program sudo on this host')],
  ])('unknown: %s, and the hint is the line for sudoers', async (_, sudo) => {
    const commands = { 'ipvsadm -Sn': denied, 'sudo -n /usr/sbin/ipvsadm -Sn': sudo }
    const { finding } = await lookAt({ files, commands }, '--ipvsadm')
    expect(finding).toMatchObject({ state: 'UNKNOWN', rule: 'table-unreadable' })
    expect(finding.hint).toContain('nagios ALL=(root) NOPASSWD: /usr/sbin/ipvsadm -Sn')
  })
  test('unknown: it is not installed', async () => {
    expect((await lookAt({ files }, '--ipvsadm')).finding.hint).toContain('apt-get install ipvsadm')
  })
  test('unknown: it fails', async () => {
    const commands = { 'ipvsadm -Sn': { exitCode: 255, stderr: 'what?\n' } }
    const { output } = await lookAt({ files, commands }, '--ipvsadm')
    expect(output.sentence).toContain("ipvsadm ended with exit code 255 and said 'what?'")
  })
})

describe('the jiffies of persistence', () => {
  const release = { '/proc/sys/kernel/osrelease': '6.1.0-9-amd64\n' }

  test('are those the kernel was built with, where that can be read', async () => {
    const files = { ...release, '/boot/config-6.1.0-9-amd64': '# CONFIG_HZ_100 is not set\nCONFIG_HZ=100\n' }
    const { output } = await lookAt({ files: { ...files, '/proc/net/ip_vs': good } })
    expect(output).toMatchObject({
      state: 'WARNING',
      sentence: '192.0.2.10:80 TCP: it is persistent for 150 s, 60 s are configured',
    })
  })
  test('are told by the table itself, where it cannot', async () => {
    const { output, facts } = await lookAt({ files: { ...release, '/proc/net/ip_vs': good } })
    expect(output.state).toBe('OK')
    expect(facts.table).toMatchObject({ ok: true, value: { source: 'proc' } })
  })
  test('are not asked for where nothing is persistent', async () => {
    const plain = config.replace(/ +persistence_timeout.*\n/, '')
    const { asked } = await lookAt({ config: plain, files: { ...release, '/proc/net/ip_vs': good } })
    expect(asked).not.toContain('/proc/sys/kernel/osrelease')
  })
})

test('facts hold no password and no command line', async () => {
  const { facts } = await lookAt({ files: { '/proc/net/ip_vs': good } })
  expect(JSON.stringify(facts)).not.toContain('hunter2')
  expect(facts.wanted).toMatchObject({ ok: true, value: { virtualServers: [{ name: '192.0.2.10 80' }] } })
})

test('what is said of a broken line holds no password either', async () => {
  const broken = `auth_pass "hunter2\n${config}`
  const { facts, finding } = await lookAt({ config: broken, files: { '/proc/net/ip_vs': good } })
  expect(rulesOf(finding)).toContain('config-error')
  expect(JSON.stringify([facts, finding])).not.toContain('hunter2')
})
