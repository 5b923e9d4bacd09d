import { write } from './cluster.ts'
import type { Step } from './fault.ts'

/** Both real servers of the TLS service take this certificate, as with a reload of a web server. */
export function install(identity: string): readonly Step[] {
  const run = `${write('/run/tls.pem', identity)}kill -HUP $(cat /run/service.pid)`
  return (['r1', 'r2'] as const).map(on => ({ on, run }))
}
