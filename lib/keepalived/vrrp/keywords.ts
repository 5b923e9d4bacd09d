import { readDecimal, readInt, readUnsigned } from '../values/numbers.ts'
import { nameLimit } from './address.ts'
import type { InstanceDraft } from './draft.ts'
import {
  type Handler,
  type Handlers,
  markOfStatement,
  numberHandler,
  quoted,
  switchHandler,
} from './report.ts'
import { isInterfaceName } from './vmac.ts'

/** Seconds in an unsigned number of microseconds. */
const secondsMax = 4294
const unsignedMax = 4_294_967_295
const passLimit = 8

/** A number whose value matters to nothing but strict mode. */
function garp(min: number, max: number, strictly = false): Handler<InstanceDraft> {
  return (statement, draft, report) =>
    numberHandler<InstanceDraft>({
      read: word => readUnsigned(word, min, max),
      otherwise: () => 'keepalived ignores the line',
      lenient: true,
      wanted: `a number of ${min} to ${max}`,
      take: ({ strictly: kept }, value, mark) => {
        if (strictly) kept.set(statement.keyword, { value, mark })
      },
    })(statement, draft, report)
}

/** A count that 0 is read as 1 for. */
function repeat(): Handler<InstanceDraft> {
  return numberHandler({
    read: word => readUnsigned(word, 0, unsignedMax),
    otherwise: () => 'keepalived ignores the line',
    lenient: true,
  })
}

function withoutZero(handler: Handler<InstanceDraft>): Handler<InstanceDraft> {
  return (statement, draft, report) => {
    handler(statement, draft, report)
    const word = statement.words[1]
    if (word === undefined || readUnsigned(word, 0, 0).value === undefined) return
    report(
      'vrrp-value',
      word.mark,
      `${statement.keyword} is 0: keepalived takes 1`,
      `Write: ${statement.keyword} 1`,
    )
  }
}

function strictSwitch(): Handler<InstanceDraft> {
  return (statement, draft, report) =>
    switchHandler<InstanceDraft>(({ strictly }, value, mark) => {
      strictly.set(statement.keyword, { value: value ? 1 : 0, mark })
    })(statement, draft, report)
}

