import type { Sender } from '../arp/advert.ts'
import type { Hearing } from '../arp/answer.ts'
import type { Neighbour } from '../host/neighbour.ts'
import type { Failure, Outcome } from '../probe/outcome.ts'

/** What was read and heard, as plain JSON: an incident's facts are a fixture. No password is among them. */
export interface ConflictFacts {
  /** Why nobody was asked: keepalived.conf cannot be read, or has no VIP. */
  readonly problem?: Failure
  readonly vips: readonly VipFacts[]
  /** Everybody who is known by a name. */
  readonly hosts: readonly HostFacts[]
  /** MACs of this host's own interfaces. */
  readonly ownMacs: readonly string[]
  /** Other addresses of the MACs that answered, by this host's neighbour table. */
  readonly relatives: readonly Neighbour[]
  /** Instances of --config. */
  readonly instances: readonly InstanceFacts[]
  /** Those of each file of --neighbour. */
  readonly others: readonly { readonly file: string; readonly instances: Outcome<readonly InstanceFacts[]> }[]
  /** Why the file of --peer tells nothing. */
  readonly peerProblem?: Failure
  /** With --listen, by interface. */
  readonly adverts?: readonly AdvertFacts[]
}

export interface VipFacts {
  readonly vip: string
  readonly family: 4 | 6
  readonly place: Outcome<Place>
  /** This host's neighbour entry before anything was sent. */
  readonly before?: Neighbour
  /** Rounds of requests; the last one counts. Absent where nobody was asked. */
  readonly rounds?: readonly Hearing[]
  /** Why nobody was asked with requests of our own. */
  readonly unasked?: Failure
  /** What the kernel's own asking has brought instead. */
  readonly instead?: { readonly answered: boolean; readonly entry?: Neighbour }
}

/** Where a VIP is asked for. */
export interface Place {
  readonly interface: string
  /** False where the interface is down. */
  readonly running: boolean
  /** This host holds it there, for everybody. */
  readonly held: boolean
  /** It is on a loopback of this host, as on a real server. */
  readonly onLoopback: boolean
  /** Duplicate address detection of the kernel found somebody (IPv6). */
  readonly dadFailed: boolean
}

export interface HostFacts {
  readonly role: 'director' | 'realserver'
  readonly name: string
  readonly address?: string
  /** None where the address did not answer. */
  readonly macs: readonly string[]
  readonly isThisHost: boolean
}

export interface InstanceFacts {
  readonly name: string
  readonly interface: string | undefined
  readonly family: 4 | 6
  readonly vrid: number
  /** Seconds. */
  readonly interval: number
  readonly unicast: boolean
  readonly group: string | undefined
  /** In the adverts: without those of virtual_ipaddress_excluded. */
  readonly vips: readonly { readonly address: string; readonly prefix: number }[]
  readonly excluded: readonly string[]
}

export interface AdvertFacts {
  readonly interface: string
  readonly seconds: number
  readonly senders: Outcome<readonly Sender[]>
}
