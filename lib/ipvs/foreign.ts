import { quote } from '../core/text.ts'

/** What a text is that is no table. */
export interface Foreign {
  readonly rule: 'table-denied' | 'no-ipvs' | 'not-a-table'
  readonly text: string
  readonly hint?: string
}

interface Shape {
  readonly shape: RegExp
  readonly foreign: Foreign
}

const readLimit = 2_000

/** Bounded patterns over the beginning of the text, in this order. */
const shapes: readonly Shape[] = [
  {
    shape: /Can't initialize ipvs: Permission denied|you must be root/,
    foreign: {
      rule: 'table-denied',
      text: 'ipvsadm may not read the table as this user: it says that it must be root',
      hint: '/proc/net/ip_vs can be read by everyone; for ipvsadm: sudo ipvsadm -Sn',
    },
  },
  {
    shape: /Can't initialize ipvs|ip_vs: No such file or directory/,
    foreign: {
      rule: 'no-ipvs',
      text: 'the kernel has no IPVS: the module ip_vs is not loaded or not there',
      hint: 'modprobe ip_vs; grep ip_vs /proc/modules',
    },
  },
  {
    shape: /^(?:[^\n]{0,100}: )?ipvsadm: (?:command )?not found/m,
    foreign: {
      rule: 'not-a-table',
      text: 'ipvsadm is not installed there',
      hint: '/proc/net/ip_vs needs no ipvsadm',
    },
  },
  {
    shape: /^No such service$/m,
    foreign: {
      rule: 'not-a-table',
      text: 'ipvsadm was asked for one virtual server, which is not in the table',
      hint: 'ipvsadm -Ln lists them all',
    },
  },
  {
    shape: /^(?:ipvsadm v\d|Usage:|Try `ipvsadm)/m,
    foreign: { rule: 'not-a-table', text: 'the text is the help of ipvsadm', hint: 'ipvsadm -Sn' },
  },
  {
    shape: /^IPVS connection entries|^Pro FromIP /m,
    foreign: {
      rule: 'not-a-table',
      text: 'the text lists connections and not the table',
      hint: 'ipvsadm -Sn',
    },
  },
  {
    shape: /^ +Total Incoming Outgoing|^Timeout \(tcp|^(?:master|backup) sync daemon/m,
    foreign: {
      rule: 'not-a-table',
      text: 'the text holds statistics or settings of IPVS and not the table',
      hint: 'ipvsadm -Sn',
    },
  },
  {
    shape: /^\s{0,100}<(?:!doctype|html|\?xml)/i,
    foreign: { rule: 'not-a-table', text: 'the text is a web page and not a table', hint: 'ipvsadm -Sn' },
  },
  {
    shape: /^\s{0,9}(?:virtual_server|vrrp_instance|global_defs)\b/m,
    foreign: {
      rule: 'not-a-table',
      text: 'the text is a keepalived.conf and not a table',
      hint: 'ipvsadm -Sn',
    },
  },
]

/** What a text is that cannot be a table, or undefined when nothing tells. */
export function recogniseForeign(text: string): Foreign | undefined {
  const start = text.slice(0, readLimit)
  if (start.includes('\0')) {
    const wide = /^(?:\ufffd\ufffd|\ufeff|[\x09-\x7e]\0|\0[\x09-\x7e])/.test(start)
    const what = wide ? 'UTF-16 and not plain text' : 'binary and not a table'
    return { rule: 'not-a-table', text: `the text is ${what}`, hint: 'ipvsadm -Sn' }
  }
  return shapes.find(({ shape }) => shape.test(start))?.foreign
}

/** What to say of a text that looks like nothing we know. */
export function unknownText(first: string): Foreign {
  return {
    rule: 'not-a-table',
    text: `the text begins with ${quote(first)}, which neither /proc/net/ip_vs nor ipvsadm -Sn or -Ln does`,
    hint: 'ipvsadm -Sn',
  }
}
