// Other ways to take a fleet's messages in, and what each costs in a month: a queue, a stream, Kafka; and tables of
// provisioned capacity instead of on demand. Reports, rates and storage stay as they are.

import { type Fleet, messagesPerMonth, reportsPerMonth } from './fleet.ts'
import { type Line, line, total } from './line.ts'
import { messagesPerSecond } from './scale.ts'
import { machine, thisDesign } from './this-design.ts'
import { dollarsIn } from './used.ts'

export type Way = {
  readonly name: string
  /** US dollars a month, without what is published. */
  readonly service: number
  /** US dollars a month for publishing, or for the stream that takes its place. */
  readonly intake: number
}

const hoursPerMonth = 30.4375 * 24
/** Of what is provisioned, how much an even flow uses: the rest is for its waves. */
const utilisation = 0.7
/** Bytes of a received message as it is published, and in a stream. */
const messageBytes = 60
/** Messages of one run of recv, and its ms, by BatchWriteItem: assumed, as are all ms. */
const fromQueue = { batch: 10, ms: 14 } as const
const fromStream = { batch: 100, ms: 60 } as const
/** https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html : a shard, a second */
const shard = { records: 1000, bytes: 1_000_000 } as const
/** Brokers in as many zones, each with a copy; hours that they keep a message; bytes a second that one takes in, of
 * kafka.m7g.large: https://docs.aws.amazon.com/msk/latest/developerguide/bestpractices.html */
const kafka = { brokers: 3, hours: 24, bytesPerBroker: 5_000_000 } as const

/** A fleet's month in each way. */
export const waysOf = (fleet: Fleet): Way[] => {
  const messages = messagesPerMonth(fleet)
  const events = messages + reportsPerMonth(fleet)
  const perSecond = messagesPerSecond(fleet)
  const asItIs = thisDesign(fleet)
  const publish = (requests: number): number => dollarsIn([line('producers', 'SNS', 'snsPublish', requests)])
  const service = (lines: readonly Line[]): number => total(lines)

  const queue = [
    ...without(asItIs, 'Lambda'),
    ...runs(messages, fromQueue),
    // put in one by one by SNS, taken out and deleted by tens
    line('received messages', 'SQS requests', 'sqsRequest', messages * (1 + 2 / fromQueue.batch)),
  ]
  const streamed = [...without(asItIs, 'Lambda'), ...runs(messages, fromStream)]
  const shards = Math.ceil(
    Math.max(perSecond / shard.records, (perSecond * messageBytes) / shard.bytes) / utilisation,
  )
  const kinesis = dollarsIn([
    line('producers', 'Kinesis shards', 'kinesisShard', shards * hoursPerMonth),
    line('producers', 'Kinesis puts', 'kinesisPut', messages),
  ])
  const bytes = perSecond * messageBytes
  const brokers = Math.max(kafka.brokers, Math.ceil(bytes / kafka.bytesPerBroker / utilisation))
  const kept = (bytes * kafka.hours * 3600 * kafka.brokers) / 1e9
  const cluster = dollarsIn([
    line('producers', 'Kafka brokers', 'kafkaBroker', brokers * hoursPerMonth),
    line('producers', 'Kafka storage', 'kafkaStorage', kept),
  ])
  const reports = publish(reportsPerMonth(fleet))
  return [
    { name: 'as it is, published one by one', service: service(asItIs), intake: publish(events) },
    { name: 'as it is, published by tens', service: service(asItIs), intake: publish(events / 10) },
    { name: 'a queue before recv', service: service(queue), intake: publish(events / 10) },
    { name: `Kinesis, shards: ${shards}`, service: service(streamed), intake: kinesis + reports },
    { name: `Kafka, brokers: ${brokers}`, service: service(streamed), intake: cluster + reports },
    {
      name: 'Kafka, and tables provisioned',
      service: service(provisioned(streamed)),
      intake: cluster + reports,
    },
  ]
}

const isIntake = ({ group }: Line): boolean => group === 'received messages'
const without = (lines: readonly Line[], service: string): Line[] =>
  lines.filter(each => !(isIntake(each) && each.label.startsWith(service)))

const runs = (messages: number, { batch, ms }: { readonly batch: number; readonly ms: number }): Line[] => [
  line('received messages', 'Lambda requests', 'lambdaRequest', messages / batch),
  line(
    'received messages',
    'Lambda time',
    machine.time,
    ((messages / batch) * ms * machine.memory.recv) / 1000,
  ),
]

/** The same with capacity that is paid by the hour, for an even flow. */
const provisioned = (lines: readonly Line[]): Line[] => {
  const unitsPerSecond = 3600 * utilisation
  return lines.map(each =>
    each.price === 'writeUnit'
      ? { ...each, price: 'writeUnitHour', quantity: each.quantity / unitsPerSecond }
      : each.price === 'readUnit'
        ? { ...each, price: 'readUnitHour', quantity: each.quantity / unitsPerSecond }
        : each,
  )
}
