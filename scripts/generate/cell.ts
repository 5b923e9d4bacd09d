/** A text as a cell of a table in Markdown takes it. */
export function escapeCell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;')
}
