import type { Fault } from './fault.ts'

/** How a connection fails that another host gets, or nobody. */
const lost = ['no-answer', 'refused', 'unreachable', 'broken-off', 'vip-failed', 'connections-failed']

/** Clients of the IPv4 VIP may fail, as their packets go here or there. */
export const clientsMayFail = {
  'web IPv4': lost,
  persistent: lost,
  'with sorry server': lost,
  'by NAT': lost,
  'by tunnel': lost,
  TLS: lost,
} as const satisfies Fault['maySpeak']
