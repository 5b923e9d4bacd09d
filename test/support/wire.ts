import { execFileSync, spawn } from 'node:child_process'
import { mkdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { findProgram } from '../../lib/probe/command.ts'
import { makeNamespace, type Namespace } from './netns.ts'

/** Two hosts on a wire: one that monitors and one that is a director, a router, a server. `using` removes both. */
export interface Wire extends Disposable {
  /** 192.0.2.1, 2001:db8::1; reaches 198.51.100.0/24 and 2001:db8:1::/64 by way of the other. */
  readonly here: Namespace
  /** 192.0.2.10, 2001:db8::10; forwards. */
  readonly there: Namespace
}

export function makeWire(): Wire {
  const here = makeNamespace()
  const there = makeNamespace()
  here.ip('link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', there.name)
  const ends = [
    [here, '192.0.2.1/24', '2001:db8::1/64'],
    [there, '192.0.2.10/24', '2001:db8::10/64'],
  ] as const
  for (const [end, ipv4, ipv6] of ends) {
    end.ip('link', 'set', 'lo', 'up')
    end.ip('address', 'add', ipv4, 'dev', 'eth0')
    end.ip('address', 'add', ipv6, 'dev', 'eth0', 'nodad')
    end.ip('link', 'set', 'eth0', 'up')
  }
  runIn(there, 'sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1')
  here.ip('route', 'add', '198.51.100.0/24', 'via', '192.0.2.10')
  here.ip('route', 'add', '2001:db8:1::/64', 'via', '2001:db8::10')
  return {
    here,
    there,
    [Symbol.dispose]: () => {
      here[Symbol.dispose]()
      there[Symbol.dispose]()
    },
  }
}

/** Runs a program in a namespace and waits for its end. */
export function runIn(namespace: Namespace, program: string, ...argv: readonly string[]): void {
  execFileSync('ip', ['netns', 'exec', namespace.name, findProgram(program) ?? program, ...argv])
}

/** What nft does with packets of one hook of a namespace: `nft(here, 'output', 'tcp dport 80 drop')`. */
export function nft(namespace: Namespace, hook: 'input' | 'output', rule: string): void {
  const chain = `add table inet test; add chain inet test ${hook} { type filter hook ${hook} priority 0; }`
  runIn(namespace, 'nft', `${chain}; add rule inet test ${hook} ${rule}`)
}

/** Loses the first packet of the next connection to a port: TCP sends it again after a second. */
export function loseFirst(namespace: Namespace, port: number): Disposable {
  const rule = `tcp dport ${port} tcp flags syn limit rate 1/hour burst 1 packets drop`
  const chain = 'add table inet loss; add chain inet loss input { type filter hook input priority 0; }'
  runIn(namespace, 'nft', `${chain}; add rule inet loss input ${rule}`)
  return { [Symbol.dispose]: () => runIn(namespace, 'nft', 'delete table inet loss') }
}

/** A name server for programs in a namespace, by `ip netns exec`'s own resolv.conf. */
export function setResolver(namespace: Namespace, text: string): Disposable {
  const folder = `/etc/netns/${namespace.name}`
  mkdirSync(folder, { recursive: true })
  writeFileSync(`${folder}/resolv.conf`, text)
  return {
    [Symbol.dispose]: () => {
      rmSync(folder, { recursive: true })
      try {
        rmdirSync('/etc/netns')
      } catch {
        // Others have their own there.
      }
    },
  }
}

const page = `require('node:http').createServer((_, response) => response.end('Welcome'))
  .listen(Number(process.argv[1]), '::', () => console.log('listening'))`

/** A web server in a namespace, on all its addresses. */
export async function startWebIn(namespace: Namespace, port: number): Promise<AsyncDisposable> {
  const words = ['netns', 'exec', namespace.name, process.execPath, '-e', page, String(port)]
  const child = spawn('ip', words, { stdio: ['ignore', 'pipe', 'inherit'], env: { PATH: process.env.PATH } })
  const ended = new Promise(resolve => child.once('exit', resolve))
  await new Promise((resolve, reject) => {
    child.stdout.once('data', resolve)
    child.once('exit', () => reject(new Error('the web server did not start')))
  })
  return {
    [Symbol.asyncDispose]: async () => {
      child.kill('SIGKILL')
      await ended
    },
  }
}
