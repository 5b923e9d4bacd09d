import { basename } from 'node:path'
import { main, mayColour } from '../lib/runtime/main.ts'
import type { Result } from '../lib/runtime/run.ts'
import { world } from '../lib/runtime/world.ts'
import { registry, runCheck } from './index.ts'

/**
 * One program, many names: called by the name of a check (a link) it is that check; called by its own name it
 * takes the check as its first word.
 */
function start(signal: AbortSignal): Promise<Result> | Result {
  const words = process.argv.slice(2)
  const called = basename(process.argv0)
  const surroundings = { probes: world, colour: mayColour() }
  if (Object.hasOwn(registry, called)) return runCheck([called, ...words], signal, surroundings)
  const [first] = words
  if (first === undefined || first.startsWith('-') || first === 'help') return list(first)
  if (first === 'objects') return objects(words.slice(1), signal)
  if (first === 'explain') return explain(words.slice(1))
  if (first === 'install') return install(words.slice(1))
  return runCheck(words, signal, surroundings)
}

async function list(word: string | undefined): Promise<Result> {
  const { describeProgram } = await import('../lib/runtime/program.ts')
  return describeProgram(word, await Promise.all(Object.values(registry).map(load => load())))
}

async function explain(words: readonly string[]): Promise<Result> {
  const { explain } = await import('../lib/remedy/explain.ts')
  return explain(words, await Promise.all(Object.values(registry).map(load => load())))
}

async function objects(words: readonly string[], signal: AbortSignal): Promise<Result> {
  const { runObjects } = await import('../lib/runtime/objects/objects.ts')
  const checks = await Promise.all(Object.values(registry).map(load => load()))
  return runObjects(words, signal, { checks, runCheck, probes: world, colour: mayColour() })
}

async function install(words: readonly string[]): Promise<Result> {
  const { installLinks } = await import('../lib/runtime/install.ts')
  return installLinks(words, Object.keys(registry))
}

void main(start)
