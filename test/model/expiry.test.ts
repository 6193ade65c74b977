// Messages that expire while others come late and reports are computed: in every order a window keeps what it counted,
// and a message that is not counted is told to be too late.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { unseen } from '../../handlers/domain/expiry.ts'
import { explore, type Process, type Search } from './explore.ts'
import {
  type Broken,
  base,
  clockIn,
  expiring,
  message,
  print,
  recount,
  report,
  sealedScene,
} from './processes.ts'
import * as model from './tables.ts'

const test = suite('expiry')

const [t0, t1] = [base - 20n, base - 1n]
const old = [t0 - 9n, t0 - 8n]

const expiry: Process = {
  from: 4,
  run: take => take(scene => model.expire(scene.tables, clockIn(scene))),
}

/** A late message for a window with two others that expire; its count, and whether the third is told of. */
const search = (broken: Broken = {}): Search => {
  const scene = sealedScene(old, [[t0, 16]])
  for (const t of old) scene.tables.expires.set(t, expiring)
  scene.tables.windows.set(t0, { timestamp: t0, ...scene.tables.windows.get(t0), until: expiring })
  return {
    processes: [message(t0 - 5n, broken, 2), report(t1, 20, broken), expiry],
    scene,
    phases: 4,
    crashes: 0,
    end: ({ tables, stamp: tooLate }) => {
      const window = tables.windows.get(t0)
      const count = window?.readings?.received ?? 0
      assert.ok(count >= 2, 'the count fell')
      assert.ok(count + tooLate + (window ? unseen(window) : 0) >= 3, 'a message was dropped in silence')
    },
  }
}

test('a window keeps its count, and what it does not count is too late', async () =>
  print('a late message, a report, two messages that expire', await explore(search())))

/** The same without the report, and with a recount. */
const recounted = (broken: Broken = {}): Search => {
  const { processes, ...rest } = search()
  return { ...rest, processes: [...processes.filter((_, i) => i !== 1), recount(broken, false)] }
}

test('a recount lets no count of messages that expire fall', async () =>
  print('a late message, a recount, two messages that expire', await explore(recounted())))

test('a recount that reopens without regard to expiry: the count fell', () =>
  explore(recounted({ recount: tables => ({ reopen: (at, count) => tables.reopen(at, count, 0) }) })).then(
    () => assert.unreachable('the search found nothing'),
    error => assert.match(error.message, 'the count fell'),
  ))

const variants: Record<string, [Broken, string]> = {
  'reopening that takes the count away': [
    {
      receive: (_, turn) => ({
        reopen: (at, by) =>
          turn(tables => {
            const reopened = model.reopen(tables, at, by)
            const { readings: _, ...row } = tables.windows.get(at) ?? { timestamp: at }
            tables.windows.set(at, row)
            return reopened
          }),
      }),
    },
    'the count fell',
  ],
  'not telling what is too late': [
    { receive: tables => ({ reopen: async (at, by) => (await tables.reopen(at, by)) || true }) },
    'a message was dropped in silence',
  ],
}

for (const [name, [broken, what]] of Object.entries(variants))
  test(`${name}: ${what}`, () =>
    explore(search(broken)).then(
      () => assert.unreachable('the search found nothing'),
      error => assert.match(error.message, what),
    ))

test.run()
