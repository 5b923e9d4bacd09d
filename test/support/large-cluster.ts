/** keepalived.conf of a pair with so many virtual servers, four real servers behind each. */
export function largeConfig(name: 'lvs1' | 'lvs2', virtualServers: number): string {
  const vip = (at: number) => `198.51.${100 + Math.floor(at / 250)}.${1 + (at % 250)}`
  const rip = (at: number) => `203.0.${113 + Math.floor(at / 250)}.${1 + (at % 250)}`
  const lines = [`global_defs {\n router_id ${name}\n}`]
  lines.push(`vrrp_instance VI_1 {
 state ${name === 'lvs1' ? 'MASTER' : 'BACKUP'}
 interface eth0
 virtual_router_id 51
 priority ${name === 'lvs1' ? 150 : 100}
 advert_int 1
 virtual_ipaddress {
  ${vip(0)}
 }
 virtual_ipaddress_excluded {
${Array.from({ length: virtualServers - 1 }, (_, at) => `  ${vip(at + 1)}`).join('\n')}
 }
}`)
  for (let at = 0; at < virtualServers; at++) {
    const servers = [0, 1, 2, 3].map(
      each => ` real_server ${rip(4 * at + each)} 80 {\n  TCP_CHECK {\n   connect_timeout 3\n  }\n }`,
    )
    lines.push(
      `virtual_server ${vip(at)} 80 {\n lb_algo wlc\n lb_kind DR\n protocol TCP\n${servers.join('\n')}\n}`,
    )
  }
  return `${lines.join('\n')}\n`
}
