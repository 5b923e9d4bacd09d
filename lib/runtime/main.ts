import { fstatSync, writeSync } from 'node:fs'
import { renderLine } from '../core/render.ts'
import { exitCodes } from '../core/state.ts'
import type { Check } from './check.ts'
import { type Result, run } from './run.ts'
import { world } from './world.ts'

/** How long a reader of our stdout may keep us waiting before the rest of the output is given up, in ms. */
const patience = 2_000

/**
 * The front end of one check a process: runs it, prints its one result, leaves with its exit code. Whatever
 * happens before, the process prints one first line on stdout and nothing on stderr, and exits with 0 to 3.
 */
export async function main(start: (signal: AbortSignal) => Promise<Result> | Result): Promise<never> {
  const controller = new AbortController()
  for (const name of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(name, () => controller.abort())
  process.on('uncaughtException', error => finish(crashed(error)))
  // A warning of the runtime on stderr would become the first line in Icinga.
  process.removeAllListeners('warning')
  try {
    return finish(await start(controller.signal))
  } catch (error) {
    return finish(crashed(error))
  }
}

/** Runs this one check as the program: `node plugins/check_x.ts`, with no build. */
export function mainOf(check: Check): Promise<never> {
  const words = process.argv.slice(2)
  return main(signal => run(check, words, signal, { probes: world, colour: mayColour() }))
}

/** True when stdout is a terminal and nobody asked for plain text (https://no-color.org). */
export function mayColour(): boolean {
  if ((process.env.NO_COLOR ?? '') !== '' || process.env.TERM === 'dumb') return false
  try {
    // A pipe, a file or a socket is told without node:tty, whose load every check would pay for.
    return fstatSync(1).isCharacterDevice() && process.stdout.isTTY === true
  } catch {
    return false
  }
}

function crashed(error: unknown): Result {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  return { exitCode: exitCodes.UNKNOWN, stdout: renderLine('LVS', 'UNKNOWN', `internal error: ${text}`) }
}

function finish(result: Result): never {
  print(result.stdout)
  if (process.getActiveResourcesInfo().includes('GetAddrInfoReqWrap')) leaveResolver(result.exitCode)
  process.exit(result.exitCode)
}

/**
 * Nothing stops the system's resolver once it asks, and Node waits for its thread before it leaves: a check of 10 s
 * would go on for the 30 s of three dead name servers. A process that becomes another program has no threads.
 */
function leaveResolver(exitCode: number): void {
  try {
    process.execve?.('/bin/sh', ['sh', '-c', `exit ${exitCode}`], {})
  } catch {
    // No shell: the exit is late, and right all the same.
  }
}

/** Writes all of it, also to a pipe that is full for the moment. A closed pipe has nobody left to tell. */
function print(text: string): void {
  const bytes = Buffer.from(text)
  const began = Date.now()
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(1, bytes, at)
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : ''
      if (code !== 'EAGAIN' || Date.now() - began > patience) return
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5)
    }
  }
}
