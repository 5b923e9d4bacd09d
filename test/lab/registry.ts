import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Day } from './day.ts'
import type { Fault } from './fault.ts'

/** Names of all faults: each is a file of its own under faults/. */
export const faultNames = namesIn('faults')
/** Names of all quiet days, under quiet/. */
export const dayNames = namesIn('quiet')

/** @throws an error that lists what there is, for a name of none */
export async function loadFault(name: string): Promise<Fault> {
  return (await load<{ fault: Fault }>('faults', name, faultNames)).fault
}

/** @throws an error that lists what there is, for a name of none */
export async function loadDay(name: string): Promise<Day> {
  return (await load<{ day: Day }>('quiet', name, dayNames)).day
}

function namesIn(folder: string): string[] {
  return readdirSync(fileURLToPath(new URL(folder, import.meta.url)))
    .filter(name => name.endsWith('.ts'))
    .map(name => name.slice(0, -'.ts'.length))
    .sort()
}

async function load<T>(folder: string, name: string, names: readonly string[]): Promise<T> {
  if (!names.includes(name)) throw new Error(`there is no ${name} under ${folder}/: ${names.join(', ')}`)
  return import(`./${folder}/${name}.ts`) as Promise<T>
}
