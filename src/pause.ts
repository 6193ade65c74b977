import { setTimeout as delay } from 'node:timers/promises'

/** Waits, in ms, but no longer than until it is told to stop; never throws. */
export const pause = async (ms: number, stopping?: AbortSignal): Promise<void> => {
  await delay(ms, undefined, stopping && { signal: stopping }).catch(() => {})
}
