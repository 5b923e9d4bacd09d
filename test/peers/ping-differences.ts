import type { Difference } from './differences.ts'

export const pingDifferences: readonly Difference[] = [
  {
    why: 'Round trip times below 0.1 ms can be asked for; check_icmp raises them to that in silence.',
    cases: [
      ['nobody: -H 127.0.0.1 -w 0.0001,20% -c 500,60% -p 1', { check_icmp: 0 }, 1],
      ['nobody: -H 127.0.0.1 -w 0.0001,20% -c 0.0002,60% -p 1', { check_icmp: 0 }, 2],
    ],
  },
  {
    why: 'Thresholds are written RTA,PL%, both of them and the percent sign, as check_ping wants it.',
    cases: [
      ['nobody: -H 127.0.0.1 -w 100,20 -c 500,60 -p 1', { check_icmp: 0 }, 3],
      ['nobody: -H 127.0.0.1 -w 5% -c 10% -p 1', { check_icmp: 0 }, 3],
      ['nobody: -H 127.0.0.1 -w 100 -c 500 -p 1', { check_icmp: 0 }, 3],
    ],
  },
  {
    why: 'Thresholds in the wrong order are named, because the warning would never be seen; check_icmp moves them in silence.',
    cases: [
      ['nobody: -H 127.0.0.1 -w 500,60% -c 100,20% -p 1', { check_icmp: 0 }, 3],
      ['nobody: -H 127.0.0.1 -w 100,60% -c 500,20% -p 1', { check_icmp: 0 }, 3],
    ],
  },
  {
    why: 'A mistake in the call is named; the peers guess a value or go on without.',
    cases: [
      ['nobody: -H 127.0.0.1 -w foo -c bar -p 1', { check_icmp: 2 }, 3],
      ['nobody: -H 127.0.0.1 -w -1,20% -c 500,60% -p 1', { check_icmp: 0 }, 3],
      ['nobody: -H 127.0.0.1 -w 100,20% -c 500,60% -p 0', { check_icmp: 2 }, 3],
      ['nobody: -H 127.0.0.1 -w 100,20% -c 500,60% -p foo', { check_icmp: 2 }, 3],
      ['nobody: -H 127.0.0.1 -w 100,20% -c 500,60% -p 1 -t 0', { check_icmp: 0, check_ping: 0 }, 3],
      ['nobody: -H 127.0.0.1 -w 100,20% -c 500,60% -p', { check_icmp: 0 }, 3],
      ['nobody: -H 127.0.0.1 -w 100,20% -c 500,60% -p 1 -t foo', { check_icmp: 0, check_ping: 0 }, 3],
      ['nobody: -H 127.0.0.1 -w 100,20% -c 500,60% -p 1 --nonsense', { check_icmp: 2 }, 3],
      ['nobody: -H 127.0.0.1 -w 100,20% -c 500,60% -p 1 -Q', { check_icmp: 0 }, 3],
    ],
  },
  {
    why: 'A threshold that is always or never reached is named.',
    cases: [
      ['nobody: -H 127.0.0.1 -w 100,120% -c 500,130% -p 1', { check_icmp: 0, check_ping: 0 }, 3],
      ['nobody: -H 127.0.0.1 -w 0,0% -c 0,0% -p 1', { check_icmp: 2, check_ping: 2 }, 3],
    ],
  },
  {
    why: 'A number for -i is in seconds, as ping has it; 80ms is understood.',
    cases: [['nobody: -H 127.0.0.1 -n 2 -i 80', { check_icmp: 0 }, 3]],
  },
  {
    why: 'A target that is given twice is named: its performance data would be there twice.',
    cases: [['nobody: 127.0.0.1 127.0.0.1 -n 1', { check_icmp: 0 }, 3]],
  },
  {
    why: 'Here -s is the size of a packet, as ping has it, and --source is what check_icmp has as -s.',
    cases: [
      ['nobody: -H 127.0.0.1 -n 1 -s 127.0.0.1', { check_icmp: 0 }, 3],
      ['nobody: -H 127.0.0.1 -n 1 -b 100', { check_icmp: 0 }, 3],
    ],
  },
  {
    why: 'The option is not there, and the answer says what to do instead.',
    cases: [
      ['nobody: -H 127.0.0.1 -H 127.0.0.2 -n 1 -m 1', { check_icmp: 0 }, 3],
      ['nobody: -H 127.0.0.1 -n 1 -I 10ms', { check_icmp: 0 }, 3],
    ],
  },
  {
    why: 'Thresholds need not be given: those of check_icmp are the default.',
    cases: [['nobody: -H 127.0.0.1 -p 1', { check_ping: 3 }, 0]],
  },
  {
    why: 'Targets are given one by one, with -H or as words.',
    cases: [['nobody: -H 127.0.0.1,127.0.0.2 -w 100,20% -c 500,60% -p 1', { check_ping: 0 }, 3]],
  },
  {
    why: 'HTML has no place in plugin output, so -L is refused with what to do instead.',
    cases: [['nobody: -H 127.0.0.1 -w 100,20% -c 500,60% -p 1 -L', { check_ping: 0 }, 3]],
  },
  {
    why: 'What cannot be done before -t is said at once; check_ping runs on past its own timeout.',
    cases: [['nobody: -H 127.0.0.1 -w 100,20% -c 500,60% -p 3 -t 1', { check_ping: 0 }, 3]],
  },
]
