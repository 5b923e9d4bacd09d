/**
 * The two files of the npm package `ping` that are used. Its own declarations stand in another folder, where a
 * narrow import does not find them, and give `times` no type.
 */
declare module 'ping/lib/builder/linux.js' {
  const builder: {
    getCommandArguments(target: string, config: import('ping').PingConfig): string[]
  }
  export default builder
}

declare module 'ping/lib/parser/linux.js' {
  /** Figures are text with three decimals, numbers, or `unknown`. */
  interface PingFigures {
    readonly times?: readonly unknown[]
    readonly min: unknown
    readonly avg: unknown
    readonly max: unknown
  }
  class LinuxParser {
    constructor(target: string, config: import('ping').PingConfig)
    eat(line: string): this
    getResult(): PingFigures
  }
  export default LinuxParser
}
