// Waiting for whatever happens next.

export type Bell = {
  readonly ring: () => void
  /** Resolves at the next ring, at once after one that nobody waited for, and when it is over. */
  readonly rung: (over: AbortSignal) => Promise<void>
}

export const makeBell = (): Bell => {
  let missed = false
  let wake: (() => void) | undefined
  return {
    ring: () => {
      if (wake) wake()
      else missed = true
    },
    rung: async over => {
      if (!missed && !over.aborted)
        await new Promise<void>(resolve => {
          const done = (): void => {
            over.removeEventListener('abort', done)
            resolve()
          }
          wake = done
          over.addEventListener('abort', done)
        })
      missed = false
      wake = undefined
    },
  }
}
