import { describe, expect, test } from 'vitest'
import { parseTable } from '../../lib/ipvs/parse-table.ts'

const titles = 'IP Virtual Server version 1.2.1 (size=4096)\nProt LocalAddress:Port Scheduler Flags\n'
const proc = `${titles}  -> RemoteAddress:Port Forward Weight ActiveConn InActConn\n`
const list = `${titles}  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn\n`
const service = '-A -t 192.0.2.1:80 -s rr\n'

/** Its only problem, as `line:column rule: text`. */
function complain(text: string): string {
  const { table, problems } = parseTable(text)
  expect(table).toBeUndefined()
  return problems
    .map(({ mark, rule, text: said }) => `${mark?.line}:${mark?.column} ${rule}: ${said}`)
    .join('\n')
}

function keys(text: string): string[] {
  const { table, problems } = parseTable(text)
  expect(problems).toEqual([])
  return [...(table?.services.keys() ?? [])]
}

describe('a problem names the place and what is right', () => {
  const table: readonly [string, string, string][] = [
    [
      'a column',
      `${list}TCP  192.0.2.1:80 rr\n  -> 192.0.2.11:80 Route x 0 0\n`,
      "5:26 table-line: the weight of the real server '192.0.2.11:80' is 'x': a number is right",
    ],
    [
      'a patched kernel',
      `${list}TCP  192.0.2.1:80 rr\n  -> 192.0.2.11:80 FullNat 1 0 0\n`,
      "5:20 table-line: the forwarding method of the real server '192.0.2.11:80' is 'FullNat': Route, Masq, Tunnel or Local is right",
    ],
    [
      'too few columns',
      `${list}TCP  192.0.2.1:80 rr\n  -> 192.0.2.11:80 Route 1 0\n`,
      "5:1 table-line: the line of the real server '192.0.2.11:80' has 4 columns: 5 are right",
    ],
    [
      'an address',
      `${list}TCP  192.0.2.256:80 rr\n`,
      "4:6 table-line: the address '192.0.2.256:80' cannot be read: 192.0.2.1:80 or [2001:db8::1]:80 is right",
    ],
    [
      'IPv6 without brackets',
      `${list}TCP  2001:db8::1:80 rr\n`,
      "4:6 table-line: the address '2001:db8::1:80' cannot be read: 192.0.2.1:80 or [2001:db8::1]:80 is right",
    ],
    [
      'an address of proc',
      `${proc}TCP  192.0.2.1:80 rr\n`,
      "4:6 table-line: the address '192.0.2.1:80' is not one of /proc/net/ip_vs: C0000201:0050 and [2001:0db8:…:0001]:0050 are right",
    ],
    [
      'a mark of proc',
      `${proc}FWM  5 rr\n`,
      "4:6 table-line: the firewall mark '5' is not one: eight hexadecimal digits are right",
    ],
    [
      'no scheduler',
      `${proc}TCP  C0000201:0050 \n`,
      "4:1 table-line: the virtual server 'C0000201:0050' has no scheduler",
    ],
    [
      'flags of proc',
      `${proc}TCP  C0000201:0050 rr persistent 6000\n`,
      "4:23 table-line: the flags 'persistent 6000' are not those of /proc/net/ip_vs: persistent, jiffies, and a mask of eight hexadecimal digits are right",
    ],
    [
      'a flag',
      `${list}TCP  192.0.2.1:80 rr persistent 60 musk\n`,
      "4:36 table-line: the flag 'musk' of the virtual server '192.0.2.1:80' cannot be read: (flags), persistent SECONDS, mask MASK, pe NAME or ops is right",
    ],
    [
      'an unknown line',
      `${list}hello\n`,
      "4:1 table-line: the line 'hello' does not belong in the table: TCP, UDP, SCTP, FWM or -> is right at its beginning",
    ],
    [
      'a blank line',
      `${list}\n`,
      '4:1 table-line: a blank line does not belong in the table: TCP, UDP, SCTP, FWM or -> is right at its beginning',
    ],
    [
      'a server alone',
      `${list}  -> 192.0.2.11:80 Route 1 0 0\n`,
      "4:1 table-line: the real server '192.0.2.11:80' belongs to no virtual server: the lines before it are missing",
    ],
    [
      'mixed families',
      `${list}TCP  192.0.2.1:80 rr\n  -> [2001:db8::b]:80 Route 1 0 0\n`,
      '5:6 table-line: the real server [2001:db8::b]:80 is IPv6 under a virtual server of IPv4, which only a tunnel can be',
    ],
    [
      'a server twice',
      `${list}TCP  192.0.2.1:80 rr\n  -> 192.0.2.11:80 Route 1 0 0\n  -> 192.0.2.11:80 Masq 2 0 0\n`,
      '6:6 table-duplicate: the real server 192.0.2.11:80 is there twice',
    ],
    [
      'a service twice',
      `${list}TCP  192.0.2.1:80 rr\nTCP  192.0.2.1:80 wrr\n`,
      '5:1 table-duplicate: the virtual server TCP 192.0.2.1:80 is there twice',
    ],
    [
      'titles cut at their beginning',
      list.slice(5),
      "1:1 not-a-table: the text begins with 'rtual Server version 1.2.1 (size=4096)', which neither /proc/net/ip_vs nor ipvsadm -Sn or -Ln does",
    ],
    [
      'titles that end',
      titles,
      "undefined:undefined table-cut: the text ends where the titles of a table have '  -› RemoteAddress:Port Forward Weight ActiveConn InActConn'",
    ],
    [
      'titles that were changed',
      `${titles}TCP  192.0.2.1:80 rr\n`,
      "3:1 table-titles: the text has 'TCP  192.0.2.1:80 rr' where the titles of a table have '  -› RemoteAddress:Port Forward Weight ActiveConn InActConn': its beginning is missing or was changed",
    ],
    [
      'a cut',
      `${list}TCP  192.0.2.1:80 rr`,
      '4:1 table-cut: the text breaks off in the middle of its last line: more may be missing',
    ],
    [
      'a cut in the titles',
      `${titles.trimEnd()}`,
      '2:1 table-cut: the text breaks off in the middle of its last line: more may be missing',
    ],
    [
      'nothing',
      '',
      'undefined:undefined table-empty: the text is empty: that is an empty table if it is from ipvsadm -Sn, and a failure if it is from anything else',
    ],
    ['a web page', '<!DOCTYPE html>\n<html>\n', '1:1 not-a-table: the text is a web page and not a table'],
    ['UTF-16', '\ufffd\ufffd-\0A\0 \0', '1:1 not-a-table: the text is UTF-16 and not plain text'],
    ['a program', '\x7fELF\x02\x01\0\0\n', '1:1 not-a-table: the text is binary and not a table'],
    [
      'a keepalived.conf',
      '! the config\nvirtual_server 192.0.2.1 80 {\n',
      '1:1 not-a-table: the text is a keepalived.conf and not a table',
    ],
    [
      'a shell without ipvsadm',
      'bash: ipvsadm: command not found\n',
      '1:1 not-a-table: ipvsadm is not installed there',
    ],
    ['an option twice', '-A -t 192.0.2.1:80 -s rr -s wrr\n', '1:26 table-line: the option -s is there twice'],
    [
      'an unknown option',
      '-A -t 192.0.2.1:80 --schedular rr\n',
      "1:20 table-line: '--schedular' is no option of -A: -t, -u, --sctp-service, -f, -6, -s, -b, -p, -M, -o, --pe are right",
    ],
    [
      'an option of a server',
      `${service}-a -t 192.0.2.1:80 -r 192.0.2.11:80 --tun-typ ipip\n`,
      "2:37 table-line: '--tun-typ' is no option of -a: did you mean --tun-type?",
    ],
    ['an option without a value', '-A -t 192.0.2.1:80 -s\n', '1:20 table-line: the option -s has no value'],
    [
      'two targets',
      '-A -t 192.0.2.1:80 -f 5\n',
      '1:1 table-line: the line does not say which virtual server: one of -t, -u, --sctp-service and -f is right',
    ],
    ['a mark', '-A -f zero\n', "1:7 table-line: the firewall mark 'zero' is not a number over 0"],
    [
      'another command',
      `${service}-C\n`,
      "2:1 table-line: the command '-C' is not one of a saved table: -A or -a is right",
    ],
    [
      'a server without its service',
      `${service}-a -u 192.0.2.1:80 -r 192.0.2.11:80\n`,
      "2:1 table-line: the real server '192.0.2.11:80' is added to UDP 192.0.2.1:80, which no line before it adds with -A",
    ],
    [
      'no server',
      `${service}-a -t 192.0.2.1:80\n`,
      '2:1 table-line: the line does not say which real server: -r ADDRESS:PORT is missing',
    ],
    [
      'two methods',
      `${service}-a -t 192.0.2.1:80 -r 192.0.2.11 -g -m\n`,
      '2:37 table-line: -g and -m contradict each other: one is right',
    ],
    [
      'a weight',
      `${service}-a -t 192.0.2.1:80 -r 192.0.2.11 -w -1\n`,
      "2:37 table-line: the weight '-1' is not a number",
    ],
    [
      'a mask',
      '-A -t 192.0.2.1:80 -p 60 -M 24\n',
      "1:29 table-line: the mask '24' cannot be read: a netmask in four numbers is right",
    ],
    [
      'a mask of IPv6',
      '-A -f 5 -6 -p 60 -M 129\n',
      "1:21 table-line: the mask '129' cannot be read: a number of bits from 1 to 128 is right",
    ],
    [
      'a time',
      '-A -t 192.0.2.1:80 -p 1h\n',
      "1:23 table-line: the persistence '1h' is not a number of seconds",
    ],
    [
      'a tunnel',
      `${service}-a -t 192.0.2.1:80 -r 192.0.2.11 -i --tun-type vxlan\n`,
      "2:48 table-line: the tunnel 'vxlan' is not known: ipip, gue or gre is right",
    ],
  ]
  test.each(table)('%s', (_, text, problem) => {
    expect(complain(text)).toBe(problem)
  })

  test('the first of two is shown beside the second', () => {
    const [problem] = parseTable(`${list}TCP  192.0.2.1:80 rr\nTCP  192.0.2.1:80 rr\n`).problems
    expect(problem?.related).toMatchObject([{ mark: { line: 4 } }])
  })

  test('a thousand bad lines are counted and not all told', () => {
    const { problems } = parseTable(list + 'hello\n'.repeat(1_000))
    expect(problems).toHaveLength(21)
    expect(problems.at(-1)?.text).toBe('980 more problems of the same text')
  })

  test('the name of the text is in the mark', () => {
    const [problem] = parseTable(`${list}hello\n`, { file: '/tmp/table.txt' }).problems
    expect(problem?.mark?.file).toBe('/tmp/table.txt')
  })

  test('a text that is not from what was asked for', () => {
    expect(parseTable(service, { source: 'list' }).problems).toMatchObject([
      { rule: 'not-a-table', text: 'the text is that of ipvsadm -Sn, and ipvsadm -Ln was asked for' },
    ])
    expect(parseTable('', { source: 'proc' }).problems).toMatchObject([{ rule: 'table-empty' }])
  })
})

