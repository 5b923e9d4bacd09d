import { realpathSync } from 'node:fs'
import { type HostName, hostNames, hosts, type LabAddress, outerVips, prefixed, vips } from './network.ts'

const modules = [
  'veth',
  'bridge',
  'ip_vs',
  'ip_vs_rr',
  'ip_vs_wrr',
  'ip_vs_wlc',
  'ip_vs_lc',
  'ip_vs_sh',
].concat(
  ['ipip', 'ip6_tunnel'],
  // The directors mark at the same moment, and one of two that make the kernel load a table may come too early.
  ['iptable_mangle', 'ip6table_mangle', 'xt_mark'],
)

/** The script that makes all hosts of the lab in a guest, with their cables and addresses; dash, as root of the guest. */
export function topology(): string {
  return `modprobe -a ${modules.join(' ')}
: >/lab/node
mount --bind '/host${realpathSync(process.execPath)}' /lab/node
${eachHost(makeHost)}
${eachHost(waitForHost)}
ip -batch - <<'END'
${[...bridge('outer'), ...bridge('inner')].join('\n')}
END
ip -batch - <<END
${hostNames.flatMap(cables).join('\n')}
END
${eachHost(name => `nsenter --target $pid_${name} --net --mount -- dash -e <<'END' &\n${configure(name)}\nEND\nconfigured_${name}=$!`)}
${eachHost(name => `wait $configured_${name}`)}
`
}

function eachHost(lines: (name: HostName) => string): string {
  return hostNames.map(lines).join('\n')
}

function makeHost(name: HostName): string {
  const namespaces = '--net --mount --uts --ipc --pid --fork'
  return `mkfifo /lab/${name}.todo
unshare ${namespaces} busybox sh /share/host ${name} /lab/${name}.todo </dev/null >/dev/null 2>/lab/${name}.stderr &
unshare_${name}=$!`
}

/** The first process of the host, as the guest sees it. */
function waitForHost(name: HostName): string {
  const children = `/proc/$unshare_${name}/task/$unshare_${name}/children`
  return `pid_${name}=
until [ -n "$pid_${name}" ]; do read -r pid_${name} _ <${children} || sleep 0.01; done
until [ -e /lab/${name}.up ]; do sleep 0.01; done
echo $pid_${name} >/lab/${name}.pid`
}

function bridge(name: string): string[] {
  return [`link add ${name} type bridge forward_delay 0 mcast_snooping 0`, `link set ${name} up`]
}

function cables(name: HostName): string[] {
  const { mac, outer, inner, innerMac = mac }: LabAddress = hosts[name]
  const cable = (to: string, device: string, address: string) => [
    `link add name ${to}-${name} type veth peer name ${device} address ${address} netns $pid_${name}`,
    `link set dev ${to}-${name} master ${to} up`,
  ]
  return [
    ...(outer === undefined ? [] : cable('outer', 'eth0', mac)),
    ...(inner === undefined ? [] : cable('inner', innerDevice(name), innerMac)),
  ]
}

function innerDevice(name: HostName): string {
  const { outer }: LabAddress = hosts[name]
  return outer === undefined ? 'eth0' : 'eth1'
}

/** The lines that make a host what it is, run in its network and mount namespaces. */
function configure(name: HostName): string {
  const { role, outer, inner }: LabAddress = hosts[name]
  // As systemd sets it: everybody may ping.
  const lines = ['ip link set lo up', 'echo "0 2147483647" >/proc/sys/net/ipv4/ping_group_range']
  if (outer !== undefined) lines.push(...addresses('eth0', `192.0.2.${outer}`, `2001:db8::${outer}`))
  if (inner !== undefined) {
    lines.push(...addresses(innerDevice(name), `198.51.100.${inner}`, `2001:db8:1::${inner}`))
  }
  if (role === 'director') {
    lines.push(
      'sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1',
      // So that no client stays with a real server that has been taken out, nor one that has weight 0.
      'sysctl -qw net.ipv4.vs.expire_nodest_conn=1 net.ipv4.vs.expire_quiescent_template=1',
    )
  }
  if (role === 'real server') lines.push(...(outer === undefined ? behindNat : withVips))
  return lines.join('\n')
}

/** No duplicate address detection: for up to two seconds keepalived could not send by IPv6. */
function addresses(device: string, ipv4: string, ipv6: string): string[] {
  return [
    `sysctl -qw net.ipv6.conf.${device}.accept_dad=0`,
    `ip address add ${ipv4}/24 dev ${device}`,
    `ip address add ${ipv6}/64 dev ${device} nodad`,
    `ip link set ${device} up`,
  ]
}

const withVips = [
  'sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2',
  ...outerVips.map(vip => `ip address add ${prefixed(vip)} dev lo${vip.includes(':') ? ' nodad' : ''}`),
  'ip link set tunl0 up',
  'sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.tunl0.rp_filter=0',
  'ip link set ip6tnl0 up',
]

const behindNat = [`ip route add default via ${vips.gateway}`, `ip -6 route add default via ${vips.gateway6}`]
