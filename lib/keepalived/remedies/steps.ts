import type { Step } from '../../runtime/remedy.ts'

/** The check itself says which line and which word it is, and what it advises. */
const place: Step = {
  run: 'check_keepalived_config -v',
  text: 'It shows the line, the word in it, and its advice.',
}

/** What keepalived says of a file that lies on the disk. It changes nothing of the one that runs. */
const complaint: Step = {
  run: 'keepalived -t -f /etc/keepalived/keepalived.conf',
  text: 'keepalived complains of the same.',
}

/** Where to see a mistake of which keepalived speaks itself. */
export function told(...more: readonly Step[]): readonly Step[] {
  return [place, complaint, ...more]
}

/** Where to see a mistake of which `keepalived -t` says nothing. */
export function untold(...more: readonly Step[]): readonly Step[] {
  return [place, ...more]
}

const tryOut: Step = {
  run: 'check_keepalived_config -v',
  text: 'It must not say it any more, here and on the other director.',
}

/** The way of a change into a keepalived that runs. */
export const load: readonly Step[] = [
  tryOut,
  { run: 'systemctl reload keepalived', text: 'Load it, first on the director that is BACKUP.' },
]

/** The way of a change into a keepalived that has ended, hangs, or does not take it by a reload. */
export const startAnew: readonly Step[] = [
  tryOut,
  {
    run: 'systemctl restart keepalived',
    text: 'Start it anew, first on the director that is BACKUP. It takes off the VIPs that it left behind.',
  },
]

function toSteps(steps: readonly (string | Step)[]): readonly Step[] {
  return steps.map(step => (typeof step === 'string' ? { text: step } : step))
}

/** A change of the file, which keepalived then loads. */
export function change(...steps: readonly (string | Step)[]): readonly Step[] {
  return [...toSteps(steps), ...load]
}

/** A change of the file, for which keepalived has to be started anew. */
export function changeAndStart(...steps: readonly (string | Step)[]): readonly Step[] {
  return [...toSteps(steps), ...startAnew]
}

/** What the kernel balances. */
export function table(text: string): Step {
  return { run: 'ipvsadm -Ln', text }
}

/** What addresses this host has. */
export function addresses(text: string): Step {
  return { run: 'ip -br address show', text }
}

/** What keepalived has logged. */
export function log(text: string): Step {
  return { run: 'journalctl -u keepalived -n 100 --no-pager', text }
}

/** The adverts on the network of an instance. */
export function adverts(text: string): Step {
  return { run: 'tcpdump -nn -v -c 20 -i IFACE ip proto 112 or ip6 proto 112', text }
}

/** Of the mistakes that end keepalived also when it reloads. A VRRP process that ends by them leaves its VIPs bound (2.2.7). */
export const neverLoad =
  'Do not reload keepalived with it: one that runs ends at once and may leave its VIPs bound, so that both directors answer for them. With reload_check_config in global_defs it looks first, and refuses such a reload.'
