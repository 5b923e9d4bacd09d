import { stopKeepalived } from './changes.ts'
import { startKeepalived, write } from './cluster.ts'
import type { Step } from './fault.ts'
import { configFile } from './network.ts'

interface StrangerOptions {
  readonly version: 2 | 3
  readonly priority: number
}

/** keepalived on a host that is none of the cluster's, with its VRID for IPv4 and a VIP of its own. */
export function startStranger({ version, priority }: StrangerOptions): Step {
  const config = `global_defs {
    router_id x
    vrrp_version ${version}
}

vrrp_instance VI_OTHER {
    state BACKUP
    interface eth0
    virtual_router_id 51
    priority ${priority}
    advert_int 1
    virtual_ipaddress {
        192.0.2.50/24
    }
}
`
  return { on: 'x', run: `${write(configFile, config)}${startKeepalived}` }
}

export const stopStranger: Step = { on: 'x', run: stopKeepalived }
