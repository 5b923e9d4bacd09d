import { wordsOf } from '../objects/call.ts'
import { nrpeLine, nrpeLineBytes } from '../objects/escape.ts'
import { type Checks, checkOf } from './checks.ts'
import { type Plan, type PlanCall, PlanError } from './plan.ts'
import type { Site } from './site.ts'

/** The commands of each host's agent, by host: Debian's NRPE takes no arguments, so each call is a command of its own. */
export function renderNrpe({ services }: Plan, site: Site, checks: Checks): Map<string, string> {
  const files = new Map<string, string>()
  for (const service of services) {
    if (service.kind !== 'call' || service.command === undefined) continue
    files.set(service.host, (files.get(service.host) ?? '') + renderCommand(service, site, checks))
  }
  return files
}

function renderCommand({ host, name, command, call }: PlanCall, site: Site, checks: Checks): string {
  const check = checkOf(call, checks)
  const line = `command[${command}]=${nrpeLine([`${site.nrpe.plugins}/${call.check}`, ...wordsOf(call, check)])}\n`
  if (Buffer.byteLength(line) > nrpeLineBytes + 1)
    throw new PlanError(
      `${name} of ${host} is a line of ${Buffer.byteLength(line)} bytes, NRPE takes ${nrpeLineBytes}: give it fewer ports or options`,
    )
  return line
}
