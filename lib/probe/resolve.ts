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
  const { lookup } = await import('node:dns')
  const { promise, resolve: settle } = Promise.withResolvers<Outcome<string[]>>()
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
