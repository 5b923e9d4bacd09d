import { quote } from '../../core/text.ts'
import { setFamily, type VirtualServerDraft } from './draft.ts'
import { type Setting, say, takeUnsigned } from './setting.ts'

/**
 * persistence_granularity: a mask in IPv4, a prefix length in IPv6, and keepalived goes by the family known so far.
 * It takes any IPv4 address in any form for a mask, as ipvsadm and the kernel do: pgr_handler() of check_parser.c.
 */
export const granularity: Setting<VirtualServerDraft> = {
  takes: 1,
  read: (draft, [word], scope, { keyword }) => {
    if (word === undefined) return false
    const family = draft.family ?? (word.text.includes('.') ? 4 : 6)
    if (family === 6) {
      const value = takeUnsigned(scope, keyword, word, [1, 128], { strict: true })
      if (value === undefined) return false
      draft.granularity = value
    } else {
      const mask = readNumericAddress(word.text)
      if (mask === undefined) {
        say(
          scope,
          'invalid-setting',
          word.mark,
          `${keyword} of ${scope.owner} is wrong: ${quote(word.text)} is no mask, keepalived ignores the line`,
          {
            hint: 'Write a mask such as 255.255.255.0',
          },
        )
        return false
      }
      const bits = mask.toString(2).padStart(32, '0')
      draft.granularity = bits.replaceAll('0', '').length
      if (/01|^0/.test(bits)) {
        const text = `${keyword} of ${scope.owner} is ${quote(word.text)}, which keepalived takes for the mask ${dotted(mask)}: clients that have nothing in common share a real server`
        const length = /^\d+$/.test(word.text) && mask >= 1 && mask <= 32 ? mask : undefined
        say(scope, 'odd-granularity', word.mark, text, {
          hint: `Write ${length === undefined ? '255.255.255.0 or another mask' : dotted(2 ** 32 - 2 ** (32 - length))}`,
        })
      }
    }
    setFamily(draft, family, word.mark)
    draft.persistence ??= 360
    return true
  },
}

/** inet_aton(3): one to four numbers, decimal, octal or hexadecimal, the last of which fills what is left. */
function readNumericAddress(text: string): number | undefined {
  const parts = text.split('.')
  if (parts.length > 4 || !parts.every(part => /^(?:0[xX][0-9A-Fa-f]+|0[0-7]*|[1-9]\d*)$/.test(part)))
    return undefined
  const numbers = parts.map(part => (/^0\d/.test(part) ? Number.parseInt(part, 8) : Number(part)))
  const last = numbers.pop() ?? 0
  if (numbers.some(number => number > 255) || last >= 256 ** (4 - numbers.length)) return undefined
  return numbers.reduce((sum, number, at) => sum + number * 256 ** (3 - at), last)
}

function dotted(mask: number): string {
  return [24, 16, 8, 0].map(shift => Math.floor(mask / 2 ** shift) % 256).join('.')
}
