// How large a request may be, by the service that its headers name: as much as AWS takes, or the largest request
// that means anything there, in the longest way to write it. Pure.

import { AwsError } from './aws-error.ts'
import { serviceOf } from './route.ts'

type Headers = Readonly<Record<string, string | string[] | undefined>>

const mebibyte = 1024 * 1024

/** In bytes. */
const limits: ReadonlyMap<string, number> = new Map([
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html
  ['dynamodb', 16 * mebibyte],
  // a batch of 1 MiB, which JSON can make several times as long: with 256 KiB AWS took 1,662,976 bytes
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html
  // https://github.com/aws/aws-sdk-js/issues/479
  ['sqs', 8 * mebibyte],
  // 256 KiB, of which a form can make three times as much: https://github.com/boto/botocore/issues/2784
  ['sns', 2 * mebibyte],
  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html; of events Invoke itself takes less
  ['lambda', 6 * mebibyte],
  // a template of 51,200 bytes, 200 parameters of 4,096: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
  ['cloudformation', 4 * mebibyte],
])
const otherLimit = mebibyte

/** How many bytes the body of a request may have, and the refusal of one that has more. */
export const bodyLimit = (
  path: string,
  headers: Headers,
): { readonly bytes: number; readonly error: () => AwsError } => {
  const service = serviceOf(path, headers)
  const bytes = limits.get(service) ?? otherLimit
  if (service === 'lambda')
    return {
      bytes,
      error: () =>
        new AwsError(
          'RequestEntityTooLargeException',
          // the words: https://github.com/pelmers/streetwarp-web/issues/14
          `Request must be smaller than ${bytes} bytes for the InvokeFunction operation`,
          413,
        ),
    }
  // AWS's words, which it sends as plain text here and there, and SDKs then cannot read:
  // https://docs.aws.amazon.com/AmazonECR/latest/APIReference/CommonErrors.html has the code
  const code =
    headers['x-amz-target'] === undefined ? 'RequestEntityTooLarge' : 'RequestEntityTooLargeException'
  return { bytes, error: () => new AwsError(code, `HTTP content length exceeded ${bytes} bytes.`, 413) }
}
