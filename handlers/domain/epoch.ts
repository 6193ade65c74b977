// An epoch is a stretch of a module's reports over which its counter of attempts ran without a reset.

/** What a weekly diagnostic says: attempts since the counter's last reset, at a module's own time. */
export type Report = { readonly timestamp: bigint; readonly attempts: number }

/** A report's epoch, as far as the reports alone tell. */
export type Epoch = {
  /** The place of the first report whose window belongs to it; past the report itself if that says zero. */
  readonly first: number
  /** Messages after this time count; undefined: from the beginning. */
  readonly after: bigint | undefined
  /**
   * `zero`: started exactly at a report of zero attempts. `reset`: somewhere within the first report's window.
   * `assumed`: the module's first, whose start nobody saw.
   */
  readonly start: 'zero' | 'reset' | 'assumed'
}

/** The epoch of report `k` of a module's reports in the order of their timestamps. */
export const epochOf = (reports: readonly Report[], k: number): Epoch => {
  for (let i = k; i >= 0; i--) {
    const report = reports[i] as Report
    const previous = reports[i - 1]
    if (report.attempts === 0) return { first: i + 1, after: report.timestamp, start: 'zero' }
    // Equal attempts are no reset: a module that sent nothing reports the same number again.
    if (previous && report.attempts < previous.attempts)
      return { first: i, after: previous.timestamp, start: 'reset' }
  }
  return { first: 0, after: undefined, start: 'assumed' }
}
