import type { CommandResult } from './command.ts'
import type { ConfigFiles } from './config-files.ts'
import type { Deadline } from './deadline.ts'
import type { FileEnd } from './file-end.ts'
import type { FileFacts } from './file-facts.ts'
import type { HttpReply, HttpRequest } from './http.ts'
import type { Outcome } from './outcome.ts'
import type { PingReply, PingRequest } from './ping.ts'
import type { TcpReply, TcpRequest } from './tcp.ts'

/** Everything a check can ask of the world. Tests hand in one that answers what they need. */
export interface Probes {
  /** One run of the system's ping at one target. */
  ping(request: PingRequest, deadline: Deadline): Promise<Outcome<PingReply>>
  /** One TCP connection: connect, TLS, send, receive. */
  tcp(request: TcpRequest, deadline: Deadline): Promise<Outcome<TcpReply>>
  /** One HTTP request on one connection of its own. */
  http(request: HttpRequest, deadline: Deadline): Promise<Outcome<HttpReply>>
  command(program: string, argv: readonly string[], deadline: Deadline): Promise<Outcome<CommandResult>>
  /** The bytes of a regular file of at most `limit` bytes, asked for in pieces of so many bytes where that matters. */
  readFile(path: string, limit: number, piece?: number): Promise<Outcome<Buffer>>
  /** The last bytes of a regular file, however long it is: logs are read from their end. */
  readFileEnd(path: string, bytes: number): Promise<Outcome<FileEnd>>
  /** Names in a folder, sorted; more than `limit` are a failure of kind `malformed`. */
  listFolder(path: string, limit: number): Promise<Outcome<readonly string[]>>
  /** keepalived.conf with its includes; `configId` is keepalived's -i, by default this host's name up to the first dot. */
  configFiles(path: string, configId: string | undefined, deadline: Deadline): Promise<Outcome<ConfigFiles>>
  /** Type, permissions and age of a file. */
  describeFile(path: string): Promise<Outcome<FileFacts>>
  /** An environment variable of this process; unset is `missing`. */
  environment(name: string): Outcome<string>
}
