import { type Answer, collect, type Hearing } from './answer.ts'
import { parseMac } from './mac.ts'

/** Words after `ndisc6`: one solicitation, all answers of the time to wait, in milliseconds. */
export function ndiscArguments(address: string, device: string, wait: number): string[] {
  return ['-m', '-n', '-r', '1', '-w', String(wait), address, device]
}

/** What one call of ndisc6 prints on stdout; undefined when nothing says that a solicitation was sent and waited for. */
export function parseNdisc(stdout: string): Hearing | undefined {
  const answers: Answer[] = [
    ...stdout.matchAll(/^Target link-layer address: ([0-9A-Fa-f:]{17})\s*$/gm),
  ].flatMap(([, text = '']) => {
    const mac = parseMac(text)
    return mac === undefined ? [] : [{ mac }]
  })
  if (answers.length === 0 && !/^(?:Timed out|No response)\.$/m.test(stdout)) return undefined
  return collect(answers, 1)
}

/** Several calls as one. */
export function joinHearings(hearings: readonly Hearing[]): Hearing {
  const sent = hearings.reduce((sum, each) => sum + (each.sent ?? 0), 0)
  const joined = collect(
    hearings.flatMap(({ answers }, request) => answers.map(each => ({ ...each, request }))),
    sent,
  )
  return { ...joined, replies: hearings.reduce((sum, { replies }) => sum + replies, 0) }
}
