// A stack of each release is brought to the present template while events flow: nothing is replaced, none is lost.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  CreateChangeSetCommand,
  DescribeChangeSetCommand,
  DescribeStackResourcesCommand,
  ExecuteChangeSetCommand,
  waitUntilChangeSetCreateComplete,
  waitUntilStackUpdateComplete,
} from '@aws-sdk/client-cloudformation'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { range, type Service, startService } from '../helpers/service.ts'

const test = suite('updates, end to end')

const fixtures = join(process.cwd(), 'test/fixtures')
const stateful = ['AWS::DynamoDB::Table', 'AWS::SNS::Topic', 'AWS::SQS::Queue']

// stopped even if a test fails, or its processes would keep the run from ending
let stop = async () => {}
const start = async (options: Parameters<typeof startService>[0]): Promise<Service> => {
  const service = await startService(options)
  stop = service.stop
  return service
}
test.after.each(() => stop())

/** What the stateful resources of the stack are in AWS, by their logical ids. */
const physicalIds = async ({ cloudformation }: Service): Promise<Readonly<Record<string, string>>> => {
  const { StackResources = [] } = await cloudformation.send(
    new DescribeStackResourcesCommand({ StackName: 'bookish-guacamole' }),
  )
  return Object.fromEntries(
    StackResources.filter(each => stateful.includes(each.ResourceType ?? '')).map(each => [
      each.LogicalResourceId,
      each.PhysicalResourceId,
    ]),
  )
}

for (const release of readdirSync(fixtures).filter(name => /^v\d.*\.yaml$/.test(name)))
  test(`${release} is updated by a change set while events flow: no table replaced, no event lost`, async () => {
    const service = await start({ templateBody: readFileSync(join(fixtures, release), 'utf8') })
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

    const before = await physicalIds(service)
    let flowing = true
    let sent = 0
    const reports: number[] = []
    const flow = (async () => {
      while (flowing) {
        sent += 1
        await service.recv({ moduleId: 'during', timestamp: sent })
        if (sent % 10 !== 0) continue
        reports.push(sent)
        await service.weekly({ moduleid: 'during', timestamp: sent, attempts: sent })
      }
    })()
    if (created) {
      await client.send(new ExecuteChangeSetCommand({ StackName, ChangeSetName }))
      await waitUntilStackUpdateComplete(wait, { StackName })
    } else assert.match(StatusReason ?? '', /didn't contain changes/)
    flowing = false
    await flow
    const after = await physicalIds(service)
    for (const [id, physical] of Object.entries(before)) assert.is(after[id], physical, id)

    await service.stack.idle()
    await service.weekly({ moduleid: 'during', timestamp: sent, attempts: sent })
    await service.recvAll('before', range(31, 40))
    await service.weekly({ moduleid: 'before', timestamp: 50, attempts: 60 })
    const rates = await service.rates()
    const rateOf = (module: string) => rates.findLast(rate => rate.event.moduleid === module)?.attributes
    const during = rates.filter(rate => rate.event.moduleid === 'during')
    const ofReport = (timestamp: number) => during.findLast(rate => rate.event.timestamp === timestamp)
    assert.equal(
      reports.filter(timestamp => !ofReport(timestamp)),
      [],
      'reports without a rate',
    )
    assert.is(ofReport(sent)?.attributes.received, String(sent))
    assert.is(rateOf('before')?.received, '30')
    assert.equal(await service.deadLetters(), [])
    assert.equal(service.bugs, [])
  })

test.run()
