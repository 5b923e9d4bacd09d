/**
 * The longest name in bytes. The databases of Nagios and Icinga have 255 for a name, and Icinga's name of a service is
 * `host!service`.
 */
export const nameBytes = 120

/**
 * A text as the name of a host, a service or a group that Nagios and Icinga 2 both take and give back unchanged, in
 * files, in external commands and in the API: `192.0.2.10`, `[2001:db8::10]:80`, `TCP 80` stay as they are.
 * - Blanks, control signs and what cannot be seen become one blank; around the name there are none.
 * - `_` stands for what one of them refuses or takes for something else: Debian's illegal_object_name_chars of Nagios
 *   (a comma parts a list of names), `;` and `\`, Icinga's `!`, and a `+` in front, which adds to what is inherited.
 * - What is too long is cut, and eight hexadecimal digits of the whole of it keep it apart from others.
 *
 * Different texts may come to one name: who makes names looks for that.
 * @throws RangeError for a text of which nothing is left
 */
export function objectName(text: string): string {
  const visible = text.replace(/[\p{C}\p{Z}]+/gu, ' ').trim()
  if (visible === '') throw new RangeError('a name cannot be empty')
  const safe = visible.replace(/[`~!$%^&*|'"<>?,()=;\\]|^\+/g, '_')
  // Nagios takes this word for "nothing".
  return shorten(safe === 'null' ? 'null_' : safe, text)
}

function shorten(name: string, text: string): string {
  if (byteLength(name) <= nameBytes) return name
  const end = `-${digest(text)}`
  let left = nameBytes - end.length
  let short = ''
  for (const sign of name) {
    left -= byteLength(sign)
    if (left < 0) break
    short += sign
  }
  return `${short.trimEnd()}${end}`
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}

/** FNV-1a of 32 bits: it tells names apart and keeps no secret. */
function digest(text: string): string {
  let hash = 0x811c9dc5
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}
