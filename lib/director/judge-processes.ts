import { type Finding, hintOf, state } from '../core/finding.ts'
import { count, listSome } from '../core/text.ts'
import { isStopped } from '../host/processes.ts'
import type { ChildRole, KeepalivedChild } from '../probe/keepalived.ts'
import { describeRemoval } from './judge-instances.ts'
import { isWithoutModule, type Scene, soften } from './scene.ts'
import { describeAge, withVerb } from './words.ts'

const why = 'Why it ended: journalctl -u keepalived -n 50'

/** What is to be said of the processes of keepalived. */
export function judgeProcesses(scene: Scene): Finding[] {
  const { facts, keepalived } = scene
  if (!facts.keepalived.ok) {
    const { text, hint } = facts.keepalived
    const extras = { rule: 'keepalived-unknown', ...hintOf({ hint }) }
    return [state('UNKNOWN', `whether keepalived runs is not known: ${text}`, extras)]
  }
  if (keepalived === undefined) return [...judgeLeftVips(scene), describeAbsence(scene)]
  const stopped = judgeStopped(scene)
  const wrong = [...stopped, ...judgeChildren(scene), ...judgeRespawning(scene)]
  return wrong.length > 0 ? wrong : [state('OK', describeRunning(scene), { details: describeFound(scene) })]
}

/** The VIPs of a keepalived that was killed stay where they were, and the other director takes them as well. */
function judgeLeftVips({ instances, facts }: Scene): Finding[] {
  const left = instances.flatMap(({ bound }) => bound.flatMap(({ holding }) => holding ?? []))
  if (left.length === 0) return []
  const names = left.map(({ address, interface: device }) => `${address} on ${device ?? 'this host'}`)
  const noun = left.length === 1 ? 'the VIP' : 'the VIPs'
  const text = `keepalived is not running and has left ${noun} ${listSome(names)}: this host answers for ${left.length === 1 ? 'it' : 'them'} beside the director that takes over`
  return [
    state('CRITICAL', text, {
      rule: 'vip-bound-without-keepalived',
      hint: `Start it: systemctl start keepalived; or take them off: ${describeRemoval(left)}`,
      details: [`the VIPs are those of ${facts.config}`],
    }),
  ]
}

function describeAbsence(scene: Scene): Finding {
  const { facts, options } = scene
  const reading = facts.keepalived.ok ? facts.keepalived.value : undefined
  const left = reading?.leftBehind
  const how =
    left === undefined
      ? describeStop(scene)
      : `: ${left.file} names process ${left.pid}, which is gone, so it did not end in order`
  const elsewhere = reading?.elsewhere ?? []
  const other =
    elsewhere.length === 0
      ? ''
      : `; in another network namespace, of a container perhaps, ${nameProcesses(elsewhere)} keepalived: if that is meant, nsenter -t ${elsewhere[0]} -n check_lvs_director`
  const named = options['pid-file']
  const by = named === undefined ? '' : ` by ${named}`
  return state('CRITICAL', `keepalived is not running${by}${how}`, {
    rule: 'keepalived-not-running',
    hint: `${describeFirst(scene)}systemctl start keepalived. ${why}${other}`,
  })
}

/** What has to be done before a start, which is in vain otherwise. */
function describeFirst(scene: Scene): string {
  if (isWithoutModule(scene)) return 'modprobe ip_vs, without which keepalived ends at once; then '
  return hasGivenUp(scene) ? 'Find the error first, or it ends again: check_keepalived_config; then ' : ''
}

/** It has ended itself of an error of its configuration, by the log. */
function hasGivenUp({ log }: Scene): boolean {
  return log?.troubles.some(({ id }) => id === 'gave-up') === true
}

/** What the log says of its end. */
function describeStop(scene: Scene): string {
  const { facts, log } = scene
  if (hasGivenUp(scene)) return ': it has ended itself after an error, by the log'
  if (log?.troubles.some(({ id }) => id === 'ipvs-missing') === true) return ''
  const last = log?.reloads.at(-1)
  if (last?.kind !== 'stop' || last.time === undefined) return ''
  return `: it was stopped in order ${describeAge((facts.now - last.time) / 1000)} ago, by the log`
}

/** `process 30 is`, `processes 30, 31 are` */
function nameProcesses(pids: readonly number[]): string {
  return `${pids.length === 1 ? 'process' : 'processes'} ${withVerb(pids.map(String))}`
}

const does: Readonly<Record<ChildRole | 'parent', string>> = {
  parent: 'it neither starts its processes again nor reloads',
  vrrp: 'it sends no adverts and keeps its VIPs, the other director takes them as well',
  checkers: 'no real server is checked, one that fails stays in the table',
  bfd: 'no BFD session is kept',
}

/** Where it holds no VIP. */
const doesOnBackup = 'it takes no VIP over when the MASTER fails'

const names: Readonly<Record<ChildRole, string>> = {
  vrrp: 'VRRP process',
  checkers: 'checkers process',
  bfd: 'BFD process',
}

function nameChild({ role, pid }: KeepalivedChild): string {
  return `the ${role === undefined ? 'process' : names[role]} ${pid} of keepalived`
}

