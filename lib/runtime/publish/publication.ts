/** A generated file: where it goes, and what it holds. */
export interface Output {
  /** Relative to the folder of the publication, with slashes. */
  readonly path: string
  readonly text: string
  /** Permissions; those of the old file by default, and 0644 for a new one (0440 for sudo). */
  readonly mode?: number
  /** The same for every cluster: a run for any of them may write it, and none removes it. */
  readonly isShared?: boolean
}

export type Format = 'nagios' | 'icinga2' | 'nrpe' | 'sudoers'

/** All that one run makes of a cluster for one consumer: what is not in it any more is removed. */
export interface Publication {
  readonly folder: string
  readonly cluster: string
  readonly format: Format
  /** In the order in which they are put into place: what others refer to comes first. */
  readonly outputs: readonly Output[]
  /** How a comment begins in this format. */
  readonly comment: '#' | '//'
  /** The consumer's main configuration; by default the first that is there of those its packages bring. */
  readonly main?: string
}

export interface PublishSettings {
  /** Files of this cluster that were changed by hand are replaced. */
  readonly replace?: boolean
  /** What cannot be verified is refused. */
  readonly verify?: boolean
  /** The consumer's own program, by name or absolute path. */
  readonly program?: string
  /** What Icinga is started with besides its files, as in `icinga2 daemon -D NAME=VALUE`. */
  readonly constants?: readonly string[]
}

/** Why nothing was written: a whole sentence, what to do, and what the consumer said. */
export interface Refusal {
  readonly text: string
  readonly hint?: string
  readonly details?: readonly string[]
}

/** How far the consumer was asked whether it takes the new files. */
export type Verification =
  /** `by` is the command that a reader would give, or what was held against the files. */
  | { readonly kind: 'verified'; readonly by: string }
  /** `text` is why, as the end of a line `not verified: …`. */
  | { readonly kind: 'unverified'; readonly text: string; readonly hint?: string }
  /** Nothing has changed, or something was refused before it came to that. */
  | { readonly kind: 'unasked' }

/** What a run has done, or would do. Paths are relative to the folder. With a refusal nothing has changed. */
export interface Report {
  readonly written: readonly string[]
  readonly unchanged: readonly string[]
  readonly removed: readonly string[]
  readonly refused: readonly Refusal[]
  /** What a reader should know and what stopped nothing. */
  readonly remarks: readonly string[]
  readonly verification: Verification
}

/** Thrown by what can go no further: nothing has been changed, and the sentence says why. */
export class Obstacle extends Error {
  readonly refusal: Refusal

  constructor(text: string, hint?: string, details?: readonly string[]) {
    super(text)
    this.refusal = {
      text,
      ...(hint === undefined ? {} : { hint }),
      ...(details === undefined || details.length === 0 ? {} : { details }),
    }
  }
}

/** The report of a run that was refused. */
export function refusedReport(refused: readonly Refusal[], remarks: readonly string[] = []): Report {
  return { written: [], unchanged: [], removed: [], refused, remarks, verification: { kind: 'unasked' } }
}
