// The attribute `published` of received_window: what was last published for a report, as the handlers write it.

export type Quality = 'exact' | 'assumed-start' | 'upper-bound' | 'no-attempts'

export type PublishedRate = {
  /** Messages counted in the report's epoch; not clamped. */
  readonly received: number
  /** Attempts in the report's epoch. */
  readonly attempts: number
  /** Percent, as it was published. */
  readonly successRate: number
  /** Percent that is certain. */
  readonly lowerBound: number
  readonly quality: Quality
}

const qualities: Readonly<Record<string, Quality>> = {
  e: 'exact',
  a: 'assumed-start',
  u: 'upper-bound',
  n: 'no-attempts',
}

/** Reads `received certain attempts quality`; undefined for a text that is none. */
export const parsePublished = (text: string): PublishedRate | undefined => {
  const [, received, certain, attempts, letter] = /^(\d+) (\d+) (\d+) ([a-z])$/.exec(text) ?? []
  const quality = qualities[letter ?? '']
  if (!quality) return undefined
  const percent = (count: number) =>
    Number(attempts) === 0 ? 100 : (100 * Math.min(count, Number(attempts))) / Number(attempts)
  return {
    received: Number(received),
    attempts: Number(attempts),
    successRate: percent(Number(received)),
    lowerBound: percent(Number(certain)),
    quality,
  }
}
