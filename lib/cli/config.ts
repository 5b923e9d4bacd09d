import { configFile, configId } from './kind.ts'
import { type Single, single } from './option.ts'

/** What lines with `@ID` are compared with, in every check that reads keepalived.conf. */
export function configIdOption(section: string, short?: string): Single<string> {
  return single(configId, {
    ...(short === undefined ? {} : { short }),
    help: "What lines with @ID are compared with, as keepalived's -i. By default this host's name up to its first dot.",
    section,
  })
}

/** `--config` and `--config-id` of a check that takes from keepalived.conf what it could also be told word by word. */
export function configOptionsFor(section: string, help: string) {
  return { config: single(configFile, { help, section }), 'config-id': configIdOption(section) } as const
}

/** A sentence when there is an id and no file that it could be for. */
export function checkConfigId(options: {
  readonly config: string | undefined
  readonly 'config-id': string | undefined
}): string | undefined {
  if (options['config-id'] === undefined || options.config !== undefined) return undefined
  return '--config-id belongs to --config FILE, which is not given'
}
