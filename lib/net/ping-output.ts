/**
 * What a run of the system's ping says, beyond what the npm package `ping` reads from it: how many packets were
 * sent and answered, duplicates, and what routers said. iputils (ping/ping_common.c, ping/ping.c, ping/ping6_common.c)
 * and busybox (networking/ping.c) both. Pure, and linear in the length of the text whatever is in it.
 */

/** What somebody on the way, or this host, said about our packets. */
export interface Notice {
  /** The address that said it. */
  readonly from: string
  /** In ping's words: `Destination Host Unreachable`. */
  readonly text: string
  readonly count: number
}

export interface PingOutput {
  /** The address ping chose for the name; undefined when it did not come so far. */
  readonly address: string | undefined
  /** Packets that count, never more than were asked for; undefined when ping ended before its summary. */
  readonly sent: number | undefined
  /** Answered packets among those, each counted once. */
  readonly received: number
  /** Answers beyond the first to one packet. */
  readonly duplicates: number
  /** Answers with a bad checksum, a changed byte or a part missing. */
  readonly damaged: number
  /** Why packets did not arrive, in the order it was first said. */
  readonly notices: readonly Notice[]
  /** Advice of routers to send elsewhere next time: no fault. */
  readonly redirects: readonly Notice[]
  /** True when ping sent more packets than asked, so that its own figures are not about ours. */
  readonly overrun: boolean
  /** The lines of known shape, for the package's parser, which throws on others. */
  readonly lines: readonly string[]
}

const lineLimit = 400
const lineCountLimit = 50_000
const noticeLimit = 20

const header = /^PING \S{0,255} ?\(([^\s()]{1,100})\)/
const reply =
  /^\d{1,6} bytes from \S{1,200}: (icmp_seq|icmp_req|seq)=(\d{1,6}) (?:ttl|hlim)=\d{1,3}(?: time=\d{1,9}(?:\.\d{1,6})? ms)?(?: \([A-Za-z !]{1,30}\)){0,4}$/
const notice = /^From (\S{1,100}?):? icmp_(?:seq|req)=\d{1,6} (.{1,200})$/
const statistics = /^--- \S{0,255} ?ping statistics ---$/
const summary = /^(\d{1,9}) packets transmitted, (\d{1,9}) (?:packets )?received,/
const duplicateCount = /, \+?(\d{1,9}) duplicates,/
const corruptCount = /, \+(\d{1,9}) corrupted,/
const roundTrips =
  /^(?:rtt|round-trip) min\/avg\/max(?:\/mdev)? = (?:\d{1,9}\.\d{1,3}\/){2,3}\d{1,9}\.\d{1,3} ms/

/**
 * Reads what ping wrote on stdout.
 * @param packets how many were asked for. With `-w`, iputils sends more than that until so many are answered, and
 * gives a loss over all of them, late ones too. Only the first `packets` are counted here, by their sequence numbers.
 */
export function parsePingOutput(stdout: string, packets: number): PingOutput {
  const notices = new Map<string, Notice>()
  const redirects = new Map<string, Notice>()
  const answered = new Set<number>()
  const lines: string[] = []
  let address: string | undefined
  let totals: RegExpExecArray | undefined
  let [duplicates, damaged] = [0, 0]
  for (const line of splitLines(stdout)) {
    const answer = readReply(line)
    if (answer !== undefined) {
      if (answer.duplicate) duplicates++
      if (answer.damaged) damaged++
      if (!answer.valid || answer.place < 0 || answer.place >= packets) continue
      answered.add(answer.place)
      if (lines.length < packets * 4) lines.push(line)
      continue
    }
    if (line.startsWith('wrong data byte #')) damaged++
    const said = notice.exec(line)
    if (said !== null) note(/^(?:Redirect|Source Quench)/.test(said[2] ?? '') ? redirects : notices, said)
    address ??= header.exec(line)?.[1]
    totals ??= summary.exec(line) ?? undefined
    if ([header, statistics, summary, roundTrips].some(shape => shape.test(line))) lines.push(line)
  }
  const sent = totals === undefined ? undefined : Number(totals[1])
  const overrun = sent !== undefined && sent > packets
  return {
    address,
    sent: sent === undefined ? undefined : Math.min(sent, packets),
    received: totals === undefined || overrun ? answered.size : Math.min(Number(totals[2]), sent ?? 0),
    duplicates: Math.max(duplicates, countIn(duplicateCount, totals)),
    damaged: Math.max(damaged, countIn(corruptCount, totals)),
    notices: [...notices.values()],
    redirects: [...redirects.values()],
    overrun,
    lines,
  }
}

/** One answer; `place` counts from 0, as busybox does and iputils does not. A bad checksum is no answer to ping. */
function readReply(line: string) {
  const found = reply.exec(line)
  if (found === null) return undefined
  const [, word, number] = found
  const valid = !line.includes('(BAD CHECKSUM')
  return {
    place: word === 'seq' ? Number(number) : Number(number) - 1,
    duplicate: line.includes('(DUP!)'),
    damaged: !valid || line.includes('(truncated)'),
    valid,
  }
}

/** Lines without their ends; those too long to be ping's own are left out. */
function splitLines(text: string): string[] {
  return text
    .split('\n', lineCountLimit)
    .filter(line => line.length <= lineLimit)
    .map(line => line.trimEnd())
}

function note(notices: Map<string, Notice>, said: RegExpExecArray): void {
  const [, from = '', text = ''] = said
  const key = `${from} ${text}`
  const known = notices.get(key)
  if (known === undefined && notices.size >= noticeLimit) return
  notices.set(key, { from, text, count: (known?.count ?? 0) + 1 })
}

function countIn(pattern: RegExp, totals: RegExpExecArray | undefined): number {
  return Number(pattern.exec(totals?.input ?? '')?.[1] ?? 0)
}
