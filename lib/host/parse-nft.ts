import type { InputFilter, Pass, Refusal } from './firewall.ts'
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
    refusals: readRefusals(chain, own, reachable),
  }
}

/** Rules of the chain itself; where they lead to another one, all that any other chain may let in comes before. */
function readRefusals(chain: Fields, own: readonly Fields[], reachable: readonly Fields[]): Refusal[] {
  const elsewhere = reachable
    .filter(rule => !own.includes(rule))
    .flatMap(rule => readPass(objectsIn(rule.expr)) ?? [])
  const refusals: Refusal[] = []
  const behind: Pass[] = []
  for (const rule of own) {
    const expressions = objectsIn(rule.expr)
    const about = readRefusal(expressions)
    const handle = numberIn(rule.handle)
    // What is about everything does what a policy does.
    const isNarrow = about?.ports !== undefined || about?.addresses !== undefined
    if (about !== undefined && isNarrow && handle !== undefined) {
      const place = `${textIn(chain.family)} ${textIn(chain.table)} ${textIn(chain.name)}`
      const removal = `nft delete rule ${place} handle ${handle}`
      refusals.push({ ...about, text: `handle ${handle}`, removal, behind: [...behind] })
    }
    const pass = readPass(expressions)
    if (pass !== undefined) behind.push(pass)
    else if (expressions.some(each => ['jump', 'goto', 'vmap'].some(word => word in each)))
      behind.push(...elsewhere)
  }
  return refusals
}

/** What a rule refuses for certain: undefined as soon as it has a condition that is not understood, such as a source. */
function readRefusal(
  expressions: readonly Fields[],
): Omit<Refusal, 'text' | 'removal' | 'behind'> | undefined {
  const last = expressions.at(-1) ?? {}
  if (!('drop' in last || 'reject' in last)) return undefined
  let about: Omit<Refusal, 'text' | 'removal' | 'behind'> = {}
  for (const expression of expressions.slice(0, -1)) {
    if ('counter' in expression || 'log' in expression) continue
    const { match } = expression
    const read = isObject(match) ? readCondition(match) : undefined
    if (read === undefined) return undefined
    about = { ...about, ...read }
  }
  return about
}

function readCondition(match: Fields): Omit<Refusal, 'text' | 'removal' | 'behind'> | undefined {
  const { left, right } = match
  if ((match.op !== '==' && match.op !== 'in') || !isObject(left)) return undefined
  const key = isObject(left.meta) ? textIn(left.meta.key) : undefined
  if (key === 'iifname') {
    const names = listOf(right).flatMap(each => textIn(each) ?? [])
    return names.some(each => each.endsWith('*')) ? undefined : { interfaces: names }
  }
  if (isObject(left.ct) && left.ct.key === 'state') return listOf(right).includes('new') ? {} : undefined
  const field = isObject(left.payload) ? left.payload.field : undefined
  if (field === 'daddr') {
    const addresses = listOf(right).map(readSubnet)
    return addresses.includes(undefined) ? undefined : { addresses: addresses.flatMap(each => each ?? []) }
  }
  const isKnown = key === 'l4proto' || field === 'protocol' || field === 'nexthdr' || field === 'dport'
  const read = isKnown ? readMatch(match) : 'never'
  // What says nothing after all is not understood: a set that stands elsewhere.
  return read === 'never' || (read.ports ?? (field === 'dport' ? undefined : read.protocols)) === undefined
    ? undefined
    : read
}

/** `192.0.2.10`, `{"prefix": {"addr": "192.0.2.0", "len": 24}}` */
function readSubnet(value: unknown): string | undefined {
  if (typeof value === 'string') return value.startsWith('@') ? undefined : value
  const prefix = isObject(value) && isObject(value.prefix) ? value.prefix : {}
  const [address, length] = [textIn(prefix.addr), numberIn(prefix.len)]
  return address === undefined || length === undefined ? undefined : `${address}/${length}`
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
