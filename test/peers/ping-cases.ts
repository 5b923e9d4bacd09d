import { type Case, call, type Peer } from './case.ts'

/** No server is needed: the loopback answers by itself. */
const ask = (peers: readonly Peer[], ...lines: readonly string[]) => call(peers, 'nobody', lines)

const good = '-w 100,20% -c 500,60%'

const both: readonly Case[] = ask(
  ['check_icmp', 'check_ping'],
  `-H 127.0.0.1 ${good} -p 1`,
  `-H 127.0.0.1 ${good} -p 2`,
  `-H localhost ${good} -p 1 -4`,
  `-H 127.0.0.1 ${good} -p 1 -4`,
  `-H 127.0.0.1 ${good} -p 1 -6`,
  `-H ::1 ${good} -p 1`,
  `-H ::1 ${good} -p 1 -6`,
  `-H ::1 ${good} -p 1 -4`,
  `-H nosuch.invalid ${good} -p 1`,
  '-H 127.0.0.1 -w 0.0001,20% -c 500,60% -p 1',
  '-H 127.0.0.1 -w 0.0001,20% -c 0.0002,60% -p 1',
  '-H 127.0.0.1 -w 3000.0,80% -c 5000.0,100% -p 1',
  '-H 127.0.0.1 -w 100,1% -c 500,2% -p 1 -t 5',
  '-H 127.0.0.1 -w 100,20 -c 500,60 -p 1',
  '-H 127.0.0.1 -w 500,60% -c 100,20% -p 1',
  '-H 127.0.0.1 -w 100,60% -c 500,20% -p 1',
  '-H 127.0.0.1 -w foo -c bar -p 1',
  '-H 127.0.0.1 -w 5% -c 10% -p 1',
  '-H 127.0.0.1 -w 100 -c 500 -p 1',
  '-H 127.0.0.1 -w 100,120% -c 500,130% -p 1',
  '-H 127.0.0.1 -w -1,20% -c 500,60% -p 1',
  '-H 127.0.0.1 -w 0,0% -c 0,0% -p 1',
  `-H 127.0.0.1 ${good} -p 0`,
  `-H 127.0.0.1 ${good} -p foo`,
  `-H 127.0.0.1 ${good} -p -1`,
  `-H 127.0.0.1 ${good} -p`,
  `-H 127.0.0.1 ${good} -p 1 -t 0`,
  `-H 127.0.0.1 ${good} -p 1 -t foo`,
  `-H 127.0.0.1 ${good} -p 1 --nonsense`,
  `-H 127.0.0.1 ${good} -p 1 -Q`,
  `-H '' ${good}`,
  '',
  '-h',
  '-V',
  '-H',
)

const icmp: readonly Case[] = ask(
  ['check_icmp'],
  '127.0.0.1',
  '-H 127.0.0.1',
  '-H 127.0.0.1 -n 3',
  '-H 127.0.0.1 -n 2 -i 80ms',
  '-H 127.0.0.1 -n 2 -i 300ms',
  '-H 127.0.0.1 -n 2 -i 80',
  '-H 127.0.0.1 -n 1 -t 3',
  '-H 127.0.0.1 -H 127.0.0.2 -n 1',
  '127.0.0.1 127.0.0.2 127.0.0.3 -n 1',
  '-n 1 127.0.0.1 -H 127.0.0.2',
  '127.0.0.1 127.0.0.1 -n 1',
  '-H 127.0.0.1 -H nosuch.invalid -n 1',
  '-w 200,40% -c 500,80% -n 1 127.0.0.1',
  '-w 200ms,40% -c 0.5s,80% -n 1 127.0.0.1',
  '-w 100us,40% -c 500ms,80% -n 1 127.0.0.1',
  '-H 127.0.0.1 -n 1 -s 127.0.0.1',
  '-H 127.0.0.1 -n 1 -s lo',
  '-H 127.0.0.1 -n 1 -b 100',
  '-H 127.0.0.1 -n 1 -l 5',
  '-H 127.0.0.1 -n 1 -I 10ms',
  '-H 127.0.0.1 -H 127.0.0.2 -n 1 -m 1',
  '-H 127.0.0.1 -n 1 -v',
  '-H 127.0.0.1 -n 100 -i 1',
)

const ping: readonly Case[] = ask(
  ['check_ping'],
  '-H 127.0.0.1 -p 1',
  `-H 127.0.0.1 ${good} --packets=1`,
  '--hostname=127.0.0.1 --warning=100,20% --critical=500,60% -p 1',
  '127.0.0.1 -w 100,20% -c 500,60% -p 1',
  '127.0.0.1 100 20% 500 60% 1',
  '127.0.0.1 100 20 500 60 1',
  `-H 127.0.0.1 ${good} -p 1 -L`,
  `-H 127.0.0.1,127.0.0.2 ${good} -p 1`,
  `-H 127.0.0.1 -H 127.0.0.2 ${good} -p 1`,
  `-H 127.0.0.1 ${good} -p 3 -t 1`,
  `-H 127.0.0.1 ${good}`,
)

export const pingCases: readonly Case[] = [...both, ...icmp, ...ping]
