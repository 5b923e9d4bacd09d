import { count, quote } from '../../core/text.ts'
import type { Format, Output, Publication, Refusal } from './publication.ts'

const outputLimit = 1_000
const sizeLimit = 64 * 1024 * 1024

/** What each consumer reads in a folder. Icinga and NRPE take names with a dot in front, Nagios and sudo do not. */
const read: Readonly<Record<Format, { readonly name: RegExp; readonly text: string }>> = {
  nagios: { name: /^[^.].*\.cfg$/, text: 'Nagios reads files *.cfg without a dot in front' },
  icinga2: { name: /^[^.].*\.conf$/, text: 'Icinga 2 reads files *.conf' },
  nrpe: { name: /^[^.].*\.cfg$/, text: 'NRPE reads files *.cfg' },
  sudoers: {
    name: /^[^.]*[^.~]$/,
    text: 'sudo reads files without a dot in their names and a ~ at their ends',
  },
}

/** What is wrong with a publication before a file is looked at. */
export function refusePlaces(publication: Publication): Refusal[] {
  const { cluster, outputs } = publication
  if (!isPlain(cluster, 200))
    return [{ text: `The name ${quote(cluster)} of the cluster cannot stand in a line.` }]
  if (outputs.length > outputLimit)
    return [
      { text: `${count(outputs.length, 'file')} are more than the ${outputLimit} that are written at once.` },
    ]
  const twice = outputs.filter(({ path }, at) => outputs.findIndex(each => each.path === path) < at)
  return [
    ...twice.map(({ path }) => ({ text: `Two of the files to be written are ${quote(path)}.` })),
    ...outputs.flatMap(output => refuseOutput(output, publication)),
  ]
}

function refuseOutput({ path, text }: Output, { format }: Publication): Refusal[] {
  const names = path.split('/')
  const name = names.at(-1) ?? ''
  const isOdd = (each: string) => each === '' || each.startsWith('.') || Buffer.byteLength(each) > 200
  if (names.some(isOdd) || !isPlain(path, 1_000))
    return [{ text: `${quote(path)} is no place for a file: it has to be a plain path below the folder.` }]
  const { name: wanted, text: reads } = read[format]
  if (!wanted.test(name)) return [{ text: `The file ${quote(path)} would not be read: ${reads}.` }]
  if (text.length > sizeLimit)
    return [{ text: `The text of ${quote(path)} is longer than ${sizeLimit} bytes.` }]
  return []
}

function isPlain(text: string, limit: number): boolean {
  return text !== '' && text.length <= limit && text.isWellFormed() && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text)
}
