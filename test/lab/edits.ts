import { reloadKeepalived } from './cluster.ts'
import type { Step } from './fault.ts'
import { configFile, type DirectorName, type HostName } from './network.ts'

const before = '/run/keepalived.conf'

/** Changes keepalived.conf of a director by a script of sed, and keeps how it was. */
export function edit(on: DirectorName, script: string): Step {
  return { on, run: `cp -p ${configFile} ${before}\nsed -i '${script}' ${configFile}` }
}

/** keepalived reads its files anew, and has done so when this ends. */
export function reload(on: DirectorName): Step {
  return { on, run: `${reloadKeepalived}sleep 0.5` }
}

/** The file as it was, with its time, and keepalived with it. */
export function restore(on: DirectorName): readonly Step[] {
  return [{ on, run: `cp -p ${before} ${configFile}` }, reload(on)]
}

/** Both files to the monitoring host, as a job that keeps copies does. */
export const copyToMonitor: Step = {
  on: 'lab',
  run: `read -r m </lab/m.pid
for name in d1 d2; do
    read -r pid </lab/$name.pid
    nsenter --target $pid --mount cat ${configFile} |
        nsenter --target $m --mount dash -c "cat >/run/lvs/$name.conf"
done`,
}

/** One port of a host that refuses connections, by its packet filter, and that no longer does. */
export function refusePort(hosts: readonly HostName[], port: number): readonly Step[] {
  return hosts.map(on => ({ on, run: `iptables -I INPUT ${refusal(port)}` }))
}
export function openPort(hosts: readonly HostName[], port: number): readonly Step[] {
  return hosts.map(on => ({ on, run: `iptables -D INPUT ${refusal(port)}` }))
}

function refusal(port: number): string {
  return `-p tcp --dport ${port} -j REJECT --reject-with tcp-reset`
}
