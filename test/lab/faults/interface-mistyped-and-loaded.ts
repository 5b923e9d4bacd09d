import { restartKeepalived } from '../changes.ts'
import { edit, reload } from '../edits.ts'
import { roleOfSecond, servicesMayFail, takenOver } from '../failover.ts'
import type { Fault } from '../fault.ts'
import { configFile } from '../network.ts'

/** As the instance is in a sync group the VRRP process crashes, again and again, and its VIPs stay where they are. */
export const fault: Fault = {
  title: 'the interface of an instance is mistyped, and loaded: VRRP crashes and leaves its VIPs behind',
  kind: 'configuration',
  watch: roleOfSecond,
  cause: [edit('d1', '/^vrrp_instance VI_WEB {/,/^}/s/interface eth0$/interface eht0/'), reload('d1')],
  seen: [
    {
      by: 'config d1',
      rule: 'interface-missing',
      state: 'CRITICAL',
      names: ["this host has no interface 'eht0', which VI_WEB names"],
      within: 3,
    },
    {
      by: 'director d1',
      rule: 'child-missing',
      or: ['interface-down'],
      state: 'CRITICAL',
      names: [/keepalived has no VRRP process|the interface eht0 of VI_WEB is not there/],
      within: 8,
    },
    {
      by: 'conflict',
      rule: 'split-brain',
      state: 'CRITICAL',
      names: ['held by two directors', 'd1', 'd2'],
      within: 15,
    },
    takenOver,
  ],
  maySpeak: servicesMayFail,
  mend: [{ on: 'd1', run: `cp -p /run/keepalived.conf ${configFile}\n${restartKeepalived}` }],
}
