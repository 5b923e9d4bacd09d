import type { Word } from '../tree.ts'
import { type NumberReading, readBoolean, readDecimal, readInt, readUnsigned } from '../values/numbers.ts'
import { type GlobalHandler, type GlobalHandlers, lacksValue, quotedWord, valueMark } from './report.ts'

const unsignedMax = 4_294_967_295
const signedMax = 2_147_483_647
/** Seconds in an unsigned number of microseconds. */
const secondsMax = 4294
const realtimeMax = 99
/** TASK_COMM_LEN of the kernel holds a zero as well. */
const processNameLimit = 15

interface NumberOptions {
  readonly read: (word: Word) => NumberReading
  readonly wanted: string
  /** keepalived says it when there is no value; else it exits, which the parser reports. */
  readonly needed?: boolean
  /** 0 is taken for 1, and reported. */
  readonly zeroIsOne?: boolean
}

function number({ read, wanted, needed, zeroIsOne }: NumberOptions): GlobalHandler {
  return (statement, _draft, report) => {
    if (needed && lacksValue(statement, report)) return
    const word = statement.words[1]
    if (word === undefined) return
    const { keyword } = statement
    const reading = read(word)
    if (reading.problem !== undefined) {
      const taken = reading.value ?? reading.lenient
      const effect = taken === undefined ? 'keepalived ignores the line' : `keepalived takes ${taken}`
      report(
        'global-value',
        word.mark,
        `${keyword} ${reading.problem}: ${effect}`,
        `Write ${keyword} with ${wanted}`,
      )
    } else if (zeroIsOne && reading.value === 0) {
      report('global-value', word.mark, `${keyword} is 0: keepalived takes 1`, `Write: ${keyword} 1`)
    }
  }
}

function unsigned(min: number, max: number, more: Partial<NumberOptions> = {}): GlobalHandler {
  return number({
    read: word => readUnsigned(word, min, max),
    wanted: `a number of ${min} to ${max}`,
    ...more,
  })
}

function signed(min: number, max: number, more: Partial<NumberOptions> = {}): GlobalHandler {
  return number({ read: word => readInt(word, min, max), wanted: `a number of ${min} to ${max}`, ...more })
}

function decimal(min: number, max: number): GlobalHandler {
  return number({ read: word => readDecimal(word, min, max, 6), wanted: `seconds, ${min} to ${max}` })
}

const onOff: GlobalHandler = (statement, _draft, report) => {
  const word = statement.words[1]
  if (word === undefined || readBoolean(word) !== undefined) return
  const text = `${statement.keyword} ${quotedWord(word)} is neither true nor false: keepalived ignores the line`
  report('global-value', word.mark, text, `Write: ${statement.keyword} true or ${statement.keyword} false`)
}

const needsValue: GlobalHandler = (statement, _draft, report) => {
  lacksValue(statement, report)
}

const processName: GlobalHandler = (statement, _draft, report) => {
  const word = statement.words[1]
  if (word === undefined || word.text.length <= processNameLimit) return
  report(
    'global-value',
    word.mark,
    `${statement.keyword} ${quotedWord(word)} has more than ${processNameLimit} characters, the others are cut off`,
    `Use at most ${processNameLimit} characters`,
  )
}

const realtimePriority: GlobalHandler = (statement, _draft, report) => {
  if (lacksValue(statement, report)) return
  const word = statement.words[1]
  if (word === undefined) return
  const { problem } = readInt(word, 1, realtimeMax)
  if (problem === undefined) return
  report(
    'global-value',
    word.mark,
    `${statement.keyword} ${problem}`,
    `Write ${statement.keyword} with a number of 1 to ${realtimeMax}`,
  )
}

const includeChecks = ['read', 'match', 'wildcard_match', 'brace_match']

/** 2.2.7 calls `read` what its manual calls readable, and takes one word, the others for repetitions of it. */
const includeCheck: GlobalHandler = (statement, _draft, report) => {
  const [, word, ...others] = statement.words
  if (word !== undefined && !includeChecks.includes(word.text.replace(/^[+-]/, ''))) {
    const text = `include_check ${quotedWord(word)} is none that keepalived 2.2.7 knows: it ignores the word`
    report(
      'global-value',
      word.mark,
      text,
      `Write one of ${includeChecks.join(', ')}, or none of them for all`,
    )
  }
  for (const each of others) {
    const text = `include_check ${quotedWord(each)} counts for nothing, keepalived 2.2.7 takes one word`
    report('global-value', each.mark, text, 'Write a line of its own for each')
  }
}

/** Which processors there are depends on the host. */
const processors: GlobalHandler = (statement, _draft, report) => {
  if (lacksValue(statement, report)) return
  for (const word of statement.words.slice(1)) {
    const { problem } = readInt(word, 0, signedMax)
    if (problem === undefined) continue
    report(
      'global-value',
      word.mark,
      `${statement.keyword} ${problem}: keepalived ignores the line`,
      'Write numbers of processors',
    )
    return
  }
}

