import { parseAddress } from '../net/address.ts'
import { type Outcome, success } from './outcome.ts'
import type { Probes } from './probes.ts'

const limit = 16 * 1024 * 1024

/**
 * The addresses that a network namespace holds, in canonical text: IPv4 from the local table of routes, IPv6 from the
 * list of addresses. Both can be read by everybody.
 * @param net `/proc/net`, or `/proc/PID/net` of a process
 */
export async function readLocalAddresses(
  net: string,
  probes: Pick<Probes, 'readFile'>,
): Promise<Outcome<readonly string[]>> {
  const routes = await probes.readFile(`${net}/fib_trie`, limit)
  if (!routes.ok) return routes
  // A kernel without IPv6 has no such file.
  const listed = await probes.readFile(`${net}/if_inet6`, limit)
  const ipv6 = listed.ok ? readIfInet6(listed.value.toString('latin1')) : []
  return success([...new Set([...readFibTrie(routes.value.toString('latin1')), ...ipv6])])
}

/** Each address stands on a line of its own, and below it what it is: `/32 host LOCAL`. */
function readFibTrie(text: string): string[] {
  return [...text.matchAll(/\|-- ([\d.]{7,15})\n +\/32 host LOCAL$/gm)].map(([, address = '']) => address)
}

/** `20010db8000000000000000000000010 02 40 00 80     eth0` */
function readIfInet6(text: string): string[] {
  return [...text.matchAll(/^([0-9a-f]{32}) /gm)].flatMap(([, digits = '']) => {
    const address = parseAddress((digits.match(/.{4}/g) ?? []).join(':'))
    return address === undefined ? [] : [address.text]
  })
}
