import { grantConfig, whoMayRead } from '../../remedy/steps.ts'
import type { Remedies } from '../../runtime/remedy.ts'
import type { realServerRules } from '../rules.ts'

/** Where the check does not know what should be here, or could not look. */
export const readingRemedies = {
  'no-entry': {
    means:
      'The keepalived.conf that the check was given has no real server of this host. Nothing was looked at.',
    confirm: [
      { run: 'grep -rn real_server FILE', text: 'The real servers of the file.' },
      { run: 'ip -br address', text: 'The addresses of this host: one of them has to be among those.' },
    ],
    mend: [
      { text: 'Is it the copy of another cluster? Then give the check the right one.' },
      { run: 'check_lvs_realserver --vip VIP -p PORT', text: 'Or say what is served here, without a file.' },
      { text: 'Was this real server taken out for good? Then take its services out of the monitoring.' },
    ],
  },
  'mark-without-vip': {
    means:
      'The directors forward by a firewall mark, and the file does not tell for which VIPs. They were not looked at.',
    confirm: [
      {
        run: 'nft list ruleset',
        text: 'On the director: the rule that sets the mark, and the addresses it is for.',
      },
      { run: 'iptables -t mangle -S PREROUTING', text: 'Likewise, where iptables is used.' },
    ],
    mend: [
      { run: 'check_lvs_realserver --config FILE --vip VIP -p PORT', text: 'Name each VIP and each port.' },
    ],
  },
  'too-many': {
    means: 'More services are named than the check looks at. The rest is not watched.',
    confirm: [{ run: 'grep -c real_server FILE', text: 'How many there are.' }],
    mend: [
      {
        run: 'check_lvs_realserver --vip VIP -p PORT',
        text: 'Name those that matter, in several services of the monitoring.',
      },
    ],
  },
  'config-unreadable': {
    means: 'The check cannot read the copy of keepalived.conf. What should be here is not known.',
    confirm: [whoMayRead, { run: 'namei -l FILE', text: 'The same for a copy in another place.' }],
    mend: [grantConfig],
  },
  'addresses-unreadable': {
    means:
      'The check cannot see the addresses or routes of this host. Whether the VIPs are here is not known.',
    confirm: [
      { run: 'ip -j -d address show', text: 'As the user of the check: it prints JSON, and no error.' },
      { run: 'ip -V', text: 'iproute2 is 4.14 (ss171112) or later, whose ip knows -j.' },
    ],
    mend: [{ run: 'apt-get install iproute2', text: 'Where it is missing or too old.' }],
  },
  'sockets-unreadable': {
    means: 'The check cannot see what listens here. Whether the service runs is not known.',
    confirm: [
      { run: 'ls -l /proc/net/tcp', text: 'As the user of the check: it is there.' },
      { run: 'ss -Hlntu', text: 'As the same user: it lists what listens.' },
    ],
    mend: [
      { run: 'apt-get install iproute2', text: 'Where ss is missing.' },
      {
        text: 'Where /proc/net is hidden: take ProcSubset=pid out of the unit of the agent, or run the check outside of the container.',
      },
    ],
  },
  'settings-unreadable': {
    means:
      'A setting of the kernel or the default route cannot be read, or --interface names one that is not there. What depends on it was not judged.',
    confirm: [
      { run: 'ip -br link', text: 'The names of the interfaces.' },
      {
        run: "sysctl -a --pattern 'net.ipv4.conf.*arp_'",
        text: 'As the user of the check: it prints numbers.',
      },
    ],
    mend: [
      { text: 'Write the name in --interface as it is here.' },
      {
        text: 'Where /proc/sys is hidden: take ProtectKernelTunables or ProcSubset out of the unit of the agent.',
      },
    ],
  },
  'load-unreadable': {
    means: 'The load of this host cannot be read. Whether it has too much to do is not known.',
    confirm: [{ run: 'cat /proc/loadavg', text: 'As the user of the check: five values.' }],
    mend: [
      { text: 'Where /proc is hidden: take ProcSubset=pid out of the unit of the agent.' },
      { text: 'Or leave out -w and -c: then nobody asks for the load.' },
    ],
  },
  'firewall-unreadable': {
    means: 'The rules of the packet filter cannot be read. Whether it lets the service in is not known.',
    confirm: [
      {
        run: 'sudo -n -l',
        text: 'As the user of the check: nft and iptables with the words that the check uses are listed.',
      },
    ],
    mend: [
      { text: 'Install the lines for sudo that nagios-cfg/sudoers.d has.' },
      { run: 'visudo -c', text: 'All files for sudo are well.' },
      { text: 'Or leave out --firewall: then nobody asks.' },
    ],
  },
} as const satisfies Partial<Remedies<typeof realServerRules>>
