import { type Answer, collect, type Hearing } from './answer.ts'
import { parseMac } from './mac.ts'

/** Three programs have the name arping, with the same purpose and other letters. */
export type ArpingKind = 'iputils' | 'habets' | 'busybox'

/** Which of them it is, by what `arping -h` prints, on stdout or stderr; undefined for a stranger. */
export function identifyArping(help: string): ArpingKind | undefined {
  if (/Thomas Habets/i.test(help)) return 'habets'
  if (/^BusyBox v/m.test(help)) return 'busybox'
  return /^\s+-D\s.*duplicate address detection/im.test(help) ? 'iputils' : undefined
}

export interface ArpingRequest {
  readonly address: string
  readonly interface: string
  readonly count: number
  /**
   * Ask as nobody (0.0.0.0), as a host does that has no address yet: who asks for an address of its own with itself as
   * the sender announces it to everybody.
   */
  readonly quiet: boolean
}

/** The words after `arping`: every request is a broadcast, so that a second holder is heard as well as the first. */
export function arpingArguments(kind: ArpingKind, request: ArpingRequest): string[] {
  const { address, quiet } = request
  const count = ['-c', String(request.count)]
  if (kind === 'habets') return [...count, ...(quiet ? ['-0'] : []), '-i', request.interface, address]
  // BusyBox takes no 0.0.0.0 but by -D, which ends with the first answer.
  const sender = quiet ? (kind === 'busybox' ? ['-D'] : ['-s', '0.0.0.0']) : []
  return ['-b', ...count, ...sender, '-I', request.interface, address]
}

/**
 * What any of the three prints on stdout; undefined when nothing of it says that requests were sent. A request for our
 * own address that comes from the one we ask for counts too: its sender claims it.
 */
export function parseArping(stdout: string): Hearing | undefined {
  const [, probes, packets] = /^(?:Sent (\d{1,9}) probe|(\d{1,9}) packets transmitted)/m.exec(stdout) ?? []
  const number = probes ?? packets
  if (number === undefined && !/^ARPING /m.test(stdout)) return undefined
  return collect(readAnswers(stdout), number === undefined ? undefined : Number(number))
}

/** `Unicast reply from 192.0.2.10 [00:00:5E:00:53:01]  0.553ms`, `42 bytes from 00:00:5e:00:53:01 (192.0.2.10): index=0 time=8.650 usec`. */
function readAnswers(stdout: string): Answer[] {
  return stdout.split('\n').flatMap(line => {
    const [, ours, theirs] =
      /^(?:(?:Uni|Broad)cast re(?:ply|quest) from \S{1,50} \[([0-9a-f:]{17})\]|\d{1,9} bytes from ([0-9a-f:]{17}) \()/i.exec(
        line,
      ) ?? []
    const mac = parseMac(ours ?? theirs ?? '')
    return mac === undefined ? [] : [{ mac, ...readTime(line) }]
  })
}

const milliseconds: Readonly<Record<string, number>> = { usec: 0.001, msec: 1, ms: 1, sec: 1000 }

function readTime(line: string): { time?: number } {
  const [, number = '', unit = ''] = /[ =](\d{1,9}\.\d{1,6}) ?(usec|msec|ms|sec)\b/.exec(line) ?? []
  const factor = milliseconds[unit]
  return factor === undefined ? {} : { time: Math.round(Number(number) * factor * 1e6) / 1e6 }
}
