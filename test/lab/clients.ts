import type { Fault } from './fault.ts'

/**
 * What one real server of four gets of eight connections. Taking turns gives it two, and once in hundreds of looks it was
 * three, which the check had told as it was.
 */
export const aQuarterOf8 = /\b[23] of 8 connections/

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

/**
 * One connection may meet the real server that fails, or another one; and so may many that persistence leads to the same.
 * @param rules how one connection fails
 */
export function ifItIsTheirs(...rules: readonly string[]): NonNullable<Fault['maySpeak']> {
  return { TLS: rules, 'by mark': rules, persistent: ['connections-failed'] }
}
