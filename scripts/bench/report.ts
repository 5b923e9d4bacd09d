import type { Plan } from './commands.ts'
import type { Command, Cost } from './launch.ts'
import type { Resident } from './resident.ts'
import type { Scale } from './scale.ts'
import { median, type Ratio, ratioOf } from './statistics.ts'

export type Costs = ReadonlyMap<Command, readonly Cost[]>

/** A Markdown table; all columns but the first are figures. */
export function renderTable(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map((_, at) => (at === 0 ? '---' : '---:'))), ...rows.map(line)]
}

/** `1.24 (1.20–1.29)` */
export function showRatio({ median, from, to }: Pick<Ratio, 'median' | 'from' | 'to'>): string {
  const digits = (value: number) => (value < 10 ? value.toFixed(2) : value.toFixed(0))
  return `${digits(median)} (${digits(from)}–${digits(to)})`
}

function ratio(costs: Costs, of: Command, to: Command, what: keyof Cost): Ratio {
  const figures = (command: Command) => (costs.get(command) ?? []).map(cost => cost[what])
  return ratioOf(figures(of), figures(to))
}

function middle(costs: Costs, command: Command, what: keyof Cost): string {
  return median((costs.get(command) ?? []).map(cost => cost[what])).toFixed(1)
}

/** Start-up of everything of ours over Node doing nothing. */
export function renderStart(plan: Plan, costs: Costs): string[] {
  const ours = [...plan.starts, ...plan.checks.map(each => each.ours)]
  const rows = ours.map(command => [
    command.title,
    showRatio(ratio(costs, command, plan.floor, 'wallMs')),
    showRatio(ratio(costs, command, plan.floor, 'cpuMs')),
  ])
  const source = plan.checks.map(each => [
    `${each.source.title}, from source`,
    showRatio(ratio(costs, each.source, plan.floor, 'wallMs')),
    showRatio(ratio(costs, each.source, plan.floor, 'cpuMs')),
  ])
  return renderTable(['call', 'wall / floor', 'CPU / floor'], [...rows, ...source])
}

/** Ours beside each peer that does the same. */
export function renderBeside(plan: Plan, costs: Costs): string[] {
  const rows = plan.checks.flatMap(({ ours, peers }) =>
    peers.map(peer => [
      `${ours.title} beside ${peer.title}`,
      showRatio(ratio(costs, ours, peer, 'wallMs')),
      showRatio(ratio(costs, ours, peer, 'cpuMs')),
      showRatio(ratio(costs, ours, peer, 'peakMb')),
    ]),
  )
  return renderTable(['check', 'wall', 'CPU', 'memory'], rows)
}

/** The figures behind the ratios. */
export function renderFigures(plan: Plan, costs: Costs): string[] {
  const least = middle(costs, plan.launcher, 'peakMb')
  const rows = (title: string, command: Command) => {
    const peak = middle(costs, command, 'peakMb')
    const memory = Number(peak) - Number(least) < 0.1 ? `≤ ${peak}` : peak
    return [title, middle(costs, command, 'wallMs'), middle(costs, command, 'cpuMs'), memory]
  }
  return renderTable(
    ['command', 'wall ms', 'CPU ms', 'peak MB'],
    [
      rows(plan.launcher.title, plan.launcher),
      rows(plan.floor.title, plan.floor),
      ...plan.starts.map(each => rows(each.title, each)),
      ...plan.checks.flatMap(({ ours, source, peers }) => [
        rows(`${ours.title}, ours`, ours),
        rows(`${ours.title}, ours from source`, source),
        ...peers.map(peer => rows(`${ours.title}, ${peer.title}`, peer)),
      ]),
    ],
  )
}

/** What start-up may cost, as a multiple of Node doing nothing. */
const targets: Readonly<Record<string, number>> = { TCP: 1.25, HTTP: 1.6 }

function targetOf(title: string): number | undefined {
  return title.endsWith(', --help') ? 1.1 : targets[title]
}

/** A target inside the median's interval is neither reached nor missed: the next run may say the other. */
function judge({ interval: [low, high] }: Ratio, limit: number): string {
  return high <= limit ? 'yes' : low > limit ? 'no' : 'too close to tell'
}

export function renderTargets(plan: Plan, costs: Costs): string[] {
  const commands = [...plan.starts, ...plan.checks.map(each => each.ours)]
  const rows = commands.flatMap(command => {
    const limit = targetOf(command.title)
    if (limit === undefined) return []
    const measured = ratio(costs, command, plan.floor, 'wallMs')
    const { median, interval } = measured
    const shown = showRatio({ median, from: interval[0], to: interval[1] })
    return [[command.title, `≤ ${limit}`, shown, judge(measured, limit)]]
  })
  return renderTable(['call', 'target', 'measured', 'reached?'], rows)
}

/** A thousand checks in one process, beside as many runs of check_tcp. */
export function renderResident(plan: Plan, costs: Costs, resident: Resident): string[] {
  const peer = plan.checks[0]?.peers[0]
  const ours = `${resident.cpuMs.toFixed(2)} ms of CPU a check, ${resident.peakMb.toFixed(0)} MB in all`
  const lines = [`${resident.checks} TCP checks at once in one process, from source: ${ours}.`]
  if (peer === undefined) return lines
  const each = median((costs.get(peer) ?? []).map(cost => cost.cpuMs))
  const own = median((costs.get(plan.launcher) ?? []).map(cost => cost.cpuMs))
  return [
    ...lines,
    `One run of ${peer.title} takes ${each.toFixed(1)} ms, of which a process that does nothing takes ${own.toFixed(1)} ms.`,
    `So ${resident.checks} of them, scaled from the runs above, take ${((each * resident.checks) / 1000).toFixed(1)} s of CPU, ${(each / resident.cpuMs).toFixed(0)} times the ${((resident.cpuMs * resident.checks) / 1000).toFixed(2)} s of ours.`,
  ]
}

/** Configurations and tables of growing size. A cost a line that stays the same is what linear means. */
export function renderScale(scales: readonly Scale[]): string[] {
  const digits = (value: number) => (value < 10 ? value.toFixed(2) : value.toFixed(0))
  const [smallest] = scales
  const aLine = ({ configMs, configLines, tableMs, tableLines }: Scale) => ({
    config: configMs / configLines,
    table: tableMs / tableLines,
  })
  const base = smallest === undefined ? { config: Number.NaN, table: Number.NaN } : aLine(smallest)
  const rows = scales.map(scale => [
    String(scale.realServers),
    digits(scale.configMs),
    digits(aLine(scale).config / base.config),
    digits(scale.tableMs),
    digits(aLine(scale).table / base.table),
    digits(scale.tableMb),
    digits(scale.driftMs),
  ])
  const head = ['real servers', 'configuration ms', 'a line', 'table ms', 'a line', 'table MB', 'drift ms']
  return renderTable(head, rows)
}
