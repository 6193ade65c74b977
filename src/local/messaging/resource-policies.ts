// The policies of queues and topics, set as any other attribute: taken note of where SNS and SQS are called, since
// fauxqs only keeps and shows them.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html

import type { Iam } from '../iam/iam.ts'
import { type Policy, parsePolicy } from '../iam/policy.ts'
import { arn } from '../place.ts'
import { AwsError } from '../protocol/aws-error.ts'
import type { Call, Service } from '../protocol/call.ts'
import { isRecord, parseJson } from '../protocol/json.ts'
import { list, type Params, parseQuery, text } from '../protocol/query.ts'

/** Of which queue or topic a call sets the policy, and to what; an empty text takes it away. */
export type Change = { readonly resource: string; readonly document: string }

const ofQueue = (call: Call): Change | undefined => {
  const input = parseJson(call.body)
  if (!isRecord(input)) return undefined
  const name = input.QueueUrl ?? input.QueueName
  if (typeof name !== 'string') return undefined
  const resource = arn('sqs', name.slice(name.lastIndexOf('/') + 1))
  if (call.action === 'DeleteQueue') return { resource, document: '' }
  const document = isRecord(input.Attributes) ? input.Attributes.Policy : undefined
  return typeof document === 'string' ? { resource, document } : undefined
}

const ofTopic = (call: Call): Change | undefined => {
  const params = parseQuery(call.body)
  const resource = text(params, 'TopicArn') ?? arn('sns', text(params, 'Name') ?? '')
  if (call.action === 'DeleteTopic') return { resource, document: '' }
  if (call.action === 'SetTopicAttributes')
    return text(params, 'AttributeName') === 'Policy'
      ? { resource, document: text(params, 'AttributeValue') ?? '' }
      : undefined
  const given = (list(params, 'Attributes') as readonly Params[]).find(each => text(each, 'key') === 'Policy')
  return given && { resource, document: text(given, 'value') ?? '' }
}

const changes: Readonly<Record<string, (call: Call) => Change | undefined>> = {
  CreateQueue: ofQueue,
  SetQueueAttributes: ofQueue,
  DeleteQueue: ofQueue,
  CreateTopic: ofTopic,
  SetTopicAttributes: ofTopic,
  DeleteTopic: ofTopic,
}

/** The policy of a change; undefined when it takes one away. Throws AwsError for one that is malformed. */
export const policyIn = ({ resource, document }: Change): Policy | undefined => {
  if (document === '') return undefined
  try {
    return parsePolicy(parseJson(document), 'resource')
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    // each of the two has its own words for it
    throw resource.includes(':sqs:')
      ? new AwsError('InvalidAttributeValue', `Invalid value for the parameter Policy. ${why}`)
      : new AwsError('InvalidParameter', `Invalid parameter: Policy Error: ${why}`)
  }
}

/** SNS and SQS, with the policies that are set there told to `guard`. Throws AwsError for one that is malformed, or
 * holds what the local stack does not support. */
export const noteResourcePolicies =
  (service: Service, guard: Iam['guard']): Service =>
  async call => {
    const change = Object.hasOwn(changes, call.action) ? changes[call.action]?.(call) : undefined
    const policy = change && policyIn(change)
    const answer = await service(call)
    if (change && answer.status === 200) guard(change.resource, policy)
    return answer
  }