describe('what ipvsadm-restore reads as well', () => {
  const server = (text: string) => [...(parseTable(text).table?.services.values() ?? [])][0]?.servers[0]
  const first = (text: string) => [...(parseTable(text).table?.services.values() ?? [])][0]

  test('long options, with and without =', () => {
    const text =
      '# by hand\n\n--add-service --tcp-service=192.0.2.1:80 --scheduler rr --persistent\n' +
      '--add-server --tcp-service 192.0.2.1:80 --real-server 192.0.2.11 --masquerading --weight=5 -x 10 -y 5\n'
    expect(first(text)).toMatchObject({ scheduler: 'rr', persistence: { timeout: 300, granularity: 32 } })
    expect(server(text)).toMatchObject({ port: 80, forward: 'NAT', weight: 5, upper: 10, lower: 5 })
  })

  test('what is not said is what ipvsadm takes', () => {
    const text = '-A -t 192.0.2.1:80\n-a -t 192.0.2.1:80 -r 192.0.2.11\n'
    expect(first(text)).toMatchObject({ scheduler: 'wlc', flags: [], onePacket: false })
    expect(server(text)).toEqual({ family: 4, address: '192.0.2.11', port: 80, forward: 'DR', weight: 1 })
  })

  test('ops and pe without their dashes, as ipvsadm 1.26 saved them', () => {
    expect(first('-A -u 192.0.2.1:5060 -s rr -p 300 pe sip ops\n')).toMatchObject({
      onePacket: true,
      persistence: { timeout: 300, engine: 'sip' },
    })
  })

  test('a byte order mark and line ends of Windows', () => {
    const { table, notes } = parseTable(`\ufeff${service.replace('\n', '\r\n')}`)
    expect([...(table?.services.keys() ?? [])]).toEqual(['TCP 192.0.2.1:80'])
    expect(notes).toMatchObject([{ rule: 'table-crlf' }])
  })
})

