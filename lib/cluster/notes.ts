import { anchorOf } from '../objects/anchor.ts'
import type { Site } from './site.ts'

/** What a person in front of an alarm reads first: where every rule of the check is explained. */
export function noteOf(check: string): string {
  return `What an alarm means, how to confirm and how to mend it: lvs-checks explain ${check}`
}

/** The place of a check on the page of rules; undefined where the site does not say where that page is. */
export function noteUrl(check: string, site: Site): string | undefined {
  const page = site['notes-url']
  return page === undefined ? undefined : `${page}#${anchorOf(check)}`
}
