import { execFile, spawn } from 'node:child_process'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { chmod, readlink, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { findProgram } from '../../../lib/probe/command.ts'

const run = promisify(execFile)
const project = fileURLToPath(new URL('../../..', import.meta.url))
const shim = fileURLToPath(new URL('../guest/xstate.c', import.meta.url))

/** Where the guest is built: LAB_BUILD, or .lab of the project, which git ignores. */
export const buildFolder = process.env.LAB_BUILD ?? join(project, '.lab')

/** What a guest needs, once it is built. */
export const built = {
  kernel: join(buildFolder, 'linux.uml'),
  root: join(buildFolder, 'root'),
  shim: join(buildFolder, 'xstate.so'),
} as const

const ready = join(buildFolder, 'ready')

/** Debian packages of the guest; apt adds what they depend on, so that it is the same whatever this machine has. */
const packages = [
  ...['user-mode-linux', 'keepalived', 'ipvsadm', 'iproute2', 'iptables', 'ethtool'],
  ...['busybox-static', 'bash', 'dash', 'coreutils', 'mount', 'util-linux', 'procps'],
  // What our checks run, and what they are held against.
  ...['iputils-ping', 'iputils-arping', 'ndisc6', 'tcpdump', 'curl', 'monitoring-plugins-basic'],
  ...['libstdc++6', 'libatomic1'],
]

/** Only their install scripts need these, and nothing is installed. */
const left =
  /^(perl|perl-base|perl-modules-.*|dpkg|tar|debconf|ucf|sensible-utils|usrmerge|passwd|login|adduser|init-system-helpers|libsnmp-base|libpam.*|lsb-base|openssl|ca-certificates)$/

/** Parts of packages that no guest reads. */
const unread = [
  './usr/share/doc',
  './usr/share/man',
  './usr/share/locale',
  './usr/share/info',
  './usr/lib/uml/modules/*/kernel/sound',
  './usr/lib/uml/modules/*/kernel/drivers/[!n]*',
  './usr/lib/uml/modules/*/kernel/fs/[!of]*',
]

/** True where a guest can start. */
export function isBuilt(): boolean {
  return existsSync(ready) && readFileSync(ready, 'utf8') === recipe()
}

/**
 * Downloads and unpacks the guest, once: about 80 MB and 25 seconds.
 * @throws an error that says what this machine lacks
 */
export async function buildGuest(say: (text: string) => void = () => undefined): Promise<void> {
  if (isBuilt()) return
  if (process.arch !== 'x64')
    throw new Error(`the lab needs a processor of kind x64, this is ${process.arch}`)
  for (const name of ['apt-get', 'dpkg-deb', 'tar']) {
    if (findProgram(name) === undefined)
      throw new Error(`the lab needs ${name}: it is built from Debian's packages`)
  }
  const work = join(buildFolder, `work-${process.pid}`)
  const began = Date.now()
  try {
    mkdirSync(join(work, 'debs'), { recursive: true })
    await download(work, say)
    await unpackAll(work, say)
    await settle(join(work, 'root'))
    await compileShim(work)
    rmSync(join(work, 'debs'), { recursive: true })
    publish(work)
  } finally {
    rmSync(work, { recursive: true, force: true })
  }
  say(`the guest is built in ${buildFolder}, in ${Math.round((Date.now() - began) / 1000)} s`)
}

/** What the guest is made of: another list or another shim is another guest. */
function recipe(): string {
  return `${packages.join(' ')}\n${readFileSync(shim, 'utf8')}`
}

/** With an empty dpkg status apt names the whole closure, not only what this machine lacks. */
async function download(work: string, say: (text: string) => void): Promise<void> {
  if (!readdirSync('/var/lib/apt/lists').some(name => name.includes('_Packages'))) {
    say('apt-get update')
    await run('apt-get', ['update', '-qq'])
  }
  const status = join(work, 'status')
  await writeFile(status, '')
  const nothing = ['-o', `Dir::State::status=${status}`, '-o', 'Debug::NoLocking=1']
  const plan = await run('apt-get', [
    ...nothing,
    ...['-qq', '-s', 'install', '--no-install-recommends'],
    ...packages,
  ])
  const wanted = [...plan.stdout.matchAll(/^Inst (\S+) \((\S+) /gm)]
    .filter(([, name = '']) => !left.test(name))
    .map(([, name, version]) => `${name}=${version}`)
  say(`downloading ${wanted.length} packages`)
  await run('apt-get', ['-qq', '-o', 'APT::Sandbox::User=root', 'download', ...wanted], {
    cwd: join(work, 'debs'),
  })
}

async function unpackAll(work: string, say: (text: string) => void): Promise<void> {
  const root = join(work, 'root')
  for (const folder of ['usr/bin', 'usr/sbin', 'usr/lib', 'usr/lib64']) {
    mkdirSync(join(root, folder), { recursive: true })
    if (!folder.endsWith('64')) symlinkSync(folder, join(root, folder.slice('usr/'.length)))
  }
  symlinkSync('usr/lib64', join(root, 'lib64'))
  const queue = readdirSync(join(work, 'debs')).filter(name => name.endsWith('.deb'))
  say(`unpacking ${queue.length} packages`)
  const worker = async () => {
    for (let deb = queue.pop(); deb !== undefined; deb = queue.pop())
      await unpack(join(work, 'debs', deb), root)
  }
  await Promise.all(Array.from({ length: availableParallelism() }, worker))
}

/** Unpacks what is in a package, and runs none of its scripts. */
async function unpack(deb: string, root: string): Promise<void> {
  const from = spawn('dpkg-deb', ['--fsys-tarfile', deb], { stdio: ['ignore', 'pipe', 'inherit'] })
  const leave = unread.map(pattern => `--exclude=${pattern}`)
  const words = ['--extract', '--keep-directory-symlink', '--no-same-owner', ...leave]
  const to = spawn('tar', words, { cwd: root, stdio: [from.stdout, 'ignore', 'inherit'] })
  // The pipe is the other program's now.
  from.stdout.destroy()
  const [packed, unpacked] = await Promise.all([codeOf(from), codeOf(to)])
  if (packed !== 0 || unpacked !== 0) throw new Error(`${deb} cannot be unpacked`)
}

function codeOf(child: ReturnType<typeof spawn>): Promise<number | null> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', resolve)
  })
}

