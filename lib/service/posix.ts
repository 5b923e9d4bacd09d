/**
 * POSIX extended regular expressions, as check_http takes them, in the terms of JavaScript. What only one of the
 * two grammars knows (`[[:digit:]]` here, `\d` there) is understood; what reads alike is left alone.
 */

const classes: Readonly<Record<string, string>> = {
  alnum: 'A-Za-z0-9',
  alpha: 'A-Za-z',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '\\x21-\\x7e',
  lower: 'a-z',
  print: '\\x20-\\x7e',
  punct: '!-\\/:-@\\[-`{-~',
  space: '\\s',
  upper: 'A-Z',
  xdigit: 'A-Fa-f0-9',
}

/** `[…]` as POSIX reads it: a `]` that comes first stands for itself. Before it, whatever a backslash protects. */
const brackets = /\\[\s\S]|\[(\^?)(\]?(?:\[:\w+:\]|\\[\s\S]|[^\]\\])*)\]/g

/**
 * The expression, or undefined when it is none.
 * @param linespan false as in REG_NEWLINE: neither the dot nor `[^…]` matches a line end, `^` and `$` match at lines
 */
export function compilePattern(
  text: string,
  { linespan = false, anyCase = false }: { readonly linespan?: boolean; readonly anyCase?: boolean },
): RegExp | undefined {
  let known = true
  const classOf = (name: string) => {
    known &&= Object.hasOwn(classes, name)
    return classes[name] ?? ''
  }
  const source = text.replace(brackets, (whole, not?: string, inside?: string) => {
    if (inside === undefined) return whole === '\\<' || whole === '\\>' ? '\\b' : whole
    const expanded = inside.replace(/^\]/, '\\]').replace(/\[:(\w+):\]/g, (_, name: string) => classOf(name))
    return `[${not}${expanded}${not === '^' && !linespan ? '\\n' : ''}]`
  })
  if (!known) return undefined
  try {
    return new RegExp(source, (linespan ? 's' : 'm') + (anyCase ? 'i' : ''))
  } catch {
    return undefined
  }
}
