// Many rates in little room: how many there are of each hundredth of a percent. Percentiles by rank are then those of
// the rates themselves, cut to the hundredth, however many there are.

/** From 0.00 to 100.00 %. Only 100 itself is 100. */
const classes = 10_001

export type RateCounts = {
  readonly add: (percent: number, times: number) => void
  readonly addAll: (other: RateCounts) => void
  readonly total: () => number
  /** The least rate that a share of all rates does not exceed, 0.5 for the median; cut to 0.01. 0 for none. */
  readonly percentile: (share: number) => number
  readonly counts: Int32Array
}

/** No rates yet. */
export const makeRateCounts = (): RateCounts => {
  const counts = new Int32Array(classes)
  let total = 0
  return {
    counts,
    total: () => total,
    add: (percent, times) => {
      // 1.15 × 100 is 114.99999999999999 in doubles; the next rate below 100 of a uint32 stays below it
      const place = Math.min(classes - 1, Math.max(0, Math.floor(percent * 100 + 1e-9)))
      counts[place] = (counts[place] ?? 0) + times
      total += times
    },
    addAll: other => {
      for (let i = 0; i < classes; i++) counts[i] = (counts[i] ?? 0) + (other.counts[i] ?? 0)
      total += other.total()
    },
    percentile: share => {
      const rank = Math.max(1, Math.ceil(share * total))
      let seen = 0
      for (let i = 0; i < classes; i++) {
        seen += counts[i] ?? 0
        if (seen >= rank) return i / 100
      }
      return 0
    },
  }
}
