import { describe, expect, test } from 'vitest'
import {
  findKeepalived,
  type Keepalived,
  type KeepalivedRequest,
  processOf,
} from '../../lib/probe/keepalived.ts'
import { failure, type Outcome, success } from '../../lib/probe/outcome.ts'
import { deafProbes } from '../support/probes.ts'

/** A process of a made up /proc. */
interface Made {
  readonly parent?: number
  readonly name?: string
  readonly state?: string
  readonly words?: readonly string[]
  readonly user?: number
  /** The number of its network namespace; that of the check is 1. */
  readonly network?: number
  readonly depth?: number
}

interface World {
  readonly processes?: Readonly<Record<number, Made>>
  readonly files?: Readonly<Record<string, string | Outcome<never>>>
  /** A kernel that does not list children. */
  readonly noChildren?: true
}

const init: Made = { parent: 0, name: 'systemd', words: ['/sbin/init'] }
const parent: Made = { parent: 1, words: ['/usr/sbin/keepalived', '--dont-fork'] }
const child: Made = { parent: 29, words: ['/usr/sbin/keepalived', '--dont-fork'] }
const family = { 1: init, 29: parent, 30: child, 31: child }
const pidFiles = { '/run/keepalived.pid': '29\n', '/run/checkers.pid': '30\n', '/run/vrrp.pid': '31\n' }

function fileOf(pid: number, about: Made, world: World, name: string): string | undefined {
  const { parent: above = 1, name: comm = 'keepalived', state = 'S', words = [], user = 0, depth = 1 } = about
  const below = Object.entries(world.processes ?? {}).filter(([, each]) => each.parent === pid)
  const files: Record<string, string | undefined> = {
    stat: `${pid} (${comm}) ${state} ${above} ${'1 '.repeat(17)}${pid * 100} 0\n`,
    cmdline: words.map(word => `${word}\0`).join(''),
    status: `Uid:\t${user}\t0\t0\t0\nNSpid:${`\t${pid}`.repeat(depth)}\n`,
    [`task/${pid}/children`]: world.noChildren ? undefined : below.map(([key]) => `${key} `).join(''),
  }
  return files[name]
}

function look(world: World, request: KeepalivedRequest = {}) {
  const { processes = {}, files = {} } = world
  const read = (path: string): Outcome<Buffer> => {
    const known = files[path]
    if (known !== undefined) return typeof known === 'string' ? success(Buffer.from(known)) : known
    const [, pid = '', name = ''] = /^\/proc\/(\d+)\/(.+)$/.exec(path) ?? []
    const about = processes[Number(pid)]
    const text = about === undefined ? undefined : fileOf(Number(pid), about, world, name)
    return text === undefined ? failure('missing', `there is no file '${path}'`) : success(Buffer.from(text))
  }
  return findKeepalived(request, {
    ...deafProbes,
    readFile: path => Promise.resolve(read(path)),
    listFolder: path =>
      Promise.resolve(
        path === '/proc'
          ? success(['acpi', ...Object.keys(processes)])
          : success(
              Object.keys(files).flatMap(file =>
                file.startsWith(`${path}/`) ? file.slice(path.length + 1) : [],
              ),
            ),
      ),
    describeFile: path => {
      const [, pid] = /^\/proc\/(\w+)\/net\/dev$/.exec(path) ?? []
      const inode = pid === 'self' ? 1 : (processes[Number(pid)]?.network ?? 1)
      return Promise.resolve(
        success({
          type: 'file',
          mode: 0o444,
          owner: 0,
          group: 0,
          size: 0,
          modified: 0,
          inode,
          firstLine: undefined,
          changeable: undefined,
        }),
      )
    },
  })
}

async function findIn(world: World, request: KeepalivedRequest = {}): Promise<Keepalived> {
  const outcome = await look(world, request)
  if (!outcome.ok || outcome.value.running === undefined) throw new Error(JSON.stringify(outcome))
  return outcome.value.running
}

const shape = ({ parent: { pid }, children, from }: Keepalived) => ({
  pid,
  from,
  children: children.map(each => `${each.pid} ${each.role}`),
})

describe('by pid files', () => {
  const whole = { pid: 29, children: ['30 checkers', '31 vrrp'] }

  test.each<[string, World, string]>([
    ['in /run', { processes: family, files: pidFiles }, '/run/keepalived.pid'],
    [
      'with use_pid_dir',
      {
        processes: family,
        files: {
          '/run/keepalived/keepalived.pid': '29',
          '/run/keepalived/checkers.pid': '30',
          '/run/keepalived/vrrp.pid': '31',
        },
      },
      '/run/keepalived/keepalived.pid',
    ],
    [
      'by a kernel that does not list children',
      { processes: family, files: pidFiles, noChildren: true },
      '/run/keepalived.pid',
    ],
  ])('%s', async (_, world, from) => {
    expect(shape(await findIn(world))).toEqual({ ...whole, from })
  })

  test('with net_namespace', async () => {
    const folder = '/run/keepalived/red'
    const files = { [`${folder}/keepalived.pid`]: '29', [`${folder}/vrrp.pid`]: '31' }
    const found = await findIn({ processes: family, files }, { namespace: 'red' })
    expect(shape(found)).toMatchObject({
      from: `${folder}/keepalived.pid`,
      children: ['30 undefined', '31 vrrp'],
    })
  })

  test('those that its command line names tell its children apart', async () => {
    const words = ['keepalived', '-p', '/run/p', '-r', '/run/v', '-c', '/run/c']
    const processes = { ...family, 29: { ...parent, words } }
    const found = await findIn({ processes, files: { '/run/v': '31', '/run/c': '30' } })
    expect(shape(found)).toEqual({ ...whole, from: '/proc' })
  })

  test('with `instance`, whose name is part of theirs', async () => {
    const files = { '/run/keepalived/vrrp_web.pid': '31', '/run/keepalived/checkers_web.pid': '30' }
    expect(shape(await findIn({ processes: family, files }))).toEqual({ ...whole, from: '/proc' })
  })

  test('--pid-file of a child leads to its parent', async () => {
    const world = { processes: family, files: { ...pidFiles, '/run/c': '30' } }
    const found = await findIn(world, { pidFile: '/run/c' })
    expect(shape(found)).toEqual({ ...whole, from: '/run/c' })
    expect(found.named).toBe(30)
  })

  test('a child that was started again is the one that its new pid file names', async () => {
    const processes = { 1: init, 29: parent, 31: child, 77: child }
    const found = await findIn({ processes, files: { ...pidFiles, '/run/checkers.pid': '77' } })
    expect(processOf(found, 'checkers').pid).toBe(77)
    expect(processOf(found, 'bfd').pid).toBe(29)
  })
})

