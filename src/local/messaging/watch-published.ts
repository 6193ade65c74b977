// What is published, for whoever looks on: guac dev prints it.

import type { Service } from '../protocol/call.ts'
import { parseQuery, text } from '../protocol/query.ts'
import { notificationsOf } from './notification.ts'
import { publishedEntries } from './publish.ts'

export type Published = {
  /** The topic's name. */
  readonly topic: string
  readonly message: string
  /** The values of its message attributes. */
  readonly attributes: Readonly<Record<string, string>>
}

/** SNS's API, with each message told that SNS took. */
export const watchPublished =
  (sns: Service, tell: (published: Published) => void, now: () => number): Service =>
  async call => {
    const answer = await sns(call)
    if (answer.status !== 200 || !call.action.startsWith('Publish')) return answer
    const params = parseQuery(call.body)
    const topicArn = text(params, 'TopicArn') ?? ''
    const entries = publishedEntries(call.action, params)
    for (const { Sns } of notificationsOf(topicArn, entries, answer.body, now()))
      tell({
        topic: topicArn.slice(topicArn.lastIndexOf(':') + 1),
        message: Sns.Message,
        attributes: Object.fromEntries(
          Object.entries(Sns.MessageAttributes).map(([name, { Value }]) => [name, Value]),
        ),
      })
    return answer
  }
