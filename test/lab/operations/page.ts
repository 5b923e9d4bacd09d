import { escapeCell } from '../../../scripts/generate/cell.ts'
import { operations, type Requests, type Walk } from '../operations.ts'
import { mistakes } from './mistakes.ts'
import type { Ask, Mistake, Operation, OperationStep } from './operation.ts'
import { asked } from './watches.ts'

/** Stands for what differs from walk to walk, where there was none. */
export const anything = '…'

/** docs/operations.md: the operations, and what was said on a walk; without one, `anything` stands for it. */
export function renderOperationsPage(seen?: Walk): string {
  return `# Changing a cluster without an interruption

Adding and removing a real server or a service on a pair of directors, and what each check says at each step.

Made by \`npm run lab -- operations --write\`${seen === undefined ? anything : ` on ${new Date().toISOString().slice(0, 10)}`}: every step was done in [the lab](lab.md), a cluster of two
directors with keepalived and the kernel's IPVS, and the sentences are what the checks printed there. Clients asked all
services meanwhile, one after the other: in the four procedures they sent ${totalOf(seen)}.

d1 is the active director and d2 the standby one. m, the monitoring host, has copies of both files in /run/lvs, and so has each
real server of the active one's. Commands are typed as root.

## Why in this order

**Reload, and do not restart.** \`systemctl reload keepalived\` (SIGHUP) has keepalived read its file anew. It keeps the VIPs, the
table and every connection, and changes only what differs. Stopping and starting one director after the other gets there as
well, but its VIPs move twice, and clients wait for them: see the last of the mistakes below.

**The standby director first, then the active one.** A file that is wrong does its harm where no client is, and the checks
of d2 say so before d1 has it. When d2 is OK, d1 follows at once: until then the two differ, and a failover changes what users get.

**Read the file before keepalived does.** keepalived loads a broken file all the same, and drops what it does not
understand. Go on when \`check_keepalived_config\` is OK.

**The two files may differ as long as the change takes.** \`check_keepalived_config --peer\` (\`pair\` below) says so from the moment at which
one of them has changed, by the rule that fits. When it is not OK after the last step, one director has been forgotten.
${operations.map(each => operationOf(each, seen)).join('')}
## What not to do

These were done in the lab as well, each on a healthy cluster; [faults.md](faults.md) has many more.
${mistakes.map(each => mistakeOf(each, seen)).join('')}
## Who was asked

| name | host | command |
|---|---|---|
${watchesAsked()
  .map(([name, { on, check, argv }]) => `| ${name} | ${on} | \`${[check, ...argv].join(' ')}\` |`)
  .join('\n')}
`
}

function operationOf(operation: Operation, seen: Walk | undefined): string {
  const { title, intro, steps } = operation
  return `
## ${title}

${intro}

Clients sent ${countsOf(seen?.requests.get(operation))}.
${steps.map((step, index) => stepOf(step, index + 1, seen)).join('')}`
}

function stepOf(step: OperationStep, number: number, seen: Walk | undefined): string {
  const { on, does, writes, types } = step
  return [
    `\n**${number}. On ${on.join(' and ')}.** ${does}\n`,
    ...(writes === undefined ? [] : [`\n\`\`\`text\n${writes}\n\`\`\`\n`]),
    ...(types.length === 0 ? [] : [`\n\`\`\`sh\n${types.join('\n')}\n\`\`\`\n`]),
    answersOf(step, seen),
  ].join('')
}

function mistakeOf(mistake: Mistake, seen: Walk | undefined): string {
  const { title, on, types, why } = mistake
  const commands = `On ${on.join(' and ')}:\n\n\`\`\`sh\n${types.join('\n')}\n\`\`\`\n`
  const requests = `Clients sent ${countsOf(seen?.requests.get(mistake))}.`
  return `\n### ${title}\n\n${commands}\n${why}\n\n${requests}\n${answersOf(mistake, seen)}`
}

function answersOf(step: OperationStep | Mistake, seen: Walk | undefined): string {
  if (step.asks.length === 0) return ''
  const rows = step.asks.map((each, index) => rowOf(each, seen?.said.get(step)?.[index]))
  return `\n| asked | state | rule | first line |\n|---|---|---|---|\n${rows.join('\n')}\n`
}

function rowOf({ by, state, rule }: Ask, line: string | undefined): string {
  return `| ${by} | ${state} | ${rule === undefined ? '' : `\`${rule}\``} | ${line === undefined ? anything : escapeCell(line)} |`
}

function totalOf(seen: Walk | undefined): string {
  const all = operations.flatMap(each => seen?.requests.get(each) ?? [])
  if (seen === undefined) return countsOf(undefined)
  return countsOf({
    count: all.reduce((sum, { count }) => sum + count, 0),
    slowest: Math.max(...all.map(({ slowest }) => slowest)),
    failed: all.flatMap(({ failed }) => failed),
  })
}

function countsOf(requests: Requests | undefined): string {
  if (requests === undefined) {
    return `${anything} requests, and ${anything} failed; the slowest took ${anything} s`
  }
  const { count, slowest, failed } = requests
  const bad = failed.length === 0 ? 'none' : failed.length
  return `${count} requests, and ${bad} failed; the slowest took ${(slowest / 1000).toFixed(1)} s`
}

function watchesAsked() {
  const names = new Set(
    [...operations.flatMap(({ steps }) => steps), ...mistakes].flatMap(({ asks }) =>
      asks.map(({ by }) => by),
    ),
  )
  return Object.entries(asked).filter(([name]) => names.has(name))
}
