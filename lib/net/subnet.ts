import { parseAddress } from './address.ts'

/** The bytes of an address, or undefined for what is none. A zone index counts for nothing. */
function bytesOf(text: string): number[] | undefined {
  const address = parseAddress(text)
  if (address === undefined) return undefined
  if (address.family === 4) return address.text.split('.').map(Number)
  const plain = address.text.replace(/%.*/, '').replace(/\d+\.\d+\.\d+\.\d+$/, tail => {
    const [a = 0, b = 0, c = 0, d = 0] = tail.split('.').map(Number)
    return `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
  })
  const [head = '', tail] = plain.split('::')
  const groups = (half: string) => (half === '' ? [] : half.split(':').map(each => Number.parseInt(each, 16)))
  const first = groups(head)
  const last = tail === undefined ? [] : groups(tail)
  const all = [...first, ...Array<number>(8 - first.length - last.length).fill(0), ...last]
  return all.flatMap(group => [group >> 8, group & 255])
}

/** True when the address is in the network of another one and a prefix length; of two families, never. */
export function isInSubnet(address: string, network: string, prefix: number): boolean {
  const [one, other] = [bytesOf(address), bytesOf(network)]
  if (one === undefined || other === undefined || one.length !== other.length) return false
  return one.every((byte, at) => {
    const bits = Math.max(0, Math.min(8, prefix - at * 8))
    return byte >> (8 - bits) === (other[at] ?? 0) >> (8 - bits)
  })
}

/** The network of an address, `192.0.2.0/24`, `2001:db8::/64`; undefined for what is no address. */
export function networkOf(address: string, prefix: number): string | undefined {
  const bytes = bytesOf(address)
  if (bytes === undefined) return undefined
  const kept = bytes.map((byte, at) => {
    const bits = Math.max(0, Math.min(8, prefix - at * 8))
    return byte & (0xff << (8 - bits)) & 0xff
  })
  if (kept.length === 4) return `${kept.join('.')}/${prefix}`
  const groups = Array.from({ length: 8 }, (_, at) =>
    ((kept[2 * at] ?? 0) * 256 + (kept[2 * at + 1] ?? 0)).toString(16),
  )
  return `${parseAddress(groups.join(':'))?.text ?? groups.join(':')}/${prefix}`
}
