import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { renderIcingaCommands } from '../lib/objects/icinga2-commands.ts'
import { renderNagiosCommands } from '../lib/objects/nagios.ts'
import { renderNrpeCommands } from '../lib/objects/nrpe-commands.ts'
import { renderSudoers } from '../lib/objects/sudoers.ts'
import type { Check } from '../lib/runtime/check.ts'
import { registry } from '../plugins/index.ts'
import { renderCheckPage } from './generate/check-page.ts'
import { renderBashCompletion } from './generate/completion-bash.ts'
import { renderZshCompletion } from './generate/completion-zsh.ts'
import { renderKeepalivedPage } from './generate/keepalived-page.ts'
import { renderManPages } from './generate/man-page.ts'
import { renderPeersPage } from './generate/peers-page.ts'
import { renderPermissionsPage } from './generate/permissions-page.ts'
import { renderRulesPage } from './generate/rules-page.ts'
import { renderSiteSchema } from './generate/site-schema.ts'

/**
 * `npm run generate` writes every file that is made from the option tables; `--check` only says which of them are
 * not what the tables say now, and exits with 1 when there are any.
 */
const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** What each generated file should hold, by its path in the repository. */
export async function generateFiles(): Promise<Map<string, string>> {
  const checks = await Promise.all(Object.values(registry).map(load => load()))
  const files = new Map(
    checks.map(check => [`docs/checks/${check.name}.md`, fromTables(renderCheckPage(check))]),
  )
  files.set('docs/site.schema.json', renderSiteSchema())
  files.set('docs/peers.md', renderPeersPage())
  files.set('docs/keepalived.md', renderKeepalivedPage())
  files.set('docs/permissions.md', fromTables(renderPermissionsPage(checks)))
  files.set('docs/rules.md', fromRemedies(await renderRulesPage(checks)))
  for (const [path, text] of renderDefinitions(checks)) files.set(`nagios-cfg/${path}`, text)
  for (const [name, text] of renderManPages(checks)) {
    files.set(
      `docs/man/${name}.1`,
      `.\\" Made by \`npm run generate\` from the option tables: change those.\n${text}`,
    )
  }
  return files
}

/** What Nagios, Icinga 2, NRPE, sudo and shells read, by its path in nagios-cfg/. */
function renderDefinitions(checks: readonly Check[]): [path: string, text: string][] {
  const made = 'Made by `npm run generate` from the option tables in plugins/: change those, not this file.'
  return [
    ['nagios/commands.cfg', `# ${made}\n\n${renderNagiosCommands(checks)}`],
    ['icinga2/lvs-commands.conf', `// ${made}\n\n${renderIcingaCommands(checks)}`],
    ['nrpe/lvs.cfg', `# ${made}\n\n${renderNrpeCommands(checks)}`],
    ['completion/lvs-checks.bash', `# ${made}\n\n${renderBashCompletion(checks)}`],
    ['completion/_lvs-checks', renderZshCompletion(checks, made)],
    ['sudoers.d/nagios-plugins-lvs', `# ${made}\n\n${renderSudoers(checks)}`],
  ]
}

function fromTables(page: string): string {
  return `<!-- Made by \`npm run generate\` from the option table of the check: change that, not this file. -->\n\n${page}`
}

function fromRemedies(page: string): string {
  return `<!-- Made by \`npm run generate\` from the rules of the checks and their remedies: change those, not this file. -->\n\n${page}`
}

/** The generated files that are missing or differ from what they should hold. */
export async function findStale(): Promise<string[]> {
  const files = await generateFiles()
  return [...files].flatMap(([path, text]) => {
    const full = join(root, path)
    return existsSync(full) && readFileSync(full, 'utf8') === text ? [] : [path]
  })
}

if (import.meta.main) {
  const stale = await findStale()
  if (process.argv.includes('--check')) {
    for (const path of stale) console.log(`${path} is out of date, make it anew with: npm run generate`)
    process.exitCode = stale.length > 0 ? 1 : 0
  } else {
    const files = await generateFiles()
    for (const path of stale) {
      mkdirSync(dirname(join(root, path)), { recursive: true })
      writeFileSync(join(root, path), files.get(path) ?? '')
      console.log(`wrote ${path}`)
    }
  }
}
