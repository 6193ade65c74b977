// What goes wrong between a function and DynamoDB, SNS or SQS: the answers that AWS gives when it is busy or ill,
// and connections that break before or after the effect. Nobody else's calls are touched.

import { AwsError } from '../protocol/aws-error.ts'
import type { Call, Service } from '../protocol/call.ts'
import { HangUp } from '../protocol/hang-up.ts'
import type { Chance } from './chance.ts'
import { leaveSome } from './unprocessed.ts'

type World = {
  readonly chance: Chance
  readonly isFunction: (accessKey: string | undefined) => boolean
  readonly wait: (ms: number) => Promise<unknown>
}

// Both of DynamoDB's are HTTP 400, and worth a retry:
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
const dynamodbThrottles = [
  'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException',
  'com.amazon.coral.availability#ThrottlingException',
]

/** The error of a service that is asked too often. */
const throttled = (call: Call, drawn: number): AwsError => {
  if (call.service === 'dynamodb')
    return new AwsError(
      dynamodbThrottles[Math.floor(drawn * dynamodbThrottles.length)] ?? '',
      'Rate exceeded (an injected fault).',
    )
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html#API_SendMessage_Errors
  const code = call.service === 'sqs' ? 'com.amazonaws.sqs#RequestThrottled' : 'Throttling'
  return new AwsError(code, 'Rate exceeded (an injected fault).')
}

const ill = (call: Call): AwsError =>
  new AwsError(
    call.service === 'dynamodb' ? 'com.amazonaws.dynamodb.v20120810#InternalServerError' : 'InternalFailure',
    'Internal server error (an injected fault).',
    500,
  )

/** The service, with faults for the functions that call it. */
export const faultyCalls = ({ chance, isFunction, wait }: World, service: Service): Service => {
  return async call => {
    if (!isFunction(call.accessKey)) return service(call)
    if (chance.hits('delay')) await wait(chance.ms('delay'))
    if (chance.hits('throttle')) throw throttled(call, chance.draw('throttle'))
    if (chance.hits('error')) throw ill(call)
    if (chance.hits('reset-before')) throw new HangUp('an injected fault, before the effect')
    const batch = call.action === 'BatchWriteItem' && chance.hits('unprocessed')
    const answer = batch
      ? await leaveSome(call, service, () => chance.draw('unprocessed'))
      : await service(call)
    if (chance.hits('reset-after')) throw new HangUp('an injected fault, after the effect')
    return answer
  }
}
