// A weekly diagnostic becomes one row, whose stream has its rate computed.

import { AwsError } from './aws/aws-error.ts'
import { updateItem } from './aws/dynamodb.ts'
import { realWorld, type World } from './aws/world.ts'
import { decodeDiagnostic } from './domain/events.ts'
import { snsHandler } from './sns-handler.ts'

export type Env = {
  readonly REPORT_TABLE: string
  readonly DEAD_LETTER_QUEUE_URL: string
}

/** The handler of the topic weekly_diagnostic in a given world. */
export const makeWeekly = (world: World<Env>) =>
  snsHandler(world, 'weekly_diagnostic', decodeDiagnostic, async (aws, { module, timestamp, attempts }) => {
    const key = { moduleId: { S: module }, timestamp: { N: `${timestamp}` } }
    // The greater attempts stands, in whatever order a report and its corrections arrive. A redelivery changes
    // nothing, so the stream stays silent.
    const update = {
      UpdateExpression: 'SET attempts = :a',
      ConditionExpression: 'attribute_not_exists(attempts) OR attempts < :a',
      ExpressionAttributeValues: { ':a': { N: `${attempts}` } },
    }
    try {
      await updateItem(aws, world.env.REPORT_TABLE, key, update)
    } catch (error) {
      if (!(error instanceof AwsError && error.code === 'ConditionalCheckFailedException')) throw error
    }
  })

export const weekly = makeWeekly(realWorld<Env>())
