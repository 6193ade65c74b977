// What a click on a hop shows.

/** GET /api/events?topic=: what a topic publishes from now on. */
export type EventsItem =
  /** The queue that hears it is subscribed. */
  | { readonly kind: 'listening' }
  | { readonly kind: 'heard'; readonly events: readonly HeardEvent[] }
  /** Heard enough for what it costs: the queue is being removed, and the feed ends. */
  | { readonly kind: 'paused'; readonly why: string }

export type HeardEvent = {
  /** ms since 1970. */
  readonly publishedAt: number
  /** The event's text, digit for digit; a very long one is cut. */
  readonly message: string
  readonly attributes: Readonly<Record<string, string>>
}

/** GET /api/logs?function=: what a function logs, from some minutes ago on. */
export type LogItem = {
  /** Each line's own. */
  readonly id: string
  /** ms since 1970. */
  readonly at: number
  /** TRACE, DEBUG, INFO, WARN, ERROR or FATAL, if the line says it. */
  readonly level: string | undefined
  /** What happened. */
  readonly text: string
  /** What is told beside it, by name. */
  readonly facts: Readonly<Record<string, string>>
}

/** GET /api/rows?table=&module=&match=&afterModule=&afterTimestamp= */
export type Rows = {
  readonly rows: readonly Row[]
  /** Where the next page begins; undefined after the last. */
  readonly after: RowKey | undefined
  /** Rows that were read for it, those included that did not match. */
  readonly read: number
  /** Read units that it took. */
  readonly units: number
}

/** The attributes of a row by their names, numbers digit for digit. */
export type Row = Readonly<Record<string, string>>

export type RowKey = { readonly module: string; readonly timestamp: string }
