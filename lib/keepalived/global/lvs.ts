import { parseAddress } from '../../net/address.ts'
import type { Word } from '../tree.ts'
import { readUnsigned } from '../values/numbers.ts'
import { parseSocketAddress } from '../vrrp/address.ts'
import {
  type GlobalDraft,
  type GlobalHandler,
  type GlobalReport,
  isFirst,
  quotedWord,
  valueMark,
} from './report.ts'

const nameLimit = 15
/** 31 days */
const timeoutMax = 2_678_400

/** Words of lvs_sync_daemon with a number behind, and the least and greatest. */
const numbers: Readonly<Record<string, readonly [number, number]>> = {
  id: [0, 255],
  maxlen: [1, 65_507],
  port: [1, 65_535],
  ttl: [1, 255],
}

/** `lvs_sync_daemon INTERFACE [[inst] INSTANCE] [id N] …`: lvs_syncd_handler() of keepalived's global_parser.c. */
export const readSyncDaemon: GlobalHandler = (statement, draft, report) => {
  const [, device, ...options] = statement.words
  if (draft.syncDaemon !== undefined) {
    isFirst(statement, { ...draft, given: new Set([statement.keyword]) }, report)
    return
  }
  if (device === undefined) {
    report(
      'sync-daemon-option',
      valueMark(statement),
      'lvs_sync_daemon has no interface: keepalived ignores the line',
      'Write: lvs_sync_daemon eth0 VI_1',
    )
    return
  }
  if (device.text.length > nameLimit) {
    report(
      'sync-daemon-option',
      device.mark,
      `interface ${quotedWord(device)} of lvs_sync_daemon has more than ${nameLimit} characters: keepalived ignores the line`,
    )
    return
  }
  const daemon = readOptions(options, report)
  draft.syncDaemon = { value: { interface: device.text, ...daemon }, mark: device.mark }
}

interface Options {
  instance: string | undefined
  id: number | undefined
  group?: string
  port?: number
}

function readOptions(words: readonly Word[], report: GlobalReport): Options {
  const read: Options = { instance: undefined, id: undefined }
  for (let at = 0; at < words.length; at++) {
    const [word, value] = [words[at], words[at + 1]]
    if (word === undefined) break
    const range = Object.hasOwn(numbers, word.text) ? numbers[word.text] : undefined
    if (word.text === 'inst') {
      if (read.instance !== undefined) {
        report(
          'sync-daemon-option',
          word.mark,
          'lvs_sync_daemon has a second instance: keepalived ignores it',
          'Name one instance',
        )
      } else read.instance = value?.text
    } else if (range !== undefined || word.text === 'group') {
      const number = readOption(word, value, range, report)
      if (word.text === 'id' && number !== undefined) read.id = number
      if (word.text === 'port' && number !== undefined) read.port = number
      const group = word.text === 'group' ? parseAddress(value?.text ?? '') : undefined
      if (group !== undefined && multicastFamily(group.text) !== undefined) read.group = group.text
    } else {
      readOldForm(at, word, read, report)
      continue
    }
    at++
  }
  return read
}

function readOption(
  word: Word,
  value: Word | undefined,
  range: readonly [number, number] | undefined,
  report: GlobalReport,
): number | undefined {
  if (value === undefined) {
    report('sync-daemon-option', word.mark, `${word.text} of lvs_sync_daemon has no value`)
    return undefined
  }
  if (range !== undefined) {
    const reading = readUnsigned(value, range[0], range[1])
    if (reading.problem !== undefined) {
      report(
        'sync-daemon-option',
        value.mark,
        `${word.text} ${reading.problem}, in lvs_sync_daemon: keepalived ignores it`,
        `Write ${word.text} with a number of ${range[0]} to ${range[1]}`,
      )
    }
    return reading.value
  }
  if (multicastFamily(value.text) === undefined) {
    report(
      'sync-daemon-option',
      value.mark,
      `group ${quotedWord(value)} of lvs_sync_daemon is no multicast address: keepalived ignores it`,
      'Write a multicast address, such as 224.0.0.81',
    )
  }
  return undefined
}

/** `IF INSTANCE` and `IF INSTANCE ID`, as it was before `inst` and `id`. */
function readOldForm(at: number, word: Word, read: Options, report: GlobalReport): void {
  if (at === 0) {
    read.instance = word.text
    return
  }
  if (at > 1) {
    report(
      'sync-daemon-option',
      word.mark,
      `${quotedWord(word)} is no word for lvs_sync_daemon`,
      'inst, id, maxlen, port, ttl and group are right',
    )
    return
  }
  const { value, problem } = readUnsigned(word, 0, 255)
  if (value !== undefined) read.id = value
  const text =
    problem === undefined
      ? `id stands not before the ${value} of lvs_sync_daemon`
      : `id ${problem}, in lvs_sync_daemon: keepalived takes the virtual_router_id`
  report('sync-daemon-option', word.mark, text, 'Write id before the number')
}

/** `lvs_timeouts tcp N tcpfin N udp N` */
export const readTimeouts: GlobalHandler = (statement, _draft: GlobalDraft, report) => {
  const words = statement.words.slice(1)
  if (words.length < 2) {
    report(
      'sync-daemon-option',
      valueMark(statement),
      'lvs_timeouts has no value: keepalived ignores the line',
      'Write: lvs_timeouts tcp 900 tcpfin 120 udp 300',
    )
    return
  }
  for (let at = 0; at < words.length; at++) {
    const [word, value] = [words[at], words[at + 1]]
    if (word === undefined) break
    if (!['tcp', 'tcpfin', 'udp'].includes(word.text)) {
      report(
        'sync-daemon-option',
        word.mark,
        `${quotedWord(word)} is no word for lvs_timeouts`,
        'tcp, tcpfin and udp are right',
      )
      continue
    }
    at++
    const problem = value === undefined ? 'has no value' : readUnsigned(value, 0, timeoutMax).problem
    if (problem !== undefined) {
      report(
        'sync-daemon-option',
        (value ?? word).mark,
        `${word.text} ${problem}, in lvs_timeouts: keepalived ignores it`,
        `Write seconds, 0 to ${timeoutMax}`,
      )
    }
  }
}

/** The family of a multicast address; undefined for any other text. */
export function multicastFamily(text: string): 4 | 6 | undefined {
  const address = parseSocketAddress(text)
  if (address === undefined) return undefined
  const first = Number(address.text.split('.', 1)[0])
  const isMulticast = address.family === 6 ? address.text.startsWith('ff') : first >= 224 && first < 240
  return isMulticast ? address.family : undefined
}
