// Which rights a call of a function needs: the action under the name that policies know it by, and on what.
// https://docs.aws.amazon.com/service-authorization/latest/reference/reference_policies_actions-resources-contextkeys.html

import { arn } from '../place.ts'
import { unsupported } from '../protocol/aws-error.ts'
import type { Call } from '../protocol/call.ts'
import { isRecord, type JsonRecord, parseJson } from '../protocol/json.ts'
import { parseQuery, text } from '../protocol/query.ts'
import { labelsOf } from '../protocol/rest.ts'
import type { Need } from './iam.ts'

const field = (input: JsonRecord, name: string): string | undefined => {
  const value = input[name]
  return typeof value === 'string' ? value : undefined
}

const inputOf = ({ body }: Call): JsonRecord => {
  const value = parseJson(body)
  return isRecord(value) ? value : {}
}

const tableArn = (nameOrArn: string): string =>
  nameOrArn.startsWith('arn:') ? nameOrArn : arn('dynamodb', `table/${nameOrArn}`)

const dynamodb = (call: Call): readonly Need[] => {
  const action = `dynamodb:${call.action}`
  const input = inputOf(call)
  // a batch may name several tables, and needs the right for each
  if (call.action.startsWith('Batch') && isRecord(input.RequestItems))
    return Object.keys(input.RequestItems).map(name => ({ action, resource: tableArn(name) }))
  const table = field(input, 'TableName') ?? field(input, 'ResourceArn')
  const index = field(input, 'IndexName')
  if (table === undefined) return [{ action, resource: '*' }]
  return [{ action, resource: tableArn(table) + (index === undefined ? '' : `/index/${index}`) }]
}

const streams = (call: Call): readonly Need[] => {
  const input = inputOf(call)
  // iterators begin with the stream's ARN
  const named =
    call.action === 'GetRecords' ? field(input, 'ShardIterator')?.split('|')[0] : field(input, 'StreamArn')
  const resource = named ?? `${tableArn(field(input, 'TableName') ?? '*')}/stream/*`
  return [{ action: `dynamodb:${call.action}`, resource }]
}

const sqs = (call: Call): readonly Need[] => {
  const input = inputOf(call)
  const name = field(input, 'QueueUrl') ?? field(input, 'QueueName') ?? '*'
  // https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html
  const action = `sqs:${call.action.replace(/Batch$/, '')}`
  return [{ action, resource: arn('sqs', name.slice(name.lastIndexOf('/') + 1)) }]
}

const sns = (call: Call): readonly Need[] => {
  const params = parseQuery(call.body)
  const name = text(params, 'Name')
  const resource =
    text(params, 'TopicArn') ??
    text(params, 'TargetArn') ??
    text(params, 'ResourceArn') ??
    // a subscription's ARN is its topic's with an id at the end
    text(params, 'SubscriptionArn')?.replace(/:[^:]*$/, '') ??
    (name === undefined ? '*' : arn('sns', name))
  return [{ action: `sns:${call.action.replace(/Batch$/, '')}`, resource }]
}

const logs = (call: Call): readonly Need[] => {
  const input = inputOf(call)
  const group = field(input, 'logGroupName') ?? field(input, 'logGroupIdentifier')?.split(':')[6] ?? ''
  const resource = logStreamArn(group, field(input, 'logStreamName') ?? '')
  return [{ action: `logs:${call.action}`, resource }]
}

/** What the rights of CloudWatch Logs are asked on, whether or not a stream is named. */
export const logStreamArn = (group: string, stream: string): string =>
  arn('logs', `log-group:${group}:log-stream:${stream}`)

const lambdaActions = [
  ['POST', '/2015-03-31/functions/{name}/invocations', 'InvokeFunction'],
  ['GET', '/2015-03-31/functions/{name}', 'GetFunction'],
  ['GET', '/2015-03-31/functions/{name}/configuration', 'GetFunctionConfiguration'],
  ['GET', '/2015-03-31/functions', 'ListFunctions'],
  ['GET', '/2015-03-31/event-source-mappings', 'ListEventSourceMappings'],
  ['GET', '/2015-03-31/event-source-mappings/{uuid}', 'GetEventSourceMapping'],
] as const

const lambda = ({ rest }: Call): readonly Need[] => {
  for (const [method, template, action] of rest ? lambdaActions : []) {
    const labels = rest?.method === method ? labelsOf(template, rest.path) : undefined
    if (!labels) continue
    const { name, uuid } = labels
    const named = name === undefined ? '*' : arn('lambda', `function:${name.split(':').at(-1)}`)
    const resource = uuid === undefined ? named : arn('lambda', `event-source-mapping:${uuid}`)
    return [{ action: `lambda:${action}`, resource }]
  }
  throw unsupported(`Lambda ${rest?.method} ${rest?.path} from a function`)
}

const services: Readonly<Record<string, (call: Call) => readonly Need[]>> = {
  dynamodb,
  lambda,
  logs,
  sns,
  sqs,
  streams,
  // "No permissions are required to perform this operation": API_GetCallerIdentity
  sts: () => [],
}

/** The rights that a call needs, none for what anybody may. Throws `unsupported` for what functions cannot call. */
export const needsOf = (call: Call): readonly Need[] => {
  const needs = Object.hasOwn(services, call.service) ? services[call.service] : undefined
  if (needs) return needs(call)
  // a stack would have to be made with the rights of the function, resource by resource
  throw unsupported(`calls of ${call.service} from a function`)
}
