import { reloadKeepalived, untilMaster } from './cluster.ts'
import type { Step } from './fault.ts'
import { configFile, type DirectorName } from './network.ts'

/** All VIPs move to d2: it is given a higher priority than d1 and told to load its configuration. */
export const moveToSecond: readonly Step[] = [prioritize(100, 200), untilHeld('d2')]
/** And back, as they were. */
export const moveBack: readonly Step[] = [prioritize(200, 100), untilHeld('d1')]

/** All addresses are there, and those who are told of it have had the time to hear. */
export function untilHeld(on: DirectorName): Step {
  return { on, run: `${untilMaster}sleep 0.5` }
}

function prioritize(from: number, to: number): Step {
  return {
    on: 'd2',
    run: `sed -i 's/priority ${from}/priority ${to}/' ${configFile}\n${reloadKeepalived}`,
  }
}
