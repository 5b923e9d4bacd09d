import type { Keyword, Keywords, RootKeyword, RootKeywords } from '../keyword.ts'
import { type Refusals, refusals } from '../refusals.ts'
import { bfdKeywords } from './bfd.ts'
import { globalKeywords } from './global.ts'
import { staticKeywords } from './static.ts'
import { trackFileKeywords } from './track-file.ts'
import { virtualServerKeywords } from './virtual-server.ts'
import { vrrpKeywords } from './vrrp.ts'

/**
 * All keywords of keepalived 2.2.7 as Debian builds it, and those that came later (`since`). The tables beside this file
 * are data: names, shapes, how many words are taken unseen. What 2.2.7 knows of them is held against the program itself
 * by test/oracle/keywords.test.ts; what came later is from keepalived's source and manual.
 *
 * What refuses a block is code, and is put in from outside: `refusals` maps the path of a block (`vrrp_instance`,
 * `virtual_server/real_server`) to the function that reads the words before its brace.
 */
export const rootKeywords: RootKeywords = makeKeywords(refusals)

/** The tables with these refusals in their places; a path that is in no table is passed over. */
export function makeKeywords(refusals: Refusals): RootKeywords {
  const tables: RootKeywords = {
    ...globalKeywords,
    ...virtualServerKeywords,
    ...staticKeywords,
    ...vrrpKeywords,
    ...bfdKeywords,
    ...trackFileKeywords,
  }
  return mapEntries(tables, (name, keyword): RootKeyword => {
    return { ...attach(keyword, name, refusals), processes: keyword.processes }
  })
}

function attach(keyword: Keyword, path: string, refusals: Refusals): Keyword {
  const refuse = Object.hasOwn(refusals, path) ? refusals[path] : undefined
  const { children } = keyword
  return {
    ...keyword,
    ...(refuse === undefined ? {} : { refuse }),
    ...(children === undefined ? {} : { children: attachAll(children, path, refusals) }),
  }
}

function attachAll(children: Keywords, path: string, refusals: Refusals): Keywords {
  return mapEntries(children, (name, child) => attach(child, `${path}/${name}`, refusals))
}

function mapEntries<From, To>(
  table: Readonly<Record<string, From>>,
  map: (name: string, value: From) => To,
): Readonly<Record<string, To>> {
  return Object.fromEntries(Object.entries(table).map(([name, value]) => [name, map(name, value)]))
}
