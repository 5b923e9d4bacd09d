import type { Keywords, RootKeywords } from '../keyword.ts'
import { line, namedBlock } from './shape.ts'

/** add_track_file_keywords() of keepalived's track_file.c. */
const trackedFile: Keywords = {
  file: line,
  weight: line,
  init_file: line,
}

export const trackFileKeywords: RootKeywords = {
  track_file: { ...namedBlock(trackedFile), processes: ['vrrp', 'checker'] },
  /** The same under its name before 2.1.0. */
  vrrp_track_file: { ...namedBlock(trackedFile), processes: ['vrrp', 'checker'] },
}
