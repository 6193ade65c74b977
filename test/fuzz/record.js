// Records what the AWS CLI and SDKs send, into test/fixtures/requests.json: `npm run verify` once, for the CLI, then
// `node bin/guac.js dev --no-deploy --port 4566` and, beside it, `node test/fuzz/record.js`.

import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { createServer, request } from 'node:http'
import { promisify } from 'node:util'
import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { PublishBatchCommand, PublishCommand, SNSClient } from '@aws-sdk/client-sns'
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs'

const real = '127.0.0.1:4566'
const recorded = []

const proxy = createServer(async (asked, answer) => {
  const chunks = []
  for await (const chunk of asked) chunks.push(chunk)
  const body = Buffer.concat(chunks)
  const headers = asked.rawHeaders
    .flatMap((name, index) => (index % 2 === 0 ? [[name, asked.rawHeaders[index + 1]]] : []))
    // of the machine, or counted anew when it is sent
    .filter(([name]) => !/^(host|user-agent|x-amz-user-agent|content-length|connection)$/i.test(name))
  const own = new RegExp(`127\\.0\\.0\\.1(:|%3A)${proxy.address().port}`, 'g')
  recorded.push({
    method: asked.method,
    path: asked.url,
    headers,
    body: String(body).replace(own, 'ENDPOINT'),
  })
  const options = { method: asked.method, headers: { ...asked.headers, host: real } }
  request(`http://${real}${asked.url}`, options, got => {
    answer.writeHead(got.statusCode, got.headers)
    got.pipe(answer)
  }).end(body)
})
await new Promise(resolve => proxy.listen(0, '127.0.0.1', resolve))
const endpoint = `http://127.0.0.1:${proxy.address().port}`

const env = {
  PATH: process.env.PATH,
  AWS_DEFAULT_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
}
const cli = line =>
  promisify(execFile)(
    '.guac/verify/python/bin/aws',
    [...line.split(' ').map(word => word.replaceAll('~', ' ')), '--endpoint-url', endpoint],
    { env },
  ).catch(error => console.log(line, error.stderr))

const template =
  '{"Parameters":{"P":{"Type":"String","Default":"p"}},"Resources":{"Q":{"Type":"AWS::SQS::Queue","Properties":{"QueueName":{"Ref":"P"}}}}}'
const topic = 'arn:aws:sns:us-east-1:000000000000:t'
const url = `${endpoint}/000000000000/q`
const key = '{"id":{"S":"a"},"n":{"N":"1"}}'
for (const line of [
  'sts get-caller-identity',
  `cloudformation create-stack --stack-name s --template-body ${template} --tags Key=k,Value=v --parameters ParameterKey=P,ParameterValue=x`,
  'cloudformation describe-stacks --stack-name s',
  'cloudformation describe-stack-events --stack-name s',
  'cloudformation list-stack-resources --stack-name s',
  'cloudformation list-stacks --stack-status-filter CREATE_COMPLETE',
  `cloudformation validate-template --template-body ${template}`,
  'cloudformation get-template --stack-name s',
  'cloudformation get-template-summary --stack-name s',
  `cloudformation create-change-set --stack-name s --change-set-name c --template-body ${template} --parameters ParameterKey=P,ParameterValue=y`,
  'cloudformation describe-change-set --stack-name s --change-set-name c',
  `cloudformation update-stack --stack-name s --use-previous-template --parameters ParameterKey=P,UsePreviousValue=true`,
  'cloudformation update-termination-protection --stack-name s --enable-termination-protection',
  'cloudformation delete-stack --stack-name gone',
  'sns create-topic --name t --attributes DisplayName=d',
  'sns list-topics',
  `sns subscribe --topic-arn ${topic} --protocol sqs --notification-endpoint arn:aws:sqs:us-east-1:000000000000:q --attributes RawMessageDelivery=true`,
  `sns publish --topic-arn ${topic} --message {"moduleId":"m"} --message-attributes a={DataType=String,StringValue=x}`,
  `sns get-topic-attributes --topic-arn ${topic}`,
  `sns list-subscriptions-by-topic --topic-arn ${topic}`,
  'sqs create-queue --queue-name q --attributes VisibilityTimeout=5',
  `sqs send-message --queue-url ${url} --message-body hello --message-attributes a={DataType=Number,StringValue=1}`,
  `sqs receive-message --queue-url ${url} --max-number-of-messages 10 --message-attribute-names All`,
  `sqs get-queue-attributes --queue-url ${url} --attribute-names All`,
  'sqs list-queues',
  `dynamodb create-table --table-name things --attribute-definitions AttributeName=id,AttributeType=S AttributeName=n,AttributeType=N --key-schema AttributeName=id,KeyType=HASH AttributeName=n,KeyType=RANGE --billing-mode PAY_PER_REQUEST --stream-specification StreamEnabled=true,StreamViewType=NEW_AND_OLD_IMAGES`,
  'dynamodb describe-table --table-name things',
  `dynamodb put-item --table-name things --item ${key} --return-consumed-capacity TOTAL`,
  `dynamodb get-item --table-name things --key ${key} --consistent-read`,
  `dynamodb update-item --table-name things --key ${key} --update-expression ADD~c~:one --expression-attribute-values {":one":{"N":"1"}} --return-values ALL_NEW`,
  `dynamodb query --table-name things --key-condition-expression id=:i --expression-attribute-values {":i":{"S":"a"}} --limit 1`,
  'dynamodb scan --table-name things --select COUNT',
  `dynamodb batch-write-item --request-items {"things":[{"PutRequest":{"Item":${key}}}]}`,
  `dynamodb batch-get-item --request-items {"things":{"Keys":[${key}]}}`,
  `dynamodb delete-item --table-name things --key ${key}`,
  'dynamodb list-tables',
  'dynamodbstreams list-streams --table-name things',
  'lambda list-functions',
  'lambda get-function --function-name f',
  'lambda invoke --function-name f --payload {} /dev/null',
  'lambda list-event-source-mappings',
  'logs describe-log-groups',
  'logs filter-log-events --log-group-name g --filter-pattern word --limit 5',
])
  await cli(line)

const config = {
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
}
const sns = new SNSClient(config)
const sqs = new SQSClient(config)
const entries = [{ Id: '1', Message: '{"moduleId":"m","timestamp":1}' }]
for (const send of [
  () => sns.send(new PublishCommand({ TopicArn: topic, Message: 'ünï 😀' })),
  () => sns.send(new PublishBatchCommand({ TopicArn: topic, PublishBatchRequestEntries: entries })),
  () => sqs.send(new SendMessageCommand({ QueueUrl: url, MessageBody: 'x' })),
  () => sqs.send(new ReceiveMessageCommand({ QueueUrl: url, MaxNumberOfMessages: 1 })),
  () =>
    new DynamoDBClient(config).send(
      new PutItemCommand({ TableName: 'things', Item: { id: { S: 'b' }, n: { N: '2' } } }),
    ),
])
  await send().catch(error => console.log(String(error)))

writeFileSync(
  'test/fixtures/requests.json',
  `[\n${recorded.map(each => JSON.stringify(each)).join(',\n')}\n]\n`,
)
console.log(`${recorded.length} requests`)
process.exit()
