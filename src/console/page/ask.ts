// The page's way to its server.

import { type ReadonlySignal, signal } from '@preact/signals'
import { useEffect, useState } from 'preact/hooks'
import type { Failure } from '../wire.ts'
import { checkConnection, recoveries, tokenHeaders } from './connection.tsx'

/** What is known of an answer: nothing yet, what it holds, or why there is none. */
export type Known<Value> =
  | { readonly kind: 'waiting' }
  | { readonly kind: 'here'; readonly value: Value }
  | { readonly kind: 'failed'; readonly why: string }

/** guac did not answer, which the top of the page tells. */
export class NoAnswer extends Error {}

/** Asks for JSON. Throws an Error whose message is for a person. */
const request = async <Value>(method: string, path: string, body?: unknown): Promise<Value> => {
  const response = await fetch(path, {
    method,
    headers: method === 'GET' ? {} : { 'content-type': 'application/json', ...tokenHeaders },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }).catch(() => {
    checkConnection()
    throw new NoAnswer('guac did not answer, and may not have heard of it. Try again once it answers.')
  })
  const answer = (await response.json()) as Value | Failure
  if (!response.ok) throw new Error((answer as Failure).error)
  return answer as Value
}

export const get = <Value>(path: string): Promise<Value> => request('GET', path)
export const post = <Value>(path: string, body: unknown): Promise<Value> => request('POST', path, body)

/** What a path answers, asked anew when it changes or `again` does; what was known stays until then. */
export const useAnswer = <Value>(path: string, again: unknown = 0): Known<Value> => {
  const [known, setKnown] = useState<Known<Value> & { readonly path?: string }>({ kind: 'waiting' })
  useEffect(() => {
    let over = false
    get<Value>(path).then(
      value => over || setKnown({ kind: 'here', value, path }),
      error => over || error instanceof NoAnswer || setKnown({ kind: 'failed', why: error.message, path }),
    )
    return () => {
      over = true
    }
  }, [path, again, recoveries.value])
  return known.path === path ? known : { kind: 'waiting' }
}

/** How long until a feed that has ended or failed is asked for again, in ms. */
const againAfter = { end: 2000, failure: 10_000 }

/** Follows server-sent events from now on, over failures and a server that was away; returns what ends it. */
export const follow = <Item>(
  path: string,
  on: (item: Item) => void,
  failed: (why: string) => void,
): (() => void) => {
  let events: EventSource | undefined
  let timer: ReturnType<typeof setTimeout>
  const reopenIn = (ms: number): void => {
    events?.close()
    timer = setTimeout(open, ms)
  }
  const open = (): void => {
    events = new EventSource(path)
    events.onmessage = ({ data }) => on(JSON.parse(data))
    events.addEventListener('failure', event => {
      failed(JSON.parse((event as MessageEvent<string>).data).error)
      reopenIn(againAfter.failure)
    })
    // by hand: a browser gives up for good where a server refuses it once
    events.onerror = () => {
      checkConnection()
      reopenIn(againAfter.end)
    }
  }
  open()
  return () => {
    clearTimeout(timer)
    events?.close()
  }
}

/** The last event of a feed, while a component is there. */
export const useLast = <Item>(path: string): ReadonlySignal<Known<Item>> => {
  const [known] = useState(() => signal<Known<Item>>({ kind: 'waiting' }))
  useEffect(
    () =>
      follow<Item>(
        path,
        value => {
          known.value = { kind: 'here', value }
        },
        why => {
          known.value = { kind: 'failed', why }
        },
      ),
    [path, known],
  )
  return known
}
