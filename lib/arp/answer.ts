/** One answer to ARP requests or neighbour solicitations. */
export interface Answer {
  /** Lower case with colons. */
  readonly mac: string
  /** Milliseconds since the request before it, where the program says so. */
  readonly time?: number
  /** Which request it came after, from 0, where that is known. */
  readonly request?: number
}

/** What one run of a program heard, in the order it came. */
export interface Hearing {
  /** Requests that were sent; undefined where the program was ended before it said so. */
  readonly sent: number | undefined
  /** At most `answerLimit`, and the first of each MAC in any case. */
  readonly answers: readonly Answer[]
  /** How many came. */
  readonly replies: number
}

/** A host that floods us with answers shall not fill memory, nor the facts. */
const answerLimit = 100
const macLimit = 20

/** Bounded, so that no flood of answers hides a MAC that comes late. */
export function collect(answers: readonly Answer[], sent: number | undefined): Hearing {
  const known = new Set<string>()
  const kept = answers.filter(({ mac }, at) => {
    const isNew = !known.has(mac) && known.size < macLimit
    if (isNew) known.add(mac)
    return isNew || (at < answerLimit && known.has(mac))
  })
  return { sent, answers: kept, replies: answers.length }
}

/** The MACs that answered, each once, in the order they came up. */
export function macsOf({ answers }: Hearing): string[] {
  return [...new Set(answers.map(({ mac }) => mac))]
}

/**
 * True when one stopped answering before another began, or when there are no more answers than requests: the address may
 * have moved from one to the other, and back, while it was asked for. Where two hold it, both answer each request.
 */
export function mayBeHandOver({ answers, sent, replies }: Hearing): boolean {
  const order = answers.map(({ mac }) => mac)
  const macs = [...new Set(order)]
  if (macs.length < 2) return false
  if (sent !== undefined && replies <= sent) return true
  return macs.some(one => macs.some(other => other !== one && order.lastIndexOf(one) < order.indexOf(other)))
}

/**
 * True when two hosts have answered with one MAC, as two MASTERs of one virtual router do: every request was answered
 * twice. Where it is not known which request an answer came after, by their number.
 */
export function isDoubled({ answers, sent }: Hearing, mac: string): boolean {
  if (sent === undefined || sent < 2) return false
  const own = answers.filter(each => each.mac === mac)
  const isTold = own.every(({ request }) => request !== undefined)
  if (!isTold) return own.length >= 2 * sent
  // News of a failover comes unasked, several at once, and counts for one request at most.
  const requests = Array.from({ length: sent }, (_, at) => at)
  return requests.every(at => own.filter(({ request }) => request === at).length >= 2)
}
