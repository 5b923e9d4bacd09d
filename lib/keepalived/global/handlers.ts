import { readInt, readUnsigned } from '../values/numbers.ts'
import { accountIn, readScript } from '../values/scripts.ts'
import { parseSocketAddress } from '../vrrp/address.ts'
import { multicastFamily, readSyncDaemon, readTimeouts } from './lvs.ts'
import {
  type GlobalHandler,
  type GlobalHandlers,
  isFirst,
  lacksValue,
  quotedWord,
  valueMark,
} from './report.ts'
import { valueHandlers } from './values.ts'

const tableNameLimit = 255
const bits = /^(?:I[RWX](?:USR|GRP|OTH)(?:\|(?=I)|$))+$/

const once: GlobalHandler = (statement, draft, report) => {
  if (!lacksValue(statement, report)) isFirst(statement, draft, report)
}

const script: GlobalHandler = (statement, draft, report) => {
  if (lacksValue(statement, report) || !isFirst(statement, draft, report)) return
  const read = readScript(statement)
  if (!('problem' in read)) draft.scripts.push(read)
  else
    report(
      'global-script',
      valueMark(statement),
      `${statement.keyword} is no script line, ${read.problem}: nothing is run`,
      'Put program and arguments in double quotes',
    )
}

function isTable(...[statement, draft, report]: Parameters<GlobalHandler>): boolean {
  const word = statement.words[1]
  if (draft.given.has(statement.keyword)) return isFirst(statement, draft, report)
  if (word !== undefined && word.text.length > tableNameLimit) {
    report(
      'global-value',
      word.mark,
      `${statement.keyword} has a name of ${word.text.length} characters: keepalived ignores the line`,
    )
    return false
  }
  draft.given.add(statement.keyword)
  return true
}

function multicast(family: 4 | 6): GlobalHandler {
  return (statement, draft, report) => {
    const word = statement.words[1]
    if (word === undefined) return
    const address = parseSocketAddress(word.text)
    if (multicastFamily(word.text) !== family || address === undefined) {
      report(
        'multicast-group',
        word.mark,
        `${statement.keyword} ${quotedWord(word)} is no IPv${family} multicast address: keepalived ignores it`,
        `Write: ${statement.keyword} ${family === 4 ? '224.0.0.18' : 'ff02::12'}`,
      )
      return
    }
    if (family === 6 && !/^ff[0-9a-f]2:/.test(address.text)) {
      report(
        'multicast-group',
        word.mark,
        `${statement.keyword} ${quotedWord(word)} is not link-local`,
        'Write an address of ff02::/16',
      )
    }
    draft.groups = { ...draft.groups, [family]: address.text }
  }
}

