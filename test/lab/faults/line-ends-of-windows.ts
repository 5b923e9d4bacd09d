import { edit, reload, restore } from '../edits.ts'
import type { Fault } from '../fault.ts'

/** keepalived takes it as it is. Scripts and greps around it do not. */
export const fault: Fault = {
  title: 'keepalived.conf comes back from an editor with CR LF line ends',
  kind: 'configuration',
  cause: [edit('d1', 's/$/\\r/'), reload('d1')],
  seen: [
    {
      by: 'config d1',
      rule: 'crlf',
      state: 'WARNING',
      names: ['all lines of', '/etc/keepalived/keepalived.conf', 'CR LF'],
      advice: "sed -i 's/\\r$//' /etc/keepalived/keepalived.conf",
      within: 3,
    },
  ],
  mend: [{ on: 'd1', run: "sed -i 's/\\r$//' /etc/keepalived/keepalived.conf" }, ...restore('d1')],
}
