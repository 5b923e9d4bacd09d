import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

/** What one run has cost. CPU is that of the process and the children it waited for. */
export interface Cost {
  readonly wallMs: number
  readonly cpuMs: number
  readonly peakMb: number
}

/** A command with the exit codes it may leave with: what fails is not what was to be measured. */
export interface Command {
  readonly title: string
  readonly words: readonly string[]
  readonly exits: readonly number[]
}

const script = fileURLToPath(new URL('launch.pl', import.meta.url))
/** wait4 and clock_gettime. */
const systemCalls: Readonly<Record<string, readonly [string, string]>> = {
  x64: ['61', '228'],
  arm64: ['260', '113'],
}
const warmUp = 3

/** Runs all commands in turn, round by round. Answers what each has cost, a cost a round. */
export async function launch(
  commands: readonly Command[],
  rounds: number,
): Promise<ReadonlyMap<Command, readonly Cost[]>> {
  const numbers = systemCalls[process.arch]
  if (numbers === undefined) throw new Error(`the bench does not know the system calls of ${process.arch}`)
  const perl = spawn('perl', [script, String(rounds + warmUp), ...numbers], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  const missing = new Promise<never>((_, reject) => {
    perl.once('error', () =>
      reject(new Error('the bench needs perl to measure children: apt-get install perl-base')),
    )
  })
  perl.stdin.on('error', () => undefined)
  perl.stdin.end(commands.map(({ words }) => `${words.join('\t')}\n`).join(''))
  const report = await Promise.race([text(perl.stdout), missing])
  return readReport(report, commands)
}

function readReport(report: string, commands: readonly Command[]): Map<Command, Cost[]> {
  const costs = new Map<Command, Cost[]>(commands.map(command => [command, []]))
  for (const line of report.trimEnd().split('\n')) {
    const [round = 0, at = 0, exit, wall = 0, cpu = 0, peak = 0] = line.split(' ').map(Number)
    const command = commands[at]
    if (command === undefined) throw new Error(`perl answered ${line}`)
    if (exit === undefined || !command.exits.includes(exit)) {
      throw new Error(`${command.words.join(' ')} left with ${exit}, wanted ${command.exits.join(' or ')}`)
    }
    if (round < warmUp) continue
    costs.get(command)?.push({ wallMs: wall / 1e3, cpuMs: cpu / 1e3, peakMb: peak / 1024 })
  }
  return costs
}
