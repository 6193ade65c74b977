// AWS's answer to a call that the caller's role does not allow, in the shape and words of each service.

import { randomUUID } from 'node:crypto'
import type { Answer, Call } from '../protocol/call.ts'
import { xmlError } from '../protocol/xml.ts'
import { type Decision, reasonOf } from './decide.ts'
import type { Need } from './iam.ts'

type Denied = Extract<Decision, { allowed: false }>

/** The action as the service's own messages spell it. SQS:
 * https://github.com/aws/serverless-application-model/issues/3633; SNS:
 * https://github.com/aws-ia/terraform-aws-control_tower_account_factory/issues/151 */
const spelt = (action: string): string => {
  if (action.startsWith('sqs:')) return action.toLowerCase()
  return action.replace(/^sns:/, 'SNS:')
}

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html */
export const deniedMessage = (user: string, { action, resource }: Need, denied: Denied): string =>
  `User: ${user} is not authorized to perform: ${spelt(action)} on resource: ${resource} ${reasonOf(denied, spelt(action))}`

/** The whole answer. DynamoDB's: https://github.com/aws/aws-sdk-php/issues/1292 */
export const denial = (call: Call, user: string, need: Need, denied: Denied): Answer => {
  const Message = deniedMessage(user, need, denied)
  if (call.protocol === 'query') {
    const requestId = randomUUID()
    const body = xmlError('AuthorizationError', Message, 403, requestId)
    return { status: 403, contentType: 'text/xml', body, headers: { 'x-amzn-requestid': requestId } }
  }
  const type = 'AccessDeniedException'
  if (call.rest)
    return {
      status: 403,
      contentType: 'application/json',
      body: JSON.stringify({ Message }),
      headers: { 'x-amzn-errortype': type },
    }
  const body = JSON.stringify({ __type: `com.amazon.coral.service#${type}`, Message })
  const ofSqs = call.service === 'sqs'
  return {
    status: ofSqs ? 403 : 400,
    contentType: call.contentType,
    body,
    // SQS kept its older codes: https://smithy.io/2.0/aws/protocols/aws-query-protocol.html#awsquerycompatible-trait
    ...(ofSqs ? { headers: { 'x-amzn-query-error': 'AccessDenied;Sender' } } : {}),
  }
}
