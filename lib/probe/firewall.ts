import type { InputFilter } from '../host/firewall.ts'
import { parseIptables } from '../host/parse-iptables.ts'
import { listArpAddresses, parseNftRuleset } from '../host/parse-nft.ts'
import type { CommandResult } from './command.ts'
import type { Deadline } from './deadline.ts'
import { type Failure, failure, type Outcome, success } from './outcome.ts'
import { runPrivileged } from './privileged.ts'
import type { Probes } from './probes.ts'

type Asking = Pick<Probes, 'command' | 'readFile'>

/** What was read of the packet filters of this network namespace. */
export interface FirewallReading {
  /** `nft -j list ruleset`, `iptables -S`: what was asked and answered. */
  readonly asked: readonly string[]
  readonly filters: readonly InputFilter[]
  /** Addresses that rules about ARP name. */
  readonly arpAddresses: readonly string[]
}

/** True when this user may ask for the rules of packet filters: CAP_NET_ADMIN, bit 12 of what /proc/self/status says. */
export async function mayAdminister(probes: Asking): Promise<boolean> {
  const content = await probes.readFile('/proc/self/status', 65_536)
  const [, digits] = content.ok
    ? (/^CapEff:\s*([0-9a-f]+)$/m.exec(content.value.toString('latin1')) ?? [])
    : []
  return digits !== undefined && (BigInt(`0x${digits}`) & 0x1000n) !== 0n
}

/**
 * The filters of input: by nft, and by iptables where the kernel has its old tables. Neither is asked where the kernel
 * has nothing of it: as root they would load its modules. `denied` with the line for sudoers.
 */
export async function readFirewall(probes: Asking, deadline: Deadline): Promise<Outcome<FirewallReading>> {
  const asked: string[] = []
  const filters: InputFilter[] = []
  const arpAddresses: string[] = []
  const problems: Failure[] = []
  if (await mayHaveNftables(probes)) {
    const said = await ask('nft', ['-j', 'list', 'ruleset'], probes, deadline)
    const read = said.ok ? parseNftRuleset(said.value) : undefined
    if (said.ok && read !== undefined) {
      asked.push('nft -j list ruleset')
      filters.push(...read)
      arpAddresses.push(...listArpAddresses(said.value))
    } else
      problems.push(said.ok ? failure('malformed', 'nft -j list ruleset printed what cannot be read') : said)
  }
  for (const [program, family, names] of [
    ['iptables', 4, '/proc/net/ip_tables_names'],
    ['ip6tables', 6, '/proc/net/ip6_tables_names'],
  ] as const) {
    const tables = await probes.readFile(names, 4_096)
    if (!tables.ok && tables.kind !== 'denied') continue
    if (tables.ok && !/^filter$/m.test(tables.value.toString('latin1'))) continue
    const said = await ask(program, ['-S'], probes, deadline)
    const read = said.ok ? parseIptables(said.value, family) : undefined
    if (read !== undefined) {
      asked.push(`${program} -S`)
      filters.push(read)
    } else problems.push(said.ok ? failure('malformed', `${program} -S printed what cannot be read`) : said)
  }
  // What one of them cannot tell is not made good by what the other has let in.
  const [problem] = problems.filter(({ kind }) => kind !== 'missing')
  return problem ?? success({ asked, filters, arpAddresses })
}

/** Without modules the kernel may have it built in. */
async function mayHaveNftables(probes: Asking): Promise<boolean> {
  const modules = await probes.readFile('/proc/modules', 4 * 1024 * 1024)
  if (!modules.ok || modules.value.length === 0) return true
  return /^nf_tables /m.test(modules.value.toString('latin1'))
}

async function ask(
  program: string,
  argv: readonly string[],
  probes: Asking,
  deadline: Deadline,
): Promise<Outcome<string>> {
  const answer = await runPrivileged(program, argv, probes, deadline, isRefusal)
  if (!answer.ok) return answer
  const { exitCode, stdout, cut } = answer.value
  if (exitCode === 0 && !cut) return success(stdout)
  return failure('malformed', `${program} ${argv.join(' ')} ended with exit code ${exitCode}`)
}

/** iptables says only that it cannot initialize a table. */
function isRefusal({ stderr }: CommandResult): boolean {
  return /permission denied|not permitted|must be root/i.test(stderr)
}
