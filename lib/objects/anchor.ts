/**
 * Where docs/rules.md tells of a check, or of one of its rules: the part after the `#`, as GitHub makes it of the
 * heading. A `notes_url` leads there.
 * @param subject the name of a check, or `director`, `real-server`, `vip`, `service` for an order of work
 */
export function anchorOf(subject: string, rule?: string): string {
  return rule === undefined ? subject : `${subject}-${rule}`
}
