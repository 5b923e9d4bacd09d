import { randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  lstatSync,
  openSync,
  readFileSync,
  readlinkSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import type { Deadline } from '../../probe/deadline.ts'
import { pause } from '../../probe/pause.ts'
import type { HeldFolders } from './held-folders.ts'
import { lockName } from './left-behind.ts'
import { readOld } from './old-file.ts'
import { Obstacle } from './publication.ts'
import { removeScratch } from './scratch.ts'
import { errorCode, explainError } from './system-error.ts'

/** One run at a time writes in a folder. */
export interface FolderLock {
  /** False when another has taken the lock away. */
  isHeld(): boolean
  release(): void
}

/** Who holds a lock, as the lock file says it. */
interface Holder {
  readonly pid: number
  /** When it was started, by the kernel's clock: a number is given to another process one day. */
  readonly started: string
  /** Numbers of processes are told apart by where they count. */
  readonly space: string
  readonly scratch: string
}

/** A lock without a holder's name is being written, or was left by one who could not finish the line. */
const unwrittenMs = 10_000

/**
 * Takes the lock of a folder; waits for another run until the deadline. A lock whose holder has ended is taken over,
 * and what he left in his scratch folder is removed.
 * @param scratch where this run keeps what it needs to verify
 */
export async function lockFolder(
  held: HeldFolders,
  scratch: string,
  deadline: Deadline,
): Promise<FolderLock> {
  const place = held.reach(lockName) ?? ''
  for (;;) {
    if (create(place, scratch, held)) break
    const stamp = inodeOf(place)
    const holder = readHolder(held)
    if (isStale(holder, place, deadline)) {
      if (takeAway(place, stamp) && holder !== undefined) removeScratch(holder.scratch)
    } else if (deadline.signal.aborted) {
      throw new Obstacle(
        `Another run${holder === undefined ? '' : ` (process ${holder.pid})`} writes in ${held.name('')}: nothing was changed.`,
        `Wait for it; when there is none, remove ${held.name(lockName)}`,
      )
    } else {
      await pause(50, deadline)
    }
  }
  const mine = inodeOf(place)
  return {
    isHeld: () => inodeOf(place) === mine,
    release: () => {
      if (inodeOf(place) === mine) unlinkSync(place)
    },
  }
}

/** Makes the lock file; false when there is one. */
function create(place: string, scratch: string, held: HeldFolders): boolean {
  let descriptor: number
  try {
    descriptor = openSync(place, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, 0o644)
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false
    throw new Obstacle(
      `The folder ${held.name('')} cannot be written in: ${explainError(error)}.`,
      'Run it as a user who may, such as root',
    )
  }
  try {
    writeSync(descriptor, `${process.pid} ${startOf(process.pid)} ${spaceOfProcesses()} ${scratch}\n`)
  } catch (error) {
    unlinkSync(place)
    throw new Obstacle(`The folder ${held.name('')} cannot be written in: ${explainError(error)}.`)
  } finally {
    closeSync(descriptor)
  }
  return true
}

/** Moved aside first: of two who find it stale, one gets it, and a lock that is no more the stale one goes back. */
function takeAway(place: string, stamp: bigint | undefined): boolean {
  const aside = `${place}.${randomBytes(6).toString('hex')}`
  try {
    renameSync(place, aside)
    if (inodeOf(aside) === stamp) {
      unlinkSync(aside)
      return true
    }
    renameSync(aside, place)
  } catch {
    // Another was faster.
  }
  return false
}

function isStale(holder: Holder | undefined, place: string, deadline: Deadline): boolean {
  if (holder === undefined) {
    const about = lstatSync(place, { throwIfNoEntry: false })
    return about?.isFile() === true && deadline.today() - about.mtimeMs > unwrittenMs
  }
  return holder.space === spaceOfProcesses() && startOf(holder.pid) !== holder.started
}

function readHolder(held: HeldFolders): Holder | undefined {
  const text = readOld(lockName, held, 4_096)?.text ?? ''
  const [, pid, started, space, scratch] = /^(\d{1,10}) (\d{1,20}) (\S+) (\S+)\n$/.exec(text) ?? []
  if (pid === undefined || started === undefined || space === undefined || scratch === undefined)
    return undefined
  return { pid: Number(pid), started, space, scratch }
}

function inodeOf(place: string): bigint | undefined {
  return lstatSync(place, { bigint: true, throwIfNoEntry: false })?.ino
}

function spaceOfProcesses(): string {
  return readlinkSync('/proc/self/ns/pid')
}

/** The start time of a process in ticks (proc(5), field 22 of stat); undefined when there is none. */
function startOf(pid: number): string | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    const [state, ...fields] = text.slice(text.lastIndexOf(')') + 2).split(' ')
    return state === 'Z' ? undefined : fields[18]
  } catch {
    return undefined
  }
}
