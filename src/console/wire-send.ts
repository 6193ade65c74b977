// What goes between the console's server and its view for sending. Types alone; timestamps are texts of digits.

/** Which event, as guac send names them. */
export type Kind = 'recv' | 'weekly'

/** POST /api/send */
export type SendAsk = {
  readonly kind: Kind
  /** The event, which goes out as it is. */
  readonly text: string
  /** Of received messages: how many, the timestamps one apart and that of the text the last. */
  readonly count: number
  /** Whether to send what the service would refuse, too. */
  readonly anyway: boolean
}

export type Sent = {
  /** ms since 1970 */
  readonly at: number
  readonly messageIds: readonly string[]
  /** What the service will read from it; undefined for an event that it refuses. */
  readonly event?: {
    readonly module: string
    readonly timestamp: string
    readonly attempts?: number | undefined
  }
  /** Of a weekly diagnostic: what its report was before. */
  readonly before?: ReportNow | undefined
}

/** GET /api/report?module=&timestamp= */
export type ReportNow = {
  /** Undefined while no such report is stored. */
  readonly attempts?: number | undefined
  /** Undefined while no rate is published for it. */
  readonly rate?: ReportRate | undefined
}

export type ReportRate = {
  /** Percent. */
  readonly successRate: number
  readonly lowerBound: number
  readonly received: number
  readonly attempts: number
  readonly quality: string
}
