import type { InputFilter, Pass } from './firewall.ts'

/** Longer ends of -j than this lead elsewhere, to chains that are looked at by themselves. */
const refusing = ['DROP', 'REJECT']

/**
 * INPUT in what `iptables -S` or `ip6tables -S` prints; undefined when the text is none. What is not known for certain to
 * keep a packet out counts as letting it in.
 */
export function parseIptables(text: string, family: 4 | 6): InputFilter | undefined {
  const lines = text.split('\n').map(line => line.trim().split(/\s+/))
  const policy = lines.find(([letter, chain]) => letter === '-P' && chain === 'INPUT')?.[2]
  if (policy === undefined) return undefined
  const rules = lines
    .filter(([letter, chain]) => letter === '-A' && chain !== 'OUTPUT' && chain !== 'FORWARD')
    .map(words => ({ chain: words[1], words: words.slice(2) }))
  const last = rules.findLast(({ chain }) => chain === 'INPUT')?.words ?? []
  const refusesAll = last[0] === '-j' && refusing.includes(last[1] ?? '')
  return {
    name: `${family === 4 ? 'iptables' : 'ip6tables'} INPUT`,
    families: [family],
    refuses: policy === 'DROP' || refusesAll,
    passes: rules.flatMap(({ words }) => readPass(words) ?? []),
  }
}

/** What a rule lets in, or undefined when it lets in nothing new from other hosts. */
function readPass(words: readonly string[]): Pass | undefined {
  const wordAfter = (...names: readonly string[]) => {
    const at = words.findIndex((word, index) => names.includes(word) && words[index - 1] !== '!')
    return at < 0 ? undefined : words[at + 1]
  }
  if (wordAfter('-j', '--jump') !== 'ACCEPT') return undefined
  if (wordAfter('-i', '--in-interface') === 'lo') return undefined
  const states = wordAfter('--ctstate', '--state')?.split(',')
  if (states?.every(each => ['ESTABLISHED', 'RELATED', 'INVALID', 'DNAT', 'SNAT'].includes(each)))
    return undefined
  const protocol = wordAfter('-p', '--protocol')
  const ports = readPorts(wordAfter('--dport', '--dports', '--destination-port', '--destination-ports'))
  return {
    ...(protocol === undefined || protocol === 'all' ? {} : { protocols: [protocol] }),
    ...(ports === undefined ? {} : { ports }),
  }
}

/** `80`, `8000:8080`, `80,443,8000:8080`; undefined for what may be any port. */
function readPorts(text: string | undefined): Pass['ports'] | undefined {
  const parts = text?.split(',').map(part => /^(\d{1,5})?(:)?(\d{1,5})?$/.exec(part))
  if (parts === undefined || parts.some(part => part === null)) return undefined
  return parts.map(part => {
    const [, from, colon, to] = part ?? []
    return [Number(from ?? 0), colon === undefined ? Number(from) : Number(to ?? 65_535)] as const
  })
}
