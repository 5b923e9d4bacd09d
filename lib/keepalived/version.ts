/** True when `since` is a later version than the one that is there. Without a version all is there. */
export function isNewer(since: string | undefined, version: string | undefined): boolean {
  if (since === undefined || version === undefined) return false
  const [a, b] = [since, version].map(text => text.split('.').map(Number))
  for (let at = 0; at < 3; at++) {
    const [wanted, there] = [a?.[at] ?? 0, b?.[at] ?? 0]
    if (wanted !== there) return wanted > there
  }
  return false
}