/** What reads each keyword, by its name. */
export const handlers: GlobalHandlers = {
  ...valueHandlers,
  router_id(statement, draft, report) {
    const word = statement.words[1]
    if (!lacksValue(statement, report) && word !== undefined)
      draft.routerId = { value: word.text, mark: word.mark }
  },
  vrrp_strict(_statement, draft) {
    draft.strict = true
  },
  vrrp_version(statement, draft, report) {
    const word = statement.words[1]
    if (word === undefined) return
    const { value, problem } = readInt(word, 2, 3)
    if (value === 2 || value === 3) draft.version = value
    else
      report(
        'global-value',
        word.mark,
        `vrrp_version ${problem}: keepalived ignores the line`,
        'Write: vrrp_version 2 or vrrp_version 3',
      )
  },
  enable_script_security(_statement, draft) {
    draft.security = true
  },
  script_user(statement, draft, report) {
    if (!lacksValue(statement, report)) draft.scriptUser = accountIn(statement)
  },
  lvs_sync_daemon: readSyncDaemon,
  lvs_timeouts: readTimeouts,
  lvs_flush_on_stop: flushOnStop,
  lvs_flush_onstop: flushOnStop,
  vrrp_mcast_group4: multicast(4),
  vrrp_mcast_group6: multicast(6),
  nftables: (...given) => {
    isTable(...given)
  },
  nftables_ipvs(statement, draft, report) {
    if (!isTable(statement, draft, report)) return
    draft.nftablesIpvs = true
    draft.nftablesStart = 1000
  },
  nftables_ipvs_start_fwmark(statement, draft, report) {
    const word = statement.words[1]
    if (word === undefined) return
    const { value, problem } = readUnsigned(word, 1, 4_294_967_295)
    if (value !== undefined) draft.nftablesStart = value
    else
      report(
        'global-value',
        word.mark,
        `nftables_ipvs_start_fwmark ${problem}: keepalived ignores the line`,
        'Write a number of 1 or more',
      )
  },
  vrrp_iptables(statement, draft, report) {
    draft.given.add('nftables')
    report(
      'global-deprecated',
      valueMark(statement),
      'vrrp_iptables is not supported by this build: keepalived uses nftables',
      'Write nftables instead',
    )
  },
  net_namespace(statement, draft, report) {
    if (lacksValue(statement, report) || !isFirst(statement, draft, report)) return
    draft.netNamespace = statement.words[1]?.text
  },
  net_namespace_ipvs(statement, draft, report) {
    if (isFirst(statement, draft, report)) draft.ipvsNamespace = statement.words[1]?.text ?? ''
  },
  instance: once,
  snmp_socket(statement, draft, report) {
    if (statement.words.length > 2) {
      report(
        'global-value',
        valueMark(statement),
        'snmp_socket has more than one value: keepalived ignores the line',
        'Write one address',
      )
    } else once(statement, draft, report)
  },
  notify_fifo: once,
  vrrp_notify_fifo: once,
  lvs_notify_fifo: once,
  notify_fifo_script: script,
  vrrp_notify_fifo_script: script,
  lvs_notify_fifo_script: script,
  startup_script: script,
  shutdown_script: script,
  tmp_config_directory: once,
  vmac_prefix(statement, draft, report) {
    if (isFirst(statement, draft, report)) draft.vmacPrefix = statement.words[1]?.text
  },
  vmac_addr_prefix: once,
  dynamic_interfaces(statement, draft, report) {
    draft.dynamicInterfaces = true
    const word = statement.words[1]
    if (word === undefined || word.text === 'allow_if_changes') return
    report(
      'global-value',
      word.mark,
      `dynamic_interfaces ${quotedWord(word)} is not allow_if_changes`,
      'Write dynamic_interfaces alone or with allow_if_changes',
    )
  },
  smtp_server(statement, _draft, report) {
    const port = statement.words[2]
    const problem = port === undefined ? undefined : readUnsigned(port, 1, 65_535).problem
    if (port !== undefined && problem !== undefined) {
      report(
        'global-value',
        port.mark,
        `port ${problem}, of smtp_server: no mail is sent`,
        'Write a number of 1 to 65535',
      )
    }
  },
  notification_email(statement, _draft, report) {
    if (statement.block?.kind === 'values' && statement.block.statements.length === 0) {
      report(
        'global-value',
        valueMark(statement),
        'notification_email is empty: no mail is sent',
        'Name addresses in it',
        statement.block.close,
      )
    }
  },
  reload_time_file(statement, _draft, report) {
    if (statement.words.length !== 2)
      report(
        'global-value',
        valueMark(statement),
        'reload_time_file does not have one value: keepalived ignores the line',
      )
  },
  vrrp_rx_bufs_multiplier(statement, _draft, report) {
    const word = statement.words[1]
    const problem =
      word === undefined || statement.words.length > 2
        ? 'does not have one value'
        : readUnsigned(word, 1, 4_294_967_295).problem
    if (problem !== undefined)
      report(
        'global-value',
        valueMark(statement),
        `vrrp_rx_bufs_multiplier ${problem}: keepalived ignores the line`,
      )
  },
  vrrp_rx_bufs_policy: receiveBuffers,
  umask,
}

function flushOnStop(...[statement, , report]: Parameters<GlobalHandler>): void {
  const word = statement.words[1]
  if (word === undefined || word.text === 'VS') return
  report(
    'global-value',
    word.mark,
    `${statement.keyword} ${quotedWord(word)} is not VS: keepalived ignores the line`,
    `Write ${statement.keyword} alone or with VS`,
  )
}

function receiveBuffers(...[statement, , report]: Parameters<GlobalHandler>): void {
  if (lacksValue(statement, report)) return
  const words = statement.words.slice(1)
  const names = words.map(({ text }) => text.toUpperCase())
  const others = words.filter((_word, at) => names[at] !== 'MTU' && names[at] !== 'ADVERT')
  for (const word of others) {
    const { problem } = readUnsigned(word, 0, 4_294_967_295)
    if (problem !== undefined)
      report('global-value', word.mark, `vrrp_rx_bufs_policy ${problem}`, 'Write MTU, ADVERT or a size')
  }
  if (words.length > 1 && new Set(names).size > 1) {
    report(
      'global-value',
      valueMark(statement),
      'vrrp_rx_bufs_policy has more than one of MTU, ADVERT and a size: keepalived takes one',
      'Write one',
    )
  }
}

function umask(...[statement, , report]: Parameters<GlobalHandler>): void {
  const words = statement.words.slice(1)
  const text = words.map(word => word.text).join('')
  if (words.length === 0) return
  const octal = /^0[0-7]*$/.test(text)
    ? Number.parseInt(text, 8)
    : /^(?:0[xX][0-9A-Fa-f]+|[1-9]\d*)$/.test(text)
      ? Number(text)
      : undefined
  const isNumber = octal !== undefined && octal <= 0o777 && words.length === 1
  if (isNumber || (!/^\d/.test(text) && bits.test(text))) return
  report(
    'global-value',
    valueMark(statement),
    `umask '${text.length > 20 ? 'as it stands' : quotedWord({ text, mark: valueMark(statement) }).slice(1, -1)}' is none: keepalived ignores the line`,
    'Write a number such as 0177, or bits such as IRWXG',
  )
}
