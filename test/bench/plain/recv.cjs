// A received message becomes a row.

const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb')

const dynamodb = new DynamoDBClient({})

exports.handler = async event => {
  for (const record of event.Records) {
    const { moduleId, timestamp } = JSON.parse(record.Sns.Message)
    await dynamodb.send(
      new PutItemCommand({
        TableName: process.env.MESSAGE_TABLE,
        Item: { moduleId: { S: moduleId }, timestamp: { N: String(timestamp) } },
      }),
    )
  }
}
