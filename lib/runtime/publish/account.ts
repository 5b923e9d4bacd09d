import { runCommand } from '../../probe/command.ts'
import type { Deadline } from '../../probe/deadline.ts'

/** The number of a group by name or number; undefined where there is none. getent(1) knows those of a directory too. */
export async function findGroup(name: string | undefined, deadline: Deadline): Promise<number | undefined> {
  return name === undefined ? undefined : find('group', name, deadline)
}

/** The number of a user likewise. */
export async function findUser(name: string | undefined, deadline: Deadline): Promise<number | undefined> {
  return name === undefined ? undefined : find('passwd', name, deadline)
}

async function find(table: string, name: string, deadline: Deadline): Promise<number | undefined> {
  if (/^\d{1,9}$/.test(name)) return Number(name)
  if (!/^[\w.][\w.@-]*\$?$/.test(name)) return undefined
  const said = await runCommand('getent', [table, name], deadline)
  const [, number] = (said.ok && /^[^:]*:[^:]*:(\d+)/.exec(said.value.stdout)) || []
  return number === undefined ? undefined : Number(number)
}
