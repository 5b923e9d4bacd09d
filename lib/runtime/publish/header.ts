import { createHash } from 'node:crypto'
import type { Format, Output, Publication } from './publication.ts'

/** What the first two lines of a file of ours say. */
export interface Header {
  /** undefined in a file that is the same for every cluster. */
  readonly cluster: string | undefined
  readonly format: string
  /** The place that it was made for, relative to the folder. */
  readonly path: string
  /** True when the rest of the file is as it was written. */
  readonly sound: boolean
}

type Named = Pick<Publication, 'cluster' | 'format' | 'comment'>

/** By this a file of ours is told from any other, whatever comment its format has. */
const first =
  /^(?:#|\/\/) Made by lvs-checks objects for (?:the cluster (.*)|every cluster) \((nagios|icinga2|nrpe|sudoers)\): change the site file, not this one\.$/
const second = /^(?:#|\/\/) sha256 ([0-9a-f]{64}) (.*)$/

/** More than both lines ever take, in bytes. */
export const headerLimit = 4_096

/** The text of a file with its header: whose it is, and a checksum by which a change by hand is known. */
export function withHeader(output: Output, { cluster, format, comment }: Named): string {
  const line = `${comment} ${titleOf(output.isShared === true ? undefined : cluster, format)}`
  const sum = checksum(line, output.path, output.text)
  return `${line}\n${comment} sha256 ${sum} ${output.path}\n${output.text}`
}

/** The header of a file, or undefined when it is none of ours. A text that was cut short is not `sound`. */
export function readHeader(text: string): Header | undefined {
  const end = text.indexOf('\n')
  const line = end === -1 ? text : text.slice(0, end)
  const [, cluster, format] = first.exec(line) ?? []
  if (format === undefined) return undefined
  const next = text.indexOf('\n', end + 1)
  const [, sum, path] = end === -1 || next === -1 ? [] : (second.exec(text.slice(end + 1, next)) ?? [])
  const sound = sum !== undefined && path !== undefined && sum === checksum(line, path, text.slice(next + 1))
  return { cluster, format, path: path ?? '', sound }
}

/** True for the beginning of a file of ours, however short: what a run that was killed has left. */
export function mayBeginOurs(beginning: string): boolean {
  return ['# ', '// '].some(comment => {
    const wanted = `${comment}Made by lvs-checks objects for `
    return beginning.startsWith(wanted) || wanted.startsWith(beginning)
  })
}

function titleOf(cluster: string | undefined, format: Format): string {
  return `Made by lvs-checks objects for ${ownerOf(cluster)} (${format}): change the site file, not this one.`
}

/** Whose a file is, for a sentence. */
export function ownerOf(cluster: string | undefined): string {
  return cluster === undefined ? 'every cluster' : `the cluster ${cluster}`
}

function checksum(line: string, path: string, rest: string): string {
  return createHash('sha256').update(`${line}\n${path}\n${rest}`).digest('hex')
}
