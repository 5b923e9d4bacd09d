import { parseAddress } from '../net/address.ts'
import type { Interface, InterfaceAddress } from './interface.ts'
import { type Fields, isObject, numberIn, objectsIn, parseObjects, textIn, textsIn } from './json.ts'

/**
 * The interfaces that `ip -j -d address show` prints (iproute2's ip/ipaddress.c); undefined when the text is no such
 * list.
 */
export function parseInterfaces(text: string): readonly Interface[] | undefined {
  const objects = parseObjects(text)
  if (objects === undefined) return undefined
  // Older versions of ip print an empty object for what a filter has left out.
  const named = objects.filter(each => textIn(each.ifname) !== undefined)
  return named.length === 0 && objects.length > 0 ? undefined : named.map(readInterface)
}

function readInterface(fields: Fields): Interface {
  const mac = textIn(fields.address)
  const below = textIn(fields.link)
  const kind = isObject(fields.linkinfo) ? textIn(fields.linkinfo.info_kind) : undefined
  return {
    name: textIn(fields.ifname) ?? '',
    index: numberIn(fields.ifindex) ?? 0,
    flags: textsIn(fields.flags),
    mtu: numberIn(fields.mtu) ?? 0,
    operstate: textIn(fields.operstate) ?? 'UNKNOWN',
    mac: mac !== undefined && /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(mac) ? mac.toLowerCase() : undefined,
    kind,
    ...(kind === 'macvlan' && below !== undefined ? { below } : {}),
    addresses: objectsIn(fields.addr_info).flatMap(each => readAddress(each) ?? []),
  }
}

function readAddress(fields: Fields): InterfaceAddress | undefined {
  const address = parseAddress(textIn(fields.local) ?? '')
  const prefix = numberIn(fields.prefixlen)
  if (address === undefined || prefix === undefined) return undefined
  return {
    family: address.family,
    address: address.text,
    prefix,
    scope: textIn(fields.scope) ?? 'global',
    label: textIn(fields.label),
    tentative: fields.tentative === true,
    dadFailed: fields.dadfailed === true,
  }
}
