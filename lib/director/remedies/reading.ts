import {
  grantConfig,
  keepalivedLog,
  lintFirst,
  reload,
  restartAgent,
  whoMayRead,
} from '../../remedy/steps.ts'
import type { Remedies } from '../../runtime/remedy.ts'
import type { directorRules } from '../rules.ts'

/** Where keepalived.conf or the log says that something is wrong, or cannot be read. */
export const readingRemedies = {
  'config-unreadable': {
    means: 'The check cannot read keepalived.conf. What should be on this director is not known.',
    confirm: [whoMayRead, { run: 'id nagios', text: 'The groups of the user of the check.' }],
    mend: [grantConfig],
    never: 'Do not open the file to everybody where it holds passwords, and do not run the check as root.',
  },
  'nothing-configured': {
    means:
      'To the check keepalived.conf is empty: no instance, no virtual server. Either it is, or the lines are meant for another director.',
    confirm: [
      {
        run: 'check_keepalived_config --config /etc/keepalived/keepalived.conf',
        text: 'A file that is executable, or an include that does not match, is passed over in silence.',
      },
      {
        run: 'grep -rn -E "^@|vrrp_instance|virtual_server" /etc/keepalived',
        text: 'Lines with @ID count for the host of that id only.',
      },
    ],
    mend: [
      { run: 'chmod a-x /etc/keepalived/keepalived.conf', text: 'Where it is executable.' },
      { text: 'Where lines begin with @ID: give the check the id of this host, --config-id ID.' },
      reload,
    ],
  },
  'config-not-loaded': {
    means:
      'The file says one thing and keepalived does another. The change that somebody made does not work yet, and it comes at the next restart, when nobody expects it.',
    confirm: [
      { run: 'ls -l --time-style=full-iso /etc/keepalived', text: 'When the file was changed.' },
      { run: 'journalctl -u keepalived -g "Reloading|Starting" -n 5', text: 'When it was last loaded.' },
      { run: 'check_ipvs_drift', text: 'What the change would do to the table.' },
    ],
    mend: [lintFirst, reload, { text: 'Do the same on the other director: both files belong together.' }],
    never: 'Do not load a change that you do not know: ask whoever made it, or compare it with the backup.',
  },
  'log-errors': {
    means:
      'keepalived or the kernel wrote of an error. The first line of the alarm says which; what it does to users stands there too.',
    confirm: [
      keepalivedLog,
      { run: 'journalctl -k -p warning -n 50', text: 'What the kernel says in the same minutes.' },
      { run: 'check_lvs_director -v', text: 'Each trouble, how often, and the hint for it.' },
    ],
    mend: [
      { text: 'Mend what the line tells of, as the hint of the alarm says.' },
      {
        text: 'Adverts that are refused: VRID, authentication, version and VIPs have to be the same on both directors.',
      },
      {
        run: 'check_keepalived_config --peer FILE',
        text: 'With a copy of the file of the other director: what differs and may not.',
      },
    ],
    never:
      'Do not raise --errors-warning to be rid of it: the alarm ends by itself, --since after the last error.',
  },
  flapping: {
    means:
      'The VIPs go from one director to the other and back. Each time connections break, and users see a service that is there and gone.',
    confirm: [
      {
        run: 'journalctl -u keepalived -n 100',
        text: 'What comes just before each change: a script, the link, or adverts that were not heard.',
      },
      {
        run: 'tcpdump -c 20 -ni IFACE vrrp',
        text: 'On both directors: one sender, one advert each advert_int. It ends after 20 packets.',
      },
      { run: 'ip -s link show IFACE', text: 'Errors and drops do not rise.' },
    ],
    mend: [
      {
        text: 'Adverts are lost: the switch (multicast, igmp snooping), the packet filter, a host that is starved of processor time.',
      },
      { text: 'A tracked script fails now and then: larger fall and rise in its vrrp_script.' },
      { text: 'Until it is found: nopreempt on both directors (with state BACKUP) halves the moves.' },
    ],
    never: 'Do not only raise --transitions-warning: every move breaks connections of users.',
  },
  'log-unreadable': {
    means:
      'The check cannot read the log. What is judged by it is not known: errors, changes of role, FAULT state.',
    confirm: [
      { run: 'id nagios', text: 'The user of the check is in the group systemd-journal, or adm.' },
      { run: 'journalctl -u keepalived -n 3', text: 'As that user: it prints lines of keepalived.' },
      { run: 'ls -l /var/log', text: 'Where keepalived writes to a file: who may read it.' },
    ],
    mend: [
      { run: 'usermod -aG systemd-journal nagios', text: 'For the journal; for files of syslog: adm.' },
      restartAgent,
      { text: 'keepalived writes elsewhere: name it with --log FILE. Without any log: --no-log.' },
    ],
  },
  'host-down': {
    means:
      'The monitoring host cannot reach the director at all. The other one has to serve; whether the VIPs moved there is the next thing to see.',
    confirm: [
      {
        run: 'ping -c 3 HOST',
        text: 'From another host of its network, so that it is not the way that is broken.',
      },
      {
        run: 'arping -c 3 -I IFACE HOST',
        text: 'From its own network: an answer means that it lives, and a filter drops ping.',
      },
      {
        run: 'check_vip_conflict -H VIP',
        text: 'From a host of that network: the other director holds the VIP.',
      },
    ],
    mend: [
      { text: 'Look at its console, its power, its virtual machine.' },
      {
        text: 'See on the other director that it is MASTER of all instances: it serves alone until this one is back.',
      },
      { text: 'Back again, read its log of the time before: journalctl -b -1 -e.' },
    ],
    never: 'Do not restart the other director while this one is down.',
  },
  'no-ping-reply': {
    means:
      'The director lives and does not answer ping. Users notice nothing; the monitoring loses one of its two eyes.',
    confirm: [
      { run: 'nft list ruleset', text: 'On the director: a rule that drops icmp echo-request.' },
      { run: 'sysctl net.ipv4.icmp_echo_ignore_all', text: '1: the kernel does not answer.' },
    ],
    mend: [
      { run: 'sysctl -w net.ipv4.icmp_echo_ignore_all=0', text: 'Where that is set.' },
      { text: 'Let echo requests of the monitoring host in, on the director and on the way.' },
    ],
  },
  'port-closed': {
    means:
      'The director lives, and the agent or sshd does not answer on its port. The checks that run on it are blind.',
    confirm: [
      { run: 'ss -ltn sport = :PORT', text: 'On the director: something listens there.' },
      { run: 'systemctl status nagios-nrpe-server', text: 'The agent runs; for another one, its name.' },
      { run: 'nft list ruleset', text: 'The port is let in from the monitoring host.' },
    ],
    mend: [
      { run: 'systemctl start nagios-nrpe-server', text: 'Then see in its log why it ended.' },
      { text: 'Where the agent listens on another port: -p PORT of the check.' },
    ],
  },
  'cannot-ask': {
    means: 'The monitoring host could not look. Nothing is known of the director.',
    confirm: [
      { run: 'getent hosts HOST', text: 'On the monitoring host: the name has an address.' },
      { run: 'ping -c 1 HOST', text: 'As the user of the monitoring: ping may be run.' },
    ],
    mend: [
      { text: 'Give the check an address in place of the name: monitoring should not wait for DNS.' },
      { run: 'apt-get install iputils-ping', text: 'Where ping is missing.' },
      { run: 'setcap cap_net_raw+ep /usr/bin/ping', text: 'Where the user may not run it.' },
    ],
  },
} as const satisfies Partial<Remedies<typeof directorRules>>
