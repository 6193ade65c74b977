// Waiting for something to hold, as long as a person has patience.

import { errors } from '../errors.ts'
import { pause } from '../pause.ts'

export type Waiting = {
  /** Now, in ms. */
  readonly now: () => number
  readonly stopping: AbortSignal
  /** ms */
  readonly patience: number
  /** The longest time between two looks, in ms. */
  readonly pollMs: number
}

const atOnce = 16

/**
 * Waits until something holds for all of a set, and takes out those for which it does. Returns how many are left when
 * patience ends. Throws a PersonError when it is to stop.
 */
export const waitForAll = async <Item>(
  { now, stopping, patience, pollMs }: Waiting,
  left: Set<Item>,
  holds: (item: Item) => Promise<boolean>,
): Promise<number> => {
  const end = now() + patience
  for (let wait = 20; ; wait = Math.min(wait * 2, pollMs)) {
    const items = [...left].values()
    const look = async (): Promise<void> => {
      for (const item of items) if (await holds(item)) left.delete(item)
    }
    await Promise.all(Array.from({ length: atOnce }, look))
    if (stopping.aborted) throw errors.stopped()
    if (left.size === 0 || now() > end) return left.size
    await rest(wait, stopping)
  }
}

/** Waits until a count has not grown for some time. */
export const waitForQuiet = async (count: () => number, ms: number, stopping: AbortSignal): Promise<void> => {
  for (let last = -1; last !== count(); ) {
    last = count()
    await rest(ms, stopping)
  }
}

/** Waits until a time, in ms. */
export const waitUntil = async (time: number, { now, stopping }: Waiting): Promise<void> => {
  const left = time - now()
  if (left > 0) await rest(left, stopping)
}

/** Throws a PersonError when it is to stop meanwhile. */
export const rest = async (ms: number, signal: AbortSignal): Promise<void> => {
  await pause(ms, signal)
  if (signal.aborted) throw errors.stopped()
}
