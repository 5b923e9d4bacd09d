import { runCheck } from '../../plugins/index.ts'
import { median } from './statistics.ts'

/** What a check costs in a process that has run checks before. */
export interface Resident {
  readonly checks: number
  readonly cpuMs: number
  readonly wallMs: number
  readonly peakMb: number
}

const checks = 1000
const rounds = 7

/** Runs a thousand TCP checks at once, again and again; the median of the rounds but the first, a check. */
async function measure(port: string): Promise<Resident> {
  const signal = new AbortController().signal
  const argv = ['check_vip_service', '--tcp', '-H', '127.0.0.1', '-p', port]
  const costs: { cpuMs: number; wallMs: number }[] = []
  for (let round = 0; round <= rounds; round++) {
    const [cpu, began] = [process.cpuUsage(), process.hrtime.bigint()]
    const results = await Promise.all(Array.from({ length: checks }, () => runCheck(argv, signal)))
    const { user, system } = process.cpuUsage(cpu)
    const wallMs = Number(process.hrtime.bigint() - began) / 1e6
    const failed = results.find(({ exitCode }) => exitCode !== 0)
    if (failed !== undefined) throw new Error(failed.stdout)
    if (round > 0) costs.push({ cpuMs: (user + system) / 1e3 / checks, wallMs: wallMs / checks })
  }
  return {
    checks,
    cpuMs: median(costs.map(each => each.cpuMs)),
    wallMs: median(costs.map(each => each.wallMs)),
    peakMb: process.resourceUsage().maxRSS / 1024,
  }
}

if (import.meta.main) process.stdout.write(JSON.stringify(await measure(process.argv[2] ?? '')))