/** Keywords of a vrrp_instance that stand on one line: vrrp_parser.c of keepalived. */
export const lineHandlers: Handlers<InstanceDraft> = {
  state(statement, draft, report) {
    const word = statement.words[1]
    if (word === undefined) return
    if (word.text === 'BACKUP' && draft.state?.value === 'MASTER') {
      const text = `state BACKUP of ${draft.title} comes after state MASTER: keepalived ignores it`
      report('vrrp-state', word.mark, text, 'Write state once')
    } else if (word.text === 'MASTER' || word.text === 'BACKUP') {
      draft.state = { value: word.text, mark: word.mark }
    } else {
      draft.state = { value: 'BACKUP', mark: word.mark }
      const text = `state ${quoted(word)} of ${draft.title} is neither MASTER nor BACKUP: keepalived takes BACKUP`
      report('vrrp-state', word.mark, text, 'Write: state MASTER or state BACKUP, case counts')
    }
  },
  interface(statement, draft, report) {
    const word = statement.words[1]
    if (word === undefined) return
    if (word.text.length > nameLimit) {
      const text = `interface name ${quoted(word)} has more than ${nameLimit} characters: keepalived ignores it`
      report('interface-name', word.mark, text)
    } else if (!isInterfaceName(word.text)) {
      draft.interface = undefined
      const text = `${quoted(word)} cannot be the name of an interface: ${draft.title} has none`
      report('interface-name', word.mark, text, 'Write the name of an interface, without a label')
    } else if (word.text === 'lo') {
      draft.interface = undefined
      report(
        'interface-name',
        word.mark,
        `${draft.title} cannot use the loopback interface lo: keepalived ignores it`,
      )
    } else draft.interface = { value: word.text, mark: word.mark }
  },
  virtual_router_id: numberHandler({
    read: word => readUnsigned(word, 1, 255),
    otherwise: draft =>
      draft.routerId === undefined
        ? `${draft.title} has none`
        : `${draft.title} keeps ${draft.routerId.value}`,
    wanted: 'a number of 1 to 255',
    take: (draft, value, mark) => {
      draft.routerId = { value, mark }
    },
  }),
  priority(statement, draft, report) {
    const word = statement.words[1]
    if (word === undefined) return
    const { value = 100, problem } = readUnsigned(word, 1, 255)
    draft.priority = { value, mark: word.mark }
    if (problem === undefined) return
    report(
      'vrrp-value',
      word.mark,
      `priority ${problem}: ${draft.title} takes 100`,
      'Write a number of 1 to 254',
    )
  },
  advert_int: numberHandler({
    read: word => readDecimal(word, 0.01, 255, 6),
    otherwise: draft => `${draft.title} keeps ${draft.advertInterval?.value ?? 1} s`,
    lenient: true,
    wanted: 'seconds, 0.01 to 255',
    take: (draft, value, mark) => {
      draft.advertInterval = { value, mark }
    },
  }),
  version(statement, draft, report) {
    const word = statement.words[1]
    if (word === undefined) return
    const { value, problem } = readInt(word, 2, 3)
    if (problem !== undefined)
      report(
        'vrrp-value',
        word.mark,
        `version ${problem}: keepalived ignores the line`,
        'Write: version 2 or version 3',
      )
    if (value !== 2 && value !== 3) return
    if (
      (draft.version !== undefined && draft.version.value !== value) ||
      (value === 2 && draft.family === 6)
    ) {
      const other =
        draft.version === undefined ? 'the IPv6 addresses above' : `version ${draft.version.value}`
      report(
        'version-conflict',
        word.mark,
        `version ${value} of ${draft.title} contradicts ${other}: keepalived ignores it`,
      )
    } else draft.version = { value, mark: word.mark }
  },
  native_ipv6(statement, draft, report) {
    const mark = markOfStatement(statement)
    if (draft.family === 4) {
      report(
        'version-conflict',
        mark,
        `native_ipv6 of ${draft.title} stands with IPv4 addresses: keepalived ignores it`,
      )
      return
    }
    draft.family = 6
    draft.version = { value: 3, mark }
  },
  nopreempt(statement, draft) {
    draft.nopreempt = markOfStatement(statement)
  },
  preempt(_statement, draft) {
    draft.nopreempt = undefined
  },
  preempt_delay: numberHandler({
    read: word => readDecimal(word, 0, 1000, 6),
    otherwise: () => 'keepalived takes 0',
    lenient: true,
    wanted: 'seconds, 0 to 1000',
    take: (draft, value, mark) => {
      draft.preemptDelay = { value, mark }
    },
  }),
  strict_mode: switchHandler((draft, value, mark) => {
    draft.strict = { value, mark }
  }),
  accept(statement, draft) {
    draft.accept = { value: true, mark: markOfStatement(statement) }
  },
  no_accept(statement, draft) {
    draft.accept = { value: false, mark: markOfStatement(statement) }
  },
  auth_type(statement, draft, report) {
    const word = statement.words[1]
    if (word === undefined) return
    if (word.text === 'PASS' || word.text === 'AH') draft.authType = { value: word.text, mark: word.mark }
    else
      report(
        'vrrp-value',
        word.mark,
        `auth_type ${quoted(word)} of ${draft.title} is neither PASS nor AH: keepalived ignores it`,
        'Write: auth_type PASS, case counts',
      )
  },
  auth_pass(statement, draft, report) {
    const word = statement.words[1]
    if (word === undefined) return
    draft.authPass = { value: word.text.slice(0, passLimit), mark: word.mark }
    if (word.text.length <= passLimit) return
    const text = `auth_pass of ${draft.title} has ${word.text.length} characters, only the first ${passLimit} count`
    report(
      'auth-pass-cut',
      word.mark,
      text,
      `Write only the first ${passLimit} characters, on every director`,
    )
  },
  debug: numberHandler({
    read: word => readUnsigned(word, 0, 4),
    otherwise: () => 'keepalived ignores the line',
    lenient: true,
    wanted: 'a number of 0 to 4',
  }),
  skip_check_adv_addr: switchHandler(),
  smtp_alert: switchHandler(),
  notify_priority_changes: switchHandler(),
  garp_master_delay: garp(0, secondsMax),
  garp_master_refresh: garp(0, unsignedMax),
  garp_master_repeat: withoutZero(repeat()),
  garp_master_refresh_repeat: withoutZero(repeat()),
  garp_lower_prio_delay: garp(0, secondsMax, true),
  garp_lower_prio_repeat: garp(0, 2_147_483_647, true),
  down_timer_adverts: garp(1, 100, true),
  lower_prio_no_advert: strictSwitch(),
  higher_prio_send_advert: strictSwitch(),
  kernel_rx_buf_size(statement, draft, report) {
    const word = statement.words[1]
    const problem = word === undefined ? undefined : readUnsigned(word, 0, unsignedMax).problem
    if (statement.words.length === 2 && problem === undefined) return
    const why = statement.words.length === 2 ? (problem ?? '') : 'does not have one value'
    report(
      'vrrp-value',
      word?.mark ?? markOfStatement(statement),
      `kernel_rx_buf_size ${why}, in ${draft.title}: keepalived ignores the line`,
    )
  },
  garp_extra_if: readGarpExtra,
  vmac_garp_intvl(statement, draft, report) {
    report(
      'vrrp-deprecated',
      markOfStatement(statement),
      'vmac_garp_intvl is deprecated',
      'Write garp_extra_if instead',
    )
    readGarpExtra(statement, draft, report)
  },
  promote_secondaries(statement, draft) {
    draft.promoteSecondaries = markOfStatement(statement)
  },
  linkbeat_use_polling(statement, draft, report) {
    const text = `linkbeat_use_polling in ${draft.title} is deprecated`
    report(
      'vrrp-deprecated',
      markOfStatement(statement),
      text,
      'Use a linkbeat_interfaces block outside of all blocks',
    )
  },
}

function readGarpExtra(...[statement, draft, report]: Parameters<Handler<InstanceDraft>>): void {
  let found = false
  for (const word of statement.words.slice(1)) {
    if (word.text === 'all') continue
    const { problem } = readUnsigned(word, 0, 86_400)
    if (problem !== undefined) {
      report(
        'vrrp-value',
        word.mark,
        `${statement.keyword} ${problem}, in ${draft.title}: keepalived ignores the line`,
        'Write seconds, 0 to 86400',
      )
      return
    }
    found = true
  }
  if (!found)
    report(
      'vrrp-value',
      markOfStatement(statement),
      `${statement.keyword} of ${draft.title} has no time: keepalived ignores the line`,
    )
}
