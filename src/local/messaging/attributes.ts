// Which attributes of topics, queues and subscriptions may be set. fauxqs keeps any, acts by some, and is silent about
// the rest: what stands neither here nor in the table of what has no effect is refused by name.

import { withoutEffect } from '../cloudformation/without-effect.ts'
import { unsupported } from '../protocol/aws-error.ts'
import type { Call, Service } from '../protocol/call.ts'
import { isRecord, parseJson } from '../protocol/json.ts'
import { list, type Params, text } from '../protocol/query.ts'

const known = {
  topic: [
    'ContentBasedDeduplication',
    'FifoTopic',
    'Policy',
    ...Object.keys(withoutEffect['AWS::SNS::Topic'] ?? {}),
  ],
  queue: [
    'ContentBasedDeduplication',
    'DeduplicationScope',
    'DelaySeconds',
    'FifoQueue',
    'FifoThroughputLimit',
    'MaximumMessageSize',
    'Policy',
    'ReceiveMessageWaitTimeSeconds',
    'RedrivePolicy',
    'VisibilityTimeout',
    ...Object.keys(withoutEffect['AWS::SQS::Queue'] ?? {}),
  ],
  'sqs subscription': ['FilterPolicy', 'FilterPolicyScope', 'RawMessageDelivery'],
} satisfies Readonly<Record<string, readonly string[]>>

/** Throws `unsupported` with the names of those that are not known. */
export const checkAttributes = (of: keyof typeof known, names: readonly string[]): void => {
  const others = names.filter(name => !known[of].includes(name))
  if (others.length > 0)
    throw unsupported(`the attribute ${others.join(', ')} of ${of.startsWith('sqs') ? 'an' : 'a'} ${of}`)
}

/** The names in `Attributes.entry.N.key` of CreateTopic and Subscribe. */
export const attributeNames = (params: Params): readonly string[] =>
  (list(params, 'Attributes') as readonly Params[]).map(entry => text(entry, 'key') ?? '')

/** SQS's API, with the attributes of CreateQueue and SetQueueAttributes checked. */
export const withQueueAttributes = (sqs: Service): Service => {
  return async (call: Call) => {
    const input = parseJson(call.body)
    if (call.action.endsWith('Queue') || call.action === 'SetQueueAttributes')
      if (isRecord(input) && isRecord(input.Attributes))
        checkAttributes('queue', Object.keys(input.Attributes))
    return sqs(call)
  }
}
