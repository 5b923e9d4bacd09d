import { commonOptions } from '../../lib/cli/common.ts'
import { parseOptions } from '../../lib/cli/parse.ts'
import { type ConfigGiven, configOptions } from '../../lib/config/options.ts'
import { readFiles } from '../../lib/config/reading.ts'
import type { SourceFile, Sources } from '../../lib/keepalived/sources.ts'
import { includeKey } from '../../lib/keepalived/sources.ts'
import type { ConfigFiles } from '../../lib/probe/config-files.ts'
import { sourceFile as fileOf } from './config-sources.ts'

/** Where all these files are. */
export const folder = '/etc/keepalived'
export const mainPath = `${folder}/keepalived.conf`

/** A file of characters beyond latin1, as its bytes are read. */
export function sourceFile(text: string, path = mainPath, status: SourceFile['status'] = 'read'): SourceFile {
  const bytes = status === 'read' ? Buffer.from(text).toString('latin1') : ''
  return fileOf(path, bytes, status)
}

/** A main file, and includes by what is written behind `include`. */
export function configFiles(
  text: string,
  { configId = 'lvs1', includes = {}, path = mainPath }: ConfigParts = {},
): ConfigFiles {
  const found = Object.entries(includes).map(
    ([pattern, content]) =>
      [includeKey({ folder, pattern }), [sourceFile(content, `${folder}/${pattern}`)]] as const,
  )
  const sources: Sources = { main: [sourceFile(text, path)], includes: new Map(found) }
  return { sources, configId, diagnostics: [] }
}

interface ConfigParts {
  readonly configId?: string
  readonly includes?: Readonly<Record<string, string>>
  readonly path?: string
}

/** The options of check_keepalived_config as a command line gives them. */
export function configGiven(...argv: readonly string[]): ConfigGiven {
  const parsed = parseOptions({ ...commonOptions, ...configOptions }, argv, 'config')
  if (!parsed.ok) throw new Error(parsed.problem)
  return parsed.values
}

/** What the text asks for. */
export function modelOf(text: string, path = mainPath) {
  return readFiles(configFiles(text, { path }), undefined).read.model
}

/** A director's configuration without a fault. */
export const goodConfig = `global_defs {
    router_id lvs1
    enable_script_security
}
vrrp_instance VI_1 {
    state MASTER
    interface eth0
    virtual_router_id 51
    priority 200
    advert_int 1
    authentication {
        auth_type PASS
        auth_pass hunter2
    }
    virtual_ipaddress {
        192.0.2.10/32
    }
}
virtual_server 192.0.2.10 80 {
    lb_algo wlc
    lb_kind DR
    protocol TCP
    real_server 192.0.2.11 80 {
        TCP_CHECK {
            connect_timeout 3
        }
    }
    real_server 192.0.2.12 80 {
        TCP_CHECK {
            connect_timeout 3
        }
    }
}
`

/** The other director's. */
export const peerConfig = goodConfig
  .replace('lvs1', 'lvs2')
  .replace('state MASTER', 'state BACKUP')
  .replace('priority 200', 'priority 100')
