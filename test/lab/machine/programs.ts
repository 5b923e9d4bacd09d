import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build, type OutputFile } from 'esbuild'

/** What is shared with a guest. */
export const scripts = fileURLToPath(new URL('../guest', import.meta.url))

/** What Node runs in a guest, each as one file: nothing of the project is there, and types would be stripped at each start. */
let programs: Promise<readonly OutputFile[]> | undefined
export function bundlePrograms(): Promise<readonly OutputFile[]> {
  programs ??= build({
    entryPoints: [join(scripts, 'agent.ts'), join(scripts, 'server.ts')],
    ...{ bundle: true, write: false, outdir: scripts, logLevel: 'silent' },
    ...{ format: 'cjs', platform: 'node', target: 'node26' },
  }).then(({ outputFiles }) => outputFiles)
  return programs
}
