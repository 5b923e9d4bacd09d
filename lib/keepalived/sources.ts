/** A file that an include or the command line names, as the disk has it. */
export interface SourceFile {
  /** What messages call it: the main file as it was given, an included one by its absolute path. */
  readonly path: string
  /** `skipped`: keepalived passes over a folder, a file that is none, and one that may be executed. */
  readonly status: 'read' | 'directory' | 'irregular' | 'executable' | 'unreadable'
  /** Each character is one byte (latin1): keepalived knows no encodings. Empty where the status is not `read`. */
  readonly text: string
  /** Absolute folder that the file's own includes are relative to, and that `${_PWD}` is. */
  readonly folder: string
  /** Stable identity of the file, for cycles: its absolute path. */
  readonly identity: string
}

/** Everything on disk that a configuration consists of. Made by the I/O edge; the parser itself reads nothing. */
export interface Sources {
  /** What the path on the command line matched: usually one file. None: there is no such file. */
  readonly main: readonly SourceFile[]
  /** What each include matched, sorted as glob(3) sorts, by `includeKey`. Without an entry: not looked for yet. */
  readonly includes: ReadonlyMap<string, readonly SourceFile[]>
}

/** An include as it has to be looked for: a glob pattern, relative to a folder unless it is absolute. */
export interface IncludeRequest {
  readonly folder: string
  readonly pattern: string
}

export function includeKey({ folder, pattern }: IncludeRequest): string {
  return `${folder}\0${pattern}`
}
