import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { verifyIcinga } from '../daemons/icinga.ts'
import { verifyNagios } from '../daemons/nagios.ts'
import { directorConfig } from '../lab/config.ts'
import { runBinary } from '../support/binary.ts'
import { largeConfig } from '../support/large-cluster.ts'
import { need } from '../support/need.ts'
import { makeFolder } from '../support/temporary.ts'

const objects = (...words: readonly string[]) => runBinary('lvs-checks', ['objects', ...words])

/** A folder with the files of both directors. */
function makePair() {
  const folder = makeFolder()
  for (const name of ['d1', 'd2'] as const) folder.write(`${name}.conf`, directorConfig(name))
  const pair = ['d1.conf', 'd2.conf'].map(name => join(folder.path, name))
  const out = join(folder.path, 'out')
  mkdirSync(out)
  return { folder, pair, out, [Symbol.dispose]: () => folder[Symbol.dispose]() }
}

need('binaries')('lvs-checks objects', () => {
  test('writes, changes nothing the second time, and says as a check when the configuration has changed', async () => {
    using made = makePair()
    const { pair, out, folder } = made
    const first = await objects('nagios', ...pair, '-o', out)
    expect(first.stdout).toMatch(
      /^LVS OBJECTS OK - 2 files written to .*: lvs has 2 directors, 10 real servers and 6 VIPs/,
    )
    expect(readdirSync(out).filter(name => !name.startsWith('.'))).toEqual([
      'lvs-commands.cfg',
      'lvs-lvs.cfg',
    ])
    expect((await objects('nagios', ...pair, '-o', out)).stdout).toMatch(
      /^LVS OBJECTS OK - nothing is to be changed/,
    )
    expect(await objects('nagios', ...pair, '-o', out, '--check')).toMatchObject({ exitCode: 0 })
    for (const name of ['d1', 'd2'] as const)
      folder.write(`${name}.conf`, directorConfig(name).replaceAll('192.0.2.24', '192.0.2.25'))
    const changed = await objects('nagios', ...pair, '-o', out, '--check')
    expect(changed.exitCode).toBe(1)
    expect(changed.stdout).toMatch(
      /^LVS OBJECTS WARNING - .*lvs-lvs\.cfg is not what the configuration of lvs says now/,
    )
  })
  test('touches nothing that it has not written', async () => {
    using made = makePair()
    writeFileSync(join(made.out, 'lvs-lvs.cfg'), 'mine\n')
    const { exitCode, stdout } = await objects('nagios', ...made.pair, '-o', made.out)
    expect(exitCode).toBe(3)
    expect(stdout).toMatch(
      /^LVS OBJECTS UNKNOWN - .*lvs-lvs\.cfg' is there already and was not made by lvs-checks objects/,
    )
    expect(readdirSync(made.out)).toEqual(['lvs-lvs.cfg'])
    expect(readFileSync(join(made.out, 'lvs-lvs.cfg'), 'utf8')).toBe('mine\n')
  })
  test('removes what is of a real server that is no more, and nothing else', async () => {
    using made = makePair()
    const { pair, out, folder } = made
    await objects('nrpe', ...pair, '-o', out)
    writeFileSync(join(out, 'mine.cfg'), 'mine\n')
    const before = readdirSync(out)
    for (const name of ['d1', 'd2'] as const)
      folder.write(`${name}.conf`, directorConfig(name).replaceAll('192.0.2.24', '192.0.2.23'))
    await objects('nrpe', ...pair, '-o', out, '--anyway')
    expect(before.filter(name => !readdirSync(out).includes(name))).toEqual(['lvs-rs-192.0.2.24.cfg'])
  })
  test('a configuration with a lost brace makes no objects', async () => {
    using made = makePair()
    made.folder.write('d1.conf', directorConfig('d1').replace('}\n', ''))
    const { exitCode, stdout } = await objects('nagios', ...made.pair, '-o', made.out)
    expect(exitCode).toBe(3)
    expect(stdout).toMatch(
      /^LVS OBJECTS UNKNOWN - the objects would not be those of the cluster: .*d1\.conf:\d+:\d+: /,
    )
    expect(readdirSync(made.out)).toEqual([])
  })
  test.each([
    [['nagos', 'a.conf'], "there is no format 'nagos', did you mean nagios?"],
    [['nagios'], 'no keepalived.conf is given'],
    [['nagios', '/no/such.conf'], "there is no file '/no/such.conf'"],
    [['nagios', '--site', '/no/site.yaml'], 'the site file'],
    [['nagios', '--outt', 'x'], '--outt'],
    [['nagios', 'a.conf', '--check'], ''],
  ])('%j is refused in one sentence', async (words, text) => {
    const { exitCode, stdout, stderr } = await objects(...words)
    expect({ exitCode, stderr }).toEqual({ exitCode: 3, stderr: '' })
    expect(stdout).toMatch(/^LVS OBJECTS UNKNOWN - /)
    expect(stdout).toContain(text)
  })
  test('the help names every format', async () => {
    const { stdout } = await objects('--help')
    for (const format of ['nagios', 'icinga2', 'nrpe', 'sudoers'])
      expect(stdout).toMatch(new RegExp(`^  ${format} `, 'm'))
  })
})

need(
  'binaries',
  'nagios4',
  'icinga2',
)('the objects of a site with 2 directors, 500 virtual servers and 2,000 real servers', () => {
  const folder = makeFolder()
  const pair = (['lvs1', 'lvs2'] as const).map(name => folder.write(`${name}.conf`, largeConfig(name, 500)))
  const render = async (format: string) => {
    const { stdout, exitCode } = await objects(format, ...pair)
    expect(exitCode, stdout.slice(0, 500)).toBe(0)
    return stdout
  }
  test('are taken by Nagios without a warning', async () => {
    const { isGood, complaints, run } = await verifyNagios({ files: { 'lvs.cfg': await render('nagios') } })
    expect({ isGood, complaints }).toEqual({ isGood: true, complaints: [] })
    expect(run.stdout).toContain('Checked 2502 hosts.')
  }, 60_000)
  test('are taken by Icinga 2 without a warning', async () => {
    const text = (await render('icinga2')).replace('icingaadmins', 'admins')
    const { isGood, complaints, run } = await verifyIcinga({ files: { 'conf.d/lvs.conf': text } })
    expect({ isGood, complaints }).toEqual({ isGood: true, complaints: [] })
    expect(run.stdout).toContain('2502 Hosts')
  }, 60_000)
})
