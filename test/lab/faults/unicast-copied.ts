import { edit, reload, restore } from '../edits.ts'
import type { Fault } from '../fault.ts'
import { addressOf } from '../network.ts'

/** The other director's lines, as a copy of its file brings them: its address to send from, and this one's as the peer. */
export const fault: Fault = {
  title: 'unicast_src_ip and unicast_peer of the standby director are those of the active one',
  kind: 'configuration',
  cause: [
    edit(
      'd2',
      `/^vrrp_instance VI_WEB {/a\\    unicast_src_ip ${addressOf('d1')}\\n    unicast_peer {\\n        ${addressOf('d2')}\\n    }`,
    ),
    reload('d2'),
  ],
  seen: [
    {
      by: 'config d2',
      rule: 'unicast-source-elsewhere',
      state: 'CRITICAL',
      names: [`'VI_WEB' is to send its adverts from ${addressOf('d1')}`, 'no address of this host'],
      advice: 'Write its own address into unicast_src_ip',
      within: 3,
    },
    {
      by: 'director d2',
      rule: 'instance-fault',
      state: 'CRITICAL',
      names: ['VI_WEB is in FAULT state'],
      // What is new in the log is given ten seconds to settle.
      within: 25,
    },
  ],
  mend: restore('d2'),
}
