import { type Settings, timer, unsigned } from './setting.ts'

/** The largest number that keepalived keeps in an unsigned int. */
export const unsignedMax = 4_294_967_295

/** How often and how long is checked: of a virtual server, a real server or a checker, from the outer to the inner. */
export interface Timing {
  timeout: number | undefined
  delayLoop: number | undefined
  retry: number | undefined
  delayBeforeRetry: number | undefined
  warmup: number | undefined
}

/** Keywords about the time between checks, in seconds. Their least and their largest values are those of 2.2.7. */
export function intervalSettings<Draft extends Timing>(): Settings<Draft> {
  return {
    delay_before_retry: timer(0, 0, (draft, value) => {
      draft.delayBeforeRetry = value
    }),
    warmup: timer(0, 0, (draft, value) => {
      draft.warmup = value
    }),
    delay_loop: timer(0.000_001, 0, (draft, value) => {
      draft.delayLoop = value
    }),
  }
}

/** How long a connection may take. */
export function timeoutSettings<Draft extends Timing>(): Settings<Draft> {
  return {
    connect_timeout: timer(0.000_001, unsignedMax / 1_000_000, (draft, value) => {
      draft.timeout = value
    }),
  }
}

/** All of them, as virtual servers and real servers hand them down to their checkers. */
export function timingSettings<Draft extends Timing>(): Settings<Draft> {
  return {
    retry: unsigned(
      1,
      unsignedMax,
      (draft, value) => {
        draft.retry = value
      },
      true,
    ),
    ...intervalSettings(),
    ...timeoutSettings(),
  }
}
