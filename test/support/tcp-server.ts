import { createServer, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { listen, type RunningServer, type ServerOptions, toTlsOptions } from './servers.ts'

/** What a server does with a connection that it has accepted. */
export type Behaviour = (socket: Socket) => void

/** A server that speaks first, or not, or not well. */
export async function startTcp(behaviour: Behaviour, options: ServerOptions = {}): Promise<RunningServer> {
  const server =
    options.tls === undefined
      ? createServer({ allowHalfOpen: false }, behaviour)
      : createTlsServer(toTlsOptions(options.tls), behaviour)
  return listen(server, options)
}

/** Says this, then listens. */
export function say(banner: string | Buffer): Behaviour {
  return socket => {
    socket.write(banner)
    socket.resume()
  }
}

/** What servers do, well or badly. */
export const behaviours = {
  banner: say('220 vip.example.com ESMTP ready\r\n'),
  /** Reads and never says a word. */
  silent: socket => {
    socket.resume()
  },
  echo: socket => {
    socket.pipe(socket)
  },
  closesAtOnce: socket => {
    socket.end()
  },
  /** Accepts and sends RST, as a load balancer without a live real server does. */
  resets: socket => {
    socket.resetAndDestroy()
  },
  resetsAfterBanner: socket => {
    socket.write('220 vip', () => socket.resetAndDestroy())
  },
  bannerWithPipe: say('220 hello|load=99 ESMTP\r\n'),
  bannerWithNul: say('220 hel\0lo\r\n'),
  bannerNotUtf8: say(Buffer.from([0x32, 0x32, 0x30, 0x20, 0xff, 0xfe, 0xc3, 0x28, 0x0d, 0x0a])),
  bannerWithMarkup: say('220 <script>alert(1)</script> \x1b[31mred\x1b[0m \u202eltr\r\n'),
  /** Ten megabytes without a line end. */
  bannerTooLong: say(Buffer.alloc(10_000_000, 'x')),
  /** Never stops talking. */
  endless: socket => {
    const block = Buffer.alloc(65_536, 'x')
    const pump = () => {
      while (!socket.destroyed && socket.write(block));
    }
    socket.on('drain', pump)
    socket.resume()
    pump()
  },
  /** A good banner, one byte every 10 ms. */
  slowBanner: socket => {
    const bytes = [...'220 vip.example.com ready\r\n']
    const timer = setInterval(() => {
      const byte = bytes.shift()
      if (byte === undefined) clearInterval(timer)
      else socket.write(byte)
    }, 10)
    socket.once('close', () => clearInterval(timer))
    socket.resume()
  },
  /** Answers QUIT as mail servers do. */
  smtp: socket => {
    socket.write('220 vip.example.com ESMTP ready\r\n')
    socket.on('data', (words: Buffer) => {
      if (words.toString('latin1').startsWith('QUIT')) socket.end('221 2.0.0 Bye\r\n')
      else socket.write('250 vip.example.com\r\n')
    })
  },
} as const satisfies Record<string, Behaviour>

/** A port that refuses: it was free a moment ago, and nobody here takes ports that are not given. */
export async function findRefusingPort(host = '127.0.0.1'): Promise<number> {
  const server = await startTcp(behaviours.silent, { host })
  await server.close()
  return server.port
}
