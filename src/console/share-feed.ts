// One reading for all who look on: it begins with the first of them, and ends with the last.

export type Feed<Item> = (over: AbortSignal) => AsyncIterable<Item>

/**
 * Shares a feed. Whoever comes later begins with the last item there was; whoever is slow skips items. What ends or
 * fails it ends or fails all. The last to go waits until what was opened for it is removed.
 */
export const shareFeed = <Item>(produce: Feed<Item>): Feed<Item> => {
  let running: Running<Item> | undefined
  return async function* (over) {
    running ??= start(produce, ended => {
      if (running === ended) running = undefined
    })
    yield* running.join(over)
  }
}

type Running<Item> = { readonly join: Feed<Item> }

const start = <Item>(produce: Feed<Item>, ended: (running: Running<Item>) => void): Running<Item> => {
  const stop = new AbortController()
  const wake = new Set<() => void>()
  let viewers = 0
  let count = 0
  let last: Item | undefined
  let end: { readonly error?: unknown } | undefined
  const tell = (): void => {
    for (const each of wake) each()
  }
  const run = async (): Promise<void> => {
    try {
      for await (const item of produce(stop.signal)) {
        last = item
        count += 1
        tell()
      }
      end = {}
    } catch (error) {
      end = { error }
    }
    ended(running)
    tell()
  }
  const running: Running<Item> = {
    join: async function* (over) {
      viewers += 1
      let resume = (): void => {}
      const waken = (): void => resume()
      wake.add(waken)
      over.addEventListener('abort', waken)
      try {
        for (let seen = 0; !over.aborted; ) {
          if (count > seen) {
            seen = count
            yield last as Item
          } else if (end) {
            if ('error' in end) throw end.error
            return
          } else
            await new Promise<void>(resolve => {
              resume = resolve
            })
        }
      } finally {
        wake.delete(waken)
        over.removeEventListener('abort', waken)
        viewers -= 1
        if (viewers === 0) {
          ended(running)
          stop.abort()
          await done
        }
      }
    },
  }
  const done = run()
  return running
}
