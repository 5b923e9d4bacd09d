import { spawnSync } from 'node:child_process'

/** `npm run check`: all that must hold before a change is pushed, the quick things first. */
const steps: readonly (readonly [what: string, ...command: string[]])[] = [
  ['format and lint', 'biome', 'ci', '--colors=off', '.'],
  ['types', 'tsc', '--noEmit'],
  ['generated files are current', 'node', 'scripts/generate.ts', '--check'],
  ['build', 'node', 'scripts/build.ts', '--quiet'],
  ['tests', 'vitest', 'run'],
]

const quick = process.argv.includes('--static')
for (const [what, command = '', ...words] of quick ? steps.slice(0, 3) : steps) {
  console.log(`== ${what}`)
  const { status } = spawnSync(command, words, { stdio: 'inherit' })
  if (status !== 0) {
    console.error(`== ${what}: failed`)
    process.exit(1)
  }
}
console.log('== all is well')
