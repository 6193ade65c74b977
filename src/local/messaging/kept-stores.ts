// Topics, subscriptions and queues beyond their process, whoever made them. What lies in a queue is in memory.

import type { BuildAppOptions } from 'fauxqs'
import type { Keep } from '../data/keep.ts'
import { place } from '../place.ts'
import { type LambdaSubscription, redriveTarget } from './lambda-subscriptions.ts'
import type { Change } from './resource-policies.ts'

type Stores = NonNullable<BuildAppOptions['stores']>
type Tagged = { readonly tags: readonly (readonly [string, string])[] }
type Attributes = Record<string, string>

type Kept = {
  readonly topics: readonly ({ arn: string; name: string; attributes: Attributes } & Tagged)[]
  /** When each topic and queue was made, by their ARNs; ms since 1970. */
  readonly born: Readonly<Record<string, number>>
  readonly subscriptions: readonly {
    arn: string
    topicArn: string
    protocol: string
    endpoint: string
    confirmed: boolean
    attributes: Attributes
  }[]
  readonly queues: readonly ({
    name: string
    arn: string
    createdAt: number
    attributes: Attributes
  } & Tagged)[]
}

export type KeptStores = {
  readonly stores: Stores
  /** The subscriptions of functions. */
  readonly lambdas: readonly LambdaSubscription[]
  /** The policies of queues and topics. */
  readonly policies: readonly Change[]
  /** When a topic or queue was made; ms since 1970. */
  readonly bornAt: (arn: string) => number | undefined
  /** Keeps what there is now, after one of these actions. */
  readonly save: () => Promise<void>
}

/** The actions that change more than what lies in a queue. */
export const changing =
  /^(Create|Delete|Set|Tag|Untag)(Topic|Queue|Resource)|^(Confirm|Set)Sub|^Subscribe|^Unsubscribe/

const key = 'messaging'

/** The stores as an earlier process kept them. `port` is that of the endpoint now. */
export const loadStores = async (keep: Keep, port: number, now: () => number): Promise<KeptStores> => {
  const stores = await emptyStores()
  const { snsStore, sqsStore } = stores
  const kept = (await keep.all(key)).get('') as Kept | undefined
  let born: Readonly<Record<string, number>> = kept?.born ?? {}
  sqsStore.region = place.region
  for (const { name, arn, attributes, tags, createdAt } of kept?.queues ?? []) {
    const url = sqsStore.buildQueueUrl(name, String(port), '', place.region)
    const queue = sqsStore.createQueue(name, url, arn, attributes, Object.fromEntries(tags))
    Object.assign(queue, { createdTimestamp: createdAt })
  }
  for (const { arn, name, attributes, tags } of kept?.topics ?? [])
    snsStore.topics.set(arn, { arn, name, attributes, tags: new Map(tags), subscriptionArns: [] })
  for (const subscription of kept?.subscriptions ?? []) {
    snsStore.subscriptions.set(subscription.arn, subscription)
    snsStore.topics.get(subscription.topicArn)?.subscriptionArns.push(subscription.arn)
  }
  return {
    stores,
    lambdas: (kept?.subscriptions ?? [])
      .filter(({ protocol }) => protocol === 'lambda')
      .map(({ arn, topicArn, endpoint: functionArn, attributes: { RedrivePolicy } }) => ({
        arn,
        topicArn,
        functionArn,
        deadLetterQueueArn: redriveTarget(RedrivePolicy ?? ''),
      })),
    policies: [...(kept?.queues ?? []), ...(kept?.topics ?? [])].map(({ arn, attributes }) => ({
      resource: arn,
      document: attributes.Policy ?? '',
    })),
    bornAt: arn => born[arn],
    save: () => {
      const arns = [...snsStore.listTopics(), ...sqsStore.listQueues()].map(({ arn }) => arn)
      born = Object.fromEntries(arns.map(arn => [arn, born[arn] ?? now()]))
      return keep.put(key, { ...snapshot(stores), born })
    },
  }
}

/** fauxqs makes its stores itself or takes them, but its package names no way to the classes. */
const emptyStores = async (): Promise<Stores> => {
  const store = async (path: string) => import(new URL(path, import.meta.resolve('fauxqs')).href)
  const { SnsStore } = await store('./sns/snsStore.js')
  const { SqsStore } = await store('./sqs/sqsStore.js')
  const { S3Store } = await store('./s3/s3Store.js')
  return { snsStore: new SnsStore(), sqsStore: new SqsStore(), s3Store: new S3Store() }
}

const snapshot = ({ snsStore, sqsStore }: Stores): Omit<Kept, 'born'> => ({
  topics: snsStore
    .listTopics()
    .map(({ arn, name, attributes, tags }) => ({ arn, name, attributes, tags: [...tags] })),
  subscriptions: snsStore.listSubscriptions(),
  queues: sqsStore.listQueues().map(({ name, arn, attributes, tags, createdTimestamp }) => ({
    name,
    arn,
    attributes,
    tags: [...tags],
    createdAt: createdTimestamp,
  })),
})
