import { type Finding, state } from '../core/finding.ts'
import type { Keepalived } from '../probe/keepalived.ts'
import type { InstanceLog, LocalFacts, LogFacts, NetworkFacts, WantedFacts, WantedInstance } from './facts.ts'
import { type BoundVip, bindVips, type Role, roleOf } from './instances.ts'
import { judgeLoaded, type Loaded, startOf } from './loaded.ts'
import { type DirectorOptions, usual } from './options.ts'
import { describeAge } from './words.ts'

/** What all rules look at: the facts, and what follows from them at once. */
export interface Scene {
  readonly facts: LocalFacts
  readonly options: DirectorOptions
  readonly wanted: WantedFacts | undefined
  readonly keepalived: Keepalived | undefined
  /** It has been seen that keepalived does not run. */
  readonly absent: boolean
  /** Seconds that keepalived has been running. */
  readonly age: number | undefined
  /** Milliseconds since the epoch. */
  readonly started: number | undefined
  readonly loaded: Loaded
  readonly network: NetworkFacts | undefined
  readonly instances: readonly InstanceScene[]
  readonly log: LogFacts | undefined
}

export interface InstanceScene {
  readonly wanted: WantedInstance
  readonly bound: readonly BoundVip[]
  readonly role: Role
  /** Its interface is not there, is down or has no carrier: it is in FAULT state. */
  readonly isDown: boolean
  readonly log: InstanceLog | undefined
}

export function setScene(facts: LocalFacts, options: DirectorOptions): Scene {
  const wanted = facts.wanted.ok ? facts.wanted.value : undefined
  const keepalived = facts.keepalived.ok ? facts.keepalived.value.running : undefined
  const network = facts.network.ok ? facts.network.value : undefined
  const log = facts.log?.ok === true ? facts.log.value : undefined
  const started = startOf(facts)
  const instances = (wanted?.instances ?? []).map(instance => {
    const bound = network === undefined ? [] : bindVips(instance, network.holdings)
    const told = log?.instances.find(each => each.instance === instance.name)
    return { wanted: instance, bound, role: roleOf(bound), isDown: isDown(instance, network), log: told }
  })
  return {
    facts,
    options,
    wanted,
    keepalived,
    absent: facts.keepalived.ok && keepalived === undefined,
    age: started === undefined ? undefined : (facts.now - started) / 1000,
    started,
    loaded: judgeLoaded(facts, options['loaded-within'] ?? usual.loadedWithin),
    network,
    instances,
    log,
  }
}

/** There is no ip_vs in the kernel, and there should be. */
export function isWithoutModule({ facts, wanted }: Pick<Scene, 'facts' | 'wanted'>): boolean {
  return facts.ipvs?.ok === true && facts.ipvs.value.noModule && (wanted?.virtualServers ?? 0) > 0
}

/** The command that runs the check where keepalived's kernel settings can be seen. */
export function enterCommand({ wanted, keepalived }: Pick<Scene, 'wanted' | 'keepalived'>): string {
  const name = wanted?.ipvsNamespace ?? wanted?.netNamespace ?? keepalived?.arguments.namespace
  if (name !== undefined) return `ip netns exec ${name} check_lvs_director`
  return `nsenter -t ${keepalived?.parent.pid ?? 'PID'} -n check_lvs_director`
}

function isDown({ interface: name }: WantedInstance, network: NetworkFacts | undefined): boolean {
  if (name === undefined || network === undefined) return false
  const found = network.interfaces.find(each => each.name === name)
  return found === undefined || found.state === 'down' || found.state === 'no-carrier'
}

/** Seconds after its start in which keepalived is not yet what it will be. */
const startUp = 10

/**
 * A difference between what is configured and what is here is no fault while keepalived starts. Where the configuration
 * may not have been loaded it may be the next change rather than a fault: WARNING is enough then.
 */
export function soften(scene: Scene, finding: Finding): Finding {
  if (finding.state === 'OK' || scene.keepalived === undefined) return finding
  if (scene.age !== undefined && scene.age < startUp) {
    return state('OK', `${finding.text}: keepalived has been running for ${describeAge(scene.age)} only`)
  }
  const { loaded, wanted, facts } = scene
  if (loaded === 'yes' || wanted?.newest === undefined) return finding
  const age = describeAge((facts.now - wanted.newest.modified) / 1000)
  const text = `${finding.text}; ${wanted.newest.path} was changed ${age} ago, after keepalived was started, and may not be loaded`
  return { ...finding, state: 'WARNING', text }
}
