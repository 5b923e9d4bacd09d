/** npm run bench: what a check costs to start, over Node doing nothing and beside the plugins written in C. */
import { execFile, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { cpus, loadavg, release } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs, promisify } from 'node:util'
import { commandsOf, type Plan, planBench } from './bench/commands.ts'
import { launch } from './bench/launch.ts'
import {
  type Costs,
  renderBeside,
  renderFigures,
  renderResident,
  renderScale,
  renderStart,
  renderTargets,
} from './bench/report.ts'
import type { Resident } from './bench/resident.ts'
import type { Scale } from './bench/scale.ts'
import type { Ports } from './bench/servers.ts'

const help = `npm run bench [-- OPTIONS]

Prints what start-up and a check cost, as ratios from one run. It takes a minute or two; leave the machine alone.

  --rounds N   rounds after the warm-up, 31 by default
  --write      write docs/bench.md as well
  --help       this text
`
const page = fileURLToPath(new URL('../docs/bench.md', import.meta.url))
const script = (name: string) => fileURLToPath(new URL(`bench/${name}`, import.meta.url))

process.exitCode = await main(process.argv.slice(2))

async function main(words: string[]): Promise<number> {
  try {
    const options = {
      rounds: { type: 'string', default: '31' },
      write: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    } as const
    const { values } = parseArgs({ args: words, options })
    const rounds = Number(values.rounds)
    if (!Number.isInteger(rounds) || rounds < 3)
      throw new Error(`--rounds ${values.rounds}: 3 or more is right`)
    const text = values.help ? help : await bench(rounds)
    process.stdout.write(text)
    if (values.write && !values.help) writeFileSync(page, text)
    return 0
  } catch (error) {
    process.stderr.write(`bench: ${error instanceof Error ? error.message : String(error)}\n`)
    return 2
  }
}

async function bench(rounds: number): Promise<string> {
  const load = loadavg()[0] ?? 0
  const { ports, stop } = await startServers()
  try {
    const plan = planBench(ports)
    const costs = await launch(commandsOf(plan), rounds)
    const { stdout } = await promisify(execFile)(process.execPath, [script('resident.ts'), String(ports.tcp)])
    const resident = JSON.parse(stdout) as Resident
    const scale = await promisify(execFile)(process.execPath, ['--expose-gc', script('scale.ts')])
    return renderPage(plan, costs, resident, JSON.parse(scale.stdout) as Scale[], rounds, load)
  } finally {
    stop()
  }
}

async function startServers(): Promise<{ ports: Ports; stop(): void }> {
  const child = spawn(process.execPath, [script('servers.ts')], { stdio: ['pipe', 'pipe', 'inherit'] })
  const { promise, resolve, reject } = Promise.withResolvers<string>()
  child.stdout.once('data', (line: Buffer) => resolve(String(line)))
  child.once('exit', () => reject(new Error('the servers did not start')))
  return { ports: JSON.parse(await promise) as Ports, stop: () => child.stdin.end() }
}

function renderPage(
  plan: Plan,
  costs: Costs,
  resident: Resident,
  scales: readonly Scale[],
  rounds: number,
  load: number,
): string {
  const [processor] = cpus()
  const missing = plan.missing.length === 0 ? '' : ` Not installed here: ${plan.missing.join(', ')}.`
  const lines = [
    '# What a check costs',
    '',
    'Made by `npm run bench -- --write`. Ratios are the claim: times differ from machine to machine and from hour to hour.',
    '',
    `${new Date().toISOString().slice(0, 10)}, ${cpus().length} x ${processor?.model.trim()}, Linux ${release()}, Node ${process.version}, load ${load.toFixed(1)} at the beginning.`,
    `${rounds} rounds after a warm-up; each round runs every command once, in turn, so that drift hits all alike.`,
    `A ratio is the median over the rounds, in brackets the quartiles.${missing}`,
    '',
    '## Start-up, over Node doing nothing (`node -e 0`)',
    '',
    ...renderStart(plan, costs),
    '',
    '## Reached?',
    '',
    ...renderTargets(plan, costs),
    '',
    'In brackets the 95 % confidence interval of the median, by ranks. A target is reached when all of it is within, missed when none of it is.',
    '',
    '## Beside the plugins of monitoring-plugins',
    '',
    'How many times ours takes what the peer takes. Over HTTPS, ours and check_curl verify the certificate, check_http does not.',
    '',
    ...renderBeside(plan, costs),
    '',
    '## Many checks in one process',
    '',
    ...renderResident(plan, costs, resident),
    '',
    '## Large clusters',
    '',
    'A configuration with twenty real servers a virtual server is read, then the matching `/proc/net/ip_vs`, then both are compared.',
    '"A line" is the time a line takes, over that of the smallest; a reader that is linear stays near 1.',
    '',
    ...renderScale(scales),
    '',
    '## Figures',
    '',
    ...renderFigures(plan, costs),
    '',
    '## How it is measured',
    '',
    'A small Perl program forks, executes and waits with wait4, with an environment that holds a PATH and nothing else.',
    'Wall time is from before the fork to after the wait; CPU time is that of the process and of the children it waited for.',
    "Both hold the launcher's own share, the row /bin/true, and Node's floor holds it too.",
    'The peak memory of a child begins with what the launcher has touched, so figures as low as /bin/true are marked with ≤.',
    'The servers run on the loopback, in a process of their own.',
  ]
  return `${lines.join('\n')}\n`
}
