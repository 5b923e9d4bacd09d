import { quote } from '../core/text.ts'
import type { Account, Model, Script } from '../keepalived/model.ts'
import type { hostRules } from '../keepalived/rules/host.ts'
import type { Deadline } from '../probe/deadline.ts'
import { type Outcome, success } from '../probe/outcome.ts'
import type { Probes } from '../probe/probes.ts'
import type { Diagnostic } from '../text/diagnostic.ts'

type Rule = keyof typeof hostRules
type Table = 'passwd' | 'group'

/** Whether there is such a user or group, as getpwnam(3) and getgrnam(3) have it. */
export type HasAccount = (table: Table, name: string) => Promise<Outcome<boolean>>

/** The user of scripts without one of their own. Where it does not exist they run as root, but for script security. */
const usualUser = 'keepalived_script'

/** Whom a script runs as, where it runs: set_script_params_array() of keepalived's notify.c. */
function accountOf({ account }: Script, { global }: Model): Account {
  return account ?? global.scriptUser ?? { user: usualUser }
}

/** The first user besides root that a script runs as. */
export function otherUserOf(model: Model): string | undefined {
  return model.scripts.map(script => accountOf(script, model).user).find(user => user !== 'root')
}

/**
 * Scripts whose user or group does not exist. keepalived 2.2.7 runs none of them: it takes a vrrp_script and a
 * MISC_CHECK out, and passes over a notify script. Each name is reported once.
 */
export async function lintAccounts(model: Model, has: HasAccount): Promise<Diagnostic[]> {
  const { global } = model
  const hasUsual = global.scriptUser !== undefined || global.scriptSecurity
  const uses = new Map<string, Use>()
  for (const script of model.scripts) {
    if (script.account === undefined && !hasUsual) continue
    const account = accountOf(script, model)
    note(uses, 'passwd', account.user, account, script)
    if (account.group !== undefined) note(uses, 'group', account.group, account, script)
  }
  const found = await Promise.all([...uses.values()].map(use => judge(use, has)))
  return found.flat()
}

interface Use {
  readonly table: Table
  readonly name: string
  readonly account: Account
  readonly scripts: Script[]
}

function note(uses: Map<string, Use>, table: Table, name: string, account: Account, script: Script): void {
  const key = `${table} ${name}`
  const known = uses.get(key)
  if (known === undefined) uses.set(key, { table, name, account, scripts: [script] })
  else known.scripts.push(script)
}

async function judge({ table, name, account, scripts }: Use, has: HasAccount): Promise<Diagnostic[]> {
  const [first] = scripts
  if (first === undefined) return []
  const noun = table === 'passwd' ? 'user' : 'group'
  const found = await has(table, name)
  const mark = account.mark ?? first.mark
  if (!found.ok) {
    const text = `whether there is a ${noun} ${quote(name)} to run scripts as is not known, ${found.text}`
    return [{ rule: 'script-user-unseen' satisfies Rule, text, mark }]
  }
  if (found.value) return []
  const program = quote(first.words.join(' '))
  const text =
    scripts.length === 1
      ? `there is no ${noun} ${quote(name)} to run the script ${program} as: keepalived does not run it`
      : `there is no ${noun} ${quote(name)} to run ${scripts.length} scripts as, ${program} and others: keepalived runs none of them`
  const related = scripts
    .filter(script => script.mark !== mark)
    .slice(0, 5)
    .map(script => ({ mark: script.mark, text: 'not run' }))
  return [{ rule: 'script-user-missing' satisfies Rule, text, mark, hint: hintFor(table, name), related }]
}

function hintFor(table: Table, name: string): string {
  const making =
    table === 'group'
      ? `groupadd --system ${name}`
      : `useradd --system --no-create-home --shell /usr/sbin/nologin ${name}`
  const noun = table === 'group' ? 'group' : 'user'
  const how =
    name === usualUser
      ? 'Write script_user and a user that is there into global_defs'
      : `Name a ${noun} that is there`
  return isName(name) ? `${how}, or make it: ${making}` : how
}

/** What may be handed to getent and shown in a command. */
function isName(name: string): boolean {
  return /^[A-Za-z_][\w.@-]*\$?$/.test(name)
}

const fileLimit = 64 * 1024 * 1024

/**
 * Looks into /etc/passwd and /etc/group first; getent(1), which knows those of a directory too, is asked only for what
 * is in neither.
 */
export function accountsOf(probes: Probes, deadline: Deadline): HasAccount {
  const files = new Map<Table, Promise<Outcome<ReadonlySet<string>>>>()
  return async (table, name) => {
    const reading = files.get(table) ?? readNames(table, probes)
    files.set(table, reading)
    const file = await reading
    if (file.ok && file.value.has(name)) return success(true)
    // getent takes a number for an id, which keepalived does not.
    if (!isName(name)) return file.ok ? success(false) : file
    const said = await probes.command('getent', [table, name], deadline)
    if (!said.ok) return said.kind === 'missing' && file.ok ? success(false) : said
    // getent(1): 0, and 2 where one of the names could not be found.
    if (said.value.exitCode === 0) return success(true)
    if (said.value.exitCode === 2) return success(false)
    return {
      ok: false,
      kind: 'malformed',
      text: `getent ${table} ended with ${said.value.exitCode ?? said.value.signal}`,
    }
  }
}

/** passwd(5), group(5): a line for each, the name before the first colon. */
async function readNames(table: Table, probes: Probes): Promise<Outcome<ReadonlySet<string>>> {
  const file = await probes.readFile(`/etc/${table}`, fileLimit)
  if (!file.ok) return file
  const lines = file.value.toString('latin1').split('\n')
  return success(new Set(lines.flatMap(line => /^([^:]+):/.exec(line)?.[1] ?? [])))
}
