import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Site, startSite } from '../support/http-server.ts'
import { makeFolder } from '../support/temporary.ts'
import { runVipService, stdoutOfVipService } from '../support/vip-service.ts'

let site: Site
beforeAll(async () => {
  site = await startSite()
})
afterAll(() => site.close())

const folder = makeFolder()
afterAll(() => folder[Symbol.dispose]())
const basicFile = folder.write('basic', 'monitor:s3cret\nignored\n', 0o600)
const windowsFile = folder.write('windows', 'monitor:s3cret\r\n', 0o600)
const tokenFile = folder.write('token', 't0ken\n', 0o600)
const environment = { VIP_AUTH: 'monitor:s3cret', VIP_TOKEN: 't0ken', VIP_WRONG: 'monitor' }

const at = () => ['-I', site.host, '-p', String(site.port)]
const run = (...argv: string[]) => runVipService([...at(), ...argv], environment)
const stdoutOf = (...argv: string[]) => stdoutOfVipService([...at(), ...argv], environment)

describe('credentials are sent', () => {
  test.each([
    ['/basic', ['-a', 'monitor:s3cret'], 0],
    ['/basic', ['--auth-file', basicFile], 0],
    ['/basic', ['--auth-file', windowsFile], 0],
    ['/basic', ['--auth-env', 'VIP_AUTH'], 0],
    ['/basic', ['-a', 'monitor:wrong'], 1],
    ['/basic', [], 1],
    ['/bearer', ['--bearer-file', tokenFile], 0],
    ['/bearer', ['--bearer-env', 'VIP_TOKEN'], 0],
    ['/bearer', ['-k', 'Authorization: Bearer t0ken'], 0],
    ['/bearer', [], 1],
  ])('%s with %j: exit %i', async (path, argv, exitCode) => {
    expect((await run('-u', path, ...argv)).exitCode).toBe(exitCode)
  })
})

describe('credentials that cannot be read: unknown, and nobody is asked', () => {
  test.each([
    [['--auth-file', `${folder.path}/none`], /was not asked: there is no file '.*none'$/],
    [['--auth-env', 'VIP_NONE'], /was not asked: the environment variable VIP_NONE is not set$/],
    [
      ['--auth-env', 'VIP_WRONG'],
      /was not asked: the credentials for basic authentication are not USER:PASSWORD$/,
    ],
    [
      ['--bearer-file', folder.write('empty', '')],
      /was not asked: the bearer token is empty or holds blanks/,
    ],
    [
      ['--bearer-file', folder.write('two', 'a b\n')],
      /was not asked: the bearer token is empty or holds blanks/,
    ],
    [['--auth-file', folder.path], /was not asked: '.*' is not a regular file$/],
    [['--ca-cert', basicFile], /was not asked: '.*basic' is not a PEM file$/],
  ])('%j', async (argv, text) => {
    const before = site.connections
    const result = await run(...argv)
    expect(result).toMatchObject({ exitCode: 3, state: 'UNKNOWN' })
    expect(result.sentence).toMatch(text)
    expect(site.connections).toBe(before)
  })
})

describe('secrets stay out of the output, also where the page repeats them', () => {
  const encoded = Buffer.from('monitor:s3cret').toString('base64')
  test.each([
    ['-a on the command line', ['-a', 'monitor:s3cret']],
    ['a file', ['--auth-file', basicFile]],
    ['the environment', ['--auth-env', 'VIP_AUTH']],
    ['a bearer token', ['--bearer-file', tokenFile]],
    ['a proxy', ['-b', 'monitor:s3cret']],
  ])('%s', async (_, argv) => {
    for (const shown of [
      ['-vvv', '-B'],
      ['-vvv', '--output', 'json'],
    ]) {
      const stdout = await stdoutOf('-u', '/echo', ...argv, ...shown)
      expect(stdout).toMatch(/(?:Basic|Bearer) \*\*\*/)
      for (const secret of ['s3cret', 't0ken', encoded]) expect(stdout).not.toContain(secret)
    }
  })

  test('a password that is no good is not shown by the complaint about it', async () => {
    const result = await run('-a', 'hunter2')
    expect(result).toMatchObject({ exitCode: 3 })
    expect(result.stdout).not.toContain('hunter2')
  })
})
