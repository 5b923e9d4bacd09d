import type { Diagnostic } from '../text/diagnostic.ts'

/** Two diagnostics with the same key say the same thing: several of keepalived's processes came upon it. */
export function keyOf({ rule, mark, text }: Diagnostic): string {
  return `${rule} ${mark?.file}:${mark?.line}:${mark?.column} ${text}`
}

/** Each thing once, where it came up first. */
export function mergeDiagnostics(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const known = new Map<string, Diagnostic>()
  for (const diagnostic of diagnostics) {
    const key = keyOf(diagnostic)
    if (!known.has(key)) known.set(key, diagnostic)
  }
  return [...known.values()]
}
