import type { Call } from '../objects/call.ts'

/**
 * What is to be watched of a cluster, and how its parts hang together, in no consumer's words: nagios.ts, icinga2.ts, nrpe.ts
 * and sudoers.ts render it. Plain data.
 */
export interface Plan {
  readonly cluster: string
  readonly hosts: readonly PlanHost[]
  readonly groups: readonly PlanGroup[]
  readonly services: readonly PlanService[]
  /** What the configuration has and no service watches from outside, with who watches it, as sentences. */
  readonly remarks: readonly string[]
}

export type HostKind = 'director' | 'real server' | 'VIP'

export interface PlanHost {
  readonly kind: HostKind
  readonly name: string
  readonly alias: string
  /** What the monitoring host asks: an address, or a name that it resolves. */
  readonly address: string
  /** Host groups. */
  readonly groups: readonly string[]
  /** Hosts of which one has to be there, or this one cannot be reached: its directors. */
  readonly parents: readonly string[]
  /** The host check, run by the monitoring host. */
  readonly call: Call
  /** Somebody else defines it; services are attached all the same. */
  readonly isForeign: boolean
}

export interface PlanGroup {
  readonly kind: 'hosts' | 'services'
  readonly name: string
  readonly alias: string
}

export type PlanService = PlanCall | PlanAgent

interface Placed {
  readonly host: string
  /** Unique on its host, and the same whatever else the configuration has. */
  readonly name: string
  /** Service groups. */
  readonly groups: readonly string[]
}

/** A check of ours, run by the monitoring host, or by the agent of its host under the name `command`. */
export interface PlanCall extends Placed {
  readonly kind: 'call'
  readonly call: Call
  /** Name of the NRPE command; undefined where the monitoring host runs the check itself. */
  readonly command: string | undefined
}

/** The NRPE agent of a host itself: the services that need it keep quiet when it is gone. */
export interface PlanAgent extends Placed {
  readonly kind: 'agent'
}

/** A word or a file that no plan can be made of: what is wrong and what is right, in one sentence. */
export class PlanError extends Error {}
