/**
 * Runs pkg for one binary, in a process of its own: pkg changes the working directory, prints as it likes and
 * looks for Node in $HOME.
 *
 *     node scripts/build/pack.ts '{"main": ..., "output": ..., "arch": ..., "version": ..., "assets": {...}}'
 */
import { createRequire } from 'node:module'

/** What pack.ts is told, as JSON. */
export interface PackOrder {
  readonly main: string
  /** Absolute: pkg works in a folder of its own. */
  readonly output: string
  readonly arch: string
  readonly version: string
  readonly assets: Readonly<Record<string, string>>
}

interface Sea {
  default(entry: string, options: object): Promise<void>
}

if (import.meta.main) {
  const order = JSON.parse(process.argv[2] ?? '') as PackOrder
  // The command line of pkg passes no seaConfig on; the function behind it does.
  const { default: makeSea } = createRequire(import.meta.url)('@yao-pkg/pkg/lib-es5/sea') as Sea
  const target = {
    nodeRange: `node${order.version}`,
    platform: 'linux',
    arch: order.arch,
    output: order.output,
  }
  await makeSea(order.main, {
    signature: false,
    targets: [target],
    seaConfig: {
      // The few lines of sea-main.ts gain nothing, and Node warns on stderr about a code cache it cannot use.
      // The checks' own cache is an asset, and passed over in silence.
      useCodeCache: false,
      assets: order.assets,
      // A NODE_OPTIONS meant for another program would end ours before its first line ...
      execArgvExtension: 'none',
      // ... and so would an OPENSSL_CONF that cannot be parsed. A check allocates less than 16 MB: no garbage
      // collection at all is 3 ms less.
      execArgv: ['--openssl-config=/dev/null', '--min-semi-space-size=16'],
    },
  })
}
