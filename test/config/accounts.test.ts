import { describe, expect, test } from 'vitest'
import { accountsOf, type HasAccount, lintAccounts } from '../../lib/config/accounts.ts'
import { failure, type Outcome, success } from '../../lib/probe/outcome.ts'
import type { Probes } from '../../lib/probe/probes.ts'
import { within } from '../support/deadline.ts'
import { goodConfig, modelOf } from '../support/keepalived-config.ts'
import { probesThatAnswer } from '../support/probes.ts'

const known = ['passwd root', 'passwd nobody', 'group root', 'group nogroup']
const has: HasAccount = (table, name) => Promise.resolve(success(known.includes(`${table} ${name}`)))
const said = async (text: string, answer = has) =>
  (await lintAccounts(modelOf(text), answer)).map(({ rule, mark }) => `${rule} ${mark?.line}`)

const insecure = goodConfig.replace('    enable_script_security\n', '    # nothing\n')
const withNotify = (words: string, text = goodConfig) =>
  text.replace('    state MASTER', `    notify ${words}\n    state MASTER`)
const withScript = (lines: string, text = goodConfig) =>
  `${text}vrrp_script chk {\nscript "/bin/true 1"\n${lines}\n}\n`
const scriptUser = (words: string, text = goodConfig) =>
  text.replace('router_id lvs1', `router_id lvs1\nscript_user ${words}`)
const end = goodConfig.split('\n').length

// What keepalived 2.2.7 says of each was looked at: "Unable to set default user", "Invalid user/group".
describe('whom scripts run as', () => {
  test.each<[string, string, string[]]>([
    ['nothing runs', goodConfig, []],
    ['without script security, root', withNotify('"/bin/true"', insecure), []],
    ['with it, a user that no package makes', withNotify('"/bin/true"'), ['script-user-missing 6']],
    ['script_user', scriptUser('nobody', withNotify('"/bin/true"')), []],
    [
      'a script_user that does not exist',
      scriptUser('nosuch', withNotify('"/bin/true"')),
      ['script-user-missing 3'],
    ],
    [
      'one that does not exist, without script security',
      scriptUser('nosuch', withNotify('"/bin/true"', insecure)),
      ['script-user-missing 3'],
    ],
    ['one that no script uses', scriptUser('nosuch', withNotify('"/bin/true" nobody')), []],
    [
      'a group that does not exist',
      scriptUser('nobody nosuch', withNotify('"/bin/true"')),
      ['script-user-missing 3'],
    ],
    ['user and group of its own', withNotify('"/bin/true" nobody nogroup'), []],
    ['a user of its own that does not exist', withNotify('"/bin/true" nosuch'), ['script-user-missing 6']],
    [
      'an argument outside of the quotes, which is told of as such',
      scriptUser('nobody', withNotify('/bin/true MASTER')),
      [],
    ],
    ['a vrrp_script', withScript('user nosuch'), [`script-user-missing ${end + 2}`]],
    ['a vrrp_script with a user that is there', withScript('user nobody'), []],
    [
      'a MISC_CHECK',
      goodConfig.replace(/TCP_CHECK \{.*?\}/s, 'MISC_CHECK {\nmisc_path "/bin/true"\nuser nosuch\n}'),
      ['script-user-missing 26'],
    ],
    [
      'a quorum script',
      goodConfig.replace('protocol TCP', 'protocol TCP\nquorum_up "/bin/true" nosuch'),
      ['script-user-missing 23'],
    ],
    [
      'a startup_script',
      goodConfig.replace('router_id lvs1', 'router_id lvs1\nstartup_script "/bin/true" nosuch'),
      ['script-user-missing 3'],
    ],
  ])('%s', async (_, text, wanted) => {
    expect(await said(text)).toEqual(wanted)
  })

  test('each name is told once, with the scripts that it concerns', async () => {
    const text = withScript('', withNotify('"/bin/true 2"'))
    expect(await lintAccounts(modelOf(text), has)).toMatchObject([
      {
        text: "there is no user 'keepalived_script' to run 2 scripts as, '/bin/true 1' and others: keepalived runs none of them",
        related: [{ text: 'not run' }],
      },
    ])
  })

  test('what cannot be found out is not said to be missing', async () => {
    const closed: HasAccount = () => Promise.resolve(failure('timeout', 'getent did not end'))
    expect(await said(withNotify('"/bin/true" nosuch'), closed)).toEqual(['script-user-unseen 6'])
  })

  test('no name gets into a command that is none', async () => {
    const [found] = await lintAccounts(modelOf(withNotify('"/bin/true" -rf')), has)
    expect(found?.hint ?? '').not.toContain('-rf')
  })
})

describe('users and groups of this host', () => {
  const passwd = 'root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534::/:/usr/sbin/nologin\n+ldap::::::\n'
  type Said = Outcome<{ exitCode: number | undefined }>
  async function ask(name: string, getent: Said, file: Outcome<string> = success(passwd)) {
    const asked: string[] = []
    const probes: Probes = {
      ...probesThatAnswer(failure('missing', 'not asked')),
      readFile: () => Promise.resolve(file.ok ? success(Buffer.from(file.value)) : file),
      command: (program, argv) => {
        asked.push([program, ...argv].join(' '))
        const rest = { signal: undefined, stdout: '', stderr: '', cut: false }
        return Promise.resolve(getent.ok ? success({ ...getent.value, ...rest }) : getent)
      },
    }
    const answer = await within(5, deadline => accountsOf(probes, deadline)('passwd', name))
    return { answer: answer.ok ? answer.value : answer.kind, asked }
  }
  const exit = (exitCode: number) => success({ exitCode })

  test('one in the file is there, and getent is not asked', async () => {
    expect(await ask('nobody', exit(2))).toEqual({ answer: true, asked: [] })
  })
  test('one of a directory is there', async () => {
    expect(await ask('ldap-user', exit(0))).toEqual({ answer: true, asked: ['getent passwd ldap-user'] })
  })
  test('one in neither is not', async () => {
    expect((await ask('nosuch', exit(2))).answer).toBe(false)
    expect((await ask('nosuch', failure('missing', 'no getent'))).answer).toBe(false)
  })
  test('a directory that does not answer leaves it open', async () => {
    expect((await ask('nosuch', exit(1))).answer).toBe('malformed')
    expect((await ask('nosuch', failure('timeout', 'late'))).answer).toBe('timeout')
  })
  test.each(['65534', '-s', 'a b', ''])('%j is no name that getent is asked for', async name => {
    expect(await ask(name, exit(0))).toEqual({ answer: false, asked: [] })
  })
  test('without the file getent is asked', async () => {
    const closed = failure('denied', 'closed')
    expect(await ask('nobody', exit(0), closed)).toMatchObject({ answer: true })
    expect(await ask('65534', exit(0), closed)).toEqual({ answer: 'denied', asked: [] })
  })
})
