// What the view of a module is told. Timestamps are texts of digits, as everywhere on the wire.

import type { Quality } from './wire-fleet.ts'

/** A report, and what was published for it. */
export type ModuleRow = {
  readonly timestamp: string
  /** The same in ms since 1970; null for one beyond all calendars. */
  readonly at: number | null
  /** As the module reported them. */
  readonly attempts: number
  /** A reset of the counter lies between this report and the one before it. */
  readonly reset: boolean
  /** What was last published; null while nothing was. */
  readonly rate: {
    /** Percent. */
    readonly rate: number
    readonly lowerBound: number
    /** In its epoch. */
    readonly received: number
    readonly attempts: number
    readonly quality: Quality
  } | null
  /** Messages between the report before it and this one, as they were last counted; null: they were not yet. */
  readonly window: number | null
  /** When they were, in ms since 1970. */
  readonly countedAt: number | null
  /** How often one of them came a day or more after its timestamp, when the report was already there. */
  readonly late: number
  /** How many of those came after the count: the next report counts them. */
  readonly uncounted: number
  /** Messages up to this report that were counted since its rate was published; null: what is kept does not tell. */
  readonly since: number | null
}

/** GET /api/module?name=…: events, each of which tells all. */
export type ModuleEvent = {
  readonly module: string
  /** Oldest first. */
  readonly reports: readonly ModuleRow[]
  /** When they were read, in ms since 1970. */
  readonly at: number
  /** Why new rates do not appear by themselves; null: they do. */
  readonly deaf: string | null
}
