import { isDeepStrictEqual } from 'node:util'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { keepStacks, loadStacks } from '../../../src/local/cloudformation/kept-stacks.ts'
import type { Resource, Stack } from '../../../src/local/cloudformation/stack.ts'
import { makeKeep } from '../../../src/local/data/keep.ts'
import { makeEngine } from '../../../src/local/dynamodb/engine.ts'

const test = suite('kept stacks')

const endpoint = 'http://127.0.0.1:4566'
const never = (error: unknown): never => {
  throw error
}

const resource = (logicalId: string): Resource => ({
  logicalId,
  type: 'AWS::SQS::Queue',
  properties: { QueueName: logicalId },
  metadata: {},
  deletionPolicy: 'Delete',
  updateReplacePolicy: 'Delete',
  physicalId: `${endpoint}/000000000000/${logicalId}`,
  attributes: { QueueUrl: `${endpoint}/000000000000/${logicalId}` },
  status: 'CREATE_COMPLETE',
  reason: undefined,
  changedAt: 5,
})

const deployment = {
  template: { Resources: {} },
  templateBody: '',
  parameters: {},
  capabilities: [],
  tags: [],
}

const stack = (more: Partial<Stack> = {}): Stack => ({
  ...deployment,
  id: 'arn:stack/1',
  name: 'stack',
  createdAt: 1,
  onFailure: 'ROLLBACK',
  terminationProtection: true,
  changeSetId: undefined,
  token: undefined,
  operation: Promise.resolve(),
  updatedAt: undefined,
  deletedAt: undefined,
  status: 'UPDATE_IN_PROGRESS',
  reason: undefined,
  resources: new Map([
    ['B', resource('B')],
    ['A', resource('A')],
  ]),
  changeSets: new Map([
    [
      'set',
      {
        id: 'set',
        name: 'set',
        type: 'IMPORT',
        description: 'what it is for',
        createdAt: 2,
        desired: deployment,
        changes: [],
        imported: new Map([['A', 'a']]),
        onFailure: 'DELETE',
        status: 'FAILED',
        reason: 'none',
        executionStatus: 'UNAVAILABLE',
      },
    ],
  ]),
  events: [],
  outputs: [
    { key: 'Url', value: `${endpoint}/000000000000/A`, description: undefined, exportName: undefined },
  ],
  rollbackTo: { ...deployment, resources: new Map([['A', resource('A')]]), outputs: [] },
  ...more,
})

const opened = () => makeKeep(makeEngine().database, 'folder', never)

test('a stack in the middle of an update is the same again, the order of its resources included', async () => {
  const keep = opened()
  const one = stack()
  const kept = keepStacks(keep, endpoint)
  for (const n of [1, 2, 11]) {
    const event = { id: `${n}`, time: n, logicalId: 'A', physicalId: '', type: 't', reason: 'r' }
    one.events.push({ ...event, status: 'CREATE_COMPLETE', properties: '{}', token: 'token' })
    kept.event(one, one.events.at(-1) ?? never('no event'))
  }
  await kept.save(one)
  const [found] = await loadStacks(keep, endpoint, 10)
  assert.ok(found)
  const { operation: _, ...before } = one
  const { operation, ...after } = found
  assert.ok(isDeepStrictEqual(after, before))
  assert.equal([...after.resources.keys()], ['B', 'A'])
  await operation
})

test('queues are found at the endpoint of now, wherever a stack names them, however often it moved', async () => {
  const keep = opened()
  await keepStacks(keep, endpoint).save(stack())
  const moved = 'http://127.0.0.1:45660'
  const [second] = await loadStacks(keep, moved, 10)
  assert.is(second?.outputs[0]?.value, `${moved}/000000000000/A`)
  assert.is(second?.rollbackTo?.resources.get('A')?.physicalId, `${moved}/000000000000/A`)
  // not saved again meanwhile
  const [third] = await loadStacks(keep, 'http://127.0.0.1:1', 10)
  assert.is(third?.resources.get('B')?.attributes.QueueUrl, 'http://127.0.0.1:1/000000000000/B')
})

test('a deleted stack is shown for ninety days', async () => {
  const keep = opened()
  const day = 86_400_000
  await keepStacks(keep, endpoint).save(stack({ status: 'DELETE_COMPLETE', deletedAt: day }))
  assert.is((await loadStacks(keep, endpoint, 91 * day)).length, 1)
  assert.is((await loadStacks(keep, endpoint, 92 * day)).length, 0)
  assert.is((await loadStacks(keep, endpoint, 2 * day)).length, 0)
})

test.run()
