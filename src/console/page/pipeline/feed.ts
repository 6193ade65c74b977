// The last items of a feed, newest first. However many come, the page is drawn once a frame.

import { useEffect, useState } from 'preact/hooks'
import { follow } from '../ask.ts'

export type Feed<Item> = {
  readonly items: readonly Item[]
  /** Why nothing comes; it is asked again by itself. */
  readonly why: string | undefined
}

/**
 * Follows a feed while a component is there and `path` is given. `keep` brings together what was kept and what has
 * come; when it returns 'over' for an item, the feed is followed no more.
 */
export const useFeed = <Came, Item>(
  path: string | undefined,
  take: (came: Came) => readonly Item[] | 'over',
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
        const taken = take(item)
        if (taken === 'over') return stop()
        came.push(...taken)
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
