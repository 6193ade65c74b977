// Operations that the end of the process breaks off: a picture of the folder is taken at each event, as a kill at
// that moment would leave it, and a new process goes on from each of them.

import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DescribeStacksCommand, UpdateStackCommand } from '@aws-sdk/client-cloudformation'
import { PutItemCommand, ScanCommand } from '@aws-sdk/client-dynamodb'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startTestStack, type TestStack } from '../helpers/start-test-stack.ts'
import { lambda, queue, type Resources, streamed, subscribed, template } from '../helpers/template.ts'

const test = suite<{ folder: string }>('interrupted operations')

test.before.each(context => {
  context.folder = mkdtempSync(join(tmpdir(), 'guac-data-'))
})
test.after.each(({ folder }) => rmSync(folder, { recursive: true, force: true }))

const code = 'exports.handler = async () => {}'
const whole: Resources = { ...lambda(code), ...streamed(), ...subscribed() }
const body = template(whole)

/** Runs work on data, and returns the pictures that were taken while `taking` was set. */
const pictures = async (
  folder: string,
  work: (stack: TestStack, take: () => void) => Promise<void>,
): Promise<readonly string[]> => {
  const live = join(folder, 'live')
  const taken: string[] = []
  let taking = false
  const stack = await startTestStack({
    data: { folder: live, version: 'test' },
    onStackEvent: () => {
      if (!taking) return
      const picture = join(folder, `${taken.length}`)
      cpSync(live, picture, { recursive: true })
      taken.push(picture)
    },
  })
  await work(stack, () => {
    taking = true
  })
  await stack.stop()
  assert.equal(stack.bugs, [])
  return taken
}

const found = async ({ cloudformation }: TestStack) => {
  const { Stacks = [] } = await cloudformation.send(new DescribeStacksCommand({}))
  return Stacks[0]
}
const statusOf = async (stack: TestStack) => (await found(stack))?.StackStatus

const reopened = async (folder: string, work: (stack: TestStack) => Promise<void>): Promise<void> => {
  const stack = await startTestStack({ data: { folder, version: 'test' } })
  try {
    await work(stack)
  } finally {
    await stack.stop()
  }
  assert.equal(stack.bugs, [])
}

test('a creation is rolled back, and can be made again', async ({ folder }) => {
  const all = await pictures(folder, async (stack, take) => {
    take()
    assert.is((await stack.create(body)).StackStatus, 'CREATE_COMPLETE')
  })
  assert.ok(all.length > 20)
  for (const [index, picture] of all.entries())
    await reopened(picture, async stack => {
      const { StackStatus: status, StackId = '' } = (await found(stack)) ?? {}
      assert.ok([undefined, 'ROLLBACK_COMPLETE', 'CREATE_COMPLETE'].includes(status), `${index}: ${status}`)
      if (status) assert.is((await stack.remove(StackId)).StackStatus, 'DELETE_COMPLETE')
      const made = await stack.create(body)
      assert.is(made.StackStatus, 'CREATE_COMPLETE', `${index}: ${(await stack.events('stack')).failures}`)
    })
})

test('an update goes back or comes to its end, with every row', async ({ folder }) => {
  const changed = template({
    ...whole,
    ...lambda(`${code} // changed`),
    Table: { ...whole.Table, Type: 'AWS::DynamoDB::Table', DeletionPolicy: 'Retain' },
    Another: queue('another'),
  })
  const all = await pictures(folder, async (stack, take) => {
    await stack.create(body)
    await stack.dynamodb.send(new PutItemCommand({ TableName: 'table', Item: { id: { S: 'row' } } }))
    take()
    const input = { StackName: 'stack', Capabilities: ['CAPABILITY_NAMED_IAM' as const] }
    await stack.cloudformation.send(new UpdateStackCommand({ ...input, TemplateBody: changed }))
    await stack.settled('stack')
  })
  assert.ok(all.length > 4)
  for (const [index, picture] of all.entries())
    await reopened(picture, async stack => {
      const status = await statusOf(stack)
      const whole = ['CREATE_COMPLETE', 'UPDATE_ROLLBACK_COMPLETE', 'UPDATE_COMPLETE']
      assert.ok(whole.includes(status ?? ''), `${index}: ${status}`)
      const { Items = [] } = await stack.dynamodb.send(new ScanCommand({ TableName: 'table' }))
      assert.is(Items.length, 1)
      if (status === 'UPDATE_COMPLETE') return
      await stack.cloudformation.send(
        new UpdateStackCommand({
          StackName: 'stack',
          TemplateBody: changed,
          Capabilities: ['CAPABILITY_NAMED_IAM'],
        }),
      )
      const updated = await stack.settled('stack')
      const { failures } = await stack.events('stack')
      assert.is(updated.StackStatus, 'UPDATE_COMPLETE', `${index}: ${failures}`)
    })
})

test('a deletion comes to its end', async ({ folder }) => {
  const all = await pictures(folder, async (stack, take) => {
    const { StackId = '' } = await stack.create(body)
    take()
    await stack.remove(StackId)
  })
  assert.ok(all.length > 10)
  for (const picture of all)
    await reopened(picture, async stack => {
      const { StackId } = (await found(stack)) ?? {}
      if (StackId) await stack.remove(StackId)
      assert.is((await stack.create(body)).StackStatus, 'CREATE_COMPLETE')
    })
})

test.run()
