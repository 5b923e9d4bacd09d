import type { Diagnostic } from '../../lib/text/diagnostic.ts'
import type { ConfigCase, Judged, Message } from './keepalived.ts'
import { kindOf } from './kinds.ts'

/** One side says something of a configuration, and the other does not. */
export interface Discrepancy {
  readonly caseName: string
  /** Who says it. */
  readonly by: 'keepalived' | 'ours'
  /** `file:line rule: text`, what differences are matched with. */
  readonly text: string
  /** All that both sides say of the case, a line each: `keepalived: …`, `rule: …`, `follows: …`. */
  readonly context: string
}

/** What our reader has to say about a case, with the rules of which keepalived says nothing. */
export interface Ours {
  readonly diagnostics: readonly Diagnostic[]
  isSilent(rule: string): boolean
}

/**
 * Holds what keepalived says against what we say, both ways. A line that keepalived complains of has to be marked by a
 * diagnostic of a rule that may answer for it, or belong to one as what follows from it. What keepalived finds at the
 * end, and says without a line, is answered by the rule of the same kind that names the same thing. What we say beyond
 * keepalived has to be of a rule that says why keepalived is silent.
 */
export function compare(each: ConfigCase, { folder, judgement }: Judged, ours: Ours): Discrepancy[] {
  const said = ours.diagnostics.map(diagnostic => locate(diagnostic, folder))
  const messages = judgement.messages.map(message => ({
    ...message,
    place: message.line === undefined ? undefined : `${fileOf(message, each, folder)}:${message.line}`,
  }))
  const context = [
    ...messages.map(({ text }) => `keepalived: ${text}`),
    ...said.flatMap(({ rule, text, follows }) => [
      `${rule}: ${text}`,
      ...follows.map(each => `follows: ${each}`),
    ]),
  ].join('\n')
  const find = (by: Discrepancy['by'], text: string): Discrepancy => {
    return { caseName: each.name, by, text, context }
  }
  const answers = (one: Said, message: Placed) => isAnswer(one, message, ours)
  const unanswered = messages.filter(message => !said.some(one => answers(one, message)))
  const found = unanswered.map(({ place = 'at the end', text }) => find('keepalived', `${place}: ${text}`))
  const stop = stopOf(judgement)
  if (stop !== undefined) {
    // keepalived has not read all that we have: what we say beyond it cannot be held against us.
    return said.some(one => one.stops) ? found : [...found, find('keepalived', stop)]
  }
  const beyond = said.filter(
    one => !ours.isSilent(one.rule) && !messages.some(message => answers(one, message)),
  )
  return [
    ...found,
    ...beyond.map(({ rule, text, places: [place = 'at the end'] }) =>
      find('ours', `${place} ${rule}: ${text}`),
    ),
  ]
}

interface Said {
  readonly rule: string
  readonly text: string
  /** Its own place first, then those that belong to it. */
  readonly places: readonly string[]
  /** Sentences of what belongs to it. */
  readonly follows: readonly string[]
  readonly stops: boolean
}

type Placed = Message & { readonly place: string | undefined }

function locate({ rule, text, mark, related = [] }: Diagnostic, folder: string): Said {
  const marks = [...(mark === undefined ? [] : [mark]), ...related.map(each => each.mark)]
  return {
    rule,
    text: text.replaceAll(`${folder}/`, ''),
    places: marks.map(({ file, line }) => `${relative(file, folder)}:${line}`),
    follows: related.map(each => each.text),
    stops: /\b(crashes|exits|never ends|does not start|for ever|may crash|the VRRP process ends)\b/.test(
      text,
    ),
  }
}

function isAnswer(said: Said, message: Placed, ours: Ours): boolean {
  const kind = kindOf(message.text)
  if (message.place !== undefined && said.places.includes(message.place)) {
    return kind === undefined ? !ours.isSilent(said.rule) : kind.rules.includes(said.rule)
  }
  if (kind === undefined || (message.place !== undefined && !kind.atEnd)) return false
  const { rules, subject } = kind
  if (rules.includes(said.rule)) return subject === undefined || said.text.includes(subject)
  // What is wrong at the end because of a brace hangs below that brace.
  return subject !== undefined && said.follows.some(text => text.includes(subject))
}

/** How keepalived came to a stop before the end, if it did. */
function stopOf({ exitCode, signal, messages }: Judged['judgement']): string | undefined {
  if (signal === 'SIGKILL') return 'keepalived does not end'
  if (signal !== null) return `keepalived crashes: ${signal}`
  if (exitCode === 2) return 'keepalived exits with 2'
  // 6 is also what it says of scripts that are not secure.
  const refuses = exitCode === 6 && !messages.some(({ text }) => text.startsWith('SECURITY VIOLATION'))
  return refuses ? 'keepalived exits with 6' : undefined
}

/** The path of the file a message is about. keepalived names an included file relative to the file that includes it. */
function fileOf({ file }: Message, { files, main }: ConfigCase, folder: string): string {
  if (file === undefined) return main
  const path = relative(file, folder)
  if (files.has(path)) return path
  const ends = [...files.keys()].filter(each => each.endsWith(`/${path}`))
  return ends.length === 1 ? (ends[0] ?? path) : path
}

function relative(file: string, folder: string): string {
  return file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : file
}
