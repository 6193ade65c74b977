// What goes between the console's server and its page. Types alone, for both sides. Timestamps are texts of digits:
// JSON.parse would round a uint64. wire-*.ts have those of single views.

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

/** What a request is answered with that could not be done. */
export type Failure = { readonly error: string }
