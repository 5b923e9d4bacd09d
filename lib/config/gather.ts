import { posix } from 'node:path'
import { parseNetDev } from '../host/parse-net-dev.ts'
import type { Model } from '../keepalived/model.ts'
import type { Deadline } from '../probe/deadline.ts'
import type { FileFacts } from '../probe/file-facts.ts'
import { readInterfaces } from '../probe/iproute.ts'
import { type Outcome, success } from '../probe/outcome.ts'
import type { Probes } from '../probe/probes.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import { accountsOf, lintAccounts, otherUserOf } from './accounts.ts'
import { backupPathOf, compareBackup } from './backup.ts'
import type { BackupFact, ConfigFacts, TestFacts } from './facts.ts'
import { lintInterfaces } from './interfaces.ts'
import { findUnsaid, readMessages } from './keepalived-test.ts'
import type { ConfigGiven } from './options.ts'
import { comparePair } from './pair.ts'
import { type Config, filesOf, linesOf, readFiles, toReading, toRemarks } from './reading.ts'
import { toRemark } from './remark.ts'
import { type Look, lintScripts } from './scripts.ts'
import { hasUnicast, lintUnicast } from './unicast.ts'

/** Reads what there is to read. Secrets stay in here: facts hold lines with them taken out. */
export async function gatherConfig(
  options: ConfigGiven,
  probes: Probes,
  deadline: Deadline,
): Promise<ConfigFacts> {
  const path = options.config
  const files = await probes.configFiles(path, options['config-id'], deadline)
  if (!files.ok) return { path, reading: files }
  const config = readFiles(files.value, options['keepalived-version'])
  const ofHost = config.readable ? await lintHost(config.read.model, options, probes, deadline) : []
  const { peer, backup } = options
  return {
    path,
    reading: { ok: true, value: toReading(config, ofHost) },
    ...(peer === undefined ? {} : { peer: await gatherPeer(config, peer, options, probes, deadline) }),
    ...(backup === undefined ? {} : { backup: await gatherBackup(config, backup, probes, deadline) }),
    ...(options['keepalived-test'] ? { test: await runTest(config, ofHost, options, probes, deadline) } : {}),
  }
}

/** What the host has of what it is to run and to use. Of another host's nothing is known here. */
async function lintHost(
  model: Model,
  { copy }: ConfigGiven,
  probes: Probes,
  deadline: Deadline,
): Promise<Diagnostic[]> {
  if (copy) return lintInterfaces(model, undefined)
  const file = await probes.readFile('/proc/self/net/dev', interfacesLimit)
  const here = file.ok ? success(parseNetDev(file.value.toString('latin1'))) : file
  return [
    ...lintInterfaces(model, here),
    ...(hasUnicast(model) ? lintUnicast(model, await readInterfaces(probes, deadline)) : []),
    ...(await lintScripts(model, createLook(probes))),
    ...(await lintAccounts(model, accountsOf(probes, deadline))),
  ]
}

/** Each file is looked at once. */
function createLook(probes: Probes): Look {
  const known = new Map<string, Promise<Outcome<FileFacts>>>()
  return path => {
    const asked = known.get(path) ?? probes.describeFile(path)
    known.set(path, asked)
    return asked
  }
}

async function gatherPeer(
  own: Config,
  path: string,
  options: ConfigGiven,
  probes: Probes,
  deadline: Deadline,
): Promise<NonNullable<ConfigFacts['peer']>> {
  const version = options['keepalived-version']
  const given = options['peer-id']
  const first = await probes.configFiles(path, given, deadline)
  if (!first.ok) return { path, reading: first }
  let peer = readFiles(first.value, version)
  if (given === undefined && peer.read.parsed.conditions.size > 0) {
    const ids = idsBesides(own.files.configId, peer)
    if (ids.length > 1) return { path, reading: { ok: true, value: toReading(peer, []) }, ids }
    const again = await probes.configFiles(path, ids[0] ?? `peer-of-${own.files.configId}`, deadline)
    if (!again.ok) return { path, reading: again }
    peer = readFiles(again.value, version)
  }
  const reading = { ok: true, value: toReading(peer, []) } as const
  if (isSame(own, peer)) return { path, reading, same: true }
  if (!own.readable || !peer.readable) return { path, reading }
  const sides = [
    { model: own.read.model, path: options.config },
    { model: peer.read.model, path },
  ] as const
  return { path, reading, differences: toRemarks(comparePair(...sides), linesOf([own, peer])).remarks }
}

