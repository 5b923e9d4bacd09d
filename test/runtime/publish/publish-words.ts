import { fileURLToPath } from 'node:url'
import type { Publication, PublishSettings } from '../../../lib/runtime/publish/publication.ts'

const program = fileURLToPath(new URL('publish-process.ts', import.meta.url))

/** What publishes as a process of its own. */
export function wordsFor(publication: Publication, settings: PublishSettings = {}, seconds = 20): string[] {
  return [process.execPath, program, JSON.stringify({ publication, settings, seconds })]
}
