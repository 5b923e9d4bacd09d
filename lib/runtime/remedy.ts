/** From an alarm to its remedy: what is told of a rule beside its table, loaded for `lvs-checks explain` and the docs alone. */
export interface Remedy {
  /** What it means for users and for the cluster, in one to three sentences. */
  readonly means: string
  /** Commands that show it, each with what to look for; `[]` never: at least one. */
  readonly confirm: readonly Step[]
  /** What mends it, in order. */
  readonly mend: readonly Step[]
  /** What makes it worse, or only hides it, as a sentence; left out where nothing is tempting. */
  readonly never?: string
}
/** A command to type, and why or what to look for; or a sentence alone. */
export interface Step {
  readonly run?: string
  readonly text: string
}
/** Of every rule of a table: one that is forgotten does not compile. */
export type Remedies<R> = Readonly<Record<keyof R & string, Remedy>>
