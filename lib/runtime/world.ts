import { failure, success } from '../probe/outcome.ts'
import type { Probes } from '../probe/probes.ts'

/**
 * The real probes. Each is loaded when it is first asked: start-up is what our users pay for, and a check uses
 * one or two of them.
 */
export const world: Probes = {
  ping: async (...asked) => (await import('../probe/ping.ts')).ping(...asked),
  tcp: async (...asked) => (await import('../probe/tcp.ts')).converse(...asked),
  http: async (...asked) => (await import('../probe/http.ts')).request(...asked),
  command: async (...asked) => (await import('../probe/command.ts')).runCommand(...asked),
  readFile: async (...asked) => (await import('../probe/file.ts')).readFile(...asked),
  readFileEnd: async (...asked) => (await import('../probe/file-end.ts')).readFileEnd(...asked),
  listFolder: async (...asked) => (await import('../probe/folder.ts')).listFolder(...asked),
  configFiles: async (...asked) => (await import('../probe/config-files.ts')).readConfigFiles(...asked),
  describeFile: async (...asked) => (await import('../probe/file-facts.ts')).describeFile(...asked),
  environment: name => {
    const value = process.env[name]
    return value === undefined
      ? failure('missing', `the environment variable ${name} is not set`)
      : success(value)
  },
}
