import { parseAddress } from '../net/address.ts'
import type { Deadline } from './deadline.ts'
import { failure, type Outcome, success } from './outcome.ts'

/**
 * The addresses of a host, in the order the system's resolver gives them. An address is its own answer.
 * @param family only addresses of this family
 */
export async function resolve(
  host: string,
  family: 4 | 6 | undefined,
  deadline: Deadline,
): Promise<Outcome<string[]>> {
  const literal = parseAddress(host)
  if (literal !== undefined) {
    if (family === undefined || literal.family === family) return success([literal.text])
    return failure('unresolved', `is not an IPv${family} address`)
  }
  return lookUpOnce(host, family, deadline)
}

type Addresses = Promise<Outcome<string[]>>

/** A check asks for a name once, however many connections it opens. Held by its deadline and gone with it. */
const asked = new WeakMap<Deadline, Map<string, Addresses>>()

function lookUpOnce(host: string, family: 4 | 6 | undefined, deadline: Deadline): Addresses {
  const answers = asked.get(deadline) ?? new Map<string, Addresses>()
  asked.set(deadline, answers)
  const question = `${host} ${family ?? 'any'}`
  const answer = answers.get(question) ?? lookUp(host, family, deadline)
  answers.set(question, answer)
  return answer
}

async function lookUp(host: string, family: 4 | 6 | undefined, deadline: Deadline): Addresses {
  const { lookup } = await import('node:dns')
  const { promise, resolve: settle } = Promise.withResolvers<Outcome<string[]>>()
  // The question itself goes on in a thread that nothing can stop; lib/runtime/main.ts leaves without it.
  const expire = () =>
    settle(
      failure(
        'unresolved',
        `name not resolved in ${deadline.seconds} s`,
        `Ask the resolver with: getent hosts ${host}`,
      ),
    )
  deadline.signal.addEventListener('abort', expire)
  if (deadline.signal.aborted) expire()
  lookup(host, { all: true, family: family ?? 0, order: 'verbatim' }, (error, found) => {
    if (error === null) settle(success(found.map(each => each.address)))
    else settle(explain(host, error.code))
  })
  return promise.finally(() => deadline.signal.removeEventListener('abort', expire))
}

function explain(host: string, code: string | undefined): Outcome<never> {
  const why = code === 'EAI_AGAIN' ? 'name servers do not answer' : 'name has no address'
  return failure(
    'unresolved',
    `${why} (${code ?? 'no reason given'})`,
    `Ask the resolver with: getent hosts ${host}`,
  )
}