describe('by its processes', () => {
  test('what only carries the name is none', async () => {
    const processes = {
      1: init,
      5: { words: ['/bin/sh', '/etc/init.d/keepalived', 'restart'] },
      6: { name: 'keepalived_expo', words: ['keepalived_exporter'] },
      7: { words: ['keepalived', '-t'] },
      8: { state: 'Z' },
      9: { words: ['keepalived'], user: 1000 },
    }
    expect(await look({ processes })).toEqual(
      success({ running: undefined, leftBehind: undefined, elsewhere: [] }),
    )
  })

  test('whatever names its processes have', async () => {
    const named = { ...family, 29: { ...parent, name: 'lb' }, 30: { ...child, name: 'lb_c' } }
    expect(shape(await findIn({ processes: named })).pid).toBe(29)
    expect(shape(await findIn({ processes: named })).children).toHaveLength(2)
  })

  test('of two it is the one that was started with the configuration', async () => {
    const words = ['keepalived', '-f', '/etc/lvs.conf']
    const processes = { ...family, 40: { words }, 41: { parent: 40, words } }
    expect(shape(await findIn({ processes })).pid).toBe(29)
    expect(shape(await findIn({ processes }, { config: '/etc/lvs.conf' })).pid).toBe(40)
  })

  test('two of the same configuration are told', async () => {
    const processes = { ...family, 40: { words: ['keepalived'] } }
    expect((await findIn({ processes })).others).toEqual([40])
  })
})

describe('in another network namespace', () => {
  const away = { network: 2 }
  const contained = {
    1: init,
    29: { ...parent, ...away, depth: 2 },
    30: { ...child, ...away, depth: 2 },
  }

  test('that of a container is not ours, and is named', async () => {
    expect(await look({ processes: contained })).toEqual(
      success({ running: undefined, leftBehind: undefined, elsewhere: [29] }),
    )
  })
  test('it is where the configuration says that it is', async () => {
    expect((await findIn({ processes: contained }, { namespace: 'red' })).network).toBe('other')
  })
  test('it is ours where its pid file is where ours would be', async () => {
    const processes = { 1: init, 29: { ...parent, ...away } }
    const found = await findIn({ processes, files: { '/run/keepalived.pid': '29' } })
    expect(found).toMatchObject({ network: 'other', contained: false })
  })
  test('one in our own comes first', async () => {
    const processes = { 1: init, 29: { ...parent, ...away }, 50: parent }
    const found = await findIn({ processes, files: { '/run/keepalived.pid': '29' } })
    expect(found).toMatchObject({ parent: { pid: 50 }, network: 'same' })
  })
  test('in a container of our network namespace it is ours', async () => {
    const processes = { 1: init, 29: { ...parent, depth: 2 } }
    expect(await findIn({ processes })).toMatchObject({ network: 'same', contained: true })
  })
})

describe('not there', () => {
  test('a pid file that was left behind is named', async () => {
    expect(await look({ processes: { 1: init }, files: pidFiles })).toEqual(
      success({
        running: undefined,
        leftBehind: { file: '/run/keepalived.pid', pid: 29 },
        elsewhere: [],
      }),
    )
  })
  test('a pid that another program has by now', async () => {
    const processes = { 1: init, 29: { name: 'bash', words: ['bash'] } }
    expect(await look({ processes, files: pidFiles })).toMatchObject({
      value: { running: undefined, leftBehind: { pid: 29 } },
    })
  })
  test('--pid-file that is not there', async () => {
    expect(await look({ processes: family }, { pidFile: '/run/x' })).toMatchObject({
      value: { running: undefined },
    })
  })
  test('--pid-file that holds no process id is a failure', async () => {
    const outcome = await look({ processes: family, files: { '/run/x': 'x' } }, { pidFile: '/run/x' })
    expect(outcome).toMatchObject({ ok: false, kind: 'malformed' })
  })
  test('where /proc hides the processes of others nobody knows', async () => {
    const files = { ...pidFiles, '/proc/mounts': 'proc /proc proc rw,hidepid=invisible 0 0\n' }
    expect(await look({ files })).toMatchObject({
      ok: false,
      kind: 'denied',
      text: '/proc shows this user its own processes only (mount option hidepid)',
    })
    const refused = failure('denied', 'no')
    expect(await look({ files: { ...files, '/proc/1/stat': refused } })).toMatchObject({
      ok: false,
      kind: 'denied',
    })
  })
  test('without /proc nobody knows either', async () => {
    expect(await look({})).toMatchObject({ ok: false, kind: 'missing' })
  })
})
