import { execFile } from 'node:child_process'
import { existsSync, openSync, readlinkSync, readSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { registry } from '../../plugins/index.ts'
import { runBinary, runProgram } from '../support/binary.ts'
import { need } from '../support/need.ts'
import { say, startTcp } from '../support/tcp-server.ts'
import { makeFolder } from '../support/temporary.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const run = promisify(execFile)
const names = Object.keys(registry)

need('binaries')('lvs-checks', () => {
  test('alone it lists its checks, and that is no good result', async () => {
    const { exitCode, stdout } = await runBinary('lvs-checks', [])
    expect(exitCode).toBe(3)
    for (const name of names) expect(stdout).toContain(name)
  })
  test('an unknown check is UNKNOWN, with the nearest known one', async () => {
    const { exitCode, stdout } = await runBinary('lvs-checks', ['check_vip_pin', '-H', '192.0.2.10'])
    expect(stdout).toBe("LVS UNKNOWN - there is no check 'check_vip_pin', did you mean check_vip_ping?\n")
    expect(exitCode).toBe(3)
  })
  test('install makes a link a check that runs, and does it again without a word against it', async () => {
    using made = makeFolder()
    const folder = made.path
    for (const _ of ['first', 'second']) {
      const { exitCode, stdout } = await runBinary('lvs-checks', ['install', folder])
      expect(stdout).toContain(`${names.length} links made`)
      expect(exitCode).toBe(0)
    }
    for (const name of names) {
      expect(readlinkSync(join(folder, name))).toBe(join(root, 'dist/lvs-checks'))
      const { exitCode, stdout } = await runProgram([join(folder, name), '-V'])
      expect(stdout).toMatch(new RegExp(`^${name} \\d`))
      expect(exitCode).toBe(3)
    }
  })
  test('install touches nothing where a file of that name is not ours', async () => {
    using made = makeFolder()
    const folder = made.path
    writeFileSync(join(folder, 'check_vip_service'), 'mine')
    symlinkSync('/bin/true', join(folder, 'other'))
    const { exitCode, stdout } = await runBinary('lvs-checks', ['install', folder])
    expect(stdout).toContain('is not a link to lvs-checks, nothing was changed')
    expect(exitCode).toBe(3)
    expect(existsSync(join(folder, 'check_vip_ping'))).toBe(false)
  })
  test('the sums are those of the files', async () => {
    await run('sha256sum', ['--check', '--quiet', 'SHA256SUMS'], { cwd: join(root, 'dist') })
  })
  test('no environment upsets a check, none is left with more than exit code, stdout and one first line', async () => {
    const { stdout } = await run(process.execPath, ['scripts/verify-binary.ts'], { cwd: root })
    expect(stdout).toMatch(/\d+ calls, 0 off\n$/)
  }, 300_000)
})

describe('npm run build', () => {
  test.each([
    [['--arch', 'mips'], 'build: --arch mips: x64 or arm64 is right'],
    [['--sepparate'], "build: Unknown option '--sepparate', see npm run build -- --help"],
  ])('%j is refused in one line', async (words, line) => {
    const { exitCode, stderr } = await runProgram([
      process.execPath,
      join(root, 'scripts/build.ts'),
      ...words,
    ])
    expect(stderr).toBe(`${line}\n`)
    expect(exitCode).toBe(2)
  })
})

need('binaries', 'qemu')('the binary for arm64, made on this machine', () => {
  test('is one for arm64, and checks', async () => {
    const words = [process.execPath, 'scripts/build.ts', '--arch', 'arm64', '--quiet']
    await run(words[0] ?? '', words.slice(1), { cwd: root })
    const binary = join(root, process.arch === 'arm64' ? 'dist' : 'dist/arm64', 'lvs-checks')
    // e_machine of the ELF header: 183 is EM_AARCH64.
    const header = Buffer.alloc(20)
    readSync(openSync(binary, 'r'), header)
    expect(header.readUInt16LE(18)).toBe(183)
    await using server = await startTcp(say('220 vip.example.com ESMTP\r\n'))
    const emulated = ['qemu-aarch64-static', '-L', '/usr/aarch64-linux-gnu', binary]
    const call = ['check_vip_service', '--tcp', '-H', server.host, '-p', String(server.port), '-e', '220']
    const { exitCode, stdout } = await runProgram([...emulated, ...call])
    expect(stdout).toMatch(/^VIP SERVICE OK - /)
    expect(exitCode).toBe(0)
  }, 300_000)
})
