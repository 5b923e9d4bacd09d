import { commonOptions } from '../../lib/cli/common.ts'
import { flag } from '../../lib/cli/option.ts'
import { parseOptions } from '../../lib/cli/parse.ts'
import type { Finding } from '../../lib/core/finding.ts'
import type { Probes } from '../../lib/probe/probes.ts'
import { type Result, run } from '../../lib/runtime/run.ts'
import { world } from '../../lib/runtime/world.ts'
import { type HttpGiven, httpOptions } from '../../lib/service/http-options.ts'
import { type TcpGiven, tcpOptions } from '../../lib/service/tcp-options.ts'
import { check } from '../../plugins/check_vip_service.ts'
import { type Output, parseOutput } from './output.ts'

/** The options of check_vip_service as a command line gives them. */
export function httpGiven(...argv: readonly string[]): HttpGiven {
  const parsed = parseOptions({ ...commonOptions, ...httpOptions }, argv)
  if (!parsed.ok) throw new Error(parsed.problem)
  return parsed.values
}

/** The same with --tcp, which is not among the words. */
export function tcpGiven(...argv: readonly string[]): TcpGiven {
  const parsed = parseOptions({ ...commonOptions, ...tcpOptions, tcp: flag({ help: '' }) }, argv)
  if (!parsed.ok) throw new Error(parsed.problem)
  return parsed.values
}

/** What a run of the check in this process came to. */
export interface Run extends Output {
  readonly exitCode: number
  readonly stdout: string
}

/** Runs the check with its real probes, without a process of its own. */
export async function runVipService(
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<Run> {
  const { exitCode, stdout } = await start(argv, environment)
  return { exitCode, stdout, ...parseOutput(stdout) }
}

/** What it prints, for output that is no plugin output: JSON. */
export async function stdoutOfVipService(
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Promise<string> {
  return (await start(argv, environment)).stdout
}

function start(argv: readonly string[], environment: Readonly<Record<string, string>>): Promise<Result> {
  const probes: Probes = {
    ...world,
    environment: name => {
      const value = environment[name]
      return value === undefined ? world.environment(name) : { ok: true, value }
    },
  }
  return run(check, argv, new AbortController().signal, { probes, colour: false })
}

/** Every rule that speaks in a tree, worst or not, with what it says. */
export function rulesOf(finding: Finding): string[] {
  const own = finding.rule === undefined || finding.state === 'OK' ? [] : [finding.rule]
  return [...own, ...finding.children.flatMap(rulesOf)]
}
