import type { InputFilter, Pass } from './firewall.ts'
import { type Fields, isObject, numberIn, objectsIn, textIn } from './json.ts'

const familiesOf: Readonly<Record<string, readonly (4 | 6)[]>> = { ip: [4], ip6: [6], inet: [4, 6] }
/** Numbers that nft prints for what it has no name for. */
const protocolNumbers: Readonly<Record<string, string>> = { '6': 'tcp', '17': 'udp', '132': 'sctp' }

/**
 * The filters of input in what `nft -j list ruleset` prints (libnftables-json(5)); undefined when the text is none.
 * What is not known for certain to keep a packet out counts as letting it in.
 */
export function parseNftRuleset(text: string): readonly InputFilter[] | undefined {
  const items = readItems(text)
  if (items === undefined) return undefined
  const chains = items.flatMap(each => (isObject(each.chain) ? [each.chain] : []))
  const rules = items.flatMap(each => (isObject(each.rule) ? [each.rule] : []))
  return chains
    .filter(chain => chain.type === 'filter' && chain.hook === 'input')
    .flatMap(chain => {
      const families = familiesOf[textIn(chain.family) ?? '']
      return families === undefined ? [] : [readChain(chain, families, chains, rules)]
    })
}

function readItems(text: string): readonly Fields[] | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isObject(value) && Array.isArray(value.nftables) ? objectsIn(value.nftables) : undefined
  } catch {
    return undefined
  }
}

function readChain(
  chain: Fields,
  families: InputFilter['families'],
  chains: readonly Fields[],
  rules: readonly Fields[],
): InputFilter {
  const isSameTable = (other: Fields) => other.family === chain.family && other.table === chain.table
  // Chains of other hooks have no say; those without a hook may be jumped to.
  const foreign = chains.filter(each => isSameTable(each) && each.hook !== undefined && each !== chain)
  const reachable = rules.filter(
    rule => isSameTable(rule) && !foreign.some(({ name }) => name === rule.chain),
  )
  const own = reachable.filter(rule => rule.chain === chain.name)
  const last = own.at(-1)
  return {
    name: `${textIn(chain.family)} ${textIn(chain.table)} ${textIn(chain.name)}`,
    families,
    refuses: chain.policy === 'drop' || (last !== undefined && refusesAll(last)),
    passes: reachable.flatMap(rule => readPass(objectsIn(rule.expr)) ?? []),
  }
}

/** The last rule of a chain may do what a policy does. */
function refusesAll(rule: Fields): boolean {
  const words = objectsIn(rule.expr).flatMap(each => Object.keys(each))
  return words.every(word => ['counter', 'log', 'drop', 'reject'].includes(word)) && words.length > 0
}

/** What a rule lets in, or undefined when it lets in nothing new from other hosts. */
function readPass(expressions: readonly Fields[]): Pass | undefined {
  const words = expressions.flatMap(each => Object.keys(each))
  // jump and goto lead to rules that are looked at by themselves.
  const ends = ['drop', 'reject', 'return', 'jump', 'goto', 'continue']
  const decides = words.some(word => ['accept', 'queue', 'vmap', 'xt'].includes(word))
  if (!decides || words.some(word => ends.includes(word))) return undefined
  let pass: Pass = {}
  for (const expression of expressions) {
    const match = isObject(expression.vmap) ? acceptedBy(expression.vmap) : expression.match
    if (!isObject(match)) continue
    const read = readMatch(match)
    if (read === 'never') return undefined
    pass = { ...pass, ...read }
  }
  return pass
}

/** A map from values to verdicts, as a match of the values that are accepted; where there are none, nothing matches. */
function acceptedBy({ key, data }: Fields): Fields {
  if (!isObject(data) || !Array.isArray(data.set)) return {}
  const accepted = data.set.flatMap((pair: unknown) =>
    Array.isArray(pair) && isObject(pair[1]) && 'accept' in pair[1] ? [pair[0]] : [],
  )
  return { op: '==', left: key, right: { set: accepted } }
}

function readMatch(match: Fields): Pass | 'never' {
  const { left, right } = match
  const isEqual = match.op === '==' || match.op === 'in'
  if (!isEqual || !isObject(left)) return {}
  const values = listOf(right)
  if (values.length === 0) return 'never'
  const key = isObject(left.meta) ? textIn(left.meta.key) : undefined
  if (key === 'iifname' || key === 'iif') return values.every(each => each === 'lo') ? 'never' : {}
  if (key === 'l4proto') return readProtocols(right)
  if (isObject(left.ct) && left.ct.key === 'state') return admitsNew(right) ? {} : 'never'
  if (!isObject(left.payload)) return {}
  const { protocol, field } = left.payload
  if (protocol === 'icmp' || protocol === 'icmpv6') return 'never'
  if (field === 'protocol' || field === 'nexthdr') return readProtocols(right)
  if (field !== 'dport') return {}
  const ports = readPorts(right)
  const own = ['tcp', 'udp', 'sctp', 'dccp', 'udplite'].find(each => each === protocol)
  return { ...(own === undefined ? {} : { protocols: [own] }), ...(ports === undefined ? {} : { ports }) }
}

function admitsNew(right: unknown): boolean {
  const states = listOf(right)
  return !states.every(each => ['established', 'related', 'invalid'].includes(String(each)))
}

function readProtocols(right: unknown): Pass {
  const names = listOf(right).map(each => (typeof each === 'number' ? protocolNumbers[each] : textIn(each)))
  return names.some(each => each === undefined) ? {} : { protocols: names.flatMap(each => each ?? []) }
}

/** `80`, `{"range": [80, 90]}`, `{"set": [...]}`; undefined for what may hold any port. */
function readPorts(right: unknown): Pass['ports'] | undefined {
  const ports: (readonly [number, number])[] = []
  for (const each of listOf(right)) {
    const port = numberIn(each)
    const range = isObject(each) && Array.isArray(each.range) ? each.range.map(numberIn) : []
    const [from, to] = port === undefined ? range : [port, port]
    if (from === undefined || to === undefined) return undefined
    ports.push([from, to])
  }
  return ports
}

function listOf(right: unknown): readonly unknown[] {
  if (Array.isArray(right)) return right
  return isObject(right) && Array.isArray(right.set) ? right.set : [right]
}

/**
 * Addresses that rules of the family arp name: where a VIP is among them, ARP is kept quiet by the packet filter in place
 * of sysctls.
 */
export function listArpAddresses(text: string): readonly string[] {
  const rules = (readItems(text) ?? []).flatMap(each => (isObject(each.rule) ? [each.rule] : []))
  return [
    ...new Set(
      rules
        .filter(rule => rule.family === 'arp')
        .flatMap(rule => JSON.stringify(rule.expr ?? '').match(/\b(?:\d{1,3}\.){3}\d{1,3}\b/g) ?? []),
    ),
  ]
}
