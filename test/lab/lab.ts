/** npm run lab: the cluster of the lab, for people. */
import { spawnSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Verdict } from '../support/verdict.ts'
import { type Cluster, startCluster } from './cluster.ts'
import { type Day, live } from './day.ts'
import type { Fault } from './fault.ts'
import { buildGuest } from './machine/build.ts'
import { bootGuest } from './machine/guest.ts'
import { problemsOf, runAll, tasks } from './matrix.ts'
import { hostNames } from './network.ts'
import { renderOperationsPage } from './operations/page.ts'
import { describeAnswer, everything, walk } from './operations.ts'
import { renderFaultsPage } from './page.ts'
import { firstLine, type Played, play } from './play.ts'
import { lanes, makePool } from './pool.ts'
import { underLoad } from './quiet/under-load.ts'
import { dayNames, faultNames, loadDay, loadFault } from './registry.ts'

const help = `npm run lab -- WHAT...

Boots two directors with keepalived and IPVS, five real servers and a monitoring host in a user-mode Linux.

  (nothing)        boots it and lists what can be played
  FAULT...         plays a fault and prints what each check says before, during and after
  DAY...           lives through a quiet day
  matrix [--write] all faults and quiet days; with --write, docs/faults.md anew
  operations [--write]
                   adds and removes a real server and a service; with --write, docs/operations.md anew
  soak [MINUTES]   half an hour under load, with a health check that flaps
  shell [HOST]     a prompt in it, or on a host: d1 d2 r1 r2 r3 r4 n1 x m
  build            downloads and unpacks the guest and nothing more

Faults: ${faultNames.join(', ')}
Quiet days: ${dayNames.join(', ')}
`

const say = (text: string) => process.stdout.write(`${text}\n`)

process.exitCode = await main(process.argv.slice(2))

async function main(words: readonly string[]): Promise<number> {
  const [word = '', ...rest] = words
  try {
    if (['--help', '-h', 'help'].includes(word)) {
      say(help)
      return 0
    }
    await buildGuest(say)
    if (word === 'build') return 0
    if (word === 'shell') return await openShell(rest[0])
    if (word === '') return await showHealthy()
    if (word === 'matrix') return await playMatrix(rest)
    if (word === 'operations') return await operate(rest)
    if (word === 'soak') return await soak(rest)
    return await playAll(words)
  } catch (error) {
    process.stderr.write(`lab: ${error instanceof Error ? error.message : String(error)}\n`)
    return 3
  }
}

async function soak([word = '30', ...rest]: readonly string[]): Promise<number> {
  const minutes = Number(word)
  if (!(minutes > 0) || rest.length > 0)
    throw new Error(`soak takes a number of minutes, not ${[word, ...rest].join(' ')}`)
  await using guest = await bootGuest()
  const problems = await liveThrough(await startCluster(guest), underLoad(minutes))
  return problems.length === 0 ? 0 : 2
}

async function operate(words: readonly string[]): Promise<number> {
  const strange = words.find(word => word !== '--write')
  if (strange !== undefined) throw new Error(`operations takes --write, not ${strange}`)
  await using guest = await bootGuest()
  const seen = await walk(await startCluster(guest), everything, {
    step: title => say(`\n${title}`),
    answer: (by, verdict) => say(describeAnswer(by, verdict)),
  })
  for (const [{ title }, { count, slowest, failed }] of seen.requests) {
    say(`\n${title}: ${count} requests, ${failed.length} failed, at most ${slowest} ms`)
    for (const { url, failure } of failed.slice(0, 5)) say(`${url}: ${failure}`)
  }
  for (const problem of seen.problems) say(`PROBLEM: ${problem}`)
  if (seen.problems.length > 0) return 2
  if (words.includes('--write')) {
    writeFileSync(
      fileURLToPath(new URL('../../docs/operations.md', import.meta.url)),
      renderOperationsPage(seen),
    )
    say('wrote docs/operations.md')
  }
  return 0
}

async function showHealthy(): Promise<number> {
  await using guest = await bootGuest()
  const cluster = await startCluster(guest)
  say(await cluster.hosts.d1.shell('ip -brief address show; ipvsadm -Ln'))
  say(help)
  return 0
}

