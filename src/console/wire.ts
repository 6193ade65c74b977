// What goes between the console's server and its page. Types alone, for both sides. Timestamps are texts of digits:
// JSON.parse would round a uint64.

/** GET /api/about */
export type About = {
  readonly stackName: string
  /** Where the stack is, for a person. */
  readonly place: string
  /** Whether it runs on this machine. */
  readonly local: boolean
  /** s, ms, us or ns: what a timestamp counts. */
  readonly unit: string
}

/** The functions, as guac names them. */
export const functionNames = ['recv', 'weekly', 'success-rate'] as const
export type FunctionName = (typeof functionNames)[number]

/** The topics, as the template names them. */
export const topicNames = ['recv_message', 'weekly_diagnostic', 'success_rate'] as const
export type TopicName = (typeof topicNames)[number]

/** GET /api/flow: one such event a look. */
export type Flow = {
  /** ms since 1970: the end of the span that the figures are of. */
  readonly at: number
  /** How long that span is, in seconds. */
  readonly seconds: number
  /** Messages a second that each topic took. */
  readonly topics: Readonly<Record<TopicName, number>>
  readonly functions: Readonly<Record<FunctionName, FunctionFlow>>
  /** About how many wait. */
  readonly deadLetters: number
}

export type FunctionFlow = {
  /** Invocations a second. */
  readonly invocations: number
  /** Failed ones within the span. */
  readonly errors: number
}

/** What a request is answered with that could not be done. */
export type Failure = { readonly error: string }
