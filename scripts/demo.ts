import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { startBalancer } from '../test/support/balancer.ts'
import { listen } from '../test/support/servers.ts'
import { writeConfig, writeTable } from './bench/cluster.ts'

/**
 * `npm start`: a small LVS scene on the loopback, and what an operator would see of it. Two real servers answer
 * behind one address; then one of them is broken, and stays in the pool. A relay in this process stands for the
 * director: it hands each connection to the next real server, as ip_vs does with the scheduler rr. Then a
 * keepalived.conf and a saved IPVS table of two virtual servers.
 */
const dist = join(dirname(dirname(fileURLToPath(import.meta.url))), 'dist')
const vip = '127.0.0.10'
const realServers = ['127.0.0.11', '127.0.0.12'] as const

// Checks are started in here, so that their output names files and not where they are.
const folder = mkdtempSync(join(tmpdir(), 'lvs-demo-'))
process.once('exit', () => rmSync(folder, { recursive: true }))

const broken = new Set<string>()
const first = await startRealServer(realServers[0])
const port = first.port
await using _first = first
await using _second = await startRealServer(realServers[1], port)
await using _director = await startBalancer(
  realServers.map(host => ({ host, port })),
  { host: vip, port },
)

const halves = realServers.flatMap(host => ['--realserver', host])
const service = ['-H', vip, '-p', String(port)]
say(`VIP ${vip}:${port} in front of the real servers ${realServers.join(' and ')}. All is well:`)
await show('check_vip_ping', ['-H', vip, '-p', '3'])
await show('check_vip_service', [...service, '--connections', '8', ...halves])
broken.add(realServers[1])
say(`Now ${realServers[1]} answers 503, and the director has not noticed. One connection may miss it:`)
await show('check_vip_service', service)
say('Many connections cannot, and the real servers asked directly say which one it is:')
await show('check_vip_service', [...service, '--connections', '8', ...halves])

const cluster = { config: writeConfig(24), table: writeTable(24) }
writeFileSync(join(folder, 'keepalived.conf'), cluster.config)
say("A director's keepalived.conf, and what is in its kernel. All is well:")
writeFileSync(join(folder, 'ip_vs'), cluster.table)
await show('check_keepalived_config', ['--copy', 'keepalived.conf'])
await show('check_ipvs_drift', ['-f', 'keepalived.conf', '--table', 'ip_vs'])
say('A real server has failed its health check, another has got a weight by hand:')
const lines = cluster.table.split('\n').filter((_, at) => at !== 4)
writeFileSync(join(folder, 'ip_vs'), lines.join('\n').replace('Route   1 ', 'Route   7 '))
await show('check_ipvs_drift', ['-f', 'keepalived.conf', '--table', 'ip_vs'])
say('And somebody has lost a brace while editing. keepalived would start with it:')
writeFileSync(join(folder, 'keepalived.conf'), cluster.config.replace('}\n', ''))
await show('check_keepalived_config', ['--copy', 'keepalived.conf'])

function startRealServer(host: string, at = 0) {
  const server = createServer((_, response) => {
    response.statusCode = broken.has(host) ? 503 : 200
    response.end(`hello from ${host}\n`)
  })
  return listen(server, { host, port: at })
}

function say(text: string): void {
  console.log(`\n${text}`)
}

/** Runs a built check as a shell would, and shows the call, its output and its exit code. */
async function show(name: string, argv: readonly string[]): Promise<void> {
  console.log(`$ ${[name, ...argv].join(' ')}`)
  // An empty PATH: the binaries need no Node and nothing else of this machine.
  const child = spawn(join(dist, name), argv, {
    cwd: folder,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { PATH: '' },
  })
  let output = ''
  child.stdout.setEncoding('utf8').on('data', part => {
    output += part
  })
  const { promise, resolve, reject } = Promise.withResolvers<number | null>()
  child.once('error', reject)
  child.once('close', resolve)
  const exitCode = await promise
  // The perfdata is for machines: its first item stands for the rest here.
  console.log(output.trimEnd().replace(/( \| \S+) .*/, '$1 ...'))
  console.log(`exit code ${exitCode}`)
}