async function openShell(host?: string): Promise<number> {
  const known = hostNames.find(name => name === host)
  if (host !== undefined && known === undefined) {
    throw new Error(`there is no host ${host}: ${hostNames.join(', ')}`)
  }
  if (!process.stdin.isTTY) throw new Error('a shell needs a terminal')
  const before = spawnSync('stty', ['-g'], { stdio: ['inherit', 'pipe', 'inherit'] })
    .stdout.toString()
    .trim()
  try {
    await using guest = await bootGuest({ terminal: true })
    await startCluster(guest)
    say(
      known === undefined
        ? 'on d1 opens a shell on a host, on r1 COMMAND runs one there; exit ends the lab'
        : 'exit ends the lab',
    )
    const shell = `${known === undefined ? '' : `on ${known} `}bash --norc -i`
    const prompt = `PS1='\\h:\\w\\$ ' setsid -c ${shell} </dev/tty2 >/dev/tty2 2>&1`
    await guest.run('lab', `stty sane </dev/tty2\n${prompt} || true\n`, 86_400)
  } finally {
    spawnSync('stty', [before], { stdio: 'inherit' })
  }
  return 0
}

async function playAll(names: readonly string[]): Promise<number> {
  const unknown = names.find(name => !faultNames.includes(name) && !dayNames.includes(name))
  if (unknown !== undefined) throw new Error(`there is no ${unknown}, see npm run lab -- help`)
  let worst = 0
  let cluster: Cluster | undefined
  const guests = new AsyncDisposableStack()
  try {
    for (const name of names) {
      cluster ??= await startCluster(guests.use(await bootGuest()))
      const problems = faultNames.includes(name)
        ? await playOne(cluster, await loadFault(name))
        : await liveThrough(cluster, await loadDay(name))
      if (problems.length > 0) worst = 2
      if (problems.length > 0) cluster = undefined
    }
  } finally {
    await guests.disposeAsync()
  }
  return worst
}

async function playMatrix(words: readonly string[]): Promise<number> {
  const strange = words.find(word => word !== '--write')
  if (strange !== undefined) throw new Error(`matrix takes --write, not ${strange}`)
  const began = Date.now()
  await using pool = makePool()
  let failed = 0
  const tell: Parameters<typeof runAll>[3] = (task, outcome) => {
    const problems = outcome instanceof Error ? [outcome.message] : problemsOf(outcome)
    if (problems.length > 0) failed++
    const first = outcome instanceof Error || outcome.kind === 'day' ? undefined : outcome.played.sightings[0]
    const seen = first === undefined ? '' : ` after ${first.seconds.toFixed(1)} s`
    say(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${task.kind} ${task.name}${seen}`)
    for (const problem of problems) say(`     ${problem.replaceAll('\n', '\n     ')}`)
  }
  const outcomes = await runAll(tasks, pool, lanes, tell, { peers: words.includes('--write') })
  say(
    `${tasks.length - failed} of ${tasks.length} as declared, in ${Math.round((Date.now() - began) / 1000)} s`,
  )
  // What was not as declared is no row of the page.
  const declared = outcomes.filter(each => problemsOf(each).length === 0)
  if (words.includes('--write')) {
    writeFileSync(
      fileURLToPath(new URL('../../docs/faults.md', import.meta.url)),
      renderFaultsPage(declared, new Date()),
    )
    say('wrote docs/faults.md')
  }
  return failed > 0 ? 2 : 0
}

async function playOne(cluster: Cluster, fault: Fault): Promise<readonly string[]> {
  say(`\n== ${fault.title}`)
  const shown = new Map<string, string>()
  const show = (when: string, watch: string, verdict: Verdict) => {
    const rules = verdict.state === 'OK' ? '' : `  [${verdict.rules.join(', ')}]`
    // What is asked until it is said is shown as it changes.
    if (shown.get(watch) === when + verdict.state + rules) return
    shown.set(watch, when + verdict.state + rules)
    say(`${when.padEnd(6)}  ${watch.padEnd(18)} ${firstLine(verdict)}${rules}`)
  }
  const played = await play(cluster, fault, { listen: show, all: true, peers: true })
  say(describe(played))
  return played.problems
}

function describe({ sightings, peers, recovered, problems }: Played): string {
  return [
    ...sightings.map(
      ({ seen, seconds }) => `seen by ${seen.by} after ${seconds.toFixed(1)} s: ${seen.state} ${seen.rule}`,
    ),
    ...peers.map(({ name, exitCode, line }) => `${name} (${exitCode}): ${line}`),
    `quiet again ${recovered.toFixed(1)} s after it was mended`,
    ...(problems.length === 0 ? ['as declared'] : problems.map(problem => `PROBLEM: ${problem}`)),
  ].join('\n')
}

async function liveThrough(cluster: Cluster, day: Day): Promise<readonly string[]> {
  say(`\n== ${day.title}`)
  const { said, answers, problems } = await live(cluster, day)
  for (const { by, state, rule, first, last, line } of said) {
    say(`${by}: ${state} ${rule} from ${first.toFixed(1)} to ${last.toFixed(1)} s: ${line}`)
  }
  say(`${answers} answers`)
  say(problems.length === 0 ? 'as planned' : problems.map(problem => `PROBLEM: ${problem}`).join('\n'))
  return problems
}
