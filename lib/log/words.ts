/** The name in front of what an instance says: `(VI_1) …`, before keepalived 2 `VRRP_Instance(VI_1) …`. */
export const instanceName = String.raw`(?:VRRP_Instance)?\(([^()\s]{1,200})\)`

/** One expression for many lines: the name of an instance, then this. */
export function ofInstance(rest: string): RegExp {
  return new RegExp(`^${instanceName} ${rest}`)
}