function judgeStopped({ keepalived, instances }: Scene): Finding[] {
  if (keepalived === undefined) return []
  const isHolder = instances.some(({ bound }) => bound.some(({ holding }) => holding !== undefined))
  const { parent, children } = keepalived
  const stopped: { pid: number; name: string; role: ChildRole | 'parent' }[] = [
    ...children
      .filter(isStopped)
      .map(child => ({ pid: child.pid, name: nameChild(child), role: child.role ?? ('parent' as const) })),
    ...(isStopped(parent)
      ? [{ pid: parent.pid, name: `the parent process ${parent.pid} of keepalived`, role: 'parent' as const }]
      : []),
  ]
  return stopped.map(({ pid, name, role }) =>
    state(
      'CRITICAL',
      `${name} is stopped by a signal (state T): ${role === 'vrrp' && !isHolder ? doesOnBackup : does[role]}`,
      {
        rule: 'keepalived-stopped',
        hint: `Let it go on: kill -CONT ${pid}`,
      },
    ),
  )
}

/** The children that the configuration makes keepalived start. */
function wantedChildren({ wanted, keepalived }: Scene): ChildRole[] {
  const only = keepalived?.arguments.only
  return [
    ...((wanted?.instances.length ?? 0) > 0 && only !== 'checkers' ? (['vrrp'] as const) : []),
    ...((wanted?.virtualServers ?? 0) > 0 && only !== 'vrrp' ? (['checkers'] as const) : []),
  ]
}

function judgeChildren(scene: Scene): Finding[] {
  const { keepalived } = scene
  if (keepalived === undefined) return []
  const { children } = keepalived
  const wanted = wantedChildren(scene)
  const missing = wanted.filter(role => children.every(child => child.role !== role))
  // A child that no pid file names may be any of them.
  const nameless = children.filter(({ role }) => role === undefined).length
  const lacking = missing.length - nameless
  if (lacking <= 0) return []
  const hint = `systemctl restart keepalived. ${why}`
  if (nameless > 0) {
    const text = `keepalived has ${count(children.length, 'process', 'processes')} beside its parent, and its configuration wants ${wanted.map(role => `a ${names[role]}`).join(' and ')}`
    return [soften(scene, state('CRITICAL', text, { rule: 'child-missing', hint }))]
  }
  const effect = {
    vrrp: 'it takes no part in VRRP, no VIP is taken or given up',
    checkers: does.checkers,
    bfd: does.bfd,
  }
  return missing.map(role =>
    soften(
      scene,
      state('CRITICAL', `keepalived has no ${names[role]}: ${effect[role]}`, { rule: 'child-missing', hint }),
    ),
  )
}

/** Seconds from the end of a child to the start of the next one; the log knows whole seconds. */
const respawn = 3
/** Until all children of a start are there, and after a reload that wants one more. */
const together = 10

/** A process much younger than its parent was started again; where a reload has wanted it that is no fault. */
function judgeRespawning({ keepalived, facts, options, log }: Scene): Finding[] {
  if (keepalived === undefined || !facts.uptime.ok) return []
  const uptime = facts.uptime.value
  const { parent, children } = keepalived
  const window = options.since ?? 900
  const isWanted = (born: number) =>
    (log?.reloads ?? []).some(({ time }) => time !== undefined && Math.abs(time / 1000 - born) < together)
  const died = (log?.troubles ?? []).find(({ id }) => id === 'child-died')
  // Soon after the start of keepalived only the log tells.
  const isSuccessor = (born: number) =>
    died?.time !== undefined && Math.abs(died.time / 1000 - born) < respawn
  return children.flatMap(child => {
    const age = uptime - child.started
    const later = child.started - parent.started
    const born = facts.now / 1000 - age
    if (
      (later < together && !isSuccessor(born)) ||
      later < 1 ||
      age > window ||
      (isWanted(born) && died === undefined)
    )
      return []
    const text = `${nameChild(child)} was started again ${describeAge(age)} ago, keepalived itself has been running for ${describeAge(uptime - parent.started)}`
    const reason = died === undefined ? '' : `: ${died.text}`
    const hint = died?.hint ?? `${why}; a core file: coredumpctl list keepalived`
    return [state('WARNING', text + reason, { rule: 'child-respawning', hint })]
  })
}

/** `keepalived and 2 children run` */
export function describeRunning({ keepalived }: Scene): string {
  const number = keepalived?.children.length ?? 0
  return number === 0 ? 'keepalived runs' : `keepalived and ${count(number, 'child', 'children')} run`
}

function describeFound({ keepalived, age }: Scene): string[] {
  if (keepalived === undefined) return []
  const { parent, children, from, others, network, contained } = keepalived
  const running = age === undefined ? '' : `, for ${describeAge(age)}`
  return [
    `keepalived is process ${parent.pid}${running}, found by ${from}`,
    ...children.map(child => `${nameChild(child)}`),
    ...(network === 'other' ? ['it is in another network namespace than this check'] : []),
    ...(contained ? ['it is in a container'] : []),
    ...(others.length === 0
      ? []
      : [`${nameProcesses(others)} keepalived too: --pid-file FILE says which is meant`]),
  ]
}
