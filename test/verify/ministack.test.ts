// The same template and the same events on an implementation of AWS that nobody here wrote, on ours, and in the
// definition: whoever subscribes gets the same rates from each.

import { join } from 'node:path'
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { startLocal } from '../../src/local/start-local.ts'
import { startMiniStack } from '../helpers/ministack.ts'
import { play, type Seen } from './play.ts'
import { type Round, scenario } from './scenario.ts'

const test = suite<{ rounds: readonly Round[]; theirs: Seen; ours: Seen }>('MiniStack')
const seed = Number(process.env.GUAC_VERIFY_SEED ?? 6)

const onMiniStack = async (rounds: readonly Round[]): Promise<Seen> => {
  const { endpoint, stop } = await startMiniStack()
  return play(endpoint, rounds).finally(stop)
}

const onOurs = async (rounds: readonly Round[]): Promise<Seen> => {
  const { endpoint, stop } = await startLocal({
    port: 0,
    runtimeClient: join(process.cwd(), 'dist/runtime-client.cjs'),
    now: Date.now,
    onBug: error => {
      throw error
    },
  })
  return play(endpoint, rounds).finally(stop)
}

test.before(async context => {
  context.rounds = scenario(seed, Date.now())
  const [theirs, ours] = await Promise.all([onMiniStack(context.rounds), onOurs(context.rounds)])
  Object.assign(context, { theirs, ours })
})

for (const stack of ['theirs', 'ours'] as const)
  test(`on ${stack}, a consumer holds what the definition gives, after each round`, context => {
    const held = context.rounds.map(round => Object.fromEntries([...round.held].sort()))
    assert.equal(context[stack].held, held)
    assert.is(Object.keys(held.at(-1) ?? {}).length, 8)
  })

test('both hold the same rows, digit for digit', ({ theirs, ours, rounds }) => {
  assert.equal(theirs.messageRows, ours.messageRows)
  assert.equal(theirs.reportRows, ours.reportRows)
  assert.is(ours.messageRows.length, rounds.at(-1)?.rows)
})

test('both have the same dead letters, with the same reasons', ({ theirs, ours, rounds }) => {
  assert.equal(theirs.letters, ours.letters)
  assert.is(ours.letters.length, rounds.at(-1)?.invalid)
})

test('deleting the stack leaves the tables, which hold the events, and nothing of the queues', ({
  theirs,
  ours,
}) => {
  const tables = ['message_recv', 'received_window', 'weekly_diagnostic']
  assert.equal(ours.left, tables)
  assert.equal(theirs.left, tables)
})

test.run()
