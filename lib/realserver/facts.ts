import type { ArpSettings, InterfaceSetting } from '../host/arp-settings.ts'
import type { InputFilter } from '../host/firewall.ts'
import type { Interface } from '../host/interface.ts'
import type { Load } from '../host/load.ts'
import type { LocalRoute } from '../host/local-route.ts'
import type { DefaultRoute } from '../host/route.ts'
import type { Socket } from '../host/socket.ts'
import type { PingFacts } from '../ping/judge.ts'
import type { Outcome } from '../probe/outcome.ts'
import type { HttpAttempt } from '../service/http-gather.ts'
import type { TcpAttempt } from '../service/tcp.ts'
import type { Wanted } from './wanted.ts'

/** What was gathered, as plain JSON: an incident's facts are a fixture. No password and no script is among them. */
export type RealServerFacts =
  | { readonly local: LocalFacts; readonly remote?: undefined }
  | { readonly remote: RemoteFacts; readonly local?: undefined }

/** From within. What is asked for lazily is left out where nobody wants it. */
export interface LocalFacts {
  /** Where the VIPs and ports come from: `the options`, or the path of keepalived.conf. */
  readonly from: string
  readonly wanted: Outcome<Wanted>
  /** The interfaces that matter: those that hold a VIP or a RIP, face the directors, or are tunnels. */
  readonly interfaces: Outcome<readonly Interface[]>
  /** Names of those that face the directors, by VIP. */
  readonly facing: Readonly<Record<string, readonly string[]>>
  /** Routes that make VIPs addresses of this host; a family is left out where it has no VIP. */
  readonly routes: {
    readonly 4?: Outcome<readonly LocalRoute[]>
    readonly 6?: Outcome<readonly LocalRoute[]>
  }
  readonly sockets?: Outcome<SocketFacts>
  /** ARP settings of the interfaces that face the directors, and of lo. */
  readonly arp?: Outcome<readonly ArpSettings[]>
  /** rp_filter of the tunnel interfaces. */
  readonly rpFilter?: Readonly<Record<string, Outcome<InterfaceSetting>>>
  readonly defaultRoutes?: {
    readonly 4?: Outcome<readonly DefaultRoute[]>
    readonly 6?: Outcome<readonly DefaultRoute[]>
  }
  readonly load: Outcome<Load>
  readonly firewall: Outcome<FirewallFacts> | 'not asked'
  /** This host's own IPVS table, where it has one: a director that is a real server too. */
  readonly director?: DirectorFacts
}

export interface SocketFacts {
  readonly from: 'netstat' | '/proc/net'
  /** Those on wanted ports. */
  readonly sockets: readonly Socket[]
  /** TCP services without a listener that can be seen, asked from this very host: `192.0.2.10:80`. */
  readonly asked: Readonly<Record<string, 'answers' | 'refuses' | 'no answer'>>
}

export interface FirewallFacts {
  readonly asked: readonly string[]
  readonly filters: readonly InputFilter[]
  readonly arpAddresses: readonly string[]
}

export interface DirectorFacts {
  /** Wanted VIPs that this host's own table balances. */
  readonly vips: readonly string[]
  /** Those of them that it balances to other hosts too. */
  readonly shared: readonly string[]
  /** It balances firewall marks, which do not tell their VIPs. */
  readonly marks: boolean
  /** net.ipv4.vs.backup_only. */
  readonly backupOnly: Outcome<number>
}

/** From the monitoring host. */
export interface RemoteFacts {
  readonly ping?: PingFacts
  readonly ports: readonly TcpAttempt[]
  readonly page?: HttpAttempt
}
