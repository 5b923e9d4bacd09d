import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TemporaryFolder } from '../support/temporary.ts'

/** A notification that a daemon has sent. */
export interface Alarm {
  /** `PROBLEM`, `RECOVERY`, `ACKNOWLEDGEMENT`, … */
  readonly type: string
  readonly host: string
  /** Empty where it is about the host. */
  readonly service: string
  /** `DOWN`, `UP`, `CRITICAL`, … */
  readonly state: string
}

export interface AlarmBook {
  /** The program of a notification command: its four words are those of an alarm, in their order. */
  readonly program: string
  /** What was sent so far, oldest first. */
  read(): Alarm[]
}

/** A file instead of a pager: which alarms were sent, and by their absence which were held back. */
export function openAlarmBook(folder: TemporaryFolder): AlarmBook {
  const file = join(folder.path, 'alarms.txt')
  const program = folder.write('alarm', `#!/bin/sh\nprintf '%s\\t%s\\t%s\\t%s\\n' "$@" >> '${file}'\n`, 0o755)
  const read = () => {
    if (!existsSync(file)) return []
    const lines = readFileSync(file, 'utf8').split('\n')
    return lines.slice(0, -1).map(line => {
      const [type = '', host = '', service = '', state = ''] = line.split('\t')
      return { type, host, service, state }
    })
  }
  return { program, read }
}
