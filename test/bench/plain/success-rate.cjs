// Counts everything that a module has ever sent, up to its report. Strongly consistent, since its last messages may have
// been stored a moment ago.

const { DynamoDBClient, paginateQuery } = require('@aws-sdk/client-dynamodb')
const { PublishCommand, SNSClient } = require('@aws-sdk/client-sns')

const dynamodb = new DynamoDBClient({})
const sns = new SNSClient({})

const count = async (moduleId, timestamp) => {
  let received = 0
  const pages = paginateQuery(
    { client: dynamodb },
    {
      TableName: process.env.MESSAGE_TABLE,
      Select: 'COUNT',
      ConsistentRead: true,
      KeyConditionExpression: 'moduleId = :m AND #t <= :t',
      ExpressionAttributeNames: { '#t': 'timestamp' },
      ExpressionAttributeValues: { ':m': { S: moduleId }, ':t': { N: timestamp } },
    },
  )
  for await (const page of pages) received += page.Count
  return received
}

exports.handler = async event => {
  for (const { dynamodb: change } of event.Records) {
    const { moduleId, timestamp, attempts } = change.NewImage ?? {}
    if (!attempts) continue
    const received = await count(moduleId.S, timestamp.N)
    const rate = (100 * received) / Number(attempts.N)
    await sns.send(
      new PublishCommand({
        TopicArn: process.env.RATE_TOPIC_ARN,
        Message: `{"moduleid":${JSON.stringify(moduleId.S)},"timestamp":${timestamp.N},"success_rate":${rate}}`,
      }),
    )
  }
}
