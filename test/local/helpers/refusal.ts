import { AwsError } from '../../../src/local/protocol/aws-error.ts'

/** The AwsError that a piece of work ends with; anything else it throws passes through. */
export const refusalOf = (work: () => unknown): AwsError => {
  try {
    work()
  } catch (error) {
    if (error instanceof AwsError) return error
    throw error
  }
  throw new Error('nothing was refused')
}

/** The same for what a promise rejects with, whatever its class; SDK errors carry a name. */
export const rejectionOf = async (work: Promise<unknown>): Promise<Error> => {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  )
  if (error instanceof Error) return error
  throw new Error('nothing was refused')
}