describe('what the sources write oddly', () => {
  test('a mark over 2^31 is a negative number in ipvsadm', () => {
    expect(keys(`${list}FWM  -1 rr\n`)).toEqual(['FWM 4294967295'])
    expect(keys('-A -f -2 -6 -s rr\n')).toEqual(['FWM 4294967294 IPv6'])
    expect(keys(`${proc}FWM  FFFFFFFF rr \n`)).toEqual(['FWM 4294967295'])
  })

  test('one mark of both families in /proc/net/ip_vs is told apart by masks and servers', () => {
    const mark = 'FWM  00000005 rr '
    const server4 = '  -> C000020B:0050      Route   1      0          0         \n'
    const server6 = server4.replace('C000020B', '[2001:0db8:0000:0000:0000:0000:0000:000b]')
    expect(keys(`${proc}${mark}\n${server6}${mark}\n${server4}`)).toEqual(['FWM 5 IPv6', 'FWM 5'])
    expect(keys(`${proc}${mark}\n${mark}\n${server4}`)).toEqual(['FWM 5 IPv6', 'FWM 5'])
    expect(keys(`${proc}${mark}persistent 6000 80000000\n${mark}persistent 6000 FFFFFFFF\n`)).toEqual([
      'FWM 5 IPv6',
      'FWM 5',
    ])
    expect(complain(`${proc}${mark}\n${mark}\n${mark}\n`)).toContain('is there twice')
  })

  test('a mark of which nothing tells the family says so', () => {
    const { table } = parseTable(`${proc}FWM  00000005 rr \n`)
    expect(table?.services.get('FWM 5')).toMatchObject({ familyAssumed: true })
  })

  test('a counter below zero counts as none', () => {
    const row = (counts: string) => `TCP  192.0.2.1:80 rr\n  -> 192.0.2.11:80 Route 1 ${counts}\n`
    const { table } = parseTable(list + row('4294967295 7'))
    expect(table?.services.get('TCP 192.0.2.1:80')?.servers).toMatchObject([{ active: 0, inactive: 7 }])
  })
})
