// Hearing rates beside other work.

import type { Hearing } from './hear-rates.ts'
import type { Feed } from './share-feed.ts'
import type { Source } from './source.ts'

export type Ear = {
  /** Resolves once nothing is missed any more, or it is known that nothing will be heard. */
  readonly begun: Promise<void>
  readonly hearing: () => Hearing
  /** Why nothing is heard; null: it is. */
  readonly deaf: () => string | null
  readonly close: () => Promise<void>
}

/** Opens an ear. A stack that lets nobody make a queue can still be looked at, without what is new. */
export const openEar = (source: Source, hear: Feed<Hearing>, over: AbortSignal, onHeard: () => void): Ear => {
  const closing = new AbortController()
  let hearing: Hearing = { count: 0, last: [] }
  let deaf: string | null = null
  let begin = (): void => {}
  const begun = new Promise<void>(resolve => {
    begin = resolve
  })
  const work = source
    .explained(async () => {
      for await (const item of hear(AbortSignal.any([over, closing.signal]))) {
        hearing = item
        begin()
        onHeard()
      }
    })
    .catch((error: Error) => {
      deaf = error.message
      onHeard()
    })
    .finally(begin)
  return {
    begun,
    hearing: () => hearing,
    deaf: () => deaf,
    close: async (): Promise<void> => {
      closing.abort()
      await work
    },
  }
}
