import { posix } from 'node:path'
import { clean, shorten } from '../core/text.ts'
import { maskSecrets } from '../keepalived/file/secrets.ts'
import { parseAddress } from '../net/address.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import type { Mark } from '../text/mark.ts'

/** Something that `keepalived -t` says, without what stands around it. */
export interface Message {
  /** undefined where no line is named. */
  readonly line: number | undefined
  /** As keepalived names it; undefined for the main file, as the parent process has it. */
  readonly file: string | undefined
  readonly text: string
}

/**
 * Reads what `keepalived -t` says. Each of its processes reads the file and says the same: the parent `(Line 3) …`, its
 * children `(keepalived.conf: Line 3) …`. Each thing comes once, in the order of the first time.
 */
export function readMessages(said: string, main: string): Message[] {
  const known = new Map<string, Message>()
  for (const each of said.split('\n')) {
    const whole = each.trim()
    if (whole === '') continue
    const [, file, line, text = whole] = /^\((?:(.{1,4096}?): )?Line (\d{1,9})\) (.*)$/.exec(whole) ?? []
    const message = {
      line: line === undefined ? undefined : Number(line),
      file: file === undefined || posix.basename(file) === posix.basename(main) ? undefined : file,
      text,
    }
    const key = `${message.file} ${message.line} ${text}`
    if (!known.has(key)) known.set(key, message)
  }
  return [...known.values()]
}

/** About the kernel of this host and no part of the configuration. */
const ofThisKernel = /IPVS: Can't initialize|ip_vs|Protocol not available|modprobe/i
/** About scripts, which an unprivileged keepalived takes all for insecure: rules of ours judge them. */
const ofScripts = /^Disabling .*script .* due to insecure/
/** About what this host has: no fault of a file that belongs to another one. */
const ofThisHost =
  /interface .* doesn't exist|Unknown interface|Non-existent interface|not found\/accessible|Unable to access script|script_user|default user|uid\/gid|track script \S+ not found|SECURITY VIOLATION/i

/** What has no line, and the rules of ours that say it. */
const sayings: readonly (readonly [RegExp, RegExp])[] = [
  [/(missing|extra) '[{}]'|^Unexpected '\{'|^Extra '\}'|^Unknown keyword '\}'/, /brace|^unknown-block$/],
  [/not found\/accessible|Unable to access script/, /^script-/],
  [/default user|uid\/gid|track script \S+ not found|Invalid startup script/, /^script-user-missing$/],
  [/SECURITY VIOLATION|script_security/, /script-security/],
  [/Non-existent interface/, /^interface-(missing|made-later)$/],
  [/not a regular non-executable file/, /^(main-executable|include-skipped)$/],
  [/Unable to (open|find) .*file|No such file/, /^include-/],
]

/** With these in a file, what it says of the lines is what becomes of it. */
const spoilt = /^(utf-16|not-text|byte-order-mark(-alone)?|carriage-return|long-line)$/

/**
 * What keepalived says and we do not. We are taken to have said it when a diagnostic of ours is on its line, or speaks
 * of the same name or address.
 * @param names of instances, groups and scripts
 * @param elsewhere the file belongs to another host
 */
export function findUnsaid(
  messages: readonly Message[],
  diagnostics: readonly Diagnostic[],
  path: string,
  names: readonly string[],
  elsewhere: boolean,
): Diagnostic[] {
  if (diagnostics.some(({ rule }) => spoilt.test(rule))) return []
  const known = new Set(names)
  const places = new Set(
    diagnostics.flatMap(({ mark, related = [] }) =>
      [mark, ...related.map(each => each.mark)].flatMap(each => (each === undefined ? [] : [placeOf(each)])),
    ),
  )
  const rules = [...new Set(diagnostics.map(({ rule }) => rule))]
  const words = new Set(diagnostics.flatMap(({ text }) => namesIn(text, known)))
  const isSaid = ({ line, file, text }: Message) => {
    if (line !== undefined && places.has(`${posix.basename(file ?? path)}:${line}`)) return true
    if (sayings.some(([saying, rule]) => saying.test(text) && rules.some(each => rule.test(each))))
      return true
    return namesIn(text, known).some(name => words.has(name))
  }
  return messages
    .filter(
      ({ text }) =>
        !ofThisKernel.test(text) && !ofScripts.test(text) && !(elsewhere && ofThisHost.test(text)),
    )
    .filter(message => !isSaid(message))
    .map(message => say(message, path))
}

function placeOf({ file, line }: Mark): string {
  return `${posix.basename(file)}:${line}`
}

/** Addresses, firewall marks, the names that are known, and what stands in brackets or quotes. */
function namesIn(text: string, known: ReadonlySet<string>): string[] {
  const marks = text.matchAll(/\b(?:FWM|fwmark) (\d{1,10})/g)
  const words = text.match(/[\w.:-]+/g) ?? []
  const quoted = text.matchAll(/[('"]([\w.-]{3,64})[)'"]/g)
  return [
    ...[...marks].map(([, number]) => `fwmark ${number}`),
    ...words.filter(word => known.has(word) || parseAddress(word) !== undefined),
    ...[...quoted].map(([, name = '']) => name),
  ]
}

function say({ line, file, text }: Message, path: string): Diagnostic {
  const shown = shorten(clean(maskSecrets(text, []).line), 200)
  return {
    rule: 'keepalived-says',
    text: `keepalived -t says: ${shown}`,
    ...(line === undefined || line === 0 ? {} : { mark: { file: file ?? path, line, column: 1, length: 1 } }),
  }
}
