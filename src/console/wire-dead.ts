// What goes between the console's server and its view of the dead letters. Types alone.

/** GET /api/dead */
export type DeadLetters = {
  /** The oldest first. */
  readonly letters: readonly Letter[]
  /** Whether there are more than these. */
  readonly more: boolean
  /** About how many cannot be seen now, since somebody has just read them. */
  readonly hidden: number
}

export type Letter = {
  readonly id: string
  /** When it came to the queue, in ms since 1970. */
  readonly at: number
  /** Who wrote it. */
  readonly from: string
  readonly hop?: string | undefined
  readonly reason: string
  /** The event's own text where there is one. */
  readonly event?: string | undefined
  /** Why it cannot be handled after all; undefined where it may be. */
  readonly hopeless?: string | undefined
  /** The whole letter, as it lies in the queue. */
  readonly body: string
}

/** POST /api/dead/redrive and /api/dead/discard */
export type LettersAsk = { readonly ids: readonly string[] }

export type LetterResult = {
  readonly id: string
  readonly result: 'handled' | 'handed over' | 'kept' | 'discarded' | 'not there'
  /** Of a letter that is kept. */
  readonly why?: string
}
