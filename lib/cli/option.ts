/** How the text of one option value is read. `parse` answers undefined when the text is not what is `wanted`. */
export interface Kind<T> {
  /** The word for the value in usage lines, such as `RTA,PL%`. */
  readonly placeholder: string
  /** Completes "-w: '5%' is not …". */
  readonly wanted: string
  /** A value that parses, for generated command lines and their tests. */
  readonly example: string
  parse(text: string): T | undefined
}

interface Described {
  readonly short?: string
  /** What it does, in one or two sentences; becomes `--help`, the docs page and the Icinga description. */
  readonly help: string
  /** Heading in `--help`. */
  readonly section?: string
  /** The value is a secret: never shown in facts or generated examples. */
  readonly secret?: boolean
}

/** Given or not. */
export interface Flag extends Described {
  readonly type: 'flag'
}
/** Counts how often it is given (`-vvv`). */
export interface Count extends Described {
  readonly type: 'count'
}
/** Takes one value; giving it twice is an error. */
export interface Single<T> extends Described {
  readonly type: 'single'
  readonly kind: Kind<T>
  /** Taken when the option is not given; its text is what `--help` shows. */
  readonly fallback?: T
  readonly fallbackText?: string
}
/** Takes a value each time it is given. */
export interface Many<T> extends Described {
  readonly type: 'many'
  readonly kind: Kind<T>
}
/** Works alone, and takes a value only when it is attached (`-S`, `-S1.2`, `--ssl=1.2`). */
export interface Maybe<T> extends Described {
  readonly type: 'maybe'
  readonly kind: Kind<T>
}

export type Option = Flag | Count | Single<unknown> | Many<unknown> | Maybe<unknown>

/** The options of a check by their long names. The single source of parser, help, docs and definitions. */
export type Table = Readonly<Record<string, Option>>

type ValueOf<O> =
  O extends Single<infer T>
    ? O extends { readonly fallback: T }
      ? T
      : T | undefined
    : O extends Many<infer T>
      ? readonly T[]
      : O extends Maybe<infer T>
        ? T | true | undefined
        : O extends Count
          ? number
          : boolean

/** What parsing the table gives: a typed value for each option. */
export type Values<T extends Table> = { readonly [Name in keyof T]: ValueOf<T[Name]> }

export function flag(about: Described): Flag {
  return { type: 'flag', ...about }
}
export function counter(about: Described): Count {
  return { type: 'count', ...about }
}
export function single<T>(kind: Kind<T>, about: Described): Single<T> {
  return { type: 'single', kind, ...about }
}
/** A single-valued option with a default, written as the user would write it. */
export function withDefault<T>(
  kind: Kind<T>,
  text: string,
  about: Described,
): Single<T> & { readonly fallback: T } {
  const fallback = kind.parse(text)
  if (fallback === undefined) throw new Error(`the default ${text} is not ${kind.wanted}`)
  return { type: 'single', kind, fallback, fallbackText: text, ...about }
}
export function many<T>(kind: Kind<T>, about: Described): Many<T> {
  return { type: 'many', kind, ...about }
}
export function maybe<T>(kind: Kind<T>, about: Described): Maybe<T> {
  return { type: 'maybe', kind, ...about }
}
