import type { Keywords } from '../../lib/keepalived/keyword.ts'
import { rootKeywords } from '../../lib/keepalived/keywords/root.ts'
import type { ConfigCase } from './keepalived.ts'

/** What people and mistakes put behind a keyword. */
const values = [
  '',
  '0',
  '1',
  '-1',
  '99999999999',
  'ten',
  '1.5',
  '2s',
  'x y',
  '192.0.2.5',
  '2001:db8::5',
  'on',
  'off',
  'eth0',
  '""',
  '300',
  '/bin/true',
  'NAT',
  '"',
]

/** What stands behind the keyword of a block. */
export const headers: Readonly<Record<string, string>> = {
  virtual_server: '192.0.2.10 80',
  real_server: '192.0.2.20 80',
  virtual_server_group: 'GROUP',
  vrrp_instance: 'INSTANCE',
  vrrp_sync_group: 'SYNC',
  track_group: 'TRACK',
  vrrp_script: 'SCRIPT',
  vrrp_track_process: 'PROCESS',
  bfd_instance: 'SESSION',
  track_file: 'FILE',
  vrrp_track_file: 'FILE',
}

/** What a block needs besides, before the line in question. */
const contents: Readonly<Record<string, string>> = {
  virtual_server: 'lvs_sched rr\nlvs_method DR\nprotocol TCP',
  vrrp_instance: 'interface eth0\nvirtual_router_id 51\nvirtual_ipaddress {\n192.0.2.9\n}',
  vrrp_sync_group: 'group {\nINSTANCE\n}',
  vrrp_script: 'script /bin/true',
  vrrp_track_process: 'process haproxy',
  track_file: 'file /tmp/file',
  vrrp_track_file: 'file /tmp/file',
  bfd_instance: 'neighbor_ip 192.0.2.2',
  garp_group: 'garp_interval 1\ninterface eth0',
  HTTP_GET: 'url {\npath /\n}',
  SSL_GET: 'url {\npath /\n}',
  url: 'path /',
  MISC_CHECK: 'misc_path /bin/true',
}

/** These make files or move processes, under -t too. */
const untouched = [
  'net_namespace',
  'net_namespace_ipvs',
  'instance',
  'use_pid_dir',
  'reload_file',
  'config_save_dir',
  'tmp_config_directory',
]

/** Blocks around a line, with what they need. */
function put(path: readonly string[], line: string): string {
  const [root] = path
  const inner = path.reduceRight(
    (text, block) => `${block} ${headers[block] ?? ''} {\n${contents[block] ?? ''}\n${text}\n}`,
    root === 'virtual_server' && path.length === 1
      ? `${line}\nreal_server 192.0.2.20 80 {\nTCP_CHECK {\n}\n}`
      : line,
  )
  const security = 'global_defs {\nscript_user root\nenable_script_security\n}\n'
  const before = root === 'global_defs' || path.length === 0 ? '' : security
  const after = root === 'vrrp_sync_group' ? put(['vrrp_instance'], 'priority 100') : ''
  return `${before}${inner}\n${after.replace(security, '')}`
}

/**
 * Each keyword of a line with a value, in the block where it belongs. Of all values each keyword gets `perKeyword`, so
 * that neighbours have different ones.
 */
export function valueCases(perKeyword: number): ConfigCase[] {
  const cases: ConfigCase[] = []
  let next = 0
  const visit = (keywords: Keywords, path: readonly string[]) => {
    for (const [name, { shape, since, children = {} }] of Object.entries(keywords)) {
      if (since !== undefined || untouched.includes(name)) continue
      visit(children, [...path, name])
      if (shape !== 'line') continue
      for (let count = 0; count < perKeyword; count++) {
        const line = `${name} ${values[next++ % values.length] ?? ''}`.trim()
        const files = new Map([['keepalived.conf', { text: put(path, line) }]])
        cases.push({ name: `${[...path, ''].join('/')}${line}`, files, main: 'keepalived.conf' })
      }
    }
  }
  visit(rootKeywords, [])
  return cases
}
