import type { SceneName } from './scenes.ts'

/** The plugins of monitoring-plugins that ours must be able to stand in for. */
export type Peer = 'check_http' | 'check_curl' | 'check_tcp' | 'check_icmp' | 'check_ping'

/** One call, for each of some peers and for ours. What the peer says to it is not written down: it is asked. */
export interface Case {
  readonly peers: readonly Peer[]
  readonly scene: SceneName
  /** The command line as a user types it. `{port}` and the names of files in braces come from the scene. */
  readonly words: string
}

/** What a case is called in the differences: `https: -I 127.0.0.1 -p {port} -C 30,14`. */
export function idOf({ scene, words }: Case): string {
  return `${scene}: ${words}`
}

/** The words of a command line; single quotes hold blanks and nothing together, as in a shell. */
export function splitWords(words: string): string[] {
  return [...words.matchAll(/'([^']*)'|\S+/g)].map(([whole, quoted]) => quoted ?? whole)
}

/** Our check that stands in for a peer, with what it needs before the same words. */
export function ourCommand(peer: Peer): readonly [name: string, ...choice: string[]] {
  if (peer === 'check_tcp') return ['check_vip_service', '--tcp']
  return [peer === 'check_http' || peer === 'check_curl' ? 'check_vip_service' : 'check_vip_ping']
}

/** One case a line. */
export function call(peers: readonly Peer[], scene: SceneName, lines: readonly string[]): Case[] {
  return lines.map(words => ({ peers, scene, words }))
}

export function httpCall(scene: SceneName, ...lines: readonly string[]): Case[] {
  return call(['check_http', 'check_curl'], scene, lines)
}

/** The same words after the address and the port, which nearly every call has. */
export function httpAt(scene: SceneName, ...lines: readonly string[]): Case[] {
  return httpCall(scene, ...lines.map(line => `-I 127.0.0.1 -p {port} ${line}`.trim()))
}

export function tcpCall(scene: SceneName, ...lines: readonly string[]): Case[] {
  return call(['check_tcp'], scene, lines)
}

export function tcpAt(scene: SceneName, ...lines: readonly string[]): Case[] {
  return tcpCall(scene, ...lines.map(line => `-H 127.0.0.1 -p {port} ${line}`.trim()))
}
