import type { Remedy } from '../../runtime/remedy.ts'

/** Where the host that pings could not: the same for every check that pings. */
export const hereRemedies = {
  'name-not-resolved': {
    means: 'The monitoring host does not find the name. The target was not asked, it may be well.',
    confirm: [
      { run: 'getent hosts HOST', text: 'On the monitoring host: nothing is printed.' },
      { run: 'cat /etc/resolv.conf', text: 'The name servers. Each of them has to answer.' },
    ],
    mend: [
      { text: 'Give the check an address in place of the name: monitoring should not wait for DNS.' },
      { text: 'Or mend the name server, or the entry of the name.' },
    ],
  },
  'no-ping': {
    means: 'There is no ping program on the monitoring host. Nothing was asked.',
    confirm: [{ run: 'ls -l /usr/bin/ping /bin/ping', text: 'Neither is there.' }],
    mend: [{ run: 'apt-get install iputils-ping', text: 'On the host where the check runs.' }],
  },
  'not-permitted': {
    means: 'The user of the check may not send pings, or this host does not send there. Nothing was asked.',
    confirm: [
      {
        run: 'getcap /usr/bin/ping',
        text: 'cap_net_raw=ep is printed, or the next one lets the group of the user.',
      },
      { run: 'sysctl net.ipv4.ping_group_range', text: 'From the first to the last group that may ping.' },
      { run: 'nft list ruleset', text: 'No rule for what goes out drops it.' },
    ],
    mend: [
      {
        run: 'setcap cap_net_raw+ep /usr/bin/ping',
        text: 'An update of the package may take it away again; the package asks for it itself.',
      },
      {
        run: "sysctl -w net.ipv4.ping_group_range='0 2147483647'",
        text: 'Or let all groups ping, and write it into /etc/sysctl.d.',
      },
    ],
    never: 'Do not run the check as root for this.',
  },
  'ping-hung': {
    means: 'The ping program did not end in time and was ended. Mostly it waits for a name server.',
    confirm: [
      { run: 'getent hosts HOST', text: 'On the monitoring host: it answers at once.' },
      { run: 'ping -n -c 3 -w 5 VIP', text: 'With the address: it ends within five seconds.' },
    ],
    mend: [
      { text: 'Give the check an address in place of the name.' },
      { text: 'Give it more time (-t), or fewer packets.' },
      { run: 'vmstat 1 5', text: 'The monitoring host itself may have too much to do.' },
    ],
  },
  'ping-failed': {
    means: 'The ping program said something that the check does not know. The target may be well.',
    confirm: [{ run: 'ping -n -c 3 -w 5 VIP', text: 'As the user of the check: what it prints.' }],
    mend: [
      { run: 'apt-get install iputils-ping', text: 'Another ping than that of iputils is in its place.' },
      { text: 'Otherwise tell us what it has printed, with its version (ping -V).' },
    ],
  },
} as const satisfies Readonly<Record<string, Remedy>>
