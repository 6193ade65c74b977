// One reading for all who look on: when it begins, what each of them sees, and when it ends.

import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { shareFeed } from '../../src/console/share-feed.ts'

const test = suite('sharing a feed')

/** A feed that gives what it is told to, and counts how often it begins and ends. */
const controlled = () => {
  const items: number[] = []
  const counts = { begun: 0, ended: 0 }
  let failure: Error | undefined
  let finished = false
  let wake = (): void => {}
  const change = (act: () => void) => {
    act()
    wake()
  }
  async function* produce(over: AbortSignal): AsyncGenerator<number> {
    counts.begun += 1
    const aborted = (): void => wake()
    over.addEventListener('abort', aborted)
    try {
      while (!over.aborted) {
        const next = items.shift()
        if (next !== undefined) yield next
        else if (failure) throw failure
        else if (finished) return
        else
          await new Promise<void>(resolve => {
            wake = resolve
          })
      }
      // what it had opened takes a while to go
      await new Promise(resolve => setImmediate(resolve))
    } finally {
      counts.ended += 1
    }
  }
  return {
    produce,
    counts,
    give: (item: number) => change(() => items.push(item)),
    fail: (error: Error) =>
      change(() => {
        failure = error
      }),
    finish: () =>
      change(() => {
        finished = true
      }),
    mend: () => {
      failure = undefined
      finished = false
    },
  }
}

/** Somebody who looks on. */
const viewer = (feed: (over: AbortSignal) => AsyncIterable<number>) => {
  const over = new AbortController()
  const items = feed(over.signal)[Symbol.asyncIterator]()
  return {
    next: async () => (await items.next()).value as number | undefined,
    leave: async () => {
      over.abort()
      await items.return?.()
    },
  }
}

test('it begins with the first, once for all, and has ended when the last has gone', async () => {
  const { produce, counts, give } = controlled()
  const feed = shareFeed(produce)
  assert.is(counts.begun, 0)
  const [a, b] = [viewer(feed), viewer(feed)]
  const seen = [a.next(), b.next()]
  give(1)
  assert.equal(await Promise.all(seen), [1, 1])
  await a.leave()
  assert.equal(counts, { begun: 1, ended: 0 })
  const next = b.next()
  give(2)
  assert.is(await next, 2)
  await b.leave()
  assert.equal(counts, { begun: 1, ended: 1 })
})

test('whoever comes later begins with the last item, and one who is slow skips some', async () => {
  const { produce, give } = controlled()
  const feed = shareFeed(produce)
  const early = viewer(feed)
  const first = early.next()
  give(1)
  await first
  const late = viewer(feed)
  assert.is(await late.next(), 1)
  give(2)
  give(3)
  await new Promise(resolve => setImmediate(resolve))
  assert.equal([await early.next(), await late.next()], [3, 3])
  await Promise.all([early.leave(), late.leave()])
})

test('a failure reaches all, and whoever comes then has it begin anew', async () => {
  const { produce, counts, give, fail, mend } = controlled()
  const feed = shareFeed(produce)
  const [a, b] = [viewer(feed), viewer(feed)]
  const seen = [a.next(), b.next()]
  give(1)
  await Promise.all(seen)
  const failed = [a.next(), b.next()].map(next => next.catch((error: Error) => error.message))
  fail(new Error('no rights'))
  assert.equal(await Promise.all(failed), ['no rights', 'no rights'])
  mend()
  const c = viewer(feed)
  const next = c.next()
  give(2)
  assert.is(await next, 2)
  assert.is(counts.begun, 2)
  await c.leave()
  assert.is(counts.ended, 2)
})

test('its end is the end for all, and the next one begins anew', async () => {
  const { produce, counts, finish, mend, give } = controlled()
  const feed = shareFeed(produce)
  const a = viewer(feed)
  const next = a.next()
  finish()
  assert.is(await next, undefined)
  mend()
  const b = viewer(feed)
  const first = b.next()
  give(1)
  assert.is(await first, 1)
  assert.is(counts.begun, 2)
  await b.leave()
})

test('who comes while the last one leaves is not cut off with it', async () => {
  const { produce, counts, give } = controlled()
  const feed = shareFeed(produce)
  const a = viewer(feed)
  const first = a.next()
  give(1)
  await first
  const leaving = a.leave()
  const b = viewer(feed)
  const next = b.next()
  await leaving
  give(2)
  // the item before, where it is still the same reading
  if ((await next) === 1) assert.is(await b.next(), 2)
  await b.leave()
  assert.is(counts.begun, counts.ended)
})

test.run()
