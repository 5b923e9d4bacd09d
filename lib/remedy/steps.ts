import type { Step } from '../runtime/remedy.ts'

/** Steps that many remedies have in common. Pure data. */

export const keepalivedLog: Step = {
  run: 'journalctl -u keepalived -n 50',
  text: 'What keepalived says. The first error counts, those after it mostly follow from it.',
}

export const keepalivedStatus: Step = {
  run: 'systemctl status keepalived',
  text: 'It says failed or inactive where keepalived has ended; the last lines tell why.',
}

/** Before anything loads keepalived.conf. */
export const lintFirst: Step = {
  run: 'check_keepalived_config --config /etc/keepalived/keepalived.conf',
  text: 'No error is left in the file. keepalived starts with a broken one, and does less than you wrote.',
}

export const reload: Step = {
  run: 'systemctl reload keepalived',
  text: 'keepalived loads the file. VIPs and connections stay.',
}

export const restart: Step = {
  run: 'systemctl restart keepalived',
  text: 'The VIPs of this director move to the other one, and back where preemption is on: see first that the other one is well.',
}

export const orRestart: Step = {
  run: 'systemctl restart keepalived',
  text: 'Or have keepalived do it. The VIPs move to the other director meanwhile: see first that it is well.',
}

export const showTable: Step = {
  run: 'cat /proc/net/ip_vs',
  text: 'The table of the kernel, in hexadecimal. Unlike ipvsadm this does not load the module.',
}

export const grantConfig: Step = {
  run: 'setfacl -m u:nagios:r /etc/keepalived/keepalived.conf',
  text: 'Let the user of the check read it, and likewise each file that it includes. An editor that writes a new file loses this: see it again after a change.',
}

export const whoMayRead: Step = {
  run: 'namei -l /etc/keepalived/keepalived.conf',
  text: 'The folder or the file that the user of the check may not open, or that is not there.',
}

export const restartAgent: Step = {
  run: 'systemctl restart nagios-nrpe-server',
  text: 'A new group counts for processes that are started after it. With the agent of Icinga: icinga2.',
}

export const showGlobalAddresses: Step = {
  run: 'ip -br address',
  text: 'Each interface, its state and its addresses.',
}
