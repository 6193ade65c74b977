// The service while everything goes wrong at once, and now and then: in the end nothing is lost and nothing counted
// twice. What the handlers promise holds because of this, or not at all.

import { paginateScan } from '@aws-sdk/client-dynamodb'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { faultKinds, parseFaults } from '../../../src/local/faults/parse-faults.ts'
import { range, type Service, startService } from '../../helpers/service.ts'

const test = suite<{ service: Service }>('the service with faults')

const plan =
  'throttle=0.05,error=0.03,reset-before=0.02,reset-after=0.03,delay=0.1:20ms,unprocessed=0.1,' +
  'duplicate=0.1,reorder=0.2:50ms,kill=0.02'

test.before(async context => {
  context.service = await startService({ faults: parseFaults(plan, '7') })
})
test.after(async ({ service }) => {
  assert.equal(service.bugs, [])
  await service.stop()
})

const modules = ['a', 'b', 'c', 'd', 'e', 'f']
const reports = [100, 200, 300]

/** Which of the messages of a week arrive: more of them from one module to the next. */
const received = (module: number, report: number): readonly number[] =>
  range(report - 99, report - 99 + 15 + module)

const storedKeys = async ({ dynamodb, output }: Service): Promise<readonly string[]> => {
  const pages = paginateScan(
    { client: dynamodb },
    { TableName: output('MessageRecvTableName'), ConsistentRead: true },
  )
  const keys: string[] = []
  for await (const { Items = [] } of pages)
    keys.push(...Items.map(({ moduleId, timestamp }) => `${moduleId?.S} ${timestamp?.N}`))
  return keys.sort()
}

test('every message is stored once, and every report has its rate', async ({ service }) => {
  const expected = new Map<string, number>()
  for (const [index, module] of modules.entries()) {
    const windows = reports.map(report => received(index, report))
    await service.recvAll(module, windows.flat())
    for (const [at, report] of reports.entries()) {
      const sum = windows.slice(0, at + 1).flat().length
      expected.set(`${module} ${report}`, (100 * sum) / ((at + 1) * 40))
    }
  }
  const keys = modules.flatMap((module, index) =>
    reports.flatMap(report => received(index, report).map(timestamp => `${module} ${timestamp}`)),
  )
  assert.equal(await storedKeys(service), keys.sort())

  // newest first and all at once: each report that comes in changes nothing in the rates of those after it
  await Promise.all(
    [...reports]
      .reverse()
      .flatMap((timestamp, back) =>
        modules.map(moduleid =>
          service.weekly({ moduleid, timestamp, attempts: (reports.length - back) * 40 }),
        ),
      ),
  )
  // in the order of computed_at: the last one holds
  const last = new Map<string, number>()
  for (const { event } of await service.rates())
    last.set(`${event.moduleid} ${event.timestamp}`, event.success_rate)
  assert.equal(Object.fromEntries([...last].sort()), Object.fromEntries([...expected].sort()))
  assert.equal(await service.deadLetters(), [])
  // no handler writes in batches
  const injected = Object.keys(faultKinds).filter(name => name !== 'unprocessed')
  assert.equal(Object.keys(service.happened).sort(), injected.sort())
})

test.run()
