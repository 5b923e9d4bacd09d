/** A process as /proc shows it to everybody. Plain JSON. */
export interface Process {
  readonly pid: number
  /** 0 where the parent is in no namespace that can be seen from here. */
  readonly parent: number
  /** The first 15 characters of its name, which a program can set. */
  readonly name: string
  /** As ps(1) has it: R running, S sleeping, D waiting for a disk, T stopped by a signal, t traced, Z ended. */
  readonly state: string
  /** Seconds from the start of the host to that of the process. */
  readonly started: number
}

/** Ticks a second in /proc/PID/stat: USER_HZ, the same on all machines that Linux is built for here. */
const ticksPerSecond = 100

/** Reads /proc/PID/stat (proc(5)); undefined when the text is none. The name may hold blanks and brackets. */
export function parseProcessStat(text: string): Process | undefined {
  const end = text.lastIndexOf(')')
  const [, digits, name] = /^(\d{1,10}) \(([\s\S]*)$/.exec(text.slice(0, Math.max(0, end))) ?? []
  const fields = text
    .slice(end + 1)
    .trim()
    .split(/\s+/)
  const [state, parent] = fields
  const started = fields[19]
  if (digits === undefined || name === undefined || state === undefined) return undefined
  if (!/^[A-Za-z]$/.test(state) || !/^\d{1,10}$/.test(parent ?? '') || !/^\d{1,20}$/.test(started ?? '')) {
    return undefined
  }
  return {
    pid: Number(digits),
    parent: Number(parent),
    name,
    state,
    started: Number(started) / ticksPerSecond,
  }
}

/** False for one that has ended and is not yet cleared away: it does nothing any more. */
export function isAlive({ state }: Pick<Process, 'state'>): boolean {
  return !['Z', 'X', 'x'].includes(state)
}

/** Somebody has sent SIGSTOP, or a debugger holds it: it is there, and does nothing. */
export function isStopped({ state }: Pick<Process, 'state'>): boolean {
  return state === 'T' || state === 't'
}

/** What /proc/PID/status tells beyond stat. */
export interface ProcessStatus {
  /** The real user by number. */
  readonly user: number | undefined
  /** Process ids from the outermost namespace that can be seen from here to its own: more than one in a container. */
  readonly depth: number
}

/** Reads /proc/PID/status. Kernels before 4.1 have no NSpid. */
export function parseProcessStatus(text: string): ProcessStatus {
  const [, user] = /^Uid:\s+(\d{1,10})/m.exec(text) ?? []
  const [, ids = ''] = /^NSpid:\s+([\d\t ]+)$/m.exec(text) ?? []
  return {
    user: user === undefined ? undefined : Number(user),
    depth: Math.max(1, ids.split(/\s+/).filter(id => id !== '').length),
  }
}

/** The words of /proc/PID/cmdline: empty for a process that has ended and for a thread of the kernel. */
export function parseCommandLine(text: string): readonly string[] {
  const words = text.split('\0')
  if (words.at(-1) === '') words.pop()
  return words
}

/** Seconds since the host was started, of /proc/uptime. */
export function parseUptime(text: string): number | undefined {
  const [, seconds] = /^(\d{1,12}(?:\.\d{1,9})?)(?:\s|$)/.exec(text) ?? []
  return seconds === undefined ? undefined : Number(seconds)
}

export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
