import { quote } from '../core/text.ts'
import type { Model, Script } from '../keepalived/model.ts'
import type { hostRules } from '../keepalived/rules/host.ts'
import type { FileFacts } from '../probe/file-facts.ts'
import type { Outcome } from '../probe/outcome.ts'
import type { Diagnostic } from '../text/diagnostic.ts'

type Rule = keyof typeof hostRules

/** Looks at a file; asked once for each path. */
export type Look = (path: string) => Promise<Outcome<FileFacts>>

/** Folders in which keepalived's child processes find a program without a path. */
const folders = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'] as const

/** What the disk says of the scripts that keepalived is to run. Each program is reported once, where it stands first. */
export async function lintScripts(model: Model, look: Look): Promise<Diagnostic[]> {
  const uses = new Map<string, Script[]>()
  for (const script of model.scripts) {
    const [program] = script.words
    if (program === undefined || program === '') continue
    const known = uses.get(program)
    if (known === undefined) uses.set(program, [script])
    else known.push(script)
  }
  const diagnostics: Diagnostic[] = []
  for (const [program, [script, ...others]] of uses) {
    if (script === undefined) continue
    const about = await describeProblem(program, model.global.scriptSecurity, look)
    const related = others.slice(0, 5).map(({ mark }) => ({ mark, text: 'the same script' }))
    for (const each of about) diagnostics.push({ ...each, mark: script.mark, related })
  }
  return diagnostics
}

type About = Omit<Diagnostic, 'mark' | 'related'> & { readonly rule: Rule }

async function describeProblem(program: string, security: boolean, look: Look): Promise<About[]> {
  if (!program.includes('/')) return findInFolders(program, look)
  // keepalived takes others relative to a folder that is not known here.
  if (!program.startsWith('/')) return []
  const found = await look(program)
  const name = quote(program)
  if (!found.ok) {
    if (found.kind === 'missing') return [missing(`the script ${name} does not exist`, program)]
    return [{ rule: 'script-unseen', text: `the script ${name} was not looked at, ${found.text}` }]
  }
  const { type, mode, changeable } = found.value
  if (type === 'directory') return [missing(`${name} is a folder, no script`, program)]
  if (type === 'other') return [missing(`${name} is no regular file`, program)]
  if ((mode & 0o111) === 0) {
    const text = `the script ${name} is not executable (mode ${mode.toString(8).padStart(4, '0')})`
    return [{ rule: 'script-not-executable', text, hint: `chmod a+x ${program}` }]
  }
  const insecure: About[] =
    security && changeable !== undefined
      ? [
          {
            rule: 'script-insecure',
            text: `the script ${name} is not run as root, somebody else may change ${quote(changeable)}`,
            hint: `chown root:root ${changeable} && chmod go-w ${changeable}`,
          },
        ]
      : []
  return [...(await lintInterpreter(program, found.value, look)), ...insecure]
}

function missing(text: string, program: string): About {
  return { rule: 'script-missing', text, hint: `See what is there: ls -l ${program}` }
}

async function findInFolders(program: string, look: Look): Promise<About[]> {
  for (const folder of folders) {
    const found = await look(`${folder}/${program}`)
    if (found.ok || found.kind !== 'missing') return []
  }
  const text = `the script ${quote(program)} is in none of the folders that keepalived looks in`
  return [{ rule: 'script-missing', text, hint: `Write its whole path: ${folders[1]}/${program}` }]
}

async function lintInterpreter(program: string, { firstLine }: FileFacts, look: Look): Promise<About[]> {
  const [, interpreter = ''] = /^#![ \t]*([^ \t\n]+)/.exec(firstLine ?? '') ?? []
  if (interpreter === '') return []
  const name = quote(program)
  if (interpreter.endsWith('\r') || /\r\n?$/.test(firstLine ?? '')) {
    return [
      {
        rule: 'script-interpreter',
        text: `the first line of the script ${name} ends in CR LF, the system looks for ${quote(interpreter)} and cannot run it`,
        hint: `sed -i 's/\\r$//' ${program}`,
      },
    ]
  }
  if (!interpreter.startsWith('/')) return []
  const found = await look(interpreter)
  if (found.ok || found.kind !== 'missing') return []
  const text = `the script ${name} cannot run, its first line names ${quote(interpreter)}, which does not exist`
  return [{ rule: 'script-interpreter', text, hint: `See what it asks for: head -n 1 ${program}` }]
}
