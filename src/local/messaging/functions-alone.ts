// Topics that functions alone hear: fauxqs has nothing to deliver for them, and asking it for an id and an answer
// costs as much as all the rest of a publication. Which ones they are is asked once, until anything changes.

import { randomUUID } from 'node:crypto'
import type { Answer } from '../protocol/call.ts'
import type { Params } from '../protocol/query.ts'
import { text } from '../protocol/query.ts'
import { xmlResult } from '../protocol/xml.ts'
import type { Fauxqs } from './fauxqs.ts'

const namespace = 'http://sns.amazonaws.com/doc/2010-03-31/'

export type FunctionsAlone = {
  /** Whether a topic exists, and nobody but functions has subscribed to it. */
  readonly hear: (topicArn: string) => Promise<boolean>
  /** To be called after each action that may change the answer. */
  readonly changed: (action: string) => void
}

export const makeFunctionsAlone = ({ sns }: Pick<Fauxqs, 'sns'>): FunctionsAlone => {
  const known = new Map<string, Promise<boolean>>()

  const ask = async (TopicArn: string): Promise<boolean> => {
    await sns('GetTopicAttributes', { TopicArn })
    const subscriptions = await sns('ListSubscriptionsByTopic', { TopicArn })
    return !/<Protocol>(?!lambda<)/.test(subscriptions) && !/<NextToken>[^<]/.test(subscriptions)
  }

  return {
    hear: topicArn => {
      // the order and the duplicates of a FIFO topic are fauxqs's to care for
      if (topicArn === '' || topicArn.endsWith('.fifo')) return Promise.resolve(false)
      const found = known.get(topicArn)
      if (found) return found
      const asked = ask(topicArn).catch(() => {
        known.delete(topicArn)
        return false
      })
      known.set(topicArn, asked)
      return asked
    },
    changed: action => {
      if (!/^(Publish|List|Get)/.test(action)) known.clear()
    },
  }
}

/** The ids of the checked entries of a Publish or PublishBatch, and SNS's answer with them. */
export const accept = (
  action: string,
  entries: readonly Params[],
): { readonly ids: readonly string[]; readonly answer: Answer } => {
  const ids = entries.map(() => randomUUID())
  const requestId = randomUUID()
  const result =
    action === 'Publish'
      ? { MessageId: ids[0] }
      : {
          Successful: entries.map((entry, index) => ({ Id: text(entry, 'Id'), MessageId: ids[index] })),
          Failed: [],
        }
  return {
    ids,
    answer: {
      status: 200,
      contentType: 'text/xml',
      body: xmlResult(action, namespace, result, requestId),
      headers: { 'x-amzn-requestid': requestId },
    },
  }
}
