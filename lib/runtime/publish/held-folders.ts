import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  rmdirSync,
} from 'node:fs'
import { quote } from '../../core/text.ts'
import { quoteWord } from '../../text/shell-word.ts'
import { Obstacle } from './publication.ts'
import { errorCode, explainError } from './system-error.ts'

/**
 * Folders below one folder, held open. A path is walked name by name without following links, and what lies in a
 * folder is reached by its descriptor (`/proc/self/fd`, proc(5)): root may write where another user owns the
 * folder, and that user cannot lead it elsewhere by putting a link in the way.
 */
export class HeldFolders {
  readonly root: string
  #descriptors = new Map<string, number>()
  #made: string[] = []

  /** Throws an Obstacle when there is no such folder; a link to one is followed. */
  constructor(root: string) {
    this.root = root
    try {
      this.#descriptors.set('', openSync(root, constants.O_RDONLY | constants.O_DIRECTORY))
    } catch (error) {
      if (errorCode(error) === 'ENOENT')
        throw new Obstacle(`There is no folder ${quote(root, 300)}.`, `Make it: mkdir -p ${quoteWord(root)}`)
      throw new Obstacle(`The folder ${quote(root, 300)} cannot be opened: ${explainError(error)}.`)
    }
  }

  /** By which an entry of the folder is opened, renamed or removed; undefined where its folder is not there. */
  reach(path: string): string | undefined {
    const descriptor = this.#open(folderOf(path))
    return descriptor === undefined ? undefined : `/proc/self/fd/${descriptor}/${nameOf(path)}`
  }

  /** Owner and group of the folder that an entry is in. */
  ownerOf(path: string): { readonly uid: number; readonly gid: number } {
    return fstatSync(this.#descriptorOf(folderOf(path)))
  }

  /** Makes the folders that are lacking on the way to an entry, as open as the root and of its owner. */
  make(path: string): void {
    const names = folderOf(path).split('/')
    for (let length = 1; length <= names.length; length += 1) {
      const folder = names.slice(0, length).join('/')
      if (folder === '' || this.#open(folder) !== undefined) continue
      const about = fstatSync(this.#descriptorOf(folderOf(folder)))
      mkdirSync(this.reach(folder) ?? '', { mode: 0o700 })
      this.#made.push(folder)
      const descriptor = this.#descriptorOf(folder)
      if (process.getuid?.() === 0) fchownSync(descriptor, about.uid, about.gid)
      fchmodSync(descriptor, about.mode & 0o777)
    }
  }

  /** Removes the folders that make() has made, where they are empty. */
  unmake(): void {
    for (const folder of this.#made.toReversed()) {
      try {
        rmdirSync(this.reach(folder) ?? '')
      } catch {
        // Another has put something there meanwhile.
      }
    }
  }

  /** What was renamed in the folders stays so when the power fails now. */
  sync(): void {
    for (const descriptor of this.#descriptors.values()) fsyncSync(descriptor)
  }

  close(): void {
    for (const descriptor of this.#descriptors.values()) closeSync(descriptor)
    this.#descriptors.clear()
  }

  #descriptorOf(folder: string): number {
    const descriptor = this.#open(folder)
    if (descriptor === undefined) throw new Obstacle(`The folder ${this.name(folder)} is gone.`)
    return descriptor
  }

  #open(folder: string): number | undefined {
    const known = this.#descriptors.get(folder)
    if (known !== undefined) return known
    const parent = this.#open(folderOf(folder))
    if (parent === undefined) return undefined
    const flags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW
    try {
      const descriptor = openSync(`/proc/self/fd/${parent}/${nameOf(folder)}`, flags)
      this.#descriptors.set(folder, descriptor)
      return descriptor
    } catch (error) {
      const code = errorCode(error)
      if (code === 'ENOENT') return undefined
      if (code === 'ENOTDIR' || code === 'ELOOP')
        throw new Obstacle(
          `${this.name(folder)} is no folder but a file or a symbolic link, and no link is followed: nothing was changed.`,
          'Move it away, or name the folder that it leads to',
        )
      throw new Obstacle(`The folder ${this.name(folder)} cannot be opened: ${explainError(error)}.`)
    }
  }

  /** An entry as it is told to a reader. */
  name(path: string): string {
    return quote(path === '' ? this.root : `${this.root}/${path}`, 300)
  }
}

/** The folder of a path, '' for one in the root. */
export function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')))
}

export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

/** The same path with another name at its end. */
export function siblingOf(path: string, name: string): string {
  const folder = folderOf(path)
  return folder === '' ? name : `${folder}/${name}`
}
