// What goes between the console's server and its view of a simulated fleet. Types, and the bounds that both hold.

/** POST /api/play */
export type PlayAsk = {
  readonly modules: number
  readonly weeks: number
  /** Attempts of a module in a week. */
  readonly messages: number
  /** Mean share of attempts that never arrive, in percent. */
  readonly loss: number
  readonly seed: number
  /** How long a week takes; 0 for as fast as possible. */
  readonly seconds: number
  /** Whether events come twice, late and out of order, counters are reset and modules go offline. */
  readonly rough: boolean
  /** That rows stay, which must be said where the stack is on AWS. */
  readonly confirmed: boolean
}

/** What may be asked for: a fleet to look at, not a load test. guac simulate plays greater ones. */
export const playBounds = {
  modules: [1, 200],
  weeks: [1, 52],
  messages: [1, 1000],
  loss: [0, 90],
  seed: [0, 4294967295],
  seconds: [0, 60],
} as const

/** The most attempts of a fleet altogether. */
export const mostAttempts = 100_000

/** GET /api/play: the state at once, and whenever it changes. */
export type PlayState =
  | { readonly kind: 'none' }
  | ({ readonly kind: 'playing' } & Playing)
  | ({ readonly kind: 'ended' } & Judgement)
  | { readonly kind: 'stopped'; readonly plan: PlayAsk }
  | { readonly kind: 'failed'; readonly plan: PlayAsk; readonly why: string }

export type Playing = {
  readonly plan: PlayAsk
  /** From 1. */
  readonly week: number
  /** Delivered so far, those twice included. */
  readonly messages: number
  /** ms */
  readonly took: number
}

export type Judgement = {
  readonly plan: PlayAsk
  readonly messages: number
  readonly reports: number
  /** ms */
  readonly took: number
  /** Rates by how they stand to the truth. */
  readonly counts: Readonly<Record<Verdict, number>>
  /** Differences from the truth in percentage points: median, 99th percentile, greatest. */
  readonly differences: { readonly median: number; readonly p99: number; readonly most: number }
  /** Of the rates with a fault the first ones. */
  readonly faults: readonly { readonly module: string; readonly verdict: Verdict; readonly says: string }[]
  /** Names of modules that were played, to look at. */
  readonly modules: readonly string[]
}

export const verdicts = ['exact', 'within', 'hidden', 'wrong', 'missing'] as const
export type Verdict = (typeof verdicts)[number]
