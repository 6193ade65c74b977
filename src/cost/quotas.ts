// What AWS lets an account do in us-east-1 before anybody asks for more, one table.

import { ms } from './this-design.ts'

type Quota = {
  /** A second; of Lambda, at a time. */
  readonly limit: number
  readonly name: string
  /** What to do where it is too little: ask for more, wait until it has grown with the table, or split what meets it. */
  readonly remedy: 'raise' | 'wait' | 'split'
}

/** A new table on demand takes 4,000 write units a second at once, which is four partitions, a shard each.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/on-demand-capacity-mode.html */
export const freshShards = 4
/** Batches of one shard that Lambda works on at a time: templates/triggers.ts asks for the most there is.
 * https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html */
export const batchesPerShard = 10

export const quotas = {
  // https://docs.aws.amazon.com/general/latest/gr/sns.html : those of a batch count each; 9,000 to 300 elsewhere
  snsPublish: { limit: 30_000, name: 'SNS messages', remedy: 'raise' },
  // https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html : of all functions together
  concurrency: { limit: 1000, name: 'Lambda concurrency', remedy: 'raise' },
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html : of a table on demand
  tableWrites: { limit: 40_000, name: 'a table’s writes', remedy: 'raise' },
  tableReads: { limit: 40_000, name: 'a table’s reads', remedy: 'raise' },
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html
  partitionWrites: { limit: 1000, name: 'a partition’s writes', remedy: 'split' },
  // reports of one batch one after the other, which is the slowest that they can go
  stream: {
    limit: (freshShards * batchesPerShard * 1000) / ms.successRate,
    name: 'a young stream',
    remedy: 'wait',
  },
} as const satisfies Readonly<Record<string, Quota>>

export type QuotaName = keyof typeof quotas