const extraInterfaces: GlobalHandler = (statement, _draft, report) => {
  const { keyword, words } = statement
  if (keyword === 'vrrp_vmac_garp_intvl') {
    report(
      'global-deprecated',
      valueMark(statement),
      `${keyword} is deprecated`,
      'Write vrrp_garp_extra_if instead',
    )
  }
  const times = words.slice(1).filter(({ text }) => text !== 'all')
  const bad = times.find(word => readUnsigned(word, 1, 86_400).problem !== undefined)
  if (bad !== undefined) {
    report(
      'global-value',
      bad.mark,
      `${keyword} ${readUnsigned(bad, 1, 86_400).problem}: keepalived ignores the line`,
      'Write seconds, 1 to 86400',
    )
  } else if (times.length === 0) {
    report(
      'global-value',
      valueMark(statement),
      `${keyword} has no time: keepalived ignores the line`,
      'Write seconds, 1 to 86400',
    )
  }
}

const buffers = unsigned(0, unsignedMax, { needed: true })

/** Keywords of global_defs that are only looked at: global_parser.c of keepalived. */
export const valueHandlers: GlobalHandlers = {
  process_name: processName,
  vrrp_process_name: processName,
  checker_process_name: processName,
  lvs_process_name: processName,
  bfd_process_name: processName,
  notification_email_from: needsValue,
  default_interface: needsValue,
  dbus_service_name: needsValue,
  smtp_connect_timeout: unsigned(0, secondsMax, { zeroIsOne: true }),
  smtp_alert: onOff,
  smtp_alert_vrrp: onOff,
  smtp_alert_checker: onOff,
  checker_log_all_failures: onOff,
  startup_script_timeout: unsigned(1, 1000, { needed: true }),
  shutdown_script_timeout: unsigned(1, 1000, { needed: true }),
  max_auto_priority: signed(-1, realtimeMax),
  min_auto_priority_delay: signed(1, 10_000_000, { needed: true }),
  vrrp_garp_master_delay: unsigned(0, secondsMax),
  vrrp_garp_master_repeat: unsigned(0, unsignedMax, { zeroIsOne: true }),
  vrrp_garp_master_refresh: unsigned(0, unsignedMax),
  vrrp_garp_master_refresh_repeat: unsigned(0, unsignedMax, { zeroIsOne: true }),
  vrrp_garp_lower_prio_delay: unsigned(0, secondsMax),
  vrrp_garp_lower_prio_repeat: unsigned(0, signedMax),
  vrrp_down_timer_adverts: unsigned(1, 100),
  vrrp_garp_interval: decimal(0.000001, 4294.967295),
  vrrp_gna_interval: decimal(0.000001, 4294.967295),
  vrrp_min_garp: onOff,
  vrrp_garp_extra_if: extraInterfaces,
  vrrp_vmac_garp_intvl: extraInterfaces,
  vrrp_lower_prio_no_advert: onOff,
  vrrp_higher_prio_send_advert: onOff,
  nftables_priority: signed(-signedMax - 1, signedMax),
  nftables_ipvs_priority: signed(-signedMax - 1, signedMax),
  vrrp_priority: signed(-20, 19, { needed: true }),
  checker_priority: signed(-20, 19, { needed: true }),
  bfd_priority: signed(-20, 19, { needed: true }),
  vrrp_rt_priority: realtimePriority,
  checker_rt_priority: realtimePriority,
  bfd_rt_priority: realtimePriority,
  vrrp_cpu_affinity: processors,
  checker_cpu_affinity: processors,
  bfd_cpu_affinity: processors,
  vrrp_rlimit_rttime: unsigned(1, unsignedMax),
  vrrp_rlimit_rtime: unsigned(1, unsignedMax),
  checker_rlimit_rttime: unsigned(1, unsignedMax),
  checker_rlimit_rtime: unsigned(1, unsignedMax),
  bfd_rlimit_rttime: unsigned(1, unsignedMax),
  bfd_rlimit_rtime: unsigned(1, unsignedMax),
  vrrp_notify_priority_changes: onOff,
  vrrp_netlink_cmd_rcv_bufs: buffers,
  vrrp_netlink_cmd_rcv_bufs_force: onOff,
  vrrp_netlink_monitor_rcv_bufs: buffers,
  vrrp_netlink_monitor_rcv_bufs_force: onOff,
  process_monitor_rcv_bufs: buffers,
  process_monitor_rcv_bufs_force: onOff,
  lvs_netlink_cmd_rcv_bufs: buffers,
  lvs_netlink_cmd_rcv_bufs_force: onOff,
  lvs_netlink_monitor_rcv_bufs: buffers,
  lvs_netlink_monitor_rcv_bufs_force: onOff,
  rs_init_notifies: onOff,
  no_checker_emails: onOff,
  vrrp_startup_delay: decimal(0.001, 4294.967295),
  include_check: includeCheck,
  random_seed: unsigned(0, unsignedMax),
  data_use_instance: onOff,
  child_wait_time: unsigned(0, unsignedMax),
}
