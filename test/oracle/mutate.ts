import type { ConfigCase } from './keepalived.ts'

/** Lines of a text, changed, and what was done to it in words; undefined where there is nothing to change. */
type Mutation = (lines: readonly string[], at: number) => readonly string[] | undefined

/** What people do to a configuration, by its name. `at` is the line it is done to. */
const mutations: Readonly<Record<string, Mutation>> = {
  'opening brace lost': replaceLine(/^(.*\S)\s*\{\s*$/, '$1'),
  'closing brace lost': (lines, at) => (lines[at]?.trim() === '}' ? without(lines, at) : undefined),
  'opening brace doubled': replaceLine(/^(.*\{)\s*$/, '$1 {'),
  'closing brace doubled': replaceLine(/^(\s*)\}\s*$/, '$1}\n$1}'),
  'opening brace on the next line': replaceLine(/^(\s*)(\S.*\S)\s*\{\s*$/, '$1$2\n$1{'),
  'keyword mistyped': replaceLine(/^(\s*\w)(\w)(\w)(?=\w)/, '$1$3$2'),
  'letter of the keyword lost': replaceLine(/^(\s*\w\w)\w(?=\w*\s)/, '$1'),
  'keyword in the other case': (lines, at) =>
    changeWord(lines, at, word => (word === word.toLowerCase() ? word.toUpperCase() : word.toLowerCase())),
  'line twice': (lines, at) => (isBlank(lines[at]) ? undefined : lines.toSpliced(at, 0, lines[at] ?? '')),
  'line lost': (lines, at) => (isBlank(lines[at]) ? undefined : without(lines, at)),
  'value quoted': replaceLine(/^(\s*\w+\s+)([^"{}\s]+)(\s*)$/, '$1"$2"$3'),
  'quote lost': replaceLine(/"(?=\s*\S*\s*$)/, ''),
  'comment in the value': replaceLine(/^(\s*\w+\s+\S)(\S+)/, '$1#$2'),
  'comment in the keyword': replaceLine(/^(\s*\w{2})(\w+)/, '$1!$2'),
  'joined with the next line': (lines, at) => {
    const next = lines[at + 1]
    if (isBlank(lines[at]) || next === undefined || isBlank(next)) return undefined
    return [...lines.slice(0, at), `${lines[at]} ${next.trim()}`, ...lines.slice(at + 2)]
  },
  'number too high': replaceLine(/^(\s*[a-z_]+\s+)\d+(\s*)$/, '$199999999999$2'),
  'number negative': replaceLine(/^(\s*[a-z_]+\s+)(\d+)(\s*)$/, '$1-$2$3'),
  'number zero': replaceLine(/^(\s*[a-z_]+\s+)[1-9][\d.]*(\s*)$/, '$10$2'),
  'letters for a number': replaceLine(/^(\s*[a-z_]+\s+)[\d.]+(\s*)$/, '$1ten$2'),
  'number with a unit': replaceLine(/^(\s*[a-z_]+\s+)([\d.]+)(\s*)$/, '$1$2s$3'),
  'value lost': replaceLine(/^(\s*[A-Za-z_]+)\s+[^\s{}]+(\s*\{?\s*)$/, '$1$2'),
  'one value more': replaceLine(/^(\s*[A-Za-z_]+\s+[^{}]*[^{}\s])(\s*\{?\s*)$/, '$1 more$2'),
  'address broken': replaceLine(/(\d+\.\d+\.\d+)\.\d+/, '$1.300'),
  'address without its last part': replaceLine(/(\d+\.\d+\.\d+)\.\d+/, '$1'),
  'block twice': (lines, at) => {
    const end = endOfBlock(lines, at)
    return end === undefined ? undefined : lines.toSpliced(end + 1, 0, ...lines.slice(at, end + 1))
  },
  'block lost': (lines, at) => {
    const end = endOfBlock(lines, at)
    return end === undefined ? undefined : lines.toSpliced(at, end + 1 - at)
  },
  'block moved into the next': (lines, at) => {
    const end = endOfBlock(lines, at)
    if (end === undefined) return undefined
    const next = lines.findIndex((line, place) => place > end && /\{\s*$/.test(line))
    if (next < 0) return undefined
    return [
      ...lines.slice(0, at),
      ...lines.slice(end + 1, next + 1),
      ...lines.slice(at, end + 1),
      ...lines.slice(next + 1),
    ]
  },
  'block emptied': (lines, at) => {
    const end = endOfBlock(lines, at)
    return end === undefined || end === at + 1 ? undefined : lines.toSpliced(at + 1, end - at - 1)
  },
  'file ends here': (lines, at) => (isBlank(lines[at]) ? undefined : [...lines.slice(0, at), '']),
}

/** What is done to a whole file. */
const rewrites: Readonly<Record<string, (text: string) => string>> = {
  'lines end in CR LF': text => text.replace(/\n/g, '\r\n'),
  'tabs for blanks': text => text.replace(/ +/g, '\t'),
  'blank lines between all lines': text => text.replace(/\n/g, '\n\n \t\n'),
  'no indentation': text => text.replace(/^[ \t]+/gm, ''),
  'no line feed at the end': text => text.replace(/\n+$/, ''),
  'blanks at all ends': text => text.replace(/$/gm, '  \t'),
  'a comment behind each brace': text => text.replace(/([{}])$/gm, '$1 # here'),
}

/**
 * Changed configurations, always the same: of each kind of change up to `perKind`, spread over the files. A name says
 * what was done and where.
 */
export function mutate(cases: readonly ConfigCase[], perKind: number): ConfigCase[] {
  const known = new Set<string>()
  const random = makeRandom(20_220_116)
  const kinds = Object.keys(mutations).map(kind =>
    pick(
      cases.flatMap(each => mutantsOf(each, kind)),
      perKind,
      random,
    ),
  )
  const rewritten = cases.flatMap(rewritesOf)
  return [...kinds.flat(), ...rewritten].filter(({ files }) => {
    const key = [...files].map(([path, { text }]) => `${path}\n${text}`).join('\n')
    return !known.has(key) && known.add(key)
  })
}

function mutantsOf(each: ConfigCase, kind: string): ConfigCase[] {
  const mutation = mutations[kind]
  return [...each.files].flatMap(([path, { text }]) => {
    const lines = text.split('\n')
    return lines.flatMap((_, at) => {
      const changed = mutation?.(lines, at)
      if (changed === undefined) return []
      return [withText(each, path, changed.join('\n'), `${path}:${at + 1}: ${kind}`)]
    })
  })
}

function rewritesOf(each: ConfigCase): ConfigCase[] {
  const text = each.files.get(each.main)?.text ?? ''
  return Object.entries(rewrites).map(([name, rewrite]) =>
    withText(each, each.main, rewrite(text), `${each.main}: ${name}`),
  )
}

function withText(each: ConfigCase, path: string, text: string, name: string): ConfigCase {
  return { ...each, name, files: new Map([...each.files, [path, { text }]]) }
}

function replaceLine(pattern: RegExp, by: string): Mutation {
  return (lines, at) => {
    const line = lines[at] ?? ''
    if (/^\s*[#!$@~]/.test(line)) return undefined
    const changed = line.replace(pattern, by)
    return changed === line
      ? undefined
      : [...lines.slice(0, at), ...changed.split('\n'), ...lines.slice(at + 1)]
  }
}

function changeWord(lines: readonly string[], at: number, change: (word: string) => string) {
  const line = lines[at] ?? ''
  const changed = line.replace(/^(\s*)([A-Za-z_]+)/, (_, blank: string, word: string) => blank + change(word))
  return changed === line ? undefined : lines.with(at, changed)
}

function without(lines: readonly string[], at: number): readonly string[] {
  return lines.toSpliced(at, 1)
}

function isBlank(line: string | undefined): boolean {
  return line === undefined || line.trim() === ''
}

/** The line of the brace that closes what begins here: by counting, the originals are in order. */
function endOfBlock(lines: readonly string[], at: number): number | undefined {
  if (!/^\s*\w.*\{\s*$/.test(lines[at] ?? '')) return undefined
  let depth = 0
  for (let place = at; place < lines.length; place++) {
    for (const sign of lines[place] ?? '') depth += sign === '{' ? 1 : sign === '}' ? -1 : 0
    if (depth === 0) return place
  }
  return undefined
}

/** Numbers from 0 up to 1, the same in each run: a linear congruential generator. */
function makeRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

function pick<Item>(items: readonly Item[], count: number, random: () => number): Item[] {
  const left = [...items]
  const picked: Item[] = []
  while (left.length > 0 && picked.length < count) {
    picked.push(...left.splice(Math.floor(random() * left.length), 1))
  }
  return picked
}
