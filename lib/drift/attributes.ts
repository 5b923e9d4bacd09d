import { quote } from '../core/text.ts'
import type { TableService } from '../ipvs/table.ts'
import { granularityOf } from '../keepalived/services.ts'
import { describeMask, serverCommand, serviceCommand } from './commands.ts'
import type { ServerPair } from './compare.ts'
import type { TableFacts } from './facts.ts'
import { mayBe } from './persistence.ts'
import type { DriftRule } from './rules.ts'
import type { WantedService } from './wanted.ts'

/** Something that is there and is not as configured. */
export interface Difference {
  readonly rule: DriftRule
  /** A clause about the virtual server: `the scheduler is rr, wrr is configured`. */
  readonly text: string
  /** Commands that make it as configured, where somebody has changed it by hand. */
  readonly repair: readonly string[]
}

/** How a service that is in the kernel differs from what is configured, as far as the source of the table shows it. */
export function compareAttributes(
  wanted: WantedService,
  found: TableService,
  pairs: readonly ServerPair[],
  table: TableFacts,
  rate: number | undefined,
): Difference[] {
  const { block, service } = wanted
  const differences: Difference[] = []
  const addOf = (pair: ServerPair, rule: DriftRule, text: string | undefined) => {
    if (text === undefined) return
    differences.push({ rule, text, repair: [serverCommand('-e', found.service, pair.wanted)] })
  }
  for (const pair of pairs) {
    addOf(pair, 'forward-differs', compareForward(pair))
    addOf(pair, 'weight-differs', compareWeight(pair))
  }
  const add = (rule: DriftRule, text: string | undefined) => {
    if (text === undefined) return
    differences.push({ rule, text, repair: [serviceCommand('-E', wanted, found.service)] })
  }
  add('scheduler-differs', compareScheduler(block.scheduler, found.scheduler))
  add('persistence-differs', comparePersistence(block.persistence, found.persistence, table, rate))
  add('netmask-differs', compareNetmask(block, found.persistence, service))
  add('flags-differ', compareOnePacket(block.onePacket, found.onePacket))
  // Flags are those of the scheduler: with another one they are others.
  if (block.scheduler === found.scheduler) add('flags-differ', compareFlags(block.flags, found.flags))
  return differences
}

/** `Local` is what the kernel shows of a real server that is the director itself, whatever was asked for. */
function compareForward({ wanted, found }: ServerPair): string | undefined {
  if (found === undefined || found.forward === 'Local' || found.forward === wanted.real.method)
    return undefined
  return `${wanted.name} is reached by ${found.forward}, ${wanted.real.method} is configured`
}

/** Weight 0 is not here: whether a real server is up is judged by itself. */
function compareWeight({ wanted, found, status }: ServerPair): string | undefined {
  if (found === undefined || wanted.real.dynamicWeight || status === 'inhibited' || status === 'weightless') {
    return undefined
  }
  if (found.weight === wanted.real.weight) return undefined
  return `${wanted.name} has weight ${found.weight}, ${wanted.real.weight} is configured`
}

function compareScheduler(wanted: string, found: string): string | undefined {
  return wanted === found ? undefined : `the scheduler is ${quote(found)}, ${quote(wanted)} is configured`
}

type Persistence = WantedService['block']['persistence']

function comparePersistence(
  wanted: Persistence,
  found: TableService['persistence'],
  table: TableFacts,
  rate: number | undefined,
): string | undefined {
  const unit = table.source === 'proc' ? rate : 1
  const shown = describeTimeout(found?.timeout, unit)
  if (wanted === undefined)
    return found === undefined ? undefined : `it is persistent${shown}, none is configured`
  if (found === undefined) return `it is not persistent, ${wanted.timeout} s are configured`
  if (found.timeout !== undefined) {
    const pair = { seconds: wanted.timeout, jiffies: found.timeout }
    // Where the unit is not known, only what no unit could explain is a difference.
    const isSame = unit === undefined ? mayBe(pair) : pair.jiffies === pair.seconds * unit
    if (!isSame) return `it is persistent${shown}, ${wanted.timeout} s are configured`
  }
  if (table.source === 'proc' || wanted.engine === found.engine) return undefined
  return `the persistence engine is ${found.engine ?? 'none'}, ${wanted.engine ?? 'none'} is configured`
}

function describeTimeout(timeout: number | undefined, unit: number | undefined): string {
  if (timeout === undefined) return ''
  if (unit === undefined) return ` for ${timeout} jiffies`
  return ` for ${Math.round((timeout / unit) * 1000) / 1000} s`
}

function compareNetmask(
  block: WantedService['block'],
  found: TableService['persistence'],
  service: WantedService['service'],
): string | undefined {
  const wanted = granularityOf(block, service)
  if (block.persistence === undefined || found === undefined || wanted === found.granularity) return undefined
  const [has, should] = [found.granularity, wanted].map(bits => showMask(bits, service.family))
  return `clients are persistent by the netmask ${has}, ${should} is configured`
}

/** `255.255.255.0`, `/64` */
function showMask(bits: number, family: 4 | 6): string {
  return `${family === 6 ? '/' : ''}${describeMask(bits, family)}`
}

function compareOnePacket(wanted: boolean, found: boolean | undefined): string | undefined {
  if (found === undefined || wanted === found) return undefined
  return found
    ? 'one-packet scheduling is on and not configured'
    : 'one-packet scheduling is off and configured'
}

function compareFlags(wanted: readonly string[], found: readonly string[] | undefined): string | undefined {
  if (found === undefined) return undefined
  const [has, should] = [found, wanted].map(flags => flags.toSorted().join(','))
  if (has === should) return undefined
  return `the flags of the scheduler are ${has || 'none'}, ${should || 'none'} configured`
}
