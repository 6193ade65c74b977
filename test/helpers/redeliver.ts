// Dead letters given back as `guac dead redrive` does.

import { DynamoDBStreamsClient } from '@aws-sdk/client-dynamodb-streams'
import { LambdaClient } from '@aws-sdk/client-lambda'
import type { Message } from '@aws-sdk/client-sqs'
import { type DeadLetter, type Hop, readLetter } from '../../src/operate/dead-letter.ts'
import { redrive } from '../../src/operate/redrive.ts'
import type { Service } from './service.ts'

const configOf = ({ stack }: Service) => ({
  endpoint: stack.endpoint,
  region: stack.region,
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
})

/** Calls Lambda as a person. */
export const withLambda = async <Result>(
  service: Service,
  use: (lambda: LambdaClient) => Promise<Result>,
): Promise<Result> => {
  const lambda = new LambdaClient(configOf(service))
  return use(lambda).finally(() => lambda.destroy())
}

/** A letter as guac reads it. */
export const letterOf = ({ output }: Service, message: Message): DeadLetter => {
  const hops: Readonly<Record<string, Hop>> = {
    [output('RecvFunctionArn')]: 'recv_message',
    [output('RecvMessageTopicArn')]: 'recv_message',
    [output('WeeklyFunctionArn')]: 'weekly_diagnostic',
    [output('WeeklyDiagnosticTopicArn')]: 'weekly_diagnostic',
  }
  return readLetter(message, arn => hops[arn])
}

/** Gives a letter back, and waits until all is quiet. Throws when it was not handled. */
export const redeliver = async (service: Service, letter: DeadLetter): Promise<void> => {
  const functions: Readonly<Record<Hop, string>> = {
    recv_message: service.output('RecvFunctionName'),
    weekly_diagnostic: service.output('WeeklyFunctionName'),
    success_rate: service.output('SuccessRateFunctionName'),
  }
  const streams = new DynamoDBStreamsClient(configOf(service))
  const outcome = await withLambda(service, lambda =>
    redrive({ lambda, streams, functionOf: hop => functions[hop] }, letter),
  ).finally(() => streams.destroy())
  if (outcome.result !== 'handled') throw new Error(`The letter was not handled: ${JSON.stringify(outcome)}`)
  await service.stack.idle()
}
