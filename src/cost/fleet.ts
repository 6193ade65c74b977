/** What a month's bill depends on. */
export type Fleet = {
  readonly modules: number
  /** Messages of a module that arrive in a week. */
  readonly messagesPerWeek: number
  /** Weeks that the fleet has run: what is kept for ever has grown that long. */
  readonly ageWeeks: number
  /** Weeks that a received message is kept; for ever when absent. */
  readonly retentionWeeks?: number | undefined
  /** The share of messages that are stored a day or more after their timestamp, after their report: none if absent. */
  readonly late?: number
}

/** Weeks in a twelfth of a year. */
export const weeksPerMonth = 365.25 / 7 / 12

export const messagesPerMonth = ({ modules, messagesPerWeek }: Fleet): number =>
  modules * messagesPerWeek * weeksPerMonth

export const reportsPerMonth = ({ modules }: Fleet): number => modules * weeksPerMonth
