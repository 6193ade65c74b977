// A stack of each release is brought to the present template while events flow: nothing is replaced, none is lost.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  ExecuteChangeSetCommand,
  waitUntilChangeSetCreateComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { range, startService } from '../helpers/service.ts'

const test = suite('updates, end to end')

const fixtures = join(process.cwd(), 'test/fixtures')
const stateful = ['AWS::DynamoDB::Table', 'AWS::SNS::Topic', 'AWS::SQS::Queue']

for (const release of readdirSync(fixtures).filter(name => /^v\d.*\.yaml$/.test(name)))
  test(`${release} is updated by a change set while events flow: no table replaced, no event lost`, async () => {
    const service = await startService({ templateBody: readFileSync(join(fixtures, release), 'utf8') })
    const { cloudformation: client } = service
    const StackName = 'bookish-guacamole'
    await service.recvAll('before', range(1, 20))
    await service.weekly({ moduleid: 'before', timestamp: 30, attempts: 40 })
    assert.equal(
      (await service.rates()).map(rate => rate.event.success_rate),
      [50],
    )

    const ChangeSetName = 'present'
    await client.send(
      new CreateChangeSetCommand({
        StackName,
        ChangeSetName,
        TemplateBody: readFileSync(join(process.cwd(), 'service.yaml'), 'utf8'),
        Capabilities: ['CAPABILITY_NAMED_IAM'],
      }),
    )
    const wait = { client, maxWaitTime: 30, minDelay: 0.1, maxDelay: 0.2 }
    // a release whose template is the present one has nothing to update
    const created = await waitUntilChangeSetCreateComplete(wait, { StackName, ChangeSetName }).catch(
      () => undefined,
    )
    const { Changes = [], StatusReason } = await client.send(
      new DescribeChangeSetCommand({ StackName, ChangeSetName }),
    )
    for (const { ResourceChange: change } of Changes)
      if (stateful.includes(change?.ResourceType ?? '')) {
        assert.is.not(change?.Action, 'Remove', change?.LogicalResourceId)
        if (change?.Action === 'Modify') assert.is(change.Replacement, 'False', change.LogicalResourceId)
      }

    let flowing = true
    let sent = 0
    const flow = (async () => {
      while (flowing) {
        sent += 1
        await service.recv({ moduleId: 'during', timestamp: sent })
      }
    })()
    if (created) {
      await client.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName }))
      await waitUntilStackUpdateComplete(wait, { StackName })
    } else assert.match(StatusReason ?? '', /didn't contain changes/)
    flowing = false
    await flow

    await service.stack.idle()
    await service.weekly({ moduleid: 'during', timestamp: sent, attempts: sent })
    await service.recvAll('before', range(31, 40))
    await service.weekly({ moduleid: 'before', timestamp: 50, attempts: 60 })
    const rates = await service.rates()
    const rateOf = (module: string) => rates.find(rate => rate.event.moduleid === module)?.attributes
    assert.is(rateOf('during')?.received, String(sent))
    assert.is(rateOf('before')?.received, '30')
    assert.equal(await service.deadLetters(), [])
    assert.equal(service.bugs, [])
    await service.stop()
  })

test.run()
