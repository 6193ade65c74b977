// The examples for producers and consumers in README.md: what can be run is run, the rest is checked.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CreateStackCommand, waitUntilStackCreateComplete } from '@aws-sdk/client-cloudformation'
import { ListQueuesCommand, ReceiveMessageCommand } from '@aws-sdk/client-sqs'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { parseTemplate } from '../src/cfn/parse-template.ts'
import { hasPython } from './helpers/aws-cli.ts'
import { runTool } from './helpers/run-tool.ts'
import { range, type Service, startService } from './helpers/service.ts'

const test = suite<{ service: Service }>('examples of the README')

test.before(async context => {
  context.service = await startService()
})
test.after(({ service }) => service.stop())

const readme = readFileSync(join(process.cwd(), 'README.md'), 'utf8')

/** The text of an example, which stands under its name. */
const example = (name: string): string => {
  const found = new RegExp(`<!-- example: ${name} -->\n\`\`\`\\w+\n([^]*?)\n\`\`\`\n`).exec(readme)?.[1]
  if (found === undefined) throw new Error(`README.md has no example ${name}`)
  return found
}

/** An ARN of the examples, as it is here. */
const here = (arn: string): string => arn.replace('123456789012', '000000000000')

test('the policies for publishing and subscribing allow one action on the topics of the stack', ({
  service,
}) => {
  const publish = JSON.parse(example('publish'))
  assert.is(publish.Version, '2012-10-17')
  assert.is(publish.Statement.length, 1)
  assert.is(publish.Statement[0].Action, 'sns:Publish')
  assert.equal(
    publish.Statement[0].Resource.map(here),
    ['RecvMessageTopicArn', 'WeeklyDiagnosticTopicArn'].map(service.output),
  )
  const subscribe = JSON.parse(example('subscribe'))
  assert.is(subscribe.Statement.length, 1)
  assert.is(subscribe.Statement[0].Action, 'sns:Subscribe')
  assert.is(here(subscribe.Statement[0].Resource), service.output('SuccessRateTopicArn'))
})

test('the subscribed queue hears of low rates alone, and not of upper bounds', async ({ service }) => {
  const { cloudformation, sqs } = service
  await cloudformation.send(
    new CreateStackCommand({
      StackName: 'consumer',
      TemplateBody: example('queue'),
      Parameters: [
        { ParameterKey: 'SuccessRateTopicArn', ParameterValue: service.output('SuccessRateTopicArn') },
      ],
    }),
  )
  await waitUntilStackCreateComplete(
    { client: cloudformation, maxWaitTime: 30, minDelay: 0.1, maxDelay: 0.2 },
    { StackName: 'consumer' },
  )
  const { QueueUrls = [] } = await sqs.send(new ListQueuesCommand({ QueueNamePrefix: 'consumer-LowRates-' }))
  assert.is(QueueUrls.length, 1)

  await service.recvAll('low', range(1, 10))
  await service.weekly({ moduleid: 'low', timestamp: 10, attempts: 20 })
  await service.recvAll('high', range(1, 19))
  await service.weekly({ moduleid: 'high', timestamp: 19, attempts: 20 })
  // a reset that nobody saw: low, but an upper bound
  await service.recvAll('reset', range(1, 2))
  await service.weekly({ moduleid: 'reset', timestamp: 2, attempts: 2 })
  await service.recvAll('reset', [3])
  await service.weekly({ moduleid: 'reset', timestamp: 4, attempts: 1 })
  await service.recvAll('reset', [])
  await service.weekly({ moduleid: 'reset', timestamp: 5, attempts: 100 })
  const rates = await service.rates()
  assert.ok(
    rates.some(
      ({ attributes }) => attributes.quality === 'upper-bound' && Number(attributes.success_rate) < 90,
    ),
  )

  const { Messages = [] } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl: QueueUrls[0], MaxNumberOfMessages: 10, WaitTimeSeconds: 1 }),
  )
  assert.equal(
    Messages.map(({ Body = '' }) => JSON.parse(JSON.parse(Body).Message)),
    [{ moduleid: 'low', timestamp: 10, success_rate: 50 }],
  )
})

test('the rule of AWS IoT forwards to the topic by a role that may do just that', () => {
  const { Resources } = parseTemplate(example('iot'))
  const rule = Resources.ForwardRule
  assert.is(rule?.Type, 'AWS::IoT::TopicRule')
  const text = JSON.stringify(rule?.Properties)
  assert.match(text, /"Sns":\{"TargetArn":\{"Ref":"RecvMessageTopicArn"\}/)
  assert.match(
    JSON.stringify(Resources.ForwardRole?.Properties),
    /"Action":"sns:Publish","Resource":\{"Ref":"RecvMessageTopicArn"\}/,
  )
})

const lint = hasPython ? test : test.skip
for (const name of ['iot', 'queue'])
  lint(`cfn-lint has nothing to say about the example ${name}`, async () => {
    const folder = mkdtempSync(join(tmpdir(), 'guac-readme-'))
    const file = join(folder, 'template.yaml')
    writeFileSync(file, example(name))
    const { code, stdout } = await runTool(process.env.GUAC_PYTHON, 'cfn-lint', '--', file)
    rmSync(folder, { recursive: true })
    assert.is(code, 0, stdout)
  })

test.run()
