import { lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { installLinks } from '../../lib/runtime/install.ts'
import { parseOutput } from '../support/output.ts'
import { makeFolder } from '../support/temporary.ts'

const names = ['check_vip_ping', 'check_vip_service']
const target = '/opt/lvs/lvs-checks'

function install(...words: string[]) {
  const { exitCode, stdout } = installLinks(words, names, target)
  return { exitCode, ...parseOutput(stdout) }
}

/** What is in a folder: names with where they lead, or what they hold. */
function contentOf(path: string): Record<string, string> {
  const entry = (name: string) => {
    const file = join(path, name)
    return lstatSync(file).isSymbolicLink() ? `-> ${readlinkSync(file)}` : readFileSync(file, 'utf8')
  }
  return Object.fromEntries(readdirSync(path).map(name => [name, entry(name)]))
}

const linked = { check_vip_ping: `-> ${target}`, check_vip_service: `-> ${target}` }

test('a link for each check', () => {
  using folder = makeFolder()
  expect(install(folder.path)).toMatchObject({
    exitCode: 0,
    sentence: `2 links made in ${folder.path}: check_vip_ping, check_vip_service`,
  })
  expect(contentOf(folder.path)).toEqual(linked)
})

test('again, over links of an older version elsewhere, and beside what is not ours', () => {
  using folder = makeFolder()
  symlinkSync('../gone/lvs-checks', join(folder.path, 'check_vip_ping'))
  folder.write('check_http', 'not ours')
  expect(install(folder.path).exitCode).toBe(0)
  expect(install(folder.path).exitCode).toBe(0)
  expect(contentOf(folder.path)).toEqual({ ...linked, check_http: 'not ours' })
})

describe('nothing is changed where', () => {
  test('a file has the name of a check', () => {
    using folder = makeFolder()
    folder.write('check_vip_service', 'somebody made this')
    expect(install(folder.path)).toMatchObject({
      exitCode: 3,
      sentence: `'${folder.path}/check_vip_service' is there already and is not a link to lvs-checks, nothing was changed`,
    })
    expect(contentOf(folder.path)).toEqual({ check_vip_service: 'somebody made this' })
  })

  test('a link leads to another program', () => {
    using folder = makeFolder()
    symlinkSync('/usr/bin/true', join(folder.path, 'check_vip_service'))
    expect(install(folder.path).exitCode).toBe(3)
    expect(contentOf(folder.path)).toEqual({ check_vip_service: '-> /usr/bin/true' })
  })

  test('a folder has the name of a check', () => {
    using folder = makeFolder()
    mkdirSync(join(folder.path, 'check_vip_ping'))
    expect(install(folder.path).exitCode).toBe(3)
    expect(readdirSync(folder.path)).toEqual(['check_vip_ping'])
  })
})

test.each([
  [[], 'install takes one folder: lvs-checks install DIR'],
  [['a', 'b'], 'install takes one folder: lvs-checks install DIR'],
  [['/no/such/folder'], "there is no folder '/no/such/folder', make it with: mkdir -p /no/such/folder"],
  [['/etc/hosts'], "there is no folder '/etc/hosts', make it with: mkdir -p /etc/hosts"],
])('%j is refused', (words, sentence) => {
  expect(install(...words)).toMatchObject({ exitCode: 3, sentence })
})

test('a link to node itself would be no check', () => {
  using folder = makeFolder()
  expect(installLinks([folder.path], names, '/usr/bin/node').exitCode).toBe(3)
  expect(readdirSync(folder.path)).toEqual([])
})
