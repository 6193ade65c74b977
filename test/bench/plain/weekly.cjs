// A weekly diagnostic becomes a row, whose stream has its rate computed.

const { DynamoDBClient, PutItemCommand } = require('@aws-sdk/client-dynamodb')

const dynamodb = new DynamoDBClient({})

exports.handler = async event => {
  for (const record of event.Records) {
    const { moduleid, timestamp, attempts } = JSON.parse(record.Sns.Message)
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
