/** No pattern that a person writes has so many. */
const alternativeLimit = 1000

/** `a{b,c}d` as `abd` and `acd`. A brace without its other half stands for itself. */
export function expandBraces(pattern: string): string[] {
  const done: string[] = []
  const waiting = [pattern]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const group = findGroup(next)
    if (group === undefined) done.push(next)
    else {
      const { start, end, parts } = group
      const made = parts.map(part => next?.slice(0, start) + part + next?.slice(end + 1))
      waiting.push(...made.toReversed())
    }
    if (done.length + waiting.length > alternativeLimit) return done
  }
  return done
}

/** The first pair of braces and the parts between its commas. */
function findGroup(
  pattern: string,
): { readonly start: number; readonly end: number; readonly parts: string[] } | undefined {
  const start = indexOfOpen(pattern)
  if (start < 0) return undefined
  const parts: string[] = []
  let [depth, from] = [0, start + 1]
  for (let at = start + 1; at < pattern.length; at++) {
    const sign = pattern[at]
    if (sign === '\\') at++
    else if (sign === '{') depth++
    else if (sign === '}' && depth > 0) depth--
    else if (sign === '}' || (sign === ',' && depth === 0)) {
      parts.push(pattern.slice(from, at))
      from = at + 1
      if (sign === '}') return { start, end: at, parts }
    }
  }
  return undefined
}

function indexOfOpen(pattern: string): number {
  for (let at = 0; at < pattern.length; at++) {
    if (pattern[at] === '\\') at++
    else if (pattern[at] === '{') return at
  }
  return -1
}
