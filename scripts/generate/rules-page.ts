import { anchorOf } from '../../lib/objects/anchor.ts'
import { type OrderOfWork, ordersOfWork } from '../../lib/remedy/order-of-work.ts'
import { stateOf } from '../../lib/remedy/render.ts'
import type { Check, Rule } from '../../lib/runtime/check.ts'
import type { Remedy, Step } from '../../lib/runtime/remedy.ts'

/**
 * docs/rules.md: what `lvs-checks explain` says, as a page. The heading of a rule is `CHECK RULE`, of which GitHub makes
 * the anchor that `anchorOf` tells.
 */
export async function renderRulesPage(checks: readonly Check[]): Promise<string> {
  const chapters = await Promise.all(checks.map(renderCheck))
  const lines = [
    '# From alarm to remedy',
    '',
    'What each rule of each check means, how to confirm it, how to mend it, and what not to do. `lvs-checks explain RULE` says',
    'the same on a terminal. Commands are typed as root; words in capitals are yours to fill in. `systemctl restart keepalived`',
    'moves the VIPs of a director to the other one: see first that the other one is well.',
    '',
    `Order of work: ${Object.entries(ordersOfWork)
      .map(([word, { title }]) => link(title, word))
      .join(', ')}. Checks: ${checks.map(({ name }) => link(name, name)).join(', ')}.`,
    '',
    ...Object.entries(ordersOfWork).flatMap(([word, order]) => renderOrder(word, order)),
    ...chapters.flat(),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

function link(text: string, subject: string, rule?: string): string {
  return `[${text}](#${anchorOf(subject, rule)})`
}

/** The heading is the word that leads here. */
function renderOrder(word: string, { title, about, stages }: OrderOfWork): string[] {
  return [
    `## ${word}`,
    '',
    `${title}: where to look, in this order. ${escapeText(about)}`,
    '',
    ...stages.flatMap(({ name, steps }, at) => [`${at + 1}. ${name}`, '', ...bullets(steps, '   '), '']),
  ]
}

async function renderCheck(check: Check): Promise<string[]> {
  const { name, summary, rules } = check
  const remedies = await check.remedies()
  const ids = Object.keys(rules)
  return [
    `## ${name}`,
    '',
    `${escapeText(summary)}. [Its options](checks/${name}.md). Its rules:`,
    `${ids.map(id => link(`\`${id}\``, name, id)).join(',\n')}.`,
    '',
    ...Object.entries(rules).flatMap(([id, rule]) => renderRule(name, id, rule, remedies[id])),
  ]
}

function renderRule(check: string, id: string, rule: Rule, remedy: Remedy | undefined): string[] {
  const silence = rule.silence === undefined ? [] : [escapeText(rule.silence), '']
  const head = [`### ${check} ${id}`, '', `${stateOf(rule)}: ${escapeText(rule.when)}.`, '', ...silence]
  if (remedy === undefined) return head
  const { means, confirm, mend, never } = remedy
  return [
    ...head,
    escapeText(means),
    '',
    'To confirm it:',
    '',
    ...bullets(confirm, ''),
    '',
    'To mend it:',
    '',
    ...mend.map((step, at) => `${at + 1}. ${phrase(step)}`),
    '',
    ...(never === undefined ? [] : [`**${escapeText(never)}**`, '']),
  ]
}

function bullets(steps: readonly Step[], margin: string): string[] {
  return steps.map(step => `${margin}- ${phrase(step)}`)
}

function phrase({ run, text }: Step): string {
  return run === undefined ? escapeText(text) : `\`${run}\`: ${lowerFirst(escapeText(text))}`
}

/** Behind a colon; what is no word of English keeps its letters. */
function lowerFirst(text: string): string {
  return /^[A-Z][a-z]+[ ,;:]|^[AI] /.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text
}

function escapeText(text: string): string {
  return text.replace(/[<*]/g, sign => (sign === '<' ? '&lt;' : `\\${sign}`))
}
