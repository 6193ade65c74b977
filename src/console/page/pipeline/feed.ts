// The last items of a feed, newest first. However many come, the page is drawn once a frame.

import { useEffect, useState } from 'preact/hooks'
import { follow } from '../ask.ts'

export type Feed<Item> = {
  readonly items: readonly Item[]
  /** Why nothing comes; it is asked again by itself. */
  readonly why: string | undefined
}

/**
 * Follows a feed while a component is there and `path` is given. `take` says what items came with an event of the feed,
 * `keep` brings together what was kept and what has come.
 */
export const useFeed = <Came, Item>(
  path: string | undefined,
  take: (came: Came) => readonly Item[],
  keep: (kept: readonly Item[], came: readonly Item[]) => readonly Item[],
): Feed<Item> => {
  const [feed, setFeed] = useState<Feed<Item>>({ items: [], why: undefined })
  useEffect(() => {
    if (path === undefined) return
    let came: Item[] = []
    let frame: number | undefined
    const flush = (): void => {
      frame = undefined
      const items = came
      came = []
      setFeed(({ items: kept }) => ({ items: keep(kept, items), why: undefined }))
    }
    const stop = follow<Came>(
      path,
      item => {
        came.push(...take(item))
        frame ??= requestAnimationFrame(flush)
      },
      why => setFeed(({ items }) => ({ items, why })),
    )
    return () => {
      stop()
      if (frame !== undefined) cancelAnimationFrame(frame)
    }
  }, [path])
  return feed
}
