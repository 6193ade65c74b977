// GET /api/flow: what flows through the pipeline, one such event a look.

/** The functions, as guac names them. */
export const functionNames = ['recv', 'weekly', 'success-rate'] as const
export type FunctionName = (typeof functionNames)[number]

/** The topics, as the template names them. */
export const topicNames = ['recv_message', 'weekly_diagnostic', 'success_rate'] as const
export type TopicName = (typeof topicNames)[number]

/** The tables, as the template names them. */
export const tableNames = ['message_recv', 'weekly_diagnostic', 'received_window'] as const
export type TableName = (typeof tableNames)[number]

/** What could be read, or why it could not: the rest goes on without it. */
export type Part<Value> = { readonly value: Value } | { readonly why: string }

/** One value a period, oldest first; null where nothing was measured. */
export type Series = readonly (number | null)[]

export type FunctionSeries = {
  readonly invocations: Series
  readonly errors: Series
  readonly throttles: Series
  /** The mean, in ms. */
  readonly duration: Series
  /** The most at a time. */
  readonly running: Series
}

export type Figures = {
  /** Messages that each topic took. */
  readonly topics: Readonly<Record<TopicName, Series>>
  readonly functions: Readonly<Record<FunctionName, FunctionSeries>>
  /** Write units that each table took. */
  readonly tables: Readonly<Record<TableName, Series>>
  /** How old the oldest record of a batch was when the function got it, in ms. */
  readonly streamAge: Series
}

export type Pace = {
  /** Between two looks, in seconds. */
  readonly every: number
  /** Of one value of a series, in seconds. */
  readonly period: number
  /** How long the newest value has been over when it is read, in seconds. */
  readonly late: number
  /** What looking costs, in dollars an hour, however many look on. */
  readonly dollarsAnHour: number
}

export type Flow = {
  /** ms since 1970: the end of the newest value. */
  readonly at: number
  readonly pace: Pace
  readonly figures: Part<Figures>
  /** About how many letters lie in the dead-letter queue, and how many of them somebody holds just now. */
  readonly deadLetters: Part<{ readonly visible: number; readonly inFlight: number }>
}
