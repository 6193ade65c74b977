// Where the time of one received message goes, from its publication over HTTP to its row, with nothing else under way.

import type { Figure } from './figure.ts'
import { call, form, json } from './load.ts'
import { median } from './measure.ts'

const section = 'pipeline'
const table = 'message_recv'

/** What one message costs with nothing else under way: each part with all that it needs, less what is HTTP. */
export const stageTimes = async (
  endpoint: string,
  topicArn: string,
  functionName: string,
  idle: () => Promise<void>,
): Promise<readonly Figure[]> => {
  const message = (moduleId: string, index: number) =>
    JSON.stringify({ moduleId, timestamp: 4_000_000_000 + index })
  const publish = (index: number, topic: string) =>
    call(
      endpoint,
      'sns',
      form,
      `${new URLSearchParams({ Action: 'Publish', TopicArn: topic, Message: message('stage', index) })}`,
    )
  const item = (index: number) => ({ moduleId: { S: 'stage-put' }, timestamp: { N: `${index}` } })
  const put = json('DynamoDB_20120810.PutItem')
  const invocations = `${endpoint}/2015-03-31/functions/${functionName}/invocations`
  const times = async (work: (index: number) => Promise<unknown>): Promise<number> => {
    const all: number[] = []
    for (let index = 0; index < 330; index += 1) {
      const from = performance.now()
      await work(index)
      if (index >= 30) all.push(performance.now() - from)
    }
    return median(all)
  }
  // a topic without subscribers: what is published there ends in fauxqs
  const quiet = topicArn.replace('recv_message', 'quiet')
  await call(endpoint, 'sns', form, 'Action=CreateTopic&Name=quiet')
  const whole = await times(async index => {
    await publish(index, topicArn)
    await idle()
  })
  const http = await times(() => call(endpoint, undefined, form, 'Action=Publish'))
  const published = await times(index => publish(index, quiet))
  const invoked = await times(() => call(invocations, 'lambda', {}, '{"Records":[]}'))
  const stored = await times(index =>
    call(endpoint, 'dynamodb', put, JSON.stringify({ TableName: table, Item: item(index) })),
  )
  const parts = [
    ['HTTP to the front door, twice: Publish and PutItem', 2 * http],
    ['SNS: fauxqs', published - http],
    ['Lambda: to its process and back, and a handler with nothing to do', invoked - http],
    ['DynamoDB: dynalite', stored - http],
  ] as const
  const rest = whole - parts.reduce((sum, [, ms]) => sum + ms, 0)
  return [
    { section, what: 'one message alone, published → row', ms: whole },
    ...parts.map(([what, ms]) => ({ section, what: `… ${what}`, ms })),
    { section, what: '… the rest: decoding, signing, waiting for a turn', ms: rest },
  ]
}
