import type { Deadline } from './deadline.ts'
import { failure, type Outcome, success } from './outcome.ts'
import type { Probes } from './probes.ts'

/**
 * When systemd has last run the reload command of a unit, in milliseconds since the epoch; null for never since the
 * unit was started. Everybody may ask. Failures: `missing` where there is no systemd, or the unit is not running by it.
 */
export async function readLastReload(
  unit: string,
  probes: Pick<Probes, 'command'>,
  deadline: Deadline,
): Promise<Outcome<number | null>> {
  const argv = ['show', '--timestamp=unix', '--property=ActiveState,ExecReload', unit]
  const answer = await probes.command('systemctl', argv, deadline)
  if (!answer.ok) return answer
  const { exitCode, stdout } = answer.value
  if (exitCode !== 0) return failure('missing', `systemctl show ${unit} ended with exit code ${exitCode}`)
  if (!/^ActiveState=(active|reloading)$/m.test(stdout)) {
    return failure('missing', `${unit} is not running by systemd`)
  }
  const shown = [...stdout.matchAll(/start_time=\[([^\]]*)\]/g)].map(([, time = '']) => time)
  const ran = shown.filter(time => time !== '' && time !== 'n/a')
  const times = ran.flatMap(time => readTime(time) ?? [])
  if (times.length < ran.length)
    return failure('malformed', `systemctl shows a time in another form than @SECONDS`)
  return success(times.length === 0 ? null : Math.max(...times))
}

/** `@1700000000`; without --timestamp=unix (before systemd 247) `Tue 2023-11-14 22:13:20 UTC`. */
function readTime(text: string): number | undefined {
  const [, seconds] = /^@(\d{1,12})$/.exec(text) ?? []
  if (seconds !== undefined) return Number(seconds) * 1000
  const [, date, time] = /^\w{3} (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) UTC$/.exec(text) ?? []
  return date === undefined ? undefined : Date.parse(`${date}T${time}Z`)
}
