import { spawnSync } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { glob, matches } from '../../lib/probe/glob.ts'
import { makeFolder } from '../support/temporary.ts'

function find(folder: string, pattern: string): string[] {
  return glob(folder, pattern, { names: 10_000 })
}

describe('names, as fnmatch(3) has them', () => {
  test.each([
    ['*.conf', 'a.conf', true],
    ['*.conf', 'a.conf.bak', false],
    ['*', '.hidden', false],
    ['.*', '.hidden', true],
    ['?hidden', '.hidden', false],
    ['[.]hidden', '.hidden', false],
    ['\\.h*', '.hidden', true],
    ['a?c', 'abc', true],
    ['a?c', 'ac', false],
    ['[a-c]1', 'b1', true],
    ['[!a-c]1', 'b1', false],
    ['[^a-c]1', 'd1', true],
    ['[]x]', ']', true],
    ['[a-]', '-', true],
    ['[[:digit:]]x', '7x', true],
    ['[[:digit:]]x', 'ax', false],
    ['[ab', '[ab', true],
    ['a\\*b', 'a*b', true],
    ['a\\*b', 'axb', false],
    ['*a*b*c', 'xxaxxbxxc', true],
    ['', '', true],
    ['*', '', true],
  ])('%s and %s: %s', (pattern, name, wanted) => {
    expect(matches(pattern, name)).toBe(wanted)
  })

  test('many stars take no time', () => {
    expect(matches(`${'*a'.repeat(100)}b`, 'a'.repeat(20_000))).toBe(false)
  })
})

/** A folder with all that a pattern may meet. */
function makeTree() {
  const folder = makeFolder()
  for (const name of ['b', 'B', 'a', '10', '9', '.dot', 'a b', 'é', '[x]']) folder.write(`${name}.conf`, '')
  mkdirSync(`${folder.path}/sub.conf`)
  mkdirSync(`${folder.path}/deep/er`, { recursive: true })
  folder.write('deep/er/x.conf', '')
  folder.write('deep/y.conf', '')
  symlinkSync('nowhere', `${folder.path}/lost.conf`)
  symlinkSync('deep', `${folder.path}/link`)
  return folder
}

const patterns = [
  '*.conf',
  '*',
  'a.conf',
  'nosuch.conf',
  'lost.conf',
  '.*.conf',
  '{b,a}.conf',
  '{b*,a*}.conf',
  'deep/*',
  'deep/',
  '*/*.conf',
  '*/*/*.conf',
  'd??p/er/x.conf',
  './a.conf',
  'deep/../*/y.conf',
  'a b.conf',
  '[[]x].conf',
  '\\[x\\].conf',
  '[0-9]*.conf',
  'a.conf/x',
  'sub.conf',
  'nosuch/*',
  '**/x.conf',
]

/** BSD's glob, which every Perl has; undefined where there is none. glibc's finds the same for these patterns. */
function bsdGlob(folder: string, pattern: string): string[] | undefined {
  const program =
    'use File::Glob ":bsd_glob"; print map {"$_\\0"} bsd_glob($ARGV[0], GLOB_BRACE | GLOB_MARK | GLOB_QUOTE)'
  const run = spawnSync('perl', ['-e', program, pattern], {
    cwd: folder,
    encoding: 'utf8',
    env: { LC_ALL: 'C' },
  })
  return run.status === 0 ? run.stdout.split('\0').slice(0, -1) : undefined
}

describe('paths', () => {
  test.each(patterns)('as other globs find them: %s', pattern => {
    using folder = makeTree()
    const wanted = bsdGlob(folder.path, pattern)
    if (wanted !== undefined) expect(find(folder.path, pattern)).toEqual(wanted)
    expect(find('/', `${folder.path}/${pattern}`)).toEqual(
      find(folder.path, pattern).map(each => `${folder.path}/${each}`),
    )
  })

  test('folders have a mark, names with a dot are named, capitals come first', () => {
    using folder = makeTree()
    expect(find(folder.path, '*.conf')).toEqual([
      '10.conf',
      '9.conf',
      'B.conf',
      '[x].conf',
      'a b.conf',
      'a.conf',
      'b.conf',
      'lost.conf',
      'sub.conf/',
      'é.conf',
    ])
  })

  test('a budget that is used up ends the search', () => {
    const budget = { names: 500 }
    glob('/', '*/*/*/*/*/*', budget)
    expect(budget.names).toBeLessThanOrEqual(0)
  })
})
