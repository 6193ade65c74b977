// The rows of a table as the console reads them: whole pages, in both ways, without losing one.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { askedRows, readRows } from '../../src/console/api/rows.ts'
import type { Source } from '../../src/console/source.ts'
import type { RowKey } from '../../src/console/wire-hops.ts'
import { onTarget } from '../../src/deploy/target.ts'
import { range, type Service, startService } from '../helpers/service.ts'

const test = suite<{ service: Service; source: Source }>('rows of a table')

test.before(async context => {
  const service = await startService()
  const options = { stackName: 'bookish-guacamole', endpointUrl: service.stack.endpoint }
  const target = await onTarget({ env: {} }, options, async found => found)
  Object.assign(context, { service, source: { ...target, now: Date.now } })
  await service.recvAll('a-1', range(1, 70))
  await service.recvAll('a-2', range(1, 60))
  await service.recvAll('b', ['18446744073709551615', '9007199254740993'])
})
test.after(async ({ service }) => {
  await service.stop()
  assert.equal(service.bugs, [])
})

/** All pages of a search, by what a page asks for. */
const allPages = async (source: Source, module: string, match: 'is' | 'begins') => {
  const pages: (readonly string[])[] = []
  let after: RowKey | undefined
  do {
    const query = new URLSearchParams({ table: 'message_recv', module, match })
    if (after) {
      query.set('afterModule', after.module)
      query.set('afterTimestamp', after.timestamp)
    }
    const page = await readRows(source, askedRows(query))
    assert.ok(page.units > 0 && page.read >= page.rows.length)
    pages.push(page.rows.map(row => `${row.moduleId} ${row.timestamp}`))
    after = page.after
  } while (after)
  return pages
}

for (const [name, module, match, sizes, rows] of [
  ['of all modules', '', 'is', [50, 50, 32], 132],
  ['of one', 'a-1', 'is', [50, 20], 70],
  ['of those whose names begin with something', 'a-', 'begins', [50, 50, 30], 130],
  ['of a module that there is none of', 'z', 'is', [0], 0],
] as const)
  test(`${name}: each once, 50 a page`, async ({ source }) => {
    const pages = (await allPages(source, module, match)).filter((page, i) => i === 0 || page.length > 0)
    assert.equal(
      pages.map(page => page.length),
      sizes,
    )
    assert.is(new Set(pages.flat()).size, rows)
  })

test('of one, the newest first, digit for digit', async ({ source }) => {
  assert.equal(await allPages(source, 'b', 'is'), [['b 18446744073709551615', 'b 9007199254740993']])
})

test('a page goes on after what is kept of a module as a whole, and after nothing else that is no timestamp', () => {
  const asked = (afterTimestamp: string) =>
    askedRows(
      new URLSearchParams({ table: 'received_window', match: 'is', afterModule: 'm', afterTimestamp }),
    )
  assert.equal(asked('-1').after, { module: 'm', timestamp: '-1' })
  for (const wrong of ['', '1.5', '1e3', '0x1', '123456789012345678901'])
    assert.throws(() => asked(wrong), 'no timestamp')
})

test.run()
