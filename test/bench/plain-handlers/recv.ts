// recv as most would write it: with the AWS SDK, and no care for what an event may hold.

import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { SNSEvent } from 'aws-lambda'

const dynamodb = new DynamoDBClient({})

export const recv = async ({ Records }: SNSEvent): Promise<void> => {
  for (const { Sns } of Records) {
    const { moduleId, timestamp } = JSON.parse(Sns.Message)
    await dynamodb.send(
      new PutItemCommand({
        TableName: process.env.MESSAGE_TABLE,
        Item: { moduleId: { S: moduleId }, timestamp: { N: String(timestamp) } },
      }),
    )
  }
}
