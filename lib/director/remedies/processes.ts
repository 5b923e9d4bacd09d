import { keepalivedLog, keepalivedStatus, lintFirst, restart } from '../../remedy/steps.ts'
import type { Remedies } from '../../runtime/remedy.ts'
import type { directorRules } from '../rules.ts'

/** Where keepalived itself, or one of its processes, is not what it should be. */
export const processRemedies = {
  'vip-bound-without-keepalived': {
    means:
      'keepalived was killed and could not take its VIPs off. The other director holds them as well: clients reach one or the other by chance, and what reaches this one is not watched by anybody.',
    confirm: [
      keepalivedStatus,
      { run: 'ip address show to VIP', text: 'The VIP is on an interface here.' },
      {
        run: 'check_vip_conflict -H VIP',
        text: 'From a third host of that network: two directors answer for the VIP.',
      },
    ],
    mend: [
      lintFirst,
      {
        run: 'systemctl start keepalived',
        text: 'It takes over the VIPs that it finds, or takes them off when it becomes BACKUP.',
      },
      {
        run: 'ip address del VIP/PREFIX dev IFACE',
        text: 'Where keepalived cannot be started now: take each VIP off, so that the other director holds it alone.',
      },
      {
        run: 'journalctl -k -g oom',
        text: 'See who killed it. The kernel does so when memory is short: then give keepalived OOMScoreAdjust=-900 in a drop-in of its unit.',
      },
    ],
    never:
      'Do not take the VIPs off before you have seen that the other director holds them: until then this host still serves.',
  },
  'keepalived-not-running': {
    means:
      'This director takes no part in the cluster. The other director holds all VIPs, if it is well; when it fails as well, every service is down.',
    confirm: [
      keepalivedStatus,
      keepalivedLog,
      {
        run: 'lsmod',
        text: 'ip_vs is listed. Without it keepalived ends at once where virtual servers are configured.',
      },
    ],
    mend: [
      lintFirst,
      { run: 'modprobe ip_vs', text: 'Only where the module is missing.' },
      {
        run: 'systemctl start keepalived',
        text: 'With the higher priority it takes its VIPs back, unless nopreempt is set.',
      },
      { run: 'systemctl is-enabled keepalived', text: 'It says enabled, or the next reboot ends like this.' },
    ],
    never:
      'Do not start it before you know why it ended, as long as the other director serves: it may end again and take the VIPs with it twice.',
  },
  'keepalived-unknown': {
    means:
      'The check may not see the processes of this host. Whether keepalived runs is not known; nothing else is wrong by this alone.',
    confirm: [
      {
        run: 'findmnt -o TARGET,OPTIONS /proc',
        text: 'hidepid=1, 2 or invisible hides the processes of others.',
      },
      keepalivedStatus,
    ],
    mend: [
      {
        run: 'groupadd -f procview',
        text: 'A group for those who may see all processes. Where gid= of /proc names one already, use that one.',
      },
      { run: 'usermod -aG procview nagios', text: 'The user of the check is in it.' },
      {
        run: 'mount -o remount,hidepid=2,gid=procview /proc',
        text: 'Put the same options into /etc/fstab, then restart the agent.',
      },
    ],
  },
  'keepalived-stopped': {
    means:
      'A process of keepalived is frozen by a signal. If it is the VRRP process, this host keeps its VIPs and says nothing, so the other director takes them too. If it is the checkers process, failed real servers stay in the table.',
    confirm: [
      {
        run: 'ps -o pid,ppid,stat,etime,cmd -C keepalived',
        text: 'STAT begins with T for the one that is stopped.',
      },
      { run: 'ip address show to VIP', text: 'Whether this host still holds the VIPs.' },
    ],
    mend: [
      {
        run: 'kill -CONT PID',
        text: 'It goes on at once. Two MASTERs settle within a few advert intervals.',
      },
      keepalivedLog,
      { text: 'Find who sent the signal: a debugger, a script, or somebody at a terminal with Ctrl-Z.' },
    ],
    never:
      'Do not kill it with SIGKILL: that leaves its VIPs behind on this host, and the other director holds them too.',
  },
  'child-missing': {
    means:
      'keepalived runs without one of its parts. Without the VRRP process no VIP is taken or given up; without the checkers process nobody takes a failed real server out, and users meet it.',
    confirm: [
      {
        run: 'ps -o pid,ppid,stat,etime,cmd -C keepalived',
        text: 'One parent, and a child for VRRP and one for the checkers.',
      },
      keepalivedLog,
      {
        run: 'check_keepalived_config --config /etc/keepalived/keepalived.conf',
        text: 'A lost brace can hide all virtual servers or all instances; then keepalived does not start the process for them.',
      },
    ],
    mend: [lintFirst, restart],
    never: 'Do not count on a reload: it does not bring back a process that has died for good.',
  },
  'child-respawning': {
    means:
      'A process of keepalived died and was started again. If it was VRRP the VIPs may have moved; if it was the checkers every real server was checked anew. Once is a warning, again and again is an outage to come.',
    confirm: [
      keepalivedLog,
      {
        run: 'ps -o pid,ppid,stat,etime,cmd -C keepalived',
        text: 'ELAPSED of the child is much shorter than that of its parent.',
      },
      {
        run: 'coredumpctl list keepalived',
        text: 'A crash leaves a line here, where systemd-coredump is installed.',
      },
      {
        run: 'journalctl -k -g "keepalived|oom"',
        text: 'The kernel tells of a crash, or that memory was short.',
      },
    ],
    mend: [
      {
        text: 'Memory was short: find what takes it, and protect keepalived with OOMScoreAdjust=-900 in a drop-in of its unit.',
      },
      {
        run: 'apt-get install --only-upgrade keepalived',
        text: 'It crashed: a newer version may have the error mended. Do the standby director first.',
      },
      restart,
    ],
  },
} as const satisfies Partial<Remedies<typeof directorRules>>
