// The body of a request, up to what AWS takes.

import type { IncomingMessage } from 'node:http'
import { AwsError } from './aws-error.ts'

const mebibyte = 1024 * 1024
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
const dynamodbLimit = 16 * mebibyte
// https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 6 MB, which Invoke itself checks
const lambdaPath = /^\/20\d\d-\d\d-\d\d\//
// SQS takes a batch of 1 MiB, which JSON or a form can make several times as long
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
const otherLimit = 8 * mebibyte

/**
 * The body as text; undefined when the sender hung up. Throws RequestEntityTooLarge, but reads to the end even
 * then: a connection that is closed on a sender takes the answer with it.
 */
export const readBody = async (request: IncomingMessage): Promise<string | undefined> => {
  const forDynamoDb = String(request.headers['x-amz-target'] ?? '').startsWith('DynamoDB_')
  const limit = forDynamoDb ? dynamodbLimit : otherLimit
  const chunks: Buffer[] = []
  let bytes = 0
  try {
    for await (const chunk of request as AsyncIterable<Buffer>) {
      bytes += chunk.length
      if (bytes <= limit) chunks.push(chunk)
      else chunks.length = 0
    }
  } catch {
    return undefined
  }
  if (bytes > limit && lambdaPath.test(request.url ?? ''))
    throw new AwsError(
      'RequestEntityTooLargeException',
      `The body has ${bytes} bytes; 6291456 are allowed.`,
      413,
    )
  if (bytes > limit)
    throw new AwsError('RequestEntityTooLarge', `The body has ${bytes} bytes; ${limit} are allowed.`, 413)
  return Buffer.concat(chunks).toString()
}
