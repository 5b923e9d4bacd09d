import { newProcess } from './reloads.ts'
import type { TroubleKind } from './trouble-kind.ts'
import { word } from './words.ts'

/** The names that keepalived's log has for its children, and ours. */
const childNames: Readonly<Record<string, string>> = { Healthcheck: 'checkers', VRRP: 'VRRP', BFD: 'BFD' }

const lastLines = 'journalctl -u keepalived -n 100 --no-pager'

/** What goes wrong with keepalived's processes on this host. */
export const processTroubles: readonly TroubleKind[] = [
  {
    id: 'out-of-memory',
    state: 'critical',
    source: 'systemd',
    patterns: [/keepalived.{0,100}killed by the OOM killer/],
    text: () => 'the kernel ran out of memory and killed a process of keepalived',
    hint: 'See who takes it: ps -eo rss,pid,args --sort=-rss; OOMScoreAdjust=-900 in a drop-in of keepalived.service protects it',
  },
  {
    id: 'service-failed',
    state: 'critical',
    source: 'systemd',
    patterns: [
      /Main process exited, (code=\S{1,20} status=\S{1,20})/,
      /Failed with result '(\S{1,40})'/,
      /(Start request repeated too quickly)/,
      /(Failed to start) /,
      /(entered failed state)/,
    ],
    text: ([, what]) => `systemd says of keepalived's unit: ${word(what)}`,
    hint: `systemctl status keepalived; ${lastLines}`,
    subject: () => '',
    tellsFirst: true,
  },
  {
    id: 'gave-up',
    state: 'critical',
    until: newProcess,
    // Which is such an error.
    after: { 'ipvs-missing': '*' },
    patterns: [/exited with permanent error (\w{1,20})\. Terminating/],
    text: ([, why]) =>
      `keepalived has ended itself after an error that does not go away by itself (${word(why)})`,
    hint: `The lines before say which: ${lastLines}`,
  },
  {
    id: 'child-died',
    state: 'warning',
    criticalFrom: 3,
    patterns: [
      /^pid (?<pid>\d+) exited due to (?<how>signal \d+ \([^()]{1,40}\)|segmentation fault)/,
      /^(?<who>\w{1,20}) child process\((?<pid>\d+)\) died: (?<then>Respawning|Exiting)/,
    ],
    text: ({ groups: first = {} }, again) => {
      const { pid, how, who, then } = { ...again?.groups, ...first }
      const name = who === undefined ? undefined : (childNames[who] ?? who)
      const whole =
        name === undefined
          ? `a child of keepalived, process ${word(pid)},`
          : `the ${word(name)} process ${word(pid)} of keepalived`
      return `${whole} has died${how === undefined ? '' : ` by ${word(how)}`}${then === 'Respawning' ? ', and keepalived has started it again' : ''}`
    },
    hint: ({ groups: { how } = {} }) => {
      if (how === undefined) return `${lastLines}; dmesg -T`
      return how.includes('Killed')
        ? `SIGKILL comes from the kernel when it is out of memory (dmesg -T), from rlimit_rttime, or by hand. ${lastLines}`
        : `An error in keepalived: look for a newer version; coredumpctl info keepalived. ${lastLines}`
    },
    subject: () => '',
    once: ({ groups }) => groups?.pid ?? '',
    tellsFirst: true,
    // A VRRP process that finds no IPVS may crash of it.
    after: { 'ipvs-missing': '*' },
  },
  {
    id: 'already-running',
    state: 'warning',
    patterns: [/^daemon is already running/],
    text: () => 'keepalived was started a second time and has refused: a process of it was still there',
    hint: 'ps -eo pid,ppid,lstart,args -C keepalived; systemctl status keepalived',
  },
  {
    id: 'unclean-end',
    state: 'warning',
    patterns: [/^Remove a zombie pid file/],
    text: () =>
      'keepalived was started after a run that had not ended in order, it was killed or has crashed: VIPs and virtual servers may have been left behind until then',
    hint: `Why it ended (a crash, kill -9, out of memory): ${lastLines}; dmesg -T`,
    subject: () => '',
    once: () => '',
  },
  {
    id: 'checks-late',
    state: 'warning',
    child: 'checkers',
    // What is shorter makes no difference to a health check. A real server that goes away while it is asked costs five:
    // to close that connection keepalived waits for so long (SO_LINGER in its core/layer4.c), and others say who is gone.
    patterns: [/^A thread timer expired ((?:[6-9]|\d{2,10})\.\d{1,20}) seconds ago/],
    text: ([, seconds]) =>
      `the health checks of keepalived did not run for ${Number(seconds).toFixed(1)} s: a real server that failed stayed in the table`,
    hint: 'The host is overloaded, was paused or migrated, or somebody has stopped the process: uptime; vmstat 1 5. Or several real servers went away while they were asked: each connection that is closed then takes it 5 s',
    subject: () => '',
    after: { 'timer-late': 'at once' },
  },
  {
    id: 'timer-late',
    state: 'warning',
    child: 'vrrp',
    patterns: [/^A thread timer expired ([\d.]{1,30}) seconds ago/],
    text: ([, seconds]) =>
      `keepalived did not run for ${Number(seconds).toFixed(1)} s: adverts were late, and the peer may have become MASTER`,
    hint: 'The host is overloaded, was paused or migrated: uptime; vmstat 1 5. max_auto_priority in global_defs gives keepalived realtime priority',
    subject: () => '',
  },
  {
    id: 'no-memory',
    state: 'critical',
    patterns: [/^Keepalived [xz]?alloc\(\) error/, /^Memory allocation problem/, /^OOM error/],
    text: () => 'keepalived gets no memory',
    hint: 'free -m; systemctl show keepalived -p MemoryMax',
  },
  {
    id: 'netlink-overrun',
    state: 'warning',
    patterns: [/^Netlink: Receive buffer overrun on (.{1,40}?) socket/],
    text: ([, socket]) =>
      `keepalived has missed what the kernel told it of interfaces and addresses: the ${word(socket)} socket was full`,
    hint: 'vrrp_netlink_monitor_rcv_bufs and lvs_netlink_monitor_rcv_bufs in global_defs, or a reload of keepalived',
  },
  {
    id: 'netlink-error',
    state: 'warning',
    patterns: [
      // An address to be deleted that is gone already (RTM_DELADDR is 21) harms nobody.
      /^Netlink: error: (?!Cannot assign requested address\(99\), type=(?:RTM_DELADDR|\(?21\b))(.{1,120}?)(?:, seq=|$)/,
      /^Netlink: ((?:recvmsg|sendmsg|sendto|Cannot|Sender|Wrong).{1,120})/,
    ],
    text: ([, what]) => `the kernel has refused what keepalived asked of addresses or routes: ${word(what)}`,
    hint: 'ip address; ip -6 address; ip rule; ip route: what is there already, and whether the interface is up',
    subject: ([, what = '']) => what.replace(/\d+/g, ''),
  },
  {
    id: 'no-sockets',
    state: 'critical',
    patterns: [
      /(?:connect fail to create socket|connection failed? to create socket|socket bind failed)\. ?Rescheduling/,
      /Too many open files/,
    ],
    text: () => 'keepalived cannot make sockets for its health checks: real servers are not checked',
    hint: 'grep files /proc/$(cat /run/keepalived.pid)/limits; ss -s; LimitNOFILE= in a drop-in of keepalived.service',
    subject: () => '',
  },
  {
    id: 'mail-failed',
    state: 'warning',
    patterns: [
      /^(?:SMTP connection ERROR to|Error connecting to SMTP server|Cannot send data to remote SMTP server|Error reading data from remote SMTP server) (\S{1,80}?)\.?$/,
      /^Error processing \w{1,20} cmd on SMTP server (\S{1,80}?)\. /,
    ],
    text: ([, server]) => `keepalived cannot send its mails to ${word(server)}`,
    hint: 'smtp_server in global_defs',
  },
  {
    id: 'link-down',
    state: 'warning',
    patterns: [/^Netlink reports (\S{1,40}) down/],
    text: ([, device]) => `the interface ${word(device)} went down`,
    hint: ([, device]) => `ip -s link show ${word(device)}; ethtool ${word(device)}`,
  },
]
