import { nameOf, siblingOf } from './held-folders.ts'

/**
 * Names for what is in the making. No consumer reads them: they end neither in .cfg nor in .conf, and have dots. A run
 * that was killed leaves them, and the next one knows them by these names.
 */
const suffixes = { new: '.lvs-checks-new', old: '.lvs-checks-old' }

/** The lock of a folder. */
export const lockName = '.lvs-checks.lock'

/** Where a new text is written before it takes its place, or where the old one waits until all is done. */
export function besideOf(path: string, kind: keyof typeof suffixes): string {
  return siblingOf(path, `.${nameOf(path)}${suffixes[kind]}`)
}

export function isLeftBehind(name: string): boolean {
  return name.startsWith('.') && Object.values(suffixes).some(suffix => name.endsWith(suffix))
}

/** Texts of the consumer with the places that the reader knows. */
export function withoutSuffixes(text: string): string {
  return text.replace(/\.([^/\s'"]+)\.lvs-checks-new/g, '$1')
}
