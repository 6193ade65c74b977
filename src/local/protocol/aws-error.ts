/** An error that a client of the endpoint receives, with AWS's own code, message and HTTP status. */
export class AwsError extends Error {
  override readonly name = 'AwsError'
  readonly code: string
  readonly status: number

  constructor(code: string, message: string, status = 400) {
    super(message)
    this.code = code
    this.status = status
  }
}

/** The refusal of something that AWS has and the local stack has not: always by name, never in silence. */
export const unsupported = (what: string): AwsError =>
  new AwsError('NotSupportedLocally', `The local stack of bookish-guacamole does not support ${what}.`, 501)
