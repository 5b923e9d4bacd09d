import type { Mark } from '../../text/mark.ts'
import type { Keywords } from '../keyword.ts'
import { splitWords } from './lex.ts'
import { markOf, type TextLine } from './text-line.ts'

/**
 * A block that its author meant to close and did not, as a reader sees it who looks at the indentation and at what
 * belongs where. keepalived itself only counts braces, and so closes it with the brace of another block.
 */
export interface Suspect {
  /** Index of the line that begins the block. */
  readonly at: number
  /** Index of the line where it is seen that its brace is missing; the number of lines for the end of all. */
  readonly seen: number
  /** `virtual_server 192.0.2.10 80` */
  readonly title: string
  readonly mark: Mark
}

interface Open {
  readonly at: number
  readonly title: string
  readonly mark: Mark
  readonly indent: number
  /** undefined: not known, any word may stand in it. */
  readonly keywords: Keywords | undefined
}

/** keepalived's blocks are nested four deep. So many are looked at, and so many suspects are enough for anybody. */
const depthLimit = 20
const suspectLimit = 50

/** The blocks whose closing brace seems to be missing, in the order in which that is seen. */
export function findUnclosed(lines: readonly TextLine[], root: Keywords): Suspect[] {
  const suspects: Suspect[] = []
  const stack: Open[] = []
  const giveUp = (from: number, seen: number) => {
    for (const { at, title, mark } of stack.splice(from)) {
      if (suspects.length < suspectLimit) suspects.push({ at, seen, title, mark })
    }
  }
  for (const [at, line] of lines.entries()) {
    if (line.text === '}') close(lines, at, stack, giveUp)
    else if (line.text !== '{' && lines[at + 1]?.text === '{') {
      const open = readHead(line, at)
      const [home, keywords] = findHome(stack, root, open.name)
      if (home !== undefined) giveUp(home, at)
      stack.push({ ...open, keywords })
    } else if (line.text !== '{' && stack.length > 0) {
      const home = findHomeOfLine(stack, line)
      if (home !== undefined) giveUp(home, at)
    }
  }
  giveUp(0, lines.length)
  return suspects
}

function readHead(line: TextLine, at: number) {
  const { words } = splitWords(line)
  const title = words.map(word => word.text).join(' ')
  return { at, title, mark: markOf(line), indent: firstColumn(line), name: words[0]?.text ?? '' }
}

function firstColumn(line: TextLine): number {
  return typeof line.columns === 'number' ? line.columns : (line.columns[0] ?? 1)
}

/**
 * Where a block belongs by its keyword: how many of the open blocks it is in, and its own keywords. undefined when
 * it is not known anywhere, so that it stays where it is.
 */
function findHome(
  stack: readonly Open[],
  root: Keywords,
  name: string,
): [number | undefined, Keywords | undefined] {
  for (let depth = stack.length; depth >= Math.max(0, stack.length - depthLimit); depth--) {
    const keywords = depth === 0 ? root : stack[depth - 1]?.keywords
    const found = keywords !== undefined && Object.hasOwn(keywords, name) ? keywords[name] : undefined
    if (found !== undefined && found.shape !== 'line')
      return [depth, found.shape === 'values' ? {} : found.children]
  }
  return [undefined, undefined]
}

/** A line that is no keyword of the innermost block and one of a block around it: that many blocks it is in. */
function findHomeOfLine(stack: readonly Open[], line: TextLine): number | undefined {
  const name = /^[^ \t"]+/.exec(line.text)?.[0] ?? ''
  for (let depth = stack.length; depth > Math.max(0, stack.length - depthLimit); depth--) {
    const keywords = stack[depth - 1]?.keywords
    if (keywords === undefined) return undefined
    if (Object.hasOwn(keywords, name)) return depth
  }
  return undefined
}

/** A closing brace ends the innermost block, or one further out when it stands alone in that one's column. */
function close(
  lines: readonly TextLine[],
  at: number,
  stack: Open[],
  giveUp: (from: number, seen: number) => void,
): void {
  const line = lines[at]
  const top = stack.at(-1)
  if (line === undefined || top === undefined) return
  const before = lines[at - 1]
  const alone = before === undefined || before.line !== line.line || before.file !== line.file
  const column = firstColumn(line)
  if (alone && top.indent > column && top.mark.line !== line.line) {
    const near = Math.max(0, stack.length - depthLimit)
    const meant = stack
      .slice(near)
      .findLastIndex(open => open.indent === column && open.mark.file === line.file)
    if (meant >= 0) giveUp(near + meant + 1, at)
  }
  stack.pop()
}
