import { setTimeout as delay } from 'node:timers/promises'

/** Waits, in ms, or until the stack stops; never throws. */
export const pause = async (ms: number, stopping: AbortSignal): Promise<void> => {
  await delay(ms, undefined, { signal: stopping }).catch(() => {})
}
