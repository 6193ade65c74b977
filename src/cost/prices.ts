// AWS's list prices, one table. Every figure of `guac cost` comes from here and from the usage beside it.

/** Where and when these prices were read. Before free tiers, discounts, taxes and data transfer. */
export const region = 'us-east-1'
export const asOf = '2026-11'

/** US dollars for one unit, with the unit and where AWS publishes it. */
export const prices = {
  // https://aws.amazon.com/sns/pricing/ : requests are counted in 64 KB; deliveries to Lambda and SQS are free
  snsPublish: { dollars: 0.5 / 1e6, unit: 'publish' },
  // https://aws.amazon.com/lambda/pricing/ : arm64 and x86_64 ask the same for a request
  lambdaRequest: { dollars: 0.2 / 1e6, unit: 'request' },
  lambdaArm: { dollars: 0.0000133334, unit: 'GB-second' },
  lambdaX86: { dollars: 0.0000166667, unit: 'GB-second' },
  // https://aws.amazon.com/dynamodb/pricing/on-demand/
  writeUnit: { dollars: 0.625 / 1e6, unit: 'write unit' },
  readUnit: { dollars: 0.125 / 1e6, unit: 'read unit' },
  storage: { dollars: 0.25, unit: 'GB-month' },
  recovery: { dollars: 0.2, unit: 'GB-month' },
  // https://aws.amazon.com/dynamodb/pricing/provisioned/
  writeUnitHour: { dollars: 0.00065, unit: 'write unit-hour' },
  readUnitHour: { dollars: 0.00013, unit: 'read unit-hour' },
  // https://aws.amazon.com/sqs/pricing/ : requests of up to 64 KB, batches included
  sqsRequest: { dollars: 0.4 / 1e6, unit: 'request' },
  // https://aws.amazon.com/kinesis/data-streams/pricing/ : provisioned; a put counts for each 25 KB of a record
  kinesisShard: { dollars: 0.015, unit: 'shard-hour' },
  kinesisPut: { dollars: 0.014 / 1e6, unit: 'put' },
  // https://aws.amazon.com/msk/pricing/ : kafka.m7g.large, and its storage
  kafkaBroker: { dollars: 0.204, unit: 'broker-hour' },
  kafkaStorage: { dollars: 0.1, unit: 'GB-month' },
  // https://aws.amazon.com/cloudwatch/pricing/ : the first 10 alarms, 10 metrics and 3 dashboards of an account are free
  logs: { dollars: 0.5, unit: 'GB' },
  alarm: { dollars: 0.1, unit: 'alarm' },
  dashboard: { dollars: 3, unit: 'dashboard' },
  metric: { dollars: 0.3, unit: 'metric' },
} as const

export type Priced = keyof typeof prices