const applets = [
  'awk',
  'sed',
  'grep',
  'find',
  'xargs',
  'diff',
  'cmp',
  'vi',
  'less',
  'gzip',
  'nc',
  'wget',
].concat(['hostname', 'which', 'lsmod', 'insmod', 'rmmod', 'syslogd', 'logger', 'poweroff', 'clear', 'stty'])

const users = [
  ['root', 0, '/root', '/bin/bash'],
  ['nobody', 65534, '/', '/bin/sh'],
  ['tcpdump', 101, '/', '/bin/sh'],
  ['keepalived_script', 1000, '/', '/bin/sh'],
] as const

/** What the packages' scripts would have done. */
async function settle(root: string): Promise<void> {
  const link = (to: string, name: string) => {
    rmSync(join(root, name), { force: true })
    symlinkSync(to, join(root, name))
  }
  renameSync(join(root, 'usr/bin/linux.uml'), join(root, '../linux.uml'))
  renameSync(join(root, 'usr/lib/uml/modules'), join(root, 'usr/lib/modules'))
  // This kernel has the tables of old, not nf_tables for IPv4.
  for (const name of ['iptables', 'ip6tables']) link('xtables-legacy-multi', `usr/sbin/${name}`)
  for (const name of applets) {
    if (!['bin', 'sbin'].some(bin => existsSync(join(root, 'usr', bin, name))))
      link('busybox', `usr/bin/${name}`)
  }
  link('dash', 'usr/bin/sh')
  // Where the kernel looks for it.
  link('../bin/busybox', 'usr/sbin/modprobe')
  for (const folder of ['proc', 'sys', 'dev', 'run', 'tmp', 'root', 'host', 'share', 'mnt', 'lab']) {
    mkdirSync(join(root, folder), { recursive: true })
  }
  for (const folder of ['var/log', 'var/tmp', 'var/www', 'etc/keepalived', 'usr/local/lib/nagios/plugins']) {
    mkdirSync(join(root, folder), { recursive: true })
  }
  const write = (name: string, lines: readonly string[]) =>
    writeFile(join(root, name), `${lines.join('\n')}\n`)
  await write(
    'etc/passwd',
    users.map(([name, id, home, shell]) => `${name}:x:${id}:${id}::${home}:${shell}`),
  )
  await write(
    'etc/group',
    users.map(([name, id]) => `${name === 'nobody' ? 'nogroup' : name}:x:${id}:`),
  )
  await write('etc/nsswitch.conf', [
    'hosts: files',
    'passwd: files',
    'group: files',
    'protocols: files',
    'services: files',
  ])
  await write('etc/hosts', ['127.0.0.1 localhost', '::1 localhost'])
  await write('lab-init', [
    '#!/bin/busybox sh',
    'mount -t hostfs none /share -o "$LAB_RUN"',
    'exec busybox sh /share/init',
  ])
  await chmod(join(root, 'lab-init'), 0o755)
  if ((await readlink(join(root, 'usr/bin/sh'))) !== 'dash') throw new Error('sh of the guest is not dash')
}

/** A shim in front of ptrace, for processors whose registers this kernel has no room for: see its first lines. */
async function compileShim(work: string): Promise<void> {
  const output = join(work, 'xstate.so')
  const compilers = { gcc: ['-O2', '-fPIC', '-fno-builtin'], cc: ['-O2', '-fPIC'], tcc: ['-nostdlib'] }
  const found = Object.entries(compilers).find(([name]) => findProgram(name) !== undefined)
  if (found === undefined) throw new Error('the lab needs a C compiler: apt-get install tcc')
  const [compiler, flags] = found
  await run(compiler, [...flags, '-shared', '-o', output, shim])
}

/** All at once, so that a build that was cut is no guest. */
function publish(work: string): void {
  for (const [name, target] of Object.entries({
    'linux.uml': built.kernel,
    root: built.root,
    'xstate.so': built.shim,
  })) {
    rmSync(target, { recursive: true, force: true })
    renameSync(join(work, name), target)
  }
  // Written last.
  writeFileSync(ready, recipe())
}
