// What the view of the fleet is told. Timestamps are texts of digits, as everywhere on the wire.

export type Quality = 'exact' | 'assumed-start' | 'upper-bound' | 'no-attempts'

/** A module by the last rate that was published for it. */
export type FleetRow = {
  readonly module: string
  /** Of the report. */
  readonly timestamp: string
  /** The same in ms since 1970; null for one beyond all calendars. */
  readonly at: number | null
  readonly received: number
  readonly attempts: number
  /** Percent. */
  readonly rate: number
  readonly lowerBound: number
  readonly quality: Quality
}

export type FleetHistory = {
  /** How long each span is, in ms. */
  readonly width: number
  /** By their beginnings, in ms since 1970. Percent, cut to 0.01. */
  readonly points: readonly {
    readonly at: number
    readonly reports: number
    readonly p10: number
    readonly p50: number
    readonly p90: number
  }[]
  /** Reports so far from all others that the history leaves them out. */
  readonly outside: number
}

/** What reading the table took. */
export type FleetReading = {
  /** When it ended, in ms since 1970. */
  readonly at: number
  readonly ms: number
  readonly rows: number
  readonly units: number
}

/** GET /api/fleet: events. `fleet` comes first, and whenever the table was read again. */
export type FleetEvent =
  | { readonly kind: 'reading'; readonly rows: number; readonly units: number }
  | (FleetNews & { readonly kind: 'fleet'; readonly reading: FleetReading })
  | (FleetNews & { readonly kind: 'change' })

export type FleetNews = {
  readonly rows: readonly FleetRow[]
  readonly history: FleetHistory
  /** Rates that were heard of earlier reports than a module's last: only reading again shows them in the history. */
  readonly unread: number
  /** Why new rates do not appear by themselves; null: they do. */
  readonly deaf: string | null
  /** Since it was read, nobody looked on for a while: rates of that time are missing. */
  readonly gap: boolean
}
