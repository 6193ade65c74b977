// Clients that nobody here wrote, against the endpoint: the AWS CLI and boto3.

import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type LocalStack, startLocal } from '../../src/local/start-local.ts'
import { aws, hasPython, python } from '../helpers/aws-cli.ts'

const tests = suite<{ stack: LocalStack }>('the AWS CLI and boto3')
const test = hasPython ? tests : tests.skip

tests.before(async context => {
  context.stack = await startLocal({
    port: 0,
    runtimeClient: join(process.cwd(), 'dist/runtime-client.cjs'),
    now: Date.now,
    onBug: error => {
      throw error
    },
  })
})
tests.after(({ stack }) => stack.stop())

test('the command of the README deploys service.yaml, and an event becomes a rate', async ({ stack }) => {
  const { endpoint } = stack
  const name = ['--stack-name', 'bookish-guacamole']
  const body = `file://${process.cwd()}/service.yaml`
  const capabilities = '--capabilities=CAPABILITY_NAMED_IAM'
  await aws(endpoint, 'cloudformation', 'create-stack', ...name, '--template-body', body, capabilities)
  await aws(endpoint, 'cloudformation', 'wait', 'stack-create-complete', ...name)
  const { Stacks } = await aws(endpoint, 'cloudformation', 'describe-stacks', ...name)
  const output = (key: string): string =>
    Stacks[0].Outputs.find((each: { OutputKey: string }) => each.OutputKey === key).OutputValue

  const { QueueUrl } = await aws(endpoint, 'sqs', 'create-queue', '--queue-name', 'cli')
  const queueArn = 'arn:aws:sqs:us-east-1:000000000000:cli'
  const subscription = ['--topic-arn', output('SuccessRateTopicArn'), '--protocol', 'sqs']
  await aws(endpoint, 'sns', 'subscribe', ...subscription, '--notification-endpoint', queueArn)
  const publish = (topic: string, message: object) =>
    aws(endpoint, 'sns', 'publish', '--topic-arn', output(topic), '--message', JSON.stringify(message))
  await publish('RecvMessageTopicArn', { moduleId: 'cli', timestamp: 1 })
  await stack.idle()
  await publish('WeeklyDiagnosticTopicArn', { moduleid: 'cli', timestamp: 2, attempts: 4 })

  const receive = ['--queue-url', QueueUrl, '--wait-time-seconds', '20']
  const { Messages } = await aws(endpoint, 'sqs', 'receive-message', ...receive)
  assert.is(JSON.parse(Messages[0].Body).Message, '{"moduleid":"cli","timestamp":2,"success_rate":25}')

  await aws(endpoint, 'cloudformation', 'delete-stack', ...name)
  await aws(endpoint, 'cloudformation', 'wait', 'stack-delete-complete', ...name)
})

test('an unsupported call is refused by name', async ({ stack }) => {
  try {
    await aws(stack.endpoint, 's3', 'ls')
    assert.unreachable()
  } catch (error) {
    assert.match(String(error), /NotSupportedLocally.*does not support/s)
  }
})

test('boto3 writes and reads a number above 2^53 digit for digit', async ({ stack }) => {
  const program = `
import boto3
from decimal import Decimal
tables = boto3.resource('dynamodb')
table = tables.create_table(
    TableName='digits', BillingMode='PAY_PER_REQUEST',
    KeySchema=[{'AttributeName': 'id', 'KeyType': 'HASH'}],
    AttributeDefinitions=[{'AttributeName': 'id', 'AttributeType': 'N'}])
table.wait_until_exists()
table.put_item(Item={'id': Decimal('18446744073709551615')})
print(table.scan()['Items'][0]['id'])
try:
    boto3.client('sns').publish(TopicArn='arn:aws:sns:us-east-1:000000000000:absent', Message='x')
except Exception as error:
    print(type(error).__name__)
`
  assert.is(await python(stack.endpoint, program), '18446744073709551615\nNotFoundException\n')
})

tests.run()
