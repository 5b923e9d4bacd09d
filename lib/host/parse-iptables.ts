import type { InputFilter, Pass, Refusal } from './firewall.ts'

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
  const program = family === 4 ? 'iptables' : 'ip6tables'
  const last = rules.findLast(({ chain }) => chain === 'INPUT')?.words ?? []
  const refusesAll = last[0] === '-j' && refusing.includes(last[1] ?? '')
  return {
    name: `${program} INPUT`,
    families: [family],
    refuses: policy === 'DROP' || refusesAll,
    passes: rules.flatMap(({ words }) => readPass(words) ?? []),
    refusals: readRefusals(rules, program),
  }
}

interface Rule {
  readonly chain: string | undefined
  readonly words: readonly string[]
}

/** Rules of INPUT itself; where they lead to another chain, all that any other chain may let in comes before. */
function readRefusals(rules: readonly Rule[], program: string): Refusal[] {
  const elsewhere = rules
    .filter(({ chain }) => chain !== 'INPUT')
    .flatMap(({ words }) => readPass(words) ?? [])
  const refusals: Refusal[] = []
  const behind: Pass[] = []
  for (const { words } of rules.filter(({ chain }) => chain === 'INPUT')) {
    const text = words.join(' ')
    const about = readRefusal(withoutComment(text))
    // What is about everything does what a policy does.
    if (about?.ports !== undefined || about?.addresses !== undefined)
      refusals.push({ ...about, text, removal: `${program} -D INPUT ${text}`, behind: [...behind] })
    const pass = readPass(words)
    if (pass !== undefined) behind.push(pass)
    else if (isJump(words)) behind.push(...elsewhere)
  }
  return refusals
}

function isJump(words: readonly string[]): boolean {
  const at = words.findIndex(word => ['-j', '--jump', '-g', '--goto'].includes(word))
  return at >= 0 && ![...refusing, 'ACCEPT', 'LOG', 'NFLOG'].includes(words[at + 1] ?? '')
}

/** Without what is there for people: `--comment one`, `--comment "one two"`. */
function withoutComment(text: string): readonly string[] {
  return text
    .replace(/(?:^| )-m comment --comment (?:"(?:[^"\\]|\\.)*"|\S+)/, '')
    .trim()
    .split(' ')
}

/** What a rule refuses for certain: undefined as soon as it has a condition that is not understood, such as a source. */
function readRefusal(words: readonly string[]): Omit<Refusal, 'text' | 'removal' | 'behind'> | undefined {
  const found: { protocol?: string; ports?: Pass['ports']; address?: string; interface?: string } = {}
  let refuses = false
  for (let at = 0; at < words.length; at += 2) {
    const [name = '', value = ''] = [words[at], words[at + 1]]
    if (name === '-j') refuses = refusing.includes(value)
    else if (name === '-p') found.protocol = value
    else if (name === '-d') found.address = value
    else if (name === '-i') found.interface = value
    else if (name === '--dport' || name === '--dports') {
      const ports = readPorts(value)
      if (ports === undefined) return undefined
      found.ports = ports
    } else if (name === '--ctstate' || name === '--state') {
      if (!value.split(',').includes('NEW')) return undefined
    } else if (name === '--reject-with') continue
    else if (name !== '-m' || !['tcp', 'udp', 'sctp', 'multiport', 'conntrack', 'state'].includes(value))
      return undefined
  }
  const { protocol, ports, address, interface: device } = found
  // A + at the end stands for all that begin so.
  if (!refuses || device?.endsWith('+') === true) return undefined
  return {
    ...(protocol === undefined || protocol === 'all' ? {} : { protocols: [protocol] }),
    ...(ports === undefined ? {} : { ports }),
    ...(address === undefined ? {} : { addresses: [address] }),
    ...(device === undefined ? {} : { interfaces: [device] }),
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