/** Ids that lines of the file are for: that of the other director is among them. */
function idsBesides(id: string, { read }: Config): string[] {
  const ids = [...read.parsed.conditions.keys()].map(each => each.replace(/^@\^?/, ''))
  return [...new Set(ids)].filter(each => each !== id)
}

function isSame({ files: a }: Config, { files: b }: Config): boolean {
  const [own, peer] = [a, b].map(({ sources }) => sources.main.map(({ identity }) => identity).join('\0'))
  return own === peer && a.configId === b.configId
}

async function gatherBackup(
  { files }: Config,
  backup: string,
  probes: Probes,
  deadline: Deadline,
): Promise<NonNullable<ConfigFacts['backup']>> {
  const about = await probes.describeFile(backup)
  if (!about.ok) return about
  const [main] = files.sources.main
  if (main === undefined) return []
  if (about.value.type !== 'directory')
    return [await compare(main.identity, main.text, backup, probes, deadline)]
  const folder = posix.dirname(main.identity)
  const facts: BackupFact[] = []
  for (const { identity, text } of filesOf(files.sources)) {
    facts.push(await compare(identity, text, backupPathOf(identity, folder, backup), probes, deadline))
  }
  return facts
}

/** A line of an interface has 130 bytes. */
const interfacesLimit = 16 * 1024 * 1024

/** Backups are as long as what they are of, give or take line ends; what is much longer is no backup. */
const backupLimit = 128 * 1024 * 1024

async function compare(
  path: string,
  text: string,
  backup: string,
  probes: Probes,
  deadline: Deadline,
): Promise<BackupFact> {
  const about = await probes.describeFile(backup)
  if (!about.ok) return { path, backup, answer: about }
  const content = await probes.readFile(backup, backupLimit)
  if (!content.ok) return { path, backup, answer: content }
  const age = Math.round((deadline.today() - about.value.modified) / 1000)
  const comparison = compareBackup(Buffer.from(text, 'latin1'), content.value)
  return { path, backup, answer: { ok: true, value: { ...comparison, age } } }
}

async function runTest(
  config: Config,
  ofHost: readonly Diagnostic[],
  { config: path, copy }: ConfigGiven,
  probes: Probes,
  deadline: Deadline,
): Promise<Outcome<TestFacts>> {
  const words = ['-t', '-f', path, '-i', config.files.configId]
  const outcome = await probes.command('keepalived', words, deadline)
  if (!outcome.ok) {
    const hint =
      outcome.kind === 'missing'
        ? 'Install it, or leave --keepalived-test out: apt-get install keepalived'
        : outcome.hint
    return { ok: false, kind: outcome.kind, text: outcome.text, ...(hint === undefined ? {} : { hint }) }
  }
  const { exitCode, signal, stdout, stderr } = outcome.value
  const messages = readMessages(`${stdout}\n${stderr}`, path)
  const unsaid = findUnsaid(messages, [...config.diagnostics, ...ofHost], path, namesOf(config), copy)
  const lines = linesOf([config])
  const remarks = unsaid.slice(0, 100).map(each => toRemark(each, lines))
  const scriptUser = otherUserOf(config.read.model)
  return {
    ok: true,
    value: {
      exitCode,
      signal,
      messages: messages.length,
      remarks,
      ...(scriptUser === undefined ? {} : { scriptUser }),
    },
  }
}

/** What keepalived calls things by when it names no line. */
function namesOf({ read: { model } }: Config): string[] {
  const scripts = model.scripts.flatMap(({ name }) => (name === undefined ? [] : [name]))
  return [...model.instances, ...model.syncGroups].map(({ name }) => name).concat(scripts)
}
