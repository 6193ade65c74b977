// guac destroy against the local stack: what goes, what stays, and what is asked.

import { UpdateTerminationProtectionCommand } from '@aws-sdk/client-cloudformation'
import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { type DestroyOptions, destroy } from '../../src/commands/destroy.ts'
import { PersonError } from '../../src/errors.ts'
import { fakeIo } from '../helpers/fake-io.ts'
import { startProxy } from '../helpers/proxy.ts'
import { type Service, startService } from '../helpers/service.ts'

const test = suite<{ service: Service }>('guac destroy')
const stackName = 'bookish-guacamole'

test.before.each(async context => {
  context.service = await startService()
})
test.after.each(async ({ service }) => {
  assert.equal(service.bugs, [])
  await service.stop()
})

const run = async (service: Service, options: Partial<DestroyOptions> = {}, answers: string[] = []) => {
  const world = fakeIo('/', { env: { AWS_ENDPOINT_URL: service.stack.endpoint } }, answers)
  const error = await destroy(world.io, { stackName, ...options }).then(
    () => '',
    (reason: unknown) => {
      if (reason instanceof PersonError) return reason.message
      throw reason
    },
  )
  return { ...world, error }
}
const tables = async ({ dynamodb }: Service) =>
  (await dynamodb.send(new ListTablesCommand({}))).TableNames ?? []

test('asks for the stack’s name, shows its events, and keeps the tables', async ({ service }) => {
  const { asked, told, printed, error } = await run(service, {}, [stackName])
  assert.is(error, '')
  assert.equal(asked, ['Type the name of the stack (bookish-guacamole):'])
  assert.match(told[0] ?? '', /^This deletes the stack bookish-guacamole at .*; its tables stay\.$/)
  assert.ok(told.some(line => /DELETE_COMPLETE +RecvFunction /.test(line)))
  assert.is(printed[0], `Deleted the stack bookish-guacamole at ${service.stack.endpoint}.`)
  assert.match(printed[1] ?? '', /^Kept the tables message_recv, received_window, weekly_diagnostic\. /)
  assert.equal(await tables(service), ['message_recv', 'received_window', 'weekly_diagnostic'])
  const again = await run(service, { yes: true })
  assert.match(again.error, /^There is no stack bookish-guacamole at /)
})

for (const [name, answers] of [
  ['another answer', ['yes']],
  ['no terminal', []],
] as const)
  test(`deletes nothing after ${name}`, async ({ service }) => {
    const { error } = await run(service, {}, [...answers])
    assert.match(error, /^Deleting the stack .* was not confirmed\.\n {2}Nothing was changed\./)
    await service.recvAll('m', [1])
    await service.weekly({ moduleid: 'm', timestamp: 2, attempts: 1 })
    assert.is((await service.rates()).length, 1)
  })

test('deletes the data only when that is confirmed, too', async ({ service }) => {
  const once = await run(service, { deleteData: true }, [stackName, stackName])
  assert.match(once.error, /was not confirmed/)
  assert.is(once.asked.length, 2)
  const twice = await run(service, { deleteData: true, quiet: true }, [stackName, 'delete data'])
  assert.is(twice.error, '')
  assert.equal(twice.printed.slice(1), [
    'Deleted the table message_recv.',
    'Deleted the table received_window.',
    'Deleted the table weekly_diagnostic.',
  ])
  assert.is(twice.told.length, 1)
  assert.equal(await tables(service), [])
})

test('a protected table is known before its stack is gone, and machines get one object', async ({
  service,
}) => {
  const protectedTable = JSON.stringify({
    Table: { TableName: 'message_recv', DeletionProtectionEnabled: true },
  })
  const proxy = await startProxy(service.stack.endpoint, body =>
    body === '{"TableName":"message_recv"}' ? { status: 200, body: protectedTable } : undefined,
  )
  const at = { ...service, stack: { ...service.stack, endpoint: proxy.endpoint } }
  const refused = await run(at, { deleteData: true, yes: true })
  await proxy.stop()
  assert.match(
    refused.error,
    /^The table message_recv is protected from deletion\.\n {2}Nothing was deleted\./,
  )
  const { printed, error } = await run(service, { json: true, yes: true })
  assert.is(error, '')
  assert.equal(
    printed.map(line => JSON.parse(line)),
    [
      {
        stackName,
        status: 'DELETE_COMPLETE',
        keptTables: ['message_recv', 'received_window', 'weekly_diagnostic'],
        deletedTables: [],
      },
    ],
  )
})

test('a protected stack stays, and guac says how it could go', async ({ service }) => {
  await service.cloudformation.send(
    new UpdateTerminationProtectionCommand({ StackName: stackName, EnableTerminationProtection: true }),
  )
  const { error } = await run(service, { yes: true })
  assert.match(
    error,
    /^Termination protection is on .*\n {2}Nothing was deleted\. guac deploy --no-termination-protection/,
  )
})

test.run()
