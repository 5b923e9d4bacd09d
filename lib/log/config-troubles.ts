import { newConfiguration, newProcess } from './reloads.ts'
import type { TroubleKind } from './trouble-kind.ts'
import { word } from './words.ts'

const see = 'check_keepalived_config -v'

/** What keepalived says of its configuration, of scripts, and of what it hands to IPVS. */
export const configTroubles: readonly TroubleKind[] = [
  {
    id: 'config-missing',
    state: 'critical',
    until: newConfiguration,
    patterns: [
      /^Config files missing '?([^']{1,200})'/,
      /^Unable to (?:find|read) configuration file (\S{1,200})/,
      /^(?:Configuration file|Opening file) '?([^']{1,200})'? is not a regular non-executable file/,
      /^Failed to open configuration file()$/,
    ],
    text: ([, path]) =>
      path === undefined || path === ''
        ? 'keepalived could not open its configuration and runs without it'
        : `keepalived could not read ${word(path, 120)} and leaves it out: no such file, or it is executable`,
    hint: `ls -l /etc/keepalived; chmod a-x FILE; ${see}`,
    subject: () => '',
    tellsFirst: true,
  },
  {
    id: 'config-braces',
    state: 'critical',
    until: newConfiguration,
    patterns: [
      /^There are \d+ missing '\}'s or extra '\{'s/,
      /^\((?:.{0,200}: )?Line (\d+)\) (?:Extra '\}' found|Unexpected '\{' - ignoring)/,
    ],
    text: ([, line]) =>
      `the braces of the configuration that was loaded do not match${line === undefined ? '' : ` (line ${line})`}: whole blocks were left out`,
    hint: see,
    subject: () => '',
    once: ([, line]) => line ?? '',
    tellsFirst: true,
  },
  {
    id: 'config-error',
    state: 'warning',
    until: newConfiguration,
    patterns: [
      // Of these it only warns, at every start: what is linted is no error of now.
      /^\((?:(.{1,200}): )?Line (\d+)\) (?!Truncating auth_pass|.{0,200}deprecated)(.{1,200})/,
      /^()()(New config failed validation.{0,200})/,
      /^()()(Non-existent interface specified in configuration)/,
    ],
    text: ([, path, line, what]) => {
      const place = line === '' ? '' : `${path === undefined ? '' : `${word(path, 120)}, `}line ${line}: `
      return `keepalived complains of its configuration: ${place}${word(what, 120)}`
    },
    hint: see,
    subject: () => '',
    once: ([, , line, what]) => `${line} ${what}`,
    tellsFirst: true,
    after: { 'config-braces': '*' },
  },
  {
    id: 'script-disabled',
    state: 'warning',
    until: newConfiguration,
    patterns: [
      /^WARNING - script ['`]([^'`]{1,200})['`] is not executable/,
      /^Script (\S{1,200}) cannot be accessed/,
      /^Cannot find script (\S{1,200}) in path - disabling/,
      /^Permissions failure for script (\S{1,200}) in path - disabling/,
      /^Unable to access script [`']([^`']{1,200})[`']/,
      /^Unsafe permissions found for script '([^']{1,200})'/,
      /^check_script_secure could not find script '([^']{1,200})'/,
    ],
    text: ([, script]) =>
      `keepalived does not run the script ${word(script, 120)}: it is missing, not executable or not safe`,
    hint: ([, script]) =>
      script?.startsWith('/') === true
        ? `ls -l ${word(script, 120)}. It must be executable for script_user, and nobody else may write to it or its folders. ${see}`
        : see,
  },
  {
    id: 'script-user-missing',
    state: 'warning',
    until: newConfiguration,
    // Without script security keepalived looks for keepalived_script and takes root where there is none.
    patterns: [/^Script (user|group) '(?!keepalived_script')([^']{1,120})' does not exist/],
    text: ([, noun, name]) =>
      `keepalived does not run the scripts that are to run as the ${noun} ${word(name)}, which does not exist`,
    hint: ([, noun, name]) =>
      `Make it, or name one that is there: getent ${noun === 'user' ? 'passwd' : noun} ${word(name)}. ${see}`,
    subject: ([, , name]) => name ?? '',
  },
  {
    id: 'script-unused',
    state: 'warning',
    until: newConfiguration,
    patterns: [/^Disabling (?:track|misc) script (\S{1,200}) (?:since|due)/],
    text: ([, script]) =>
      `keepalived does not run the script ${word(script, 120)}: it is missing, or not safe`,
    hint: see,
    // Which names the file.
    after: { 'script-disabled': '*' },
  },
  {
    id: 'script-not-started',
    state: 'critical',
    patterns: [/^Error exec-ing command '([^']{1,200})', error \d+: (.{1,80})/],
    text: ([, script, why]) =>
      `the system cannot start the script ${word(script, 120)} (${word(why)}), and keepalived counts that as a success: what it checks is never found to be down`,
    hint: ([, script]) =>
      script?.startsWith('/') === true
        ? `head -n 1 ${word(script, 120)}: the program in it must be there, without a CR at its end. ${see}`
        : see,
  },
  {
    id: 'script-failed',
    state: 'warning',
    until: /^VRRP_Script\(([^()]{1,200})\) succeeded/,
    patterns: [
      /^VRRP_Script\(([^()]{1,200})\) (?:failed|(timed[_ ]out))(?: \((.{1,80}?)\))?/,
      /^Track script (\S{1,200}) is (already running|being timed out)[^-]{0,40} - skipping run/,
    ],
    text: ([, script, slow, how]) => {
      const why = slow?.replace('_', ' ') ?? how
      return `the tracked script ${word(script)} has failed${why === undefined ? '' : ` (${word(why)})`}`
    },
    hint: 'Run it as keepalived does, as its script_user: what it checks is broken, or it takes longer than its interval and timeout',
  },
  {
    id: 'scheduler-missing',
    state: 'critical',
    until: newProcess,
    patterns: [
      /^IPVS cmd \S{1,60} error: Scheduler or persistence engine not found\(\d+\)(?: \((.{1,120}?)(?: -> .{0,80})?\))?$/,
      /^IPVS ?: Scheduler (?:or persistence engine )?not found()/,
    ],
    text: ([, service]) =>
      `the virtual server ${word(service)} is not in the kernel's table: its scheduler has no module`.replace(
        '  ',
        ' ',
      ),
    hint: 'modprobe ip_vs_SCHEDULER, by the lb_algo of this virtual server, then systemctl restart keepalived',
  },
  {
    id: 'ipvs-missing',
    state: 'critical',
    until: newProcess,
    patterns: [/^IPVS ?: Can't initialize ipvs: (.{1,80})/],
    text: ([, why]) => `keepalived does not reach the kernel's IPVS: ${word(why)}`,
    hint: 'modprobe ip_vs; in a container the host must load it. Then systemctl restart keepalived',
    subject: () => '',
  },
  {
    id: 'ipvs-refused',
    state: 'critical',
    patterns: [
      // keepalived starts the sync daemon at each reload, and deletes at its end what it did not bring in.
      /^IPVS cmd IP_VS_SO_SET_(?!(?:START|STOP)DAEMON|DEL|TIMEOUT)(\w{1,30})\(\d+\) error: (?!(?:Service|Destination) already exists)(.{1,80}?)\(\d+\)(?: \((.{1,120}?)(?: -> (.{0,80}?))?\))?$/,
      /^IPVS(?: \(cmd \d+, errno \d+\))? ?: ()(.{1,100})/,
    ],
    text: ([, command, why, service, server]) => {
      const whom = service === undefined ? '' : ` for ${word(service)}`
      const whose = server === undefined ? '' : `, real server ${word(server)}`
      return `the kernel's IPVS has refused ${command === '' ? 'a call of keepalived' : word(command)}${whom}${whose}: ${word(why)}`
    },
    hint: 'What is missing of the table: check_ipvs_drift. systemctl restart keepalived makes it anew',
    subject: ([, , why, service]) => service ?? why ?? '',
    after: { 'scheduler-missing': 'same', 'ipvs-missing': '*' },
  },
  {
    id: 'already-there',
    state: 'warning',
    patterns: [
      /^IPVS cmd IP_VS_SO_SET_ADD(?:DEST)?\(\d+\) error: (?:Service|Destination) already exists\(\d+\)(?: \((.{1,120}?)(?: -> .{0,80}?)?\))?$/,
    ],
    text: ([, service]) =>
      `the kernel's table already had ${service === undefined ? 'a virtual server' : word(service)} when keepalived put it there: left by a keepalived that was killed, added by hand, or configured twice`,
    hint: 'check_ipvs_drift; check_keepalived_config',
    subject: () => '',
    after: { 'unclean-end': '*', 'child-died': '*' },
  },
  {
    id: 'sync-daemon-failed',
    state: 'warning',
    patterns: [
      /^IPVS cmd IP_VS_SO_SET_STARTDAEMON\(\d+\) error: (?!Daemon has already run)(.{1,80}?)\(\d+\)/,
    ],
    text: ([, why]) => `the kernel has refused to start the sync daemon of IPVS: ${word(why)}`,
    hint: 'lvs_sync_daemon in global_defs: its interface, and what runs: ipvsadm -L --daemon',
    subject: () => '',
  },
]
