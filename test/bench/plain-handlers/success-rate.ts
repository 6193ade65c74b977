// success-rate as most would write it: counts all messages that the module has ever sent.

import { DynamoDBClient, paginateQuery } from '@aws-sdk/client-dynamodb'
import { PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import type { DynamoDBStreamEvent } from 'aws-lambda'

const dynamodb = new DynamoDBClient({})
const sns = new SNSClient({})

export const successRate = async ({ Records }: DynamoDBStreamEvent): Promise<void> => {
  for (const { dynamodb: change } of Records) {
    const moduleid = change?.NewImage?.moduleId?.S ?? ''
    const timestamp = change?.NewImage?.timestamp?.N ?? ''
    const attempts = Number(change?.NewImage?.attempts?.N)
    let received = 0
    const pages = paginateQuery(
      { client: dynamodb },
      {
        TableName: process.env.MESSAGE_TABLE,
        KeyConditionExpression: 'moduleId = :module AND #at <= :at',
        ExpressionAttributeNames: { '#at': 'timestamp' },
        ExpressionAttributeValues: { ':module': { S: moduleid }, ':at': { N: timestamp } },
        Select: 'COUNT',
      },
    )
    for await (const { Count = 0 } of pages) received += Count
    const event = { moduleid, timestamp: Number(timestamp), success_rate: (100 * received) / attempts }
    await sns.send(
      new PublishCommand({ TopicArn: process.env.RATE_TOPIC_ARN, Message: JSON.stringify(event) }),
    )
  }
}
