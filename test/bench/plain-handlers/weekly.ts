// weekly as most would write it.

import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import type { SNSEvent } from 'aws-lambda'

const dynamodb = new DynamoDBClient({})

export const weekly = async ({ Records }: SNSEvent): Promise<void> => {
  for (const { Sns } of Records) {
    const { moduleid, timestamp, attempts } = JSON.parse(Sns.Message)
    await dynamodb.send(
      new PutItemCommand({
        TableName: process.env.REPORT_TABLE,
        Item: {
          moduleId: { S: moduleid },
          timestamp: { N: String(timestamp) },
          attempts: { N: String(attempts) },
        },
      }),
    )
  }
}
