/** Where a secret begins in lines of one file, by the number of the line, counted from 1. Offsets count from 0. */
export type SecretLines = ReadonlyMap<number, number>

/** What a line has to hold for its words to be looked at. */
const heading = /^[ \t]*(?:[^\n{}]*\{[ \t]*)?authentication\b/gm
/** auth_type and auth_pass; more than that no block has on purpose. */
const linesLimit = 5

/**
 * Lines of authentication blocks that are neither auth_type nor what maskSecrets() knows by its words: with a mistyped
 * auth_pass a password is still a password. Where a brace opens, the block has lost its own end.
 */
export function findSecretLines(text: string): SecretLines {
  const found = new Map<number, number>()
  let [line, counted] = [1, 0]
  for (const { index } of text.matchAll(heading)) {
    for (let at = text.indexOf('\n', counted); at >= 0 && at < index; at = text.indexOf('\n', counted)) {
      line++
      counted = at + 1
    }
    readBlock(text, index, line, found)
  }
  return found
}

function readBlock(text: string, start: number, heading: number, found: Map<number, number>): void {
  let at = text.indexOf('\n', start)
  for (let number = 1; number <= linesLimit && at >= 0; number++) {
    const end = text.indexOf('\n', at + 1)
    const line = text.slice(at + 1, end < 0 ? undefined : end)
    at = end
    const content = line.trim()
    if (content === '' || content === '{') continue
    if (/^(?:\}|authentication\b)|\{$/.test(content)) return
    if (/^auth_type\s+\S+$/.test(content) || /^[#!]/.test(content)) continue
    const second = /^\s*\S+\s+(?=\S)/.exec(line.slice(0, 2000))
    found.set(heading + number, second?.[0].length ?? line.indexOf(content))
  }
}
