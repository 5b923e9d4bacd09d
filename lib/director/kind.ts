import type { Kind } from '../cli/option.ts'

/** What an instance is to be; without a name all of them. */
export interface WantedRole {
  readonly instance: string | undefined
  readonly role: 'MASTER' | 'BACKUP'
}

export const wantedRole: Kind<WantedRole> = {
  placeholder: '[INSTANCE=]ROLE',
  wanted: 'master or backup, or one of them for an instance such as VI_1=master',
  example: 'VI_1=master',
  parse: words => {
    const at = words.lastIndexOf('=')
    const [instance, role] = at < 0 ? [undefined, words] : [words.slice(0, at), words.slice(at + 1)]
    const upper = role.toUpperCase()
    if (instance === '' || (upper !== 'MASTER' && upper !== 'BACKUP')) return undefined
    return { instance, role: upper }
  },
}

const units: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3_600, d: 86_400 }
const longest = 7 * 86_400

/** A time in seconds from `90`, `90s`, `15m`, `1h` or `1d`; at most a week. */
export const duration: Kind<number> = {
  placeholder: 'TIME',
  wanted: 'a time such as 15m, 1h or 900s, at most 7d',
  example: '1h',
  parse: words => {
    const [, digits, unit = ''] = /^(\d{1,9})([smhd]?)$/.exec(words) ?? []
    const seconds = Number(digits) * (units[unit] ?? Number.NaN)
    return seconds >= 1 && seconds <= longest ? seconds : undefined
  },
}
