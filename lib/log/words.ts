import { clean, shorten } from '../core/text.ts'

/** The name in front of what an instance says: `(VI_1) …`, `(VI_1): …`, before keepalived 2 `VRRP_Instance(VI_1) …`. */
export const instanceName = String.raw`(?:VRRP_Instance)?\(([^()\s]{1,200})\):?`

/** One expression for many lines: the name of an instance, then this. */
export function ofInstance(rest: string): RegExp {
  return new RegExp(`^${instanceName} ${rest}`)
}

/** A word from a log, for a sentence. */
export function word(text: string | undefined, max = 80): string {
  return shorten(clean(text ?? ''), max)
}
