/** Why a program that asks for MACs, or listens, could not: by what it said on stderr. */
export interface Trouble {
  readonly kind: 'denied' | 'down' | 'no-interface' | 'no-arp'
  readonly text: string
}

/** True when what was said is about who ran it: no CAP_NET_RAW. */
export function saysNoRight(said: string): boolean {
  return /operation not permitted|permission denied|CAP_NET_RAW|you (?:don't have permission|may need to run as root)/i.test(
    said,
  )
}

/** arping of iputils says some of these on stdout. */
export function explainTrouble(said: string, device: string): Trouble | undefined {
  if (saysNoRight(said)) return { kind: 'denied', text: 'this user may not send the requests' }
  if (/no such device|not available|doesn't exist/i.test(said))
    return { kind: 'no-interface', text: `there is no interface ${device} on this host` }
  if (/\bis down\b|network is down/i.test(said)) return { kind: 'down', text: `${device} is down` }
  if (/not ARPable/i.test(said)) return { kind: 'no-arp', text: `${device} speaks no ARP` }
  return undefined
}
